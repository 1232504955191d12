#!/bin/sh
# Times the words of labelled clips, for a scorer to judge.
#
# usage: benches/words.sh MANIFEST.tsv OUT given|recognised [scripta options…]
#
# MANIFEST.tsv has the columns id, audio, language and transcript; paths are relative to it. OUT
# gets one ID.tsv a clip, with start, end and word. With "given" the transcript's words are aligned,
# with "recognised" those that are recognised.
set -eu
manifest=$1 out=$2 mode=$3
shift 3
here=$(cd "$(dirname "$0")/.." && pwd)
scripta=${SCRIPTA:-$here/target/release/scripta}
folder=$(cd "$(dirname "$manifest")" && pwd)
mkdir -p "$out"
text=$(mktemp)
trap 'rm -f "$text"' EXIT
tab=$(printf '\t')
awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    { print $column["id"] "\t" $column["audio"] "\t" $column["language"] "\t" $column["transcript"] }
' "$manifest" | while IFS="$tab" read -r id audio language transcript; do
    if [ "$mode" = given ]; then
        printf '%s\n' "$transcript" > "$text"
        set -- align "$text" "$folder/$audio" "$@"
    else
        set -- transcribe "$folder/$audio" "$@"
    fi
    "$scripta" "$@" -l "$language" -f ctm -q </dev/null |
        awk '!/^;;/ { printf "%.3f\t%.3f\t%s\n", $3, $3 + $4, $5 }' > "$out/$id.tsv"
    if [ "$mode" = given ]; then shift 3; else shift 2; fi
done
