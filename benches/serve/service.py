"""What the checks in this folder share: a service of their own, recordings, and requests."""

import http.client
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
import wave
from contextlib import contextmanager
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/conversation.wav"
READY = "listening on http://127.0.0.1:"
OVER = ("completed", "failed", "cancelled", "interrupted")


class Service:
    """A running `scripta serve` with a home folder of its own; it may be killed and started again."""

    def __init__(self, program, home, *arguments):
        self.program = os.path.abspath(program)
        self.home = Path(home)
        self.arguments = arguments
        self.log = self.home / "serve.log"
        self.start()

    def start(self):
        keep = ("PATH", "LANG", "TMPDIR")
        given = {name: os.environ[name] for name in keep if name in os.environ}
        environment = {**given, "HOME": str(self.home), "SCRIPTA_SSRF_ALLOW": "127.0.0.1"}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.program, "serve", "--port", "0", *self.arguments],
                env=environment, cwd=self.home, stdout=subprocess.PIPE, stderr=log, text=True,
            )
        line = self.process.stdout.readline()
        if not line.startswith(READY):
            self.process.kill()
            sys.exit(f"the service doesn't start: {line!r} {self.log.read_text()}")
        self.port = int(line[len(READY):])
        self.address = line.split()[-1]

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()

    @property
    def data(self):
        return self.home / ".local/share/scripta"

    def database(self):
        connection = sqlite3.connect(self.data / "history.db", timeout=30)
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def uploads(self):
        """The folders of tasks' recordings that are on disk."""
        return [path.name for path in (self.data / "uploads").glob("*/*") if path.is_dir()]

    def memory(self, field="VmRSS"):
        """Megabytes of the process; `VmHWM` is the most it has had."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) / 1024
        return 0.0

    def spent(self):
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def client(self, timeout=120):
        return Client(self.port, timeout)


class Client:
    """One kept connection."""

    def __init__(self, port, timeout=120):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def ask(self, method, path, body=None, headers=None):
        """Status and body; a connection that was closed meanwhile is made anew."""
        for attempt in (1, 2):
            try:
                self.connection.request(method, path, body, headers or {})
                answer = self.connection.getresponse()
                return answer.status, answer.read()
            except (http.client.BadStatusLine, ConnectionError):
                self.connection.close()
                if attempt == 2 or method == "POST":
                    raise
        return None

    def json(self, method, path, body=None, headers=None):
        status, answer = self.ask(method, path, body, headers)
        if status >= 300:
            raise RuntimeError(f"{method} {path}: {status} {answer[:500]!r}")
        return json.loads(answer)

    def upload(self, path, **files):
        """Sends files as a form: `part=(name, bytes)`; status and body."""
        body, kind = form(files)
        # It may have been idle for longer than the service keeps connections.
        self.connection.close()
        return self.ask("POST", path, body, {"Content-Type": kind})

    def begin(self, path, **files):
        """The same for what begins a task: its identifier."""
        status, answer = self.upload(path, **files)
        if status != 200:
            raise RuntimeError(f"POST {path}: {status} {answer[:500]!r}")
        return json.loads(answer)["identifier"]

    def ended(self, identifier, most=600):
        """Waits for a task to be over."""
        until = time.monotonic() + most
        while time.monotonic() < until:
            task = self.json("GET", f"/task/{identifier}")
            if task["status"] in OVER:
                return task
            time.sleep(0.2)
        raise RuntimeError(f"task {identifier} isn't over after {most} s")


def form(files):
    """A multipart body and its media type."""
    boundary = uuid.uuid4().hex
    parts = []
    for part, (name, content) in files.items():
        head = f'Content-Disposition: form-data; name="{part}"; filename="{name}"'
        parts += [f"--{boundary}\r\n{head}\r\n\r\n".encode(), content, b"\r\n"]
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"


def clip(seconds, start=0.0, times=1):
    """A part of the example as a WAV file, several times one after another."""
    with wave.open(str(EXAMPLE)) as source:
        rate = source.getframerate()
        source.setpos(int(start * rate))
        frames = source.readframes(int(seconds * rate)) * times
        return sound(frames, rate, source.getnchannels(), source.getsampwidth())


def sound(frames, rate, channels, width):
    """A WAV file of these frames."""
    with tempfile.TemporaryFile() as file:
        with wave.open(file, "wb") as target:
            target.setframerate(rate)
            target.setnchannels(channels)
            target.setsampwidth(width)
            target.writeframes(frames)
        file.seek(0)
        return file.read()


def percentile(values, share):
    """The value below which a share of the values is."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def load():
    """What else the machine does, for the reader of figures."""
    return f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


@contextmanager
def serving(program, *arguments):
    """A service in a temporary home; it ends with this program, even when that is terminated."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))
    with tempfile.TemporaryDirectory() as home:
        service = Service(program, home, *arguments)
        try:
            yield service
        finally:
            service.stop()


def conclude(problems):
    """Tells what isn't as it must be, and ends with 1 if there is anything."""
    for problem in problems:
        print(f"NOT MET: {problem}")
    print("all met" if not problems else f"{len(problems)} not met")
    sys.exit(1 if problems else 0)
