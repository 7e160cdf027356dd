"""Music2Emotion's student and teacher heads in PyTorch's own modules, with seeded
random weights, as the paper and its published state dicts describe them."""

# needs: torch safetensors numpy

import math

import numpy as np
import torch
from torch import nn

import seeded

TRACKS = 3
CHORDS = 100


class Head(nn.Module):
    def __init__(self, branches, embedding, chords, key):
        super().__init__()
        self.has_chords, self.has_key = chords, key
        if chords:
            self.chord_root_embedding = nn.Embedding(14, 4)
            self.chord_attr_embedding = nn.Embedding(14, 4)
            layer = nn.TransformerEncoderLayer(8, 8, 64, dropout=0.1, batch_first=True)
            self.chord_transformer = nn.TransformerEncoder(layer, 2)
        inputs = embedding + (8 if chords else 0) + (1 if key else 0)
        self.input_proj = nn.Sequential(nn.Linear(inputs, 512), nn.ReLU())
        self.branches = list(branches)
        for name, outputs in branches.items():
            branch = nn.Sequential(nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, outputs))
            self.add_module(name, branch)

    def forward(self, embedding, roots, qualities, mode):
        parts = [embedding]
        if self.has_chords:
            chords = torch.cat(
                [self.chord_root_embedding(roots), self.chord_attr_embedding(qualities)], -1
            )
            chords = torch.cat([torch.zeros(len(chords), 1, 8), chords + positions()], 1)
            parts.append(self.chord_transformer(chords)[:, 0])
        if self.has_key:
            parts.append(mode)
        shared = self.input_proj(torch.cat(parts, 1))
        return [getattr(self, name)(shared) for name in self.branches]


def positions():
    table = torch.zeros(CHORDS, 8)
    place = torch.arange(CHORDS, dtype=torch.float32)[:, None]
    rate = torch.exp(torch.arange(0, 8, 2, dtype=torch.float32) * (-math.log(10000.0) / 8))
    table[:, 0::2] = torch.sin(place * rate)
    table[:, 1::2] = torch.cos(place * rate)
    return table


def weight(name, shape):
    """The value of a parameter, by the rule that the Rust test has too."""
    if "norm" in name and name.endswith("weight"):
        return 1 + seeded.array(name, shape, 0.1)
    if len(shape) == 1:
        return seeded.array(name, shape, 0.1)
    # Variance 1 / inputs; a table's rows are looked up.
    inputs = 1 if "embedding" in name else shape[1]
    return seeded.array(name, shape, float(np.sqrt(np.float32(3.0 / inputs))))


def ids(name, count):
    """Whole numbers 0 … count - 1 for each track's chords."""
    values = (seeded.array(name, (TRACKS, CHORDS), 1.0) + 1) / 2 * np.float32(count)
    values = values.astype(np.int64)
    # As a short track's: the rest is padding.
    values[-1, 40:] = 0
    return torch.from_numpy(values)


def answers(branches, embedding=1536, chords=True, key=True):
    head = Head(branches, embedding, chords, key).eval()
    state = head.state_dict()
    head.load_state_dict(
        {name: torch.from_numpy(weight(name, tuple(value.shape))) for name, value in state.items()}
    )
    heard = torch.from_numpy(seeded.array("embedding", (TRACKS, embedding), 1.0))
    mode = torch.tensor([[0.0], [1.0], [1.0]])
    with torch.inference_mode():
        said = head(heard, ids("roots", 13), ids("qualities", 14), mode)
    return [answer.numpy() for answer in said]


def main():
    golden = {}
    student = {"classification_branch": 56, "regression_branch": 2}
    golden["student.tags"], golden["student.va"] = answers(student)
    golden["teacher.tags"] = answers({"output_proj": 56})[0]
    golden["teacher.va"] = answers({"output_proj": 2})[0]
    for chords in [False, True]:
        for key in [False, True]:
            name = f"small.{int(chords)}{int(key)}"
            tags, va = answers(student, embedding=200, chords=chords, key=key)
            golden[name] = np.concatenate([tags, va], 1)
    seeded.save_golden("music2emo", golden)


if __name__ == "__main__":
    main()
