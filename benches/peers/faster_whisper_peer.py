"""Transcribes recordings with faster-whisper.

    faster_whisper_peer.py MODEL THREADS LANGUAGE BATCH BEAMS OUT RECORDING...

A BATCH of 0 is its plain mode, its default; larger ones go through its batched pipeline.
"""

import sys
from pathlib import Path

from faster_whisper import BatchedInferencePipeline, WhisperModel

model, threads, language, batch, beams, out, *recordings = sys.argv[1:]
whisper = WhisperModel(model, device="cpu", compute_type="int8", cpu_threads=int(threads))
options = {"language": language, "beam_size": int(beams)}
if int(batch) > 0:
    options["batch_size"] = int(batch)
    transcribe = BatchedInferencePipeline(whisper).transcribe
else:
    transcribe = whisper.transcribe
for recording in recordings:
    segments, _ = transcribe(recording, **options)
    text = "\n".join(segment.text.strip() for segment in segments)
    (Path(out) / (Path(recording).stem + ".txt")).write_text(text + "\n")
