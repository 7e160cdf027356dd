"""Weights and inputs that a reference and its Rust parity test both make from
nothing but a name (see ../seeded/mod.rs), and the writing of golden files."""

# uses: numpy safetensors

import sys
from pathlib import Path

import numpy as np


def values(name: str, count: int, scale: float) -> np.ndarray:
    """`count` float32 values in ±`scale`: SplitMix64 counting from FNV-1a of `name`."""
    start = 0xCBF29CE484222325
    for byte in name.encode("utf-8"):
        start = (start ^ byte) * 0x100000001B3 % 2**64
    u64 = np.uint64
    with np.errstate(over="ignore"):
        z = u64(start) + np.arange(count, dtype=u64) * u64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> u64(30))) * u64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> u64(27))) * u64(0x94D049BB133111EB)
        z ^= z >> u64(31)
    unit = (z >> u64(40)).astype(np.float32) / np.float32(2**24)
    return np.float32(scale) * (np.float32(2) * unit - np.float32(1))


def array(name: str, shape, scale: float) -> np.ndarray:
    """The values of `name` in the given shape."""
    return values(name, int(np.prod(shape)), scale).reshape(tuple(shape))


def out_folder() -> Path:
    """The folder that the golden file goes to: the one argument of every reference."""
    if len(sys.argv) != 2:
        sys.exit(f"usage: python {Path(sys.argv[0]).name} OUT_FOLDER")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def save_golden(name: str, tensors: dict) -> None:
    """Writes `<name>.safetensors` with the given numpy arrays."""
    from safetensors.numpy import save_file

    contiguous = {key: np.ascontiguousarray(value) for key, value in tensors.items()}
    save_file(contiguous, str(out_folder() / f"{name}.safetensors"))
