#!/usr/bin/env python3
"""Kills a transcription at random moments, begins it again each time, and compares the result.

    benches/resume.py SCRIPTA RECORDING [--kills 100] [--seed 1] [-- further arguments]

The run that nobody kills comes first, in a data folder of its own. Then the same command is started
over and over in another one, and killed with SIGKILL after a random time, until that has happened as
often as asked for. When a run finishes before it is killed, the next round begins with an empty
history. Each round must end with the transcript of the undisturbed run, byte for byte; at the end no
task may be left processing, and the database must hold together.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def environment(home):
    return {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home / "data")}


def database(home):
    return home / "data/scripta/history.db"


def check(home):
    """What is wrong with the history, if anything is."""
    connection = sqlite3.connect(database(home))
    verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    states = dict(connection.execute("SELECT status, count(*) FROM tasks GROUP BY status"))
    left = connection.execute("SELECT count(*) FROM checkpoints").fetchone()[0]
    connection.close()
    if verdict != "ok" or broken:
        return f"integrity: {verdict} {broken}"
    if states != {"completed": 1} or left:
        return f"states {states}, {left} checkpoints left"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("scripta")
    parser.add_argument("recording")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    cut = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    further = sys.argv[cut + 1 :]
    options = parser.parse_args(sys.argv[1:cut])
    generator = random.Random(options.seed)
    command = [os.path.abspath(options.scripta), "transcribe", os.path.abspath(options.recording)]
    command += ["-f", "json", "-q", *further]

    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        begun = time.monotonic()
        whole = subprocess.run(
            command, env=environment(folder / "whole"), stdout=subprocess.PIPE, check=True
        ).stdout
        whole_time = time.monotonic() - begun
        print(f"undisturbed: {whole_time:.1f} s, {len(json.loads(whole)['segments'])} segments")

        kills, rounds, wrong = 0, 0, 0
        while kills < options.kills or rounds == 0:
            home = folder / f"round{rounds}"
            rounds += 1
            of_round = 0
            while True:
                process = subprocess.Popen(
                    command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE
                )
                # Ten kills in a run or so; some of them while it starts, some while it ends.
                patience = generator.uniform(0, whole_time / 5)
                if kills >= options.kills:
                    patience = None
                try:
                    out, talk = process.communicate(timeout=patience)
                except subprocess.TimeoutExpired:
                    process.send_signal(signal.SIGKILL)
                    process.communicate()
                    kills += 1
                    of_round += 1
                    continue
                break
            problem = None
            if process.returncode != 0:
                problem = f"exit code {process.returncode}: {talk.decode()}"
            elif out != whole:
                problem = "the transcript is another one"
            else:
                problem = check(home)
            wrong += problem is not None
            print(f"round {rounds}: {of_round} kills, {problem or 'the same transcript'}", flush=True)
    print(f"{kills} kills in {rounds} rounds: {rounds - wrong} right, {wrong} wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
