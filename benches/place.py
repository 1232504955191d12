#!/usr/bin/env python3
"""Measures how a long text without times is placed: against the same words aligned clip by clip.

usage: benches/place.py MANIFEST.tsv MINUTES [scripta options…]

MANIFEST.tsv has the columns path, language and reference; paths are relative to it. Its English
clips are joined, with half a second of silence between, until there are MINUTES of audio (clips
come again, in the other order, where there are too few). Prints the share of all words that lie
within 50, 100 and 200 ms of where `scripta align` puts them in the clip alone, both borders, and
the time both took. Needs ffmpeg, and target/release/scripta or another in $SCRIPTA.
"""
import csv, difflib, json, os, pathlib, subprocess, sys, tempfile, time, wave

RATE, PAUSE = 16_000, 8_000
manifest, minutes, options = pathlib.Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
root = pathlib.Path(__file__).parent.parent
scripta = os.environ.get("SCRIPTA", root / "target/release/scripta")


def align(text, audio):
    command = [scripta, "align", text, audio, "-l", "en", "-f", "json", "-q", *options]
    begun = time.monotonic()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout), time.monotonic() - begun


def words(transcript, offset=0.0):
    found = (word for segment in transcript["segments"] for word in segment["words"])
    return [(word["word"], word["start"] + offset, word["end"] + offset) for word in found]


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    rows = list(csv.DictReader(manifest.open(newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))
    rows = [row for row in rows if row["language"] == "en" and row["reference"].strip()]
    alone, seconds_alone = {}, 0.0
    expected, lines, audio = [], [], bytearray()
    order = rows
    while len(audio) < minutes * 60 * RATE * 2:
        for row in order:
            clip = manifest.parent / row["path"]
            raw = ["ffmpeg", "-v", "error", "-i", clip, "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-"]
            samples = subprocess.run(raw, check=True, stdout=subprocess.PIPE).stdout
            if row["path"] not in alone:
                (folder / "clip.txt").write_text(row["reference"])
                transcript, seconds = align(folder / "clip.txt", clip)
                alone[row["path"]] = transcript
                seconds_alone += seconds
            expected += words(alone[row["path"]], len(audio) / 2 / RATE)
            lines.append(row["reference"])
            audio += samples + bytes(2 * PAUSE)
            if len(audio) >= minutes * 60 * RATE * 2:
                break
        order = order[::-1]
    with wave.open(str(folder / "all.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(bytes(audio))
    (folder / "all.txt").write_text("\n".join(lines))
    transcript, seconds = align(folder / "all.txt", folder / "all.wav")

placed = words(transcript)
matcher = difflib.SequenceMatcher(None, [w[0] for w in expected], [w[0] for w in placed], autojunk=False)
pairs = [(expected[a + i], placed[b + i]) for a, b, n in matcher.get_matching_blocks() for i in range(n)]
worst = [max(abs(a[1] - b[1]), abs(a[2] - b[2])) for a, b in pairs]
print(f"{len(audio) / 2 / RATE / 60:.1f} minutes, {len(lines)} lines, {len(expected)} words")
print(f"whole: {seconds:.1f} s, confidence {transcript['confidence']}; the clips alone: {seconds_alone:.1f} s")
for limit in (0.05, 0.1, 0.2):
    print(f"within {limit * 1000:.0f} ms: {sum(w <= limit + 1e-9 for w in worst) / len(expected):.4f}")
print(f"not in the recording, it says: {sum(len(p['text'].split()) for p in transcript.get('unplaced', []))} words")
