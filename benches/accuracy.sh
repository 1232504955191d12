#!/bin/sh
# Transcribes every clip of an evaluation manifest, for a scorer to judge.
#
# usage: benches/accuracy.sh MANIFEST.tsv OUT [given|detected] [scripta options…]
#
# MANIFEST.tsv has the columns id, path, language and seconds; paths are relative to it. OUT gets
# one ID.json a clip. With "given" (the default) each clip's language is told, with "detected" it
# is found, and the share found right among clips of more than 3 s is printed.
set -eu
manifest=$1 out=$2
shift 2
mode=given
case "${1:-}" in given | detected) mode=$1; shift ;; esac
here=$(cd "$(dirname "$0")/.." && pwd)
scripta=${SCRIPTA:-$here/target/release/scripta}
folder=$(cd "$(dirname "$manifest")" && pwd)
mkdir -p "$out"
lists=$(mktemp -d)
trap 'rm -rf "$lists"' EXIT
awk -F '\t' -v folder="$folder" -v lists="$lists" -v mode="$mode" '
    NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    {
        language = "language" in column ? $column["language"] : "en"
        path = $column["path"]; print (path ~ /^\// ? path : folder "/" path) > (lists "/" (mode == "given" ? language : "auto"))
    }' "$manifest"
begun=$(date +%s.%N)
for list in "$lists"/*; do
    "$scripta" transcribe "@$list" -l "$(basename "$list")" -f json -o "$out" --overwrite -q "$@"
done
echo "$begun $(date +%s.%N)" | awk '{ printf "%.1f s\n", $2 - $1 }'
if [ "$mode" = detected ]; then
    awk -F '\t' -v out="$out" '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        $column["seconds"] > 3 {
            file = out "/" $column["id"] ".json"
            found = ""
            while ((getline line < file) > 0)
                if (line ~ /^  "language": "/) { split(line, part, "\""); found = part[4] }
            close(file)
            clips++
            if (found == $column["language"]) right++
            else print $column["id"] ": " $column["language"] " taken for " (found == "" ? "silence" : found)
        }
        END { printf "language found right: %d of %d (%.1f %%)\n", right, clips, 100 * right / clips }' "$manifest"
fi
