# needs: music21==9.3.0 mir_eval pretty_midi==0.2.10 setuptools<80
"""Keys of random chord sequences, by the libraries that Music2Emotion uses.

python key.py OUT_FOLDER writes key.json: for each of 200 sequences the chord
classes, their lengths in frames of 10/108 s, the durations of the pitch classes
that music21 sees (twelfths of a quarter), and its key (tonic 0-11, minor 0/1).
"""

import json
import pathlib
import random
import sys
import tempfile
from fractions import Fraction

import mir_eval
import pretty_midi
from music21 import analysis, converter

ROOTS = "C C# D D# E F F# G G# A A# B".split()
QUALITIES = "min maj dim aug min6 maj6 min7 minmaj7 maj7 7 dim7 hdim7 sus2 sus4".split()
# Degrees and qualities that a song is likelier to use, in major and in minor.
DIATONIC = [
    [(0, 1), (2, 0), (4, 0), (5, 1), (7, 1), (9, 0), (7, 9), (0, 8)],
    [(0, 0), (3, 1), (5, 0), (7, 9), (8, 1), (10, 1), (2, 11), (0, 6)],
]


def label(chord_class):
    if chord_class >= 168:
        return "XN"[chord_class - 168]
    root, quality = divmod(chord_class, 14)
    return ROOTS[root] + ("" if quality == 1 else ":" + QUALITIES[quality])


def sequence(chance):
    """Classes and lengths: some songs are diatonic, some nearly noise."""
    astray = chance.choice([0.05, 0.3, 1.0])
    tonic, chords = chance.randrange(12), chance.choice(DIATONIC)
    longest = chance.choice([4, 20, 60])
    classes, frames = [], []
    for _ in range(chance.randint(2, 40)):
        if chance.random() < astray:
            chord = chance.randrange(170)
        else:
            degree, quality = chance.choice(chords)
            chord = (tonic + degree) % 12 * 14 + quality
        if classes and classes[-1] == chord:
            continue
        classes.append(chord)
        frames.append(chance.randint(1, longest))
    return classes, frames


def spans(classes, frames):
    """(start, end, label) with times as a label file holds them."""
    at, out = 0, []
    for chord, length in zip(classes, frames):
        start, at = at, at + length
        out.append(tuple(float(f"{f * 10 / 108:.3f}") for f in (start, at)) + (label(chord),))
    return out


def midi_file(chords):
    instrument = pretty_midi.Instrument(program=0)
    bitmaps = []
    for _, _, name in chords:
        root, relative, _ = mir_eval.chord.encode(name)
        bitmaps.append(mir_eval.chord.rotate_bitmap_to_root(relative, root))
    # The reference takes the first span only as a beginning.
    for pitch_class in range(12) if len(chords) > 1 else ():
        began = None
        for (start, end, _), bitmap in zip(chords, bitmaps):
            sounds = bitmap[pitch_class] == 1
            if sounds and began is None:
                began = start
            if not sounds and began is not None:
                instrument.notes.append(pretty_midi.Note(120, pitch_class + 48, began, start))
                began = None
        if began is not None:
            instrument.notes.append(pretty_midi.Note(120, pitch_class + 48, began, end))
    midi = pretty_midi.PrettyMIDI()
    midi.instruments.append(instrument)
    return midi


def analyse(midi, folder):
    path = str(folder / "chords.midi")
    midi.write(path)
    score = converter.parse(path, forceSource=True)
    notes = score.flatten().notes
    if not notes:
        return [0] * 12, None
    profile = analysis.discrete.AardenEssen()._getPitchClassDistribution(notes)
    twelfths = [round(Fraction(value) * 12) for value in profile]
    key = score.analyze("key")
    return twelfths, [key.tonic.pitchClass, int(key.mode == "minor")]


def main(out):
    chance = random.Random(2019)
    songs = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(200):
            classes, frames = sequence(chance)
            profile, key = analyse(midi_file(spans(classes, frames)), pathlib.Path(folder))
            songs.append({"classes": classes, "frames": frames, "profile": profile, "key": key})
    text = ",\n".join(json.dumps(song, separators=(",", ":")) for song in songs)
    (pathlib.Path(out) / "key.json").write_text(f"[\n{text}\n]\n")


main(sys.argv[1])
