#!/usr/bin/env python3
"""Whether slow and silent clients keep others waiting.

    benches/serve/slow.py SCRIPTA [--seconds 30] [--idle 1000] [--slow 200]

A thousand connections that send nothing and two hundred that send a byte of a request's head every
three seconds are kept open; those that the service gives up are opened again at once. Meanwhile a
new client asks for /health and /task/all twice a second, each time on a new connection: every
answer must come within a second.
"""

import argparse
import asyncio
import http.client
import resource
import threading
import time
from collections import Counter

from service import clip, conclude, load, percentile, serving

PATIENCE = 1.0
PAUSE = 3.0
HEAD = b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: "


class Crowd:
    """The connections that only take room."""

    def __init__(self, port, idle, slow):
        self.port, self.idle, self.slow = port, idle, slow
        self.open, self.refused, self.dropped = 0, 0, Counter()
        self.full = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self.run()), daemon=True).start()

    async def run(self):
        kinds = [self.silent] * self.idle + [self.creeping] * self.slow
        await asyncio.gather(*(self.stay(kind) for kind in kinds))

    async def stay(self, kind):
        """Keeps one connection open for ever."""
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                self.refused += 1
                await asyncio.sleep(0.5)
                continue
            self.open += 1
            if self.open == self.idle + self.slow:
                self.full.set()
            try:
                await kind(reader, writer)
            except OSError:
                pass
            self.open -= 1
            self.dropped[kind.__name__] += 1
            writer.close()

    async def silent(self, reader, _writer):
        while await reader.read(4096):
            pass

    async def creeping(self, reader, writer):
        """The head's beginning byte by byte, then a header that never ends."""
        end = asyncio.ensure_future(reader.read(1))
        at = 0
        while not end.done():
            writer.write(HEAD[at:at + 1] or b"a")
            await writer.drain()
            at += 1
            await asyncio.wait([end], timeout=PAUSE)


def ask(port, path):
    """Seconds until a new client has its answer, or why it has none."""
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        took = time.monotonic() - begun
        return took, None if answer.status == 200 else f"{path}: {answer.status}"
    except OSError as error:
        return time.monotonic() - begun, f"{path}: {error!r}"
    finally:
        connection.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("scripta")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--idle", type=int, default=1000)
    parser.add_argument("--slow", type=int, default=200)
    options = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    problems = []
    with serving(options.scripta) as service:
        client = service.client()
        client.ended(client.begin("/speech-to-text?diarize=false&language=en", file=("clip.wav", clip(3))))
        before = service.memory()
        crowd = Crowd(service.port, options.idle, options.slow)
        if not crowd.full.wait(30):
            problems.append(f"only {crowd.open} connections could be opened")
        times, least = {"/health": [], "/task/all": []}, crowd.open
        until = time.monotonic() + options.seconds
        while time.monotonic() < until:
            for path, taken in times.items():
                took, problem = ask(service.port, path)
                taken.append(took)
                if problem or took > PATIENCE:
                    problems.append(problem or f"{path} took {took:.2f} s")
            least = min(least, crowd.open)
            time.sleep(0.5)
        print(f"{options.idle} silent and {options.slow} slow connections, never fewer than {least} in all; "
              f"given up and opened again: {dict(crowd.dropped)}, refused: {crowd.refused}; {load()}")
        for path, taken in times.items():
            print(f"{path:10} {len(taken)} times: median {percentile(taken, 0.5) * 1000:.1f} ms, "
                  f"longest {max(taken) * 1000:.1f} ms")
        print(f"memory: {before:.0f} MB before, {service.memory():.0f} MB with all")
    conclude(problems)


if __name__ == "__main__":
    main()
