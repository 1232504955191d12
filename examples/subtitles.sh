#!/bin/sh
# Makes subtitles beside every recording of a folder; what is there already is left alone.
#
# usage: examples/subtitles.sh FOLDER [scripta options…]
set -eu
folder=$1
shift
scripta transcribe "$folder" --output "$folder" --format srt --skip-existing "$@"
