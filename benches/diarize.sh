#!/bin/bash
# Speaker turns of every recording in a folder, for a scorer of diarization error rates.
# usage: benches/diarize.sh FOLDER OUT [flags of scripta diarize]     (SCRIPTA=path to the binary)
set -euo pipefail
folder=$1 out=$2
shift 2
"${SCRIPTA:-target/release/scripta}" diarize "$folder" -f rttm -o "$out" --overwrite --quiet "$@"
