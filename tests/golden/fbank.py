"""Makes fbank.json: filter banks of a made-up signal by kaldi-native-fbank, which follows Kaldi.

    pip install kaldi-native-fbank==1.23.0 && python3 fbank.py > fbank.json

`povey` is what CAM++ is given (samples in -1..1), `hamming` what WeSpeaker's networks are given
(samples as 16-bit numbers). The signal is made anew by the test, from the formula below.
"""

import json
import math

import kaldi_native_fbank as knf


def signal(length=1_360):
    """A swell of three tones and a noise that every language can make."""
    state, samples = 1, []
    for i in range(length):
        state = (state * 1_103_515_245 + 12_345) % 2**31
        noise = state / 2**31 - 0.5
        tones = math.sin(i * 0.05) + 0.5 * math.sin(i * 0.31) + 0.25 * math.sin(i * 1.7)
        samples.append((0.2 * tones + 0.02 * noise) * (0.1 + i / length))
    return samples


def fbank(window, scale):
    options = knf.FbankOptions()
    options.frame_opts.dither = 0
    options.frame_opts.window_type = window
    options.mel_opts.num_bins = 80
    features = knf.OnlineFbank(options)
    features.accept_waveform(16_000, [sample * scale for sample in signal()])
    features.input_finished()
    frames = [features.get_frame(i) for i in range(features.num_frames_ready)]
    return [[round(float(value), 5) for value in frame] for frame in frames]


print(json.dumps({"povey": fbank("povey", 1.0), "hamming": fbank("hamming", 32_768.0)}))
