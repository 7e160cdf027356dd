# needs: librosa numpy safetensors
"""A constant-Q transform by librosa, at the settings of the BTC recogniser.

python cqt.py OUT_FOLDER writes cqt.safetensors with `log_cqt` [frames, 144] of
the sound of `tests/cqt.rs`: plucked notes over two octaves a chord, and noise,
12 s at 22 050 Hz, in blocks of 10 s.
"""

import librosa
import numpy as np

import seeded

RATE = 22050
# MIDI notes; a new chord every 1.5 s.
CHORDS = [
    [36, 55, 60, 64], [33, 57, 60, 64], [41, 53, 57, 60], [43, 55, 59, 65],
    [28, 56, 59, 64], [45, 52, 61, 69], [38, 54, 62, 69], [31, 58, 62, 67],
]


def sound():
    samples = 12 * RATE
    out = seeded.values("cqt.noise", samples, 0.002).astype(np.float64)
    for i, notes in enumerate(CHORDS):
        start, length = i * 3 * RATE // 2, 3 * RATE // 2
        t = np.arange(length) / RATE
        for note in notes:
            hz = 440 * 2 ** ((note - 69) / 12)
            for partial in range(1, 5):
                wave = np.sin(2 * np.pi * hz * partial * t)
                out[start : start + length] += 0.1 / partial * np.exp(-2 * t) * wave
    return out.astype(np.float32)


x = sound()
blocks = [
    librosa.cqt(x[at : at + 10 * RATE], sr=RATE, hop_length=2048, n_bins=144, bins_per_octave=24)
    for at in range(0, len(x), 10 * RATE)
]
log = np.log(np.abs(np.concatenate(blocks, axis=1)) + 1e-6)
seeded.save_golden("cqt", {"log_cqt": log.T.astype(np.float32)})
