#!/usr/bin/env python3
"""Kills the service at random moments while it works on a long queue, and counts what comes of it.

    benches/serve/kills.py SCRIPTA [--tasks 200] [--kills 5] [--seed 1] [--longest 20] [--speech 1]

So many short recordings are queued, each with a callback to a receiver in this program. The service
is killed with SIGKILL after a random time of at most `--longest` seconds, in the middle of an
upload, and started again, as often as asked for. In the end every task must be completed, in one
row, with the result that the other tasks with the same recording have; every callback must have
arrived, and if it did more than once, with the same id and the same body; no folder of an upload
may be left, no checkpoint, and the database must hold together. With `--speech 5` only every fifth
recording holds speech and the others silence, which is done at once: many more tasks end around a
kill then, and all of it takes a fifth of the time.
"""

import argparse
import json
import random
import socket
import threading
import time
from collections import Counter, defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from service import clip, conclude, load, serving, sound

# Different lengths, so that a result belongs to one recording.
CLIPS = [(2.0 + n / 9, 3.0 * n) for n in range(9)]
# A callback under way when the service is killed is tried again after this time.
LAST_CALLBACKS = 60


class Receiver(ThreadingHTTPServer):
    """Takes callbacks and keeps what they said."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.messages = defaultdict(list)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/told"


class Handler(BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.send_response(200)
        self.end_headers()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        identifier = json.loads(body)["identifier"]
        with self.server.lock:
            self.server.messages[identifier].append((self.headers["webhook-id"], body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def queue(client, count, speech, url):
    """Begins the tasks; the recording of each."""
    spoken = [clip(seconds, start) for seconds, start in CLIPS]
    silent = [sound(bytes(int(seconds * 16000) * 2), 16000, 1, 2) for seconds, _ in CLIPS]
    path = f"/speech-to-text?diarize=false&language=en&callback_url={url}"
    tasks = {}
    for n in range(count):
        at, kind = (n // speech) % len(CLIPS), "silence" if n % speech else "clip"
        content = (silent if n % speech else spoken)[at]
        tasks[client.begin(path, file=(f"{kind} {at}.wav", content))] = f"{kind} {at}"
    return tasks


def half_an_upload(port):
    """A request whose body breaks off with the service."""
    connection = socket.create_connection(("127.0.0.1", port))
    head = (
        "POST /speech-to-text HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
    )
    connection.sendall(head.encode() + bytes(100_000))
    time.sleep(0.1)
    return connection


def states(service):
    database = service.database()
    found = dict(database.execute("SELECT status, count(*) FROM tasks GROUP BY status"))
    database.close()
    return found


def kill_some(service, options, dice):
    """Kills and starts again; what is wrong with that."""
    problems = []
    for number in range(options.kills):
        time.sleep(dice.uniform(0.05, options.longest))
        connection = half_an_upload(service.port)
        service.kill()
        connection.close()
        found, folders = states(service), len(service.uploads())
        begun = time.monotonic()
        service.start()
        print(f"kill {number + 1}: {found}, {folders} folders of uploads; "
              f"ready again after {time.monotonic() - begun:.1f} s", flush=True)
        if not found.get("queued") and not found.get("processing"):
            problems.append(f"kill {number + 1} came when all was done: use a shorter --longest")
    return problems


def finish(service, client, receiver, count, most):
    """Waits until all is done and told; how long that took."""
    begun = time.monotonic()
    while time.monotonic() < begun + most:
        over = states(service).get("completed", 0) + states(service).get("failed", 0)
        if over >= count:
            break
        time.sleep(0.5)
    done = time.monotonic()
    while len(receiver.messages) < count and time.monotonic() < done + LAST_CALLBACKS:
        time.sleep(0.2)
    print(f"all over {done - begun:.1f} s after the last start, all told {time.monotonic() - done:.1f} s later; {load()}")
    # Second attempts of what was under way come late.
    time.sleep(5)
    client.json("GET", "/health")


def check_tasks(service, client, tasks):
    problems = []
    database = service.database()
    rows = database.execute("SELECT uuid, status, error, retry_count FROM tasks").fetchall()
    named = Counter(uuid for uuid, *_ in rows)
    if named != Counter(list(tasks)):
        problems.append(f"{len(rows)} rows with {len(named)} ids for {len(tasks)} tasks")
    problems += [f"{uuid} is {status}: {error}" for uuid, status, error, _ in rows if status != "completed"]
    retried = sum(bool(count) for *_, count in rows)
    texts = defaultdict(Counter)
    for uuid, recording in tasks.items():
        texts[recording][json.dumps(client.json("GET", f"/task/{uuid}")["result"])] += 1
    for recording, found in texts.items():
        if len(found) != 1:
            problems.append(f"{recording} has {len(found)} results: {found.most_common(3)}")
    print(f"{len(rows)} rows, {retried} begun more than once")
    return problems


def check_callbacks(service, receiver, tasks):
    problems = []
    again = sum(len(messages) > 1 for messages in receiver.messages.values())
    for identifier in tasks:
        messages = receiver.messages.get(identifier, [])
        ids, bodies = {id for id, _ in messages}, {body for _, body in messages}
        if not messages:
            problems.append(f"nobody was told of {identifier}")
        if len(ids) > 1 or len(bodies) > 1:
            problems.append(f"{identifier}: {len(ids)} callbacks with {len(bodies)} bodies")
        if any(json.loads(body)["status"] != "completed" for body in bodies):
            problems.append(f"{identifier} was told of with another status than completed")
    strangers = set(receiver.messages) - set(tasks)
    if strangers:
        problems.append(f"{len(strangers)} callbacks about unknown tasks")
    database = service.database()
    deliveries = dict(database.execute("SELECT status, count(*) FROM deliveries GROUP BY status"))
    print(f"{len(receiver.messages)} tasks told of, {again} more than once; deliveries {deliveries}")
    if deliveries != {"delivered": len(tasks)}:
        problems.append(f"deliveries: {deliveries}")
    return problems


def check_place(service):
    problems = []
    database = service.database()
    verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
    broken = database.execute("PRAGMA foreign_key_check").fetchall()
    left = database.execute("SELECT count(*) FROM checkpoints").fetchone()[0]
    folders = service.uploads()
    print(f"integrity {verdict}, {len(broken)} broken references, {left} checkpoints, {len(folders)} folders of uploads")
    if verdict != "ok" or broken or left:
        problems.append("the database isn't as it should be")
    if folders:
        problems.append(f"folders are left: {folders}")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("scripta")
    parser.add_argument("--tasks", type=int, default=200)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, default=20)
    parser.add_argument("--speech", type=int, default=1)
    parser.add_argument("--patience", type=float, default=3600, help="seconds for all tasks after the last kill")
    options = parser.parse_args()
    dice, receiver = random.Random(options.seed), Receiver()
    with serving(options.scripta) as service:
        tasks = queue(service.client(), options.tasks, options.speech, receiver.url)
        print(f"{len(tasks)} tasks queued; {load()}", flush=True)
        problems = kill_some(service, options, dice)
        client = service.client()
        finish(service, client, receiver, options.tasks, options.patience)
        problems += check_tasks(service, client, tasks)
        problems += check_callbacks(service, receiver, tasks)
        problems += check_place(service)
    conclude(problems)


if __name__ == "__main__":
    main()
