#!/bin/sh
# Peak memory and time of a recording of ten minutes and of one of an hour made of it.
#
# usage: benches/memory.sh TEN_MINUTES [scripta options…]
#
# The hour is the recording six times in a row, made with ffmpeg.
set -eu
recording=$1
shift
here=$(cd "$(dirname "$0")/.." && pwd)
scripta=${SCRIPTA:-$here/target/release/scripta}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp "$recording" "$scratch/ten.flac"
for _ in 1 2 3 4 5 6; do echo "file 'ten.flac'"; done >"$scratch/list"
ffmpeg -loglevel error -f concat -i "$scratch/list" "$scratch/hour.flac"
for length in ten hour; do
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
    awk -v name=$length -v peak="$peak" -v begun="$begun" -v end="$end" '
        /^  "duration": / { gsub(/[^0-9.]/, ""); seconds = $0 }
        END {
            printf "%s: %.0f s of audio in %.0f s (%.1f x real time), peak %.0f MB\n",
                name, seconds, end - begun, seconds / (end - begun), peak / 1024
        }' "$scratch/out/$length.json"
done
