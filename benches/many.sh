#!/bin/sh
# Many short recordings in one call: speed, and peak memory after each hundred.
#
# usage: benches/many.sh MANIFEST [COUNT] [scripta options…]
#
# MANIFEST is a TSV file with the columns id, path and language; its English recordings are taken
# over and over until there are COUNT (300). Nothing is answered from the history.
set -eu
manifest=$1
count=${2:-300}
[ $# -gt 1 ] && shift
shift
here=$(cd "$(dirname "$0")/.." && pwd)
scripta=${SCRIPTA:-$here/target/release/scripta}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
folder=$(cd "$(dirname "$manifest")" && pwd)
awk -F '\t' -v folder="$folder" -v count="$count" '
    NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    $column["language"] == "en" { path[++known] = folder "/" $column["path"] }
    END { for (i = 0; i < count; i++) print path[i % known + 1] }' "$manifest" >"$scratch/all"
mkdir "$scratch/in"
number=0
while read -r path; do
    number=$((number + 1))
    cp "$path" "$scratch/in/$(printf %04d "$number").${path##*.}"
done <"$scratch/all"
begun=$(date +%s.%N)
"$scripta" transcribe "$scratch/in" -l en -f json -o "$scratch/out" -q --no-history "$@" &
pid=$!
next=100
while [ -r "/proc/$pid/status" ] && kill -0 $pid 2>/dev/null; do
    peak=$(awk '/VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null)
    done=$(find "$scratch/out" -name '*.json' 2>/dev/null | wc -l)
    if [ "$done" -ge "$next" ] && [ -n "$peak" ]; then
        echo "after $done recordings: peak $((peak / 1024)) MB"
        next=$((next + 100))
    fi
    sleep 0.2
done
wait $pid
end=$(date +%s.%N)
cat "$scratch"/out/*.json | awk -v begun="$begun" -v end="$end" '
    /^  "duration": / { gsub(/[^0-9.]/, ""); seconds += $0; count++ }
    END {
        printf "%d recordings, %.0f s of audio in %.1f s (%.1f x real time)\n",
            count, seconds, end - begun, seconds / (end - begun)
    }'
