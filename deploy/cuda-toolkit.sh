#!/usr/bin/env bash
# What a build with --features cuda needs of NVIDIA's CUDA toolkit, from the Python registry: for
# machines without the toolkit or a GPU, such as those that build releases.
#
#   deploy/cuda-toolkit.sh FOLDER    # 1.2 GB; prints what to set for the build
#
# Needs python3 with venv, and a C compiler. The driver's library, which only machines with a GPU
# have, is stood in for by one without content that is linked against and never loaded.
set -euo pipefail
version=13.0
[ $# = 1 ] || { echo "usage: deploy/cuda-toolkit.sh FOLDER" >&2; exit 2; }
mkdir -p "$1"
folder=$(cd "$1" && pwd)
python3 -m venv "$folder/venv"
packages=()
for part in cuda-nvcc cuda-crt nvvm cuda-runtime cublas cuda-cccl cuda-nvrtc cuda-culibos; do
    packages+=("nvidia-$part==$version.*")
done
"$folder/venv/bin/pip" --quiet install "${packages[@]}" nvidia-curand >&2
toolkit=$(echo "$folder"/venv/lib/python3*/site-packages/nvidia/cu13)
ln -sfn "$toolkit" "$folder/toolkit"
ln -sfn lib "$toolkit/lib64"
for library in cublas cublasLt cudart curand nvrtc; do
    file=$(basename "$(ls "$toolkit/lib/lib$library.so."*)")
    ln -sf "$file" "$toolkit/lib/lib$library.so"
done
mkdir -p "$toolkit/lib/stubs"
grep -oE '\bcu[A-Z][A-Za-z0-9]*(_v[0-9]+)?(_pt[ds]s?z?)?\b' "$toolkit/include/cuda.h" | sort -u |
    sed 's/.*/int &(void) { return 999; }/' >"$folder/stub.c"
cc -w -shared -fPIC -Wl,-soname,libcuda.so.1 -o "$toolkit/lib/stubs/libcuda.so" "$folder/stub.c"
cat <<SET
export PATH="$toolkit/bin:\$PATH" CUDA_PATH="$toolkit" CUDACXX="$toolkit/bin/nvcc"
export RUSTFLAGS="-L native=$toolkit/lib -L native=$toolkit/lib/stubs"
export CUDARC_CUDA_VERSION=13000
export CUDA_COMPUTE_CAP=90 CMAKE_CUDA_ARCHITECTURES=90 # of an H100; for others: developer.nvidia.com/cuda-gpus
SET
