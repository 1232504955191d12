#!/usr/bin/env python3
"""How many requests a second the service answers, idle and while it transcribes.

    benches/serve/load.py SCRIPTA [--seconds 30] [--connections 200] [--tasks 5000] [--only idle|busy]

Needs `wrk` (Debian: apt-get install wrk). The store is filled with so many finished tasks: some are
done by the service itself, the others are copies of their rows. Then wrk asks for single tasks (ids
in turn), for the first page of the list, and for both in turn. Required when idle: 5,000 requests a
second with 99 % within 50 ms; while a recording of twenty minutes is transcribed: 1,000 a second
within 250 ms; and never an error. wrk runs on the same machine and takes its share of the cores.
"""

import argparse
import re
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

from service import clip, conclude, load, serving

OWN = 6
# How often the example of 30 s is said: twenty minutes.
LONG = 40
IDLE = (5000, 50)
BUSY = (1000, 250)
SCRIPT = """
local paths, at = {%s}, 0
function request()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at])
end
"""
UNITS = {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}


def do_some(client):
    """Tasks that the service does: clips of 3 s, and the whole example with speakers."""
    clips = [clip(3, start) for start in range(0, 27, 3)]
    ids = [
        client.begin("/speech-to-text?language=en&diarize=false", file=(f"clip {n}.wav", clips[n % 9]))
        for n in range(OWN - 1)
    ]
    whole = client.begin("/speech-to-text?language=en", file=("conversation.wav", clip(30)))
    for identifier in [*ids, whole]:
        task = client.ended(identifier)
        if task["status"] != "completed":
            raise RuntimeError(f"{identifier}: {task['error']}")
    return whole


def copy_rows(service, count):
    """Fills the table up to `count` with copies under ids of their own."""
    database = service.database()
    names = [row[1] for row in database.execute("PRAGMA table_info(tasks)")]
    kept = ", ".join(name for name in names if name not in ("id", "uuid"))
    rows = database.execute(f"SELECT {kept} FROM tasks").fetchall()
    marks = ", ".join("?" * (len(names) - 1))
    new = [(str(uuid.uuid4()), *rows[n % len(rows)]) for n in range(count - len(rows))]
    with database:
        database.executemany(f"INSERT INTO tasks (uuid, {kept}) VALUES ({marks})", new)
    database.close()


def kinds(client, whole):
    """Names of what is asked for, and the paths."""
    ids = [task["identifier"] for task in client.json("GET", "/task/all?limit=1000")["tasks"]]
    one = [f"/task/{identifier}" for identifier in ids]
    page = ["/task/all?limit=50"]
    return {
        "GET /task/{id}, all kinds": one,
        "GET /task/{id}, the 30 s one": [f"/task/{whole}"],
        "GET /task/all?limit=50": page,
        "both in turn": [path for path in one for path in (path, *page)],
    }


def milliseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)([a-z]+)", text).groups()
    return float(number) * UNITS[unit]


def ask(service, paths, options, folder):
    """Lets wrk ask; requests a second, milliseconds of the 99th percentile, and errors."""
    script = Path(folder) / "paths.lua"
    script.write_text(SCRIPT % ", ".join(f'"{path}"' for path in paths))
    command = ["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", "--latency"]
    command += ["--timeout", "10s", "-s", str(script), service.address]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
    slow = milliseconds(re.search(r"99%\s+(\S+)", out)[1])
    errors = re.findall(r"(?:Non-2xx or 3xx responses|Socket errors):.*", out)
    return rate, slow, errors


def measure(service, asked, options, required, state):
    """One round over all kinds; what isn't as required."""
    problems = []
    least, most = required
    with tempfile.TemporaryDirectory() as folder:
        for name, paths in asked.items():
            before = service.spent()
            rate, slow, errors = ask(service, paths, options, folder)
            cost = (service.spent() - before) / (rate * options.seconds) * 1e6
            # While it transcribes, that takes most of the processor time.
            spent = f", {cost:.0f} µs of processor time each" if state == "idle" else ""
            print(f"{state:5} {name:30} {rate:7.0f} requests/s, 99 % within {slow:6.1f} ms{spent}"
                  f" ({load()}, {service.memory():.0f} MB) {' '.join(errors)}", flush=True)
            if rate < least or slow > most or errors:
                problems.append(f"{state}, {name}: {rate:.0f}/s, {slow:.1f} ms {errors}")
    return problems


def transcribing(client):
    """Begins twenty minutes and waits until they are under way."""
    recording = clip(30, times=LONG)
    identifier = client.begin("/speech-to-text?language=en", file=("long.wav", recording))
    while client.json("GET", f"/task/{identifier}")["progress"] <= 0:
        time.sleep(0.2)
    return identifier


def measure_busy(service, client, asked, options):
    """The same while a long recording is transcribed, which must go on meanwhile."""
    identifier = transcribing(client)
    before = client.json("GET", f"/task/{identifier}")["progress"]
    begun = time.monotonic()
    problems = measure(service, asked, options, BUSY, "busy")
    after = client.json("GET", f"/task/{identifier}")
    speed = (after["progress"] - before) * LONG * 30 / (time.monotonic() - begun)
    print(f"meanwhile {after['status']}: {before:.3f} to {after['progress']:.3f}, {speed:.1f} times real time")
    if after["status"] != "processing" or after["progress"] <= before:
        problems.append(f"the transcription didn't go on: {after['status']}")
    client.json("DELETE", f"/task/{identifier}/delete")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("scripta")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--tasks", type=int, default=5000)
    parser.add_argument("--only", choices=["idle", "busy"])
    options = parser.parse_args()
    problems = []
    with serving(options.scripta) as service:
        client = service.client()
        whole = do_some(client)
        copy_rows(service, options.tasks)
        asked = kinds(client, whole)
        size = len(client.ask("GET", f"/task/{whole}")[1])
        total = client.json("GET", "/task/all?limit=1")["total"]
        print(f"{total} tasks; the one of 30 s has {size} bytes of JSON; {load()}", flush=True)
        if options.only != "busy":
            problems += measure(service, asked, options, IDLE, "idle")
        if options.only != "idle":
            problems += measure_busy(service, client, asked, options)
    conclude(problems)


if __name__ == "__main__":
    main()
