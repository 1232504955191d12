#!/usr/bin/env python3
"""Word-level speaker accuracy: the share of recognised words that are given to the right speaker.

usage: benches/speakers.py AUDIO=RTTM... [-- FLAGS]     (SCRIPTA=target/release/scripta)

Transcribes each recording with --diarize and the further flags. A word's true speaker is the one
whose reference turn covers most of it; a word outside all reference turns is not counted. Labels
are mapped to reference speakers so that most words are right. Needs Python alone.
"""

import itertools
import json
import os
import subprocess
import sys


def turns(path):
    lines = (line.split() for line in open(path))
    return [(float(f[3]), float(f[3]) + float(f[4]), f[7]) for f in lines if f and f[0] == "SPEAKER"]


def most_of(word, reference):
    covered = {}
    for start, end, speaker in reference:
        overlap = min(end, word["end"]) - max(start, word["start"])
        if overlap > 0:
            covered[speaker] = covered.get(speaker, 0) + overlap
    return max(covered, key=covered.get) if covered else None


def mapping(counts, labels, speakers):
    """The one-to-one mapping of labels to speakers under which most words are right."""
    speakers = speakers + [None] * max(0, len(labels) - len(speakers))
    ways = itertools.permutations(speakers, len(labels))
    return max(ways, key=lambda way: sum(counts.get(pair, 0) for pair in zip(labels, way)))


def main():
    binary = os.environ.get("SCRIPTA", "target/release/scripta")
    split = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    pairs, flags = sys.argv[1:split], sys.argv[split + 1 :]
    all_right = all_words = 0
    for pair in pairs:
        audio, rttm = pair.rsplit("=", 1)
        command = [binary, "transcribe", audio, "--diarize", "-f", "json", "-q", *flags]
        transcript = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        reference = turns(rttm)
        words = [word for segment in transcript["segments"] for word in segment["words"]]
        judged = [(word, most_of(word, reference)) for word in words]
        judged = [(word, truth) for word, truth in judged if truth]
        counts = {}
        for word, truth in judged:
            key = (word.get("speaker"), truth)
            counts[key] = counts.get(key, 0) + 1
        labels = [speaker["label"] for speaker in transcript["diarization"]["speakers"]]
        way = dict(zip(labels, mapping(counts, labels, sorted({t for _, _, t in reference}))))
        right = sum(way.get(word.get("speaker")) == truth for word, truth in judged)
        wrong = [
            f"{word['start']:.2f} {word['word']} ({way.get(word.get('speaker'))} for {truth})"
            for word, truth in judged
            if way.get(word.get("speaker")) != truth
        ]
        print(f"{audio}: {right}/{len(judged)} = {100 * right / max(1, len(judged)):.1f} %, "
              f"{len(labels)} speakers; wrong: {'; '.join(wrong) or 'none'}")
        all_right, all_words = all_right + right, all_words + len(judged)
    print(f"all: {all_right}/{all_words} = {100 * all_right / max(1, all_words):.1f} %")


main()
