# needs: torch numpy safetensors
"""BTC's logits and classes with seeded weights, by PyTorch.

python btc.py OUT_FOLDER writes btc.safetensors: `logits` [2, 16, 170], every
seventh frame of two blocks, and `classes` [54] of a shorter block of
log-magnitudes, z-scored and filled up with zeros.
"""

import math

import torch
import torch.nn.functional as F

import seeded

HIDDEN, HEADS, LAYERS, FRAMES, BINS, CLASSES = 128, 4, 8, 108, 144, 170
MEAN, STD = -3.5, 1.8


def weight(name, *shape):
    fan_in = math.prod(shape[1:])
    return torch.from_numpy(seeded.array(name, shape, math.sqrt(3 / fan_in)))


def bias(name, size=HIDDEN):
    return torch.from_numpy(seeded.array(name, (size,), 0.1))


def norm(x, name):
    gamma = 1 + bias(f"{name}.gamma")
    spread = x.std(-1, keepdim=True) + 1e-6
    return gamma * (x - x.mean(-1, keepdim=True)) / spread + bias(f"{name}.beta")


def heads(x):
    return x.unflatten(-1, (HEADS, HIDDEN // HEADS)).movedim(-2, -3)


def attention(x, name, mask):
    query, key, value = (
        heads(x @ weight(f"{name}.{part}_linear.weight", HIDDEN, HIDDEN).T)
        for part in ("query", "key", "value")
    )
    scores = query @ key.mT / math.sqrt(HIDDEN // HEADS)
    context = scores.masked_fill(mask, -math.inf).softmax(-1) @ value
    merged = context.movedim(-3, -2).flatten(-2)
    return merged @ weight(f"{name}.output_linear.weight", HIDDEN, HIDDEN).T


def block(x, name, mask):
    x = x + attention(norm(x, f"{name}.layer_norm_mha"), f"{name}.multi_head_attention", mask)
    y = norm(x, f"{name}.layer_norm_ffn").mT
    for i in range(2):
        conv = f"{name}.positionwise_convolution.layers.{i}.conv"
        y = F.conv1d(y, weight(f"{conv}.weight", HIDDEN, HIDDEN, 3), bias(f"{conv}.bias"), padding=1)
        y = y.relu()
    return x + y.mT


def timing():
    rates = torch.exp(-math.log(1e4) * torch.arange(HIDDEN // 2, dtype=torch.float64) / (HIDDEN // 2 - 1))
    turns = torch.arange(FRAMES, dtype=torch.float64)[:, None] * rates
    return torch.cat([turns.sin(), turns.cos()], 1).float()


def logits(frames):
    stack = "self_attn_layers"
    x = frames @ weight(f"{stack}.embedding_proj.weight", HIDDEN, BINS).T + timing()
    future = torch.ones(FRAMES, FRAMES, dtype=torch.bool).triu(1)
    for i in range(LAYERS):
        name = f"{stack}.self_attn_layers.{i}"
        both = [block(x, f"{name}.attn_block", future), block(x, f"{name}.backward_attn_block", future.T)]
        x = torch.cat(both, -1) @ weight(f"{name}.linear.weight", HIDDEN, 2 * HIDDEN).T
        x = x + bias(f"{name}.linear.bias")
    x = norm(x, f"{stack}.layer_norm")
    out = "output_layer.output_projection"
    return x @ weight(f"{out}.weight", CLASSES, HIDDEN).T + bias(f"{out}.bias", CLASSES)


def main():
    frames = torch.from_numpy(seeded.array("btc.frames", (2, FRAMES, BINS), 1.7))
    log_cqt = torch.from_numpy(seeded.array("btc.log_cqt", (54, BINS), 3.0)) - 4
    padded = F.pad((log_cqt - MEAN) / STD, (0, 0, 0, FRAMES - len(log_cqt)))
    with torch.no_grad():
        golden = {
            "logits": logits(frames)[:, ::7].numpy(),
            "classes": logits(padded[None])[0, : len(log_cqt)].argmax(-1).to(torch.uint8).numpy(),
        }
    seeded.save_golden("btc", golden)


if __name__ == "__main__":
    main()
