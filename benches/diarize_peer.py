#!/usr/bin/env python3
"""The pyannote recipe on the same two models, in Python on onnxruntime: what Scripta is held to.

usage: benches/diarize_peer.py MODELS OUT AUDIO...      (writes OUT/NAME.rttm and prints seconds)

    pip install numpy scipy soundfile onnxruntime kaldi-native-fbank

MODELS is this repository's models/. The recipe: segmentation-3.0 over 10 s windows every 2.5 s,
most probable class per frame, one CAM++ embedding for each local speaker of a window from the
frames in which it is alone, average linkage on cosine distances cut at 0.40, small clusters
dropped, local speakers assigned to different clusters within a window, as many speakers a frame
as the windows say on average. AUDIO is 16 kHz.
"""

import pathlib
import sys
import time

import kaldi_native_fbank as knf
import numpy as np
import onnxruntime as ort
import soundfile
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.optimize import linear_sum_assignment

RATE, FRAME, FRAMES, WINDOW, STEP = 16_000, 270, 589, 160_000, 148
CLASSES = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], bool)
THRESHOLD, FEW_CLEAN, CLEAN_SHARE, SMALL_SHARE, SMALL = 0.40, 18, 0.2, 0.1, 12


def fbank(samples):
    options = knf.FbankOptions()
    options.frame_opts.dither = 0
    options.mel_opts.num_bins = 80
    features = knf.OnlineFbank(options)
    features.accept_waveform(RATE, samples)
    features.input_finished()
    return np.stack([features.get_frame(i) for i in range(features.num_frames_ready)])


def session(path):
    options = ort.SessionOptions()
    options.intra_op_num_threads = 2
    return ort.InferenceSession(str(path), options)


def hear(segmentation, embedding, window):
    """Activity of the local speakers (FRAMES, 3), and each one's embedding and clean frames."""
    length = -(-len(window) // FRAME)
    window = np.pad(window, (0, WINDOW - len(window)))
    name = segmentation.get_inputs()[0].name
    active = CLASSES[segmentation.run(None, {name: window[None, None]})[0][0].argmax(1)]
    active[length:] = False
    features = fbank(window)
    frame_of = np.round((200 + 160 * np.arange(len(features)) - 495) / FRAME).astype(int)
    frame_of = frame_of.clip(0, FRAMES - 1)
    alone = active.sum(1) == 1
    voices = []
    for speaker in range(3):
        clean = active[:, speaker] & alone
        used = clean if clean.sum() >= FEW_CLEAN else active[:, speaker]
        chosen = features[used[frame_of]]
        if len(chosen) < 10:
            voices.append(None)
            continue
        chosen = (chosen - chosen.mean(0))[None]
        vector = embedding.run(None, {embedding.get_inputs()[0].name: chosen})[0][0]
        voices.append((vector / np.linalg.norm(vector), clean.sum()))
    return active, voices


def centroids(windows):
    voices = [voice for _, found in windows for voice in found if voice]
    clean = np.array([vector for vector, frames in voices if frames >= CLEAN_SHARE * FRAMES])
    if len(clean) < 2:
        return clean if len(clean) else np.array([v for v, _ in voices[:1]]).reshape(-1, 192)
    labels = fcluster(linkage(clean, "average", "cosine"), THRESHOLD, "distance")
    sizes = np.bincount(labels)
    small = min(SMALL, max(1, round(SMALL_SHARE * len(clean))))
    large = [label for label in range(1, len(sizes)) if sizes[label] >= small] or [sizes.argmax()]
    means = np.array([clean[labels == label].mean(0) for label in large])
    return means / np.linalg.norm(means, axis=1, keepdims=True)


def diarize(segmentation, embedding, samples):
    starts = range(0, max(1, len(samples) - WINDOW + STEP * FRAME), STEP * FRAME)
    windows = [hear(segmentation, embedding, samples[s : s + WINDOW]) for s in starts]
    speakers = centroids(windows)
    total = STEP * (len(windows) - 1) + FRAMES
    count, covering = np.zeros(total), np.zeros(total)
    activity = np.zeros((total, max(1, len(speakers))))
    for index, (active, voices) in enumerate(windows):
        frames = slice(index * STEP, index * STEP + FRAMES)
        count[frames] += active.sum(1)
        covering[frames] += 1
        local = [speaker for speaker in range(3) if voices[speaker]]
        if not local or not len(speakers):
            continue
        fits = np.array([speakers @ voices[speaker][0] for speaker in local])
        for row, speaker in zip(*linear_sum_assignment(-fits)):
            activity[frames, speaker] += active[:, local[row]]
    count = np.rint(count / covering).astype(int)
    order = np.argsort(-activity, axis=1, kind="stable")
    speaks = np.zeros_like(activity, bool)
    for frame in range(total):
        for speaker in order[frame][: count[frame]]:
            speaks[frame, speaker] = activity[frame, speaker] > 0
    return speaks[: -(-len(samples) // FRAME)]


def rttm(name, speaks, path):
    with open(path, "w") as out:
        for speaker in range(speaks.shape[1]):
            edges = np.diff(np.r_[0, speaks[:, speaker].astype(int), 0])
            for start, end in zip(np.where(edges == 1)[0], np.where(edges == -1)[0]):
                start, end = (0 if start == 0 else 360 + FRAME * start) / RATE, (360 + FRAME * end) / RATE
                print(f"SPEAKER {name} 1 {start:.3f} {end - start:.3f} <NA> <NA> S{speaker} <NA> <NA>", file=out)


def main():
    models, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    segmentation = session(models / "segmentation-3.0.onnx")
    embedding = session(models / "campplus-zh-en.onnx")
    for audio in map(pathlib.Path, sys.argv[3:]):
        begun = time.monotonic()
        samples, rate = soundfile.read(audio, dtype="float32")
        assert rate == RATE, f"{audio}: {rate} Hz"
        samples = samples.mean(1) if samples.ndim > 1 else samples
        rttm(audio.stem, diarize(segmentation, embedding, samples), out / f"{audio.stem}.rttm")
        print(f"{audio.stem}: {len(samples) / RATE:.1f} s of audio in {time.monotonic() - begun:.1f} s")


main()
