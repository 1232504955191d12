#!/usr/bin/env python3
"""A recording on the processor and on a GPU in turn, by a build for that GPU.

    benches/gpu.py RECORDING OUT [--scripta PATH] [--rounds 3] [--device cuda] [--threads 0] [-- OPTION...]

Prints medians of wall time, CPU time, peak memory and speed, and how many words differ. The
transcripts are left in OUT as cpu.txt and gpu.txt, for a scorer. OPTIONs go to both.
"""

import argparse
import difflib
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path


def run(command, out):
    """Seconds of wall time and of CPU time, and megabytes at most."""
    begun = time.monotonic()
    with out.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.PIPE)
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)}: {errors.decode()[-2000:]}")
    return time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def words(path):
    """Lower-case words without marks."""
    kept = (c if c.isalnum() or c == "'" else " " for c in path.read_text().lower())
    return "".join(kept).split()


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording")
    parser.add_argument("out", type=Path)
    parser.add_argument("--scripta", default="target/release/scripta")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--threads", default="0")
    # What stands behind -- goes to Scripta; argparse would take it for its own.
    arguments = sys.argv[1:]
    end = arguments.index("--") if "--" in arguments else len(arguments)
    options = parser.parse_args(arguments[:end])
    options.out.mkdir(parents=True, exist_ok=True)
    shared = [options.scripta, "transcribe", options.recording, "-f", "txt", "-q", "--no-history",
              "--threads", options.threads, *arguments[end + 1:]]
    systems = {"cpu": "cpu", "gpu": options.device}
    runs = {name: [] for name in systems}
    for _ in range(options.rounds):
        for name, device in systems.items():
            runs[name].append(run([*shared, "--device", device], options.out / f"{name}.txt"))
    print("| device | wall s | CPU s | peak MB | times faster |")
    print("|---|---|---|---|---|")
    first = None
    for name, device in systems.items():
        wall, cpu, peak = (statistics.median(column) for column in zip(*runs[name]))
        first = first or wall
        print(f"| {device} | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {first / wall:.2f} |")
    cpu, gpu = words(options.out / "cpu.txt"), words(options.out / "gpu.txt")
    blocks = difflib.SequenceMatcher(None, cpu, gpu, autojunk=False).get_opcodes()
    changed = sum(max(b - a, d - c) for kind, a, b, c, d in blocks if kind != "equal")
    print(f"\n{changed} of {len(cpu)} words differ")


if __name__ == "__main__":
    main()
