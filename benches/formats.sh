#!/bin/sh
# Transcribes every file of a format collection and says whether it ended as expected.
#
# usage: benches/formats.sh MANIFEST.tsv
#
# MANIFEST.tsv has the columns path and expect: transcribe, transcribe_partial, empty_transcript,
# error, error_or_empty or either. Prints a line a file: ok or BAD, exit code, seconds, the first
# words or the message.
set -u
manifest=$1
here=$(cd "$(dirname "$0")/.." && pwd)
scripta=${SCRIPTA:-$here/target/release/scripta}
folder=$(cd "$(dirname "$manifest")" && pwd)
manifest=$folder/$(basename "$manifest")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$folder" || exit 2
tail -n +2 "$manifest" | awk -F '\t' '{ print $8 "\t" $1 }' | while IFS="$(printf '\t')" read -r expect path; do
    begun=$(date +%s.%N)
    timeout 120 "$scripta" transcribe -l en -f txt -- "$path" >"$scratch/out" 2>"$scratch/err" </dev/null
    code=$?
    seconds=$(echo "$begun $(date +%s.%N)" | awk '{ printf "%.1f", $2 - $1 }')
    words=$(wc -w <"$scratch/out")
    verdict=BAD
    case "$expect" in
        transcribe | transcribe_partial) [ $code = 0 ] && [ "$words" -gt 0 ] && verdict=ok ;;
        empty_transcript) [ $code = 0 ] && [ "$words" = 0 ] && verdict=ok ;;
        error) [ $code = 1 ] && [ "$words" = 0 ] && verdict=ok ;;
        error_or_empty) [ $code -le 1 ] && [ "$words" = 0 ] && verdict=ok ;;
        either) [ $code -le 1 ] && verdict=ok ;;
    esac
    printf '%s %s %ss %s: %s\n' $verdict $code "$seconds" "$path" "$(cat "$scratch/out" "$scratch/err" | tr '\n' ' ' | cut -c1-150)"
done
