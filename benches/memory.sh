#!/bin/sh
# Peak memory and time of a recording of ten minutes and of longer ones made of it.
#
# usage: [TIMES="1 6 18"] benches/memory.sh TEN_MINUTES [scripta options…]
#
# An hour is the recording six times in a row, three hours eighteen times, made with ffmpeg.
set -eu
recording=$1
shift
here=$(cd "$(dirname "$0")/.." && pwd)
scripta=${SCRIPTA:-$here/target/release/scripta}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp "$recording" "$scratch/part.flac"
for times in ${TIMES:-1 6}; do
    length=${times}_times
    for _ in $(seq "$times"); do echo "file 'part.flac'"; done >"$scratch/list"
    ffmpeg -loglevel error -f concat -i "$scratch/list" "$scratch/$length.flac"
    begun=$(date +%s.%N)
    "$scripta" transcribe "$scratch/$length.flac" -l en -f json -o "$scratch/out" -q "$@" &
    pid=$!
    peak=0
    while [ -r "/proc/$pid/status" ] && kill -0 $pid 2>/dev/null; do
        now=$(awk '/VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null)
        [ "${now:-0}" -gt "$peak" ] && peak=$now
        sleep 1
    done
    wait $pid
    end=$(date +%s.%N)
    awk -v name="$length" -v peak="$peak" -v begun="$begun" -v end="$end" '
        /^  "duration": / { gsub(/[^0-9.]/, ""); seconds = $0 }
        END {
            printf "%s: %.0f s of audio in %.0f s (%.1f x real time), peak %.0f MB\n",
                name, seconds, end - begun, seconds / (end - begun), peak / 1024
        }' "$scratch/out/$length.json"
done
