#!/usr/bin/env python3
"""Sixty users who do different things at once.

    benches/serve/mixed.py SCRIPTA [--users 60] [--seconds 45] [--seed 1]

In proportion 6 : 4 : 2 : 1 there are readers (health, the list, a task), users who combine, follow
the task to its end and delete it, users who only combine, and users who make mistakes (unknown
tasks, wrong files), as in the load cases of whisperX-FastAPI; between two requests each waits 0.1 to
0.5 s. No answer may be a 5xx or another one than expected, and 95 % of each kind must come within a
second.
"""

import argparse
import json
import random
import threading
import time
from collections import defaultdict

from service import OVER, conclude, load, percentile, serving

SHARES = {"reader": 6, "lifecycle": 4, "combine": 2, "mistake": 1}
SLOW = 1.0
WORDS = ["This", "is", "a", "test", "of", "sixty", "users."]


def files():
    """A transcript and who speaks when."""
    words = [
        {"word": word, "start": n * 0.5, "end": n * 0.5 + 0.4, "score": 0.9}
        for n, word in enumerate(WORDS)
    ]
    segment = {"start": 0.0, "end": 3.5, "text": " ".join(WORDS), "words": words}
    transcript = {"segments": [segment], "word_segments": words, "language": "en"}
    turns = [
        {"label": "A", "speaker": "SPEAKER_00", "start": 0.0, "end": 1.7},
        {"label": "B", "speaker": "SPEAKER_01", "start": 1.7, "end": 3.5},
    ]
    return {
        "aligned_transcript": ("transcript.json", json.dumps(transcript).encode()),
        "diarization_result": ("turns.json", json.dumps(turns).encode()),
    }


class Users:
    def __init__(self, service, until, seed):
        self.service, self.until, self.seed = service, until, seed
        self.times, self.wrong = defaultdict(list), []
        self.lock = threading.Lock()
        self.known, self.finished = [], 0

    def run(self, kind, number):
        dice = random.Random(f"{self.seed}-{number}")
        client = self.service.client(timeout=30)
        while time.monotonic() < self.until:
            try:
                getattr(self, kind)(client, dice)
            except Exception as error:  # Whatever it is, it is a failure of this user's.
                with self.lock:
                    self.wrong.append(f"{kind}: {error!r}")
            self.think(dice)

    def think(self, dice):
        time.sleep(dice.uniform(0.1, 0.5))

    def timed(self, kind, expected, ask):
        """Times a request; its body, None if the status isn't one that is expected."""
        begun = time.monotonic()
        status, body = ask()
        took = time.monotonic() - begun
        with self.lock:
            self.times[kind].append(took)
            if status not in expected:
                self.wrong.append(f"{kind}: {status} {body[:200]!r}")
                return None
        return json.loads(body)

    def reader(self, client, dice):
        path = dice.choice(["/health", "/task/all", "/task/all?limit=50", "task"])
        if path == "task":
            with self.lock:
                known = list(self.known)
            if not known:
                return
            identifier = dice.choice(known)
            self.timed("GET /task/{id}", (200,), lambda: client.ask("GET", f"/task/{identifier}"))
        else:
            self.timed(f"GET {path}", (200,), lambda: client.ask("GET", path))

    def begin(self, client):
        body = self.timed("POST /service/combine", (200,), lambda: client.upload("/service/combine", **files()))
        return body and body["identifier"]

    def combine(self, client, _dice):
        identifier = self.begin(client)
        if identifier:
            with self.lock:
                self.known.append(identifier)

    def lifecycle(self, client, dice):
        identifier = self.begin(client)
        task, begun = {}, time.monotonic()
        while identifier and task.get("status") not in OVER:
            self.think(dice)
            task = self.timed("GET /task/{id}", (200,), lambda: client.ask("GET", f"/task/{identifier}"))
            if task is None or time.monotonic() - begun > 60:
                raise RuntimeError(f"{identifier} doesn't end")
        if task.get("status") != "completed":
            raise RuntimeError(f"{identifier}: {task}")
        self.timed("DELETE", (200,), lambda: client.ask("DELETE", f"/task/{identifier}/delete"))
        self.timed("GET what was deleted", (404,), lambda: client.ask("GET", f"/task/{identifier}"))
        with self.lock:
            self.finished += 1

    def mistake(self, client, dice):
        unknown = f"/task/{dice.getrandbits(64):x}"
        text = {"file": ("text.txt", b"no sound")}
        broken = {**files(), "diarization_result": ("turns.json", b"{not json")}
        mistakes = [
            lambda: client.ask("GET", unknown),
            lambda: client.ask("DELETE", unknown + "/delete"),
            lambda: client.upload("/speech-to-text", **text),
            lambda: client.upload("/speech-to-text", file=("text.mp3", b"no sound")),
            lambda: client.upload("/service/combine", **broken),
            lambda: client.upload("/speech-to-text?model=none", file=("a.wav", b"")),
            lambda: client.ask("POST", "/speech-to-text", b"", {"Content-Type": "text/plain"}),
        ]
        self.timed("mistakes", (400, 404, 415, 422), dice.choice(mistakes))


def kinds(count):
    """What each user does: shares as given, as far as that goes."""
    all_shares = sum(SHARES.values())
    many = [kind for kind, share in SHARES.items() for _ in range(round(count * share / all_shares))]
    return (many + ["reader"] * count)[:count]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("scripta")
    parser.add_argument("--users", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=45)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with serving(options.scripta) as service:
        users = Users(service, time.monotonic() + options.seconds, options.seed)
        threads = [
            threading.Thread(target=users.run, args=(kind, number))
            for number, kind in enumerate(kinds(options.users))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        count = sum(map(len, users.times.values()))
        print(f"{options.users} users, {options.seconds:.0f} s: {count} requests, "
              f"{users.finished} whole lifecycles, {len(users.known)} tasks left; {load()}")
        left = service.uploads()
    problems = [f"{len(users.wrong)} wrong answers, such as {wrong}" for wrong in users.wrong[:5]]
    for kind, taken in sorted(users.times.items()):
        median, slow = percentile(taken, 0.5), percentile(taken, 0.95)
        print(f"{kind:24} {len(taken):6} times: 50 % within {median * 1000:7.1f} ms, "
              f"95 % within {slow * 1000:7.1f} ms, longest {max(taken) * 1000:7.1f} ms")
        if slow > SLOW:
            problems.append(f"{kind}: 95 % within {slow:.2f} s")
    if not users.finished:
        problems.append("no user came to the end of a lifecycle")
    if left:
        problems.append(f"{len(left)} folders of uploads are left")
    conclude(problems)


if __name__ == "__main__":
    main()
