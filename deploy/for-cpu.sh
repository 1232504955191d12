#!/bin/sh
# Runs a build so that its result works on every processor of a level:
#
#     deploy/for-cpu.sh x86-64-v2 cargo build --release --locked
#
# x86-64-v2  processors since 2009 (SSE 4.2)
# x86-64-v3  since 2013 (AVX2, FMA, F16C, BMI2)
# x86-64-v4  with AVX-512 (F, BW, CD, DQ, VL)
# arm64      any 64-bit ARM processor
# default    x86-64-v3 or arm64, whichever this machine is
#
# Only whisper.cpp depends on the level: by itself it takes every instruction of the machine that
# builds it, and dies on one that has fewer. Scripta's own engine and its other libraries look at the
# processor when they run, so all levels do the same there.
#
# Give each level a target folder of its own (--target-dir): cargo doesn't notice that the level has
# changed, and keeps the whisper.cpp that it has.
set -eu

if [ $# -lt 2 ]; then
    echo "usage: $0 x86-64-v2|x86-64-v3|x86-64-v4|arm64|default COMMAND [ARGUMENT...]" >&2
    exit 2
fi
level=$1
shift
if [ "$level" = default ]; then
    case $(uname -m) in
        x86_64 | amd64) level=x86-64-v3 ;;
        *) level=arm64 ;;
    esac
fi

v2=OFF v3=OFF v4=OFF
case $level in
    x86-64-v2) v2=ON ;;
    x86-64-v3) v2=ON v3=ON ;;
    x86-64-v4) v2=ON v3=ON v4=ON ;;
    arm64) ;;
    *)
        echo "$0: there is no level $level" >&2
        exit 2
        ;;
esac

# Every switch is given: what whisper.cpp takes without depends on SOURCE_DATE_EPOCH.
export GGML_NATIVE=OFF
export GGML_SSE42=$v2
export GGML_AVX=$v3 GGML_AVX2=$v3 GGML_BMI2=$v3 GGML_F16C=$v3 GGML_FMA=$v3
export GGML_AVX512=$v4
exec "$@"
