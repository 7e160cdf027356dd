# needs: torch numpy
"""Checkpoints as torch writes them, in each of its formats, and what they hold.

`python checkpoints.py OUT_FOLDER` writes checkpoint_zip.pt, checkpoint_legacy.pt,
checkpoint_protocol5.pt and checkpoint.json, which tests/checkpoints.rs compares.
"""

import argparse
import json
import pathlib
import sys
from collections import OrderedDict, defaultdict

import numpy
import torch

torch.manual_seed(1)
out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)

# A small network that has been trained a step, as a trainer saves it.
network = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
optimizer = torch.optim.Adam(network.parameters())
network(torch.randn(4, 3)).sum().backward()
optimizer.step()

weights = network.state_dict(prefix="model.")
base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
for name, tensor in {
    "base": base,
    "rows": base[1:3],
    "columns": base[:, 2:5],
    "transposed": base.T,
    "every_other": base[::2, ::3],
    "scalar": torch.tensor(0.5),
    "empty": torch.zeros(0, 3),
    "parameter": torch.nn.Parameter(torch.randn(2)),
    "f64": torch.randn(3, dtype=torch.float64),
    "f16": torch.randn(3).half(),
    "bf16": torch.randn(3).bfloat16(),
    "i64": torch.tensor([-(2**40), 0, 2**40]),
    "i32": torch.tensor([-5, 6], dtype=torch.int32),
    "u8": torch.tensor([0, 128, 255], dtype=torch.uint8),
    "bool": torch.tensor([True, False]),
}.items():
    weights["model." + name] = tensor

numbers = {
    "mean": -1.25,
    "std": numpy.float64(3.5),
    "single": numpy.float32(0.75),
    "count": numpy.int64(-7),
    "epoch": 300,
    "step": 70_000,
    "negative": -3,
    "big": 2**40,
}
arrays = {
    "rows": numpy.arange(6.0).reshape(2, 3),
    "columns": numpy.asfortranarray(numpy.arange(6, dtype=numpy.int32).reshape(2, 3)),
}
checkpoint = {
    "state_dict": weights,
    "optimizer_states": [optimizer.state_dict()],
    "numbers": numbers,
    "arrays": arrays,
    "text": "naïve",
    "flag": True,
    "nothing": None,
    "list": [1, (2.5, "x"), []],
    "callbacks": {"EarlyStopping{'patience': 10}": {"best_score": torch.tensor(0.25)}},
    # What only a class's code could make sense of.
    "hyper_parameters": argparse.Namespace(lr=1e-4, folder=pathlib.PurePosixPath("runs")),
    "counts": defaultdict(list, {"a": [1]}),
    "device": torch.device("cpu"),
    "size": torch.Size([2, 3]),
    "bytes": b"\x00\xff",
    "words": {"set"},
}


def entry(tensor, kind):
    return {"dtype": kind, "shape": list(tensor.shape), "hex": numpy.ascontiguousarray(tensor).tobytes().hex()}


KINDS = {
    torch.float64: "F64",
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}
expected = {"state_dict": {}, "arrays": {}, "numbers": {name: float(n) for name, n in numbers.items()}}
for name, tensor in weights.items():
    plain = tensor.detach().contiguous()
    raw = plain.view(torch.int16) if plain.dtype == torch.bfloat16 else plain
    expected["state_dict"][name] = entry(raw.numpy(), KINDS[plain.dtype])
for name, array in arrays.items():
    expected["arrays"][name] = entry(array, {"f": "F64", "i": "I32"}[array.dtype.kind])

torch.save(checkpoint, out / "checkpoint_zip.pt")
torch.save(checkpoint, out / "checkpoint_protocol5.pt", pickle_protocol=5)
torch.save(checkpoint, out / "checkpoint_legacy.pt", _use_new_zipfile_serialization=False)
(out / "checkpoint.json").write_text(json.dumps(expected, indent=1) + "\n")
