#!/usr/bin/env python3
"""Whether the service needs more memory after many large uploads than after few.

    benches/serve/memory.py SCRIPTA [--uploads 200] [--megabytes 50] [--heard 10] [--limit 0.2]

The recording is a WAV file of that size, a few seconds of speech and then silence. After two uploads
that are heard to the end the process's resident memory is taken. Then as many follow as asked for;
every tenth (`--heard`; 1 for all) is heard to the end, the others are deleted right after their
submission, which stops them wherever they are. In the end resident memory may be at most 20 % above
that of the beginning, and no upload may be left on disk.
"""

import argparse
import array
import time
import wave

from service import EXAMPLE, conclude, load, serving, sound

# Many bytes a second, so that the file is large and soon heard.
RATE, CHANNELS, WIDTH = 192_000, 2, 4
SPEECH = 2.0
REST = 5.0


def recording(megabytes):
    """Speech, then silence."""
    with wave.open(str(EXAMPLE)) as source:
        times = RATE // source.getframerate()
        samples = array.array("h", source.readframes(int(SPEECH * source.getframerate())))
    frames = b"".join((sample << 16).to_bytes(WIDTH, "little", signed=True) * (CHANNELS * times) for sample in samples)
    return sound(frames.ljust(megabytes * 1_000_000, b"\0"), RATE, CHANNELS, WIDTH)


def hear(client, content):
    """Uploads and waits for the result."""
    identifier = client.begin("/speech-to-text?diarize=false&language=en", file=("large.wav", content))
    task = client.ended(identifier)
    if task["status"] != "completed":
        raise RuntimeError(f"{identifier}: {task['error']}")


def drop(client, content):
    """Uploads and deletes."""
    identifier = client.begin("/speech-to-text?diarize=false&language=en", file=("large.wav", content))
    client.json("DELETE", f"/task/{identifier}/delete")


def resting(service):
    """Memory once nothing is done any more."""
    time.sleep(REST)
    return service.memory()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("scripta")
    parser.add_argument("--uploads", type=int, default=200)
    parser.add_argument("--megabytes", type=int, default=50)
    parser.add_argument("--heard", type=int, default=10)
    parser.add_argument("--limit", type=float, default=0.2)
    options = parser.parse_args()
    problems = []
    content = recording(options.megabytes)
    with serving(options.scripta) as service:
        client = service.client()
        print(f"{service.memory():.0f} MB before anything")
        for _ in range(2):
            hear(client, content)
        first = resting(service)
        print(f"{first:.0f} MB after 2 uploads of {len(content) / 1e6:.0f} MB, "
              f"at most {service.memory('VmHWM'):.0f} MB; {load()}", flush=True)
        for number in range(3, options.uploads + 1):
            (drop if number % options.heard else hear)(client, content)
            if number % 25 == 0:
                print(f"{service.memory():.0f} MB after {number}", flush=True)
        last = resting(service)
        print(f"{last:.0f} MB after {options.uploads}, at most {service.memory('VmHWM'):.0f} MB: "
              f"{(last / first - 1) * 100:+.1f} %; {load()}")
        if last > first * (1 + options.limit):
            problems.append(f"{first:.0f} MB have become {last:.0f} MB")
        left = service.uploads()
        if left:
            problems.append(f"{len(left)} folders of uploads are left")
    conclude(problems)


if __name__ == "__main__":
    main()
