"""MERT's hidden states by Hugging Face's HubertModel, which has the same forward
pass, with seeded random weights: the whole MERT-v1-95M over 5 s and odd lengths,
and a small one with its positional convolution's weights normalised."""

# needs: torch transformers safetensors numpy

import numpy as np
import torch
from transformers import HubertConfig, HubertModel

import seeded

# Of each hidden state about this many values are kept.
KEPT = 800


def config(**changes):
    values = dict(
        conv_dim=[512] * 7,
        conv_kernel=[10, 3, 3, 3, 3, 2, 2],
        conv_stride=[5, 2, 2, 2, 2, 2, 2],
        conv_bias=False,
        feat_extract_norm="group",
        feat_proj_layer_norm=True,
        do_stable_layer_norm=False,
        num_conv_pos_embeddings=128,
        num_conv_pos_embedding_groups=16,
        hidden_size=768,
        num_hidden_layers=12,
        num_attention_heads=12,
        intermediate_size=3072,
        layer_norm_eps=1e-5,
    )
    return HubertConfig(**(values | changes))


def small():
    """`small()` of the Rust test."""
    return config(
        conv_dim=[24] * 7,
        num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=4,
        hidden_size=32,
        num_hidden_layers=3,
        num_attention_heads=4,
        intermediate_size=48,
    )


def weight(name, shape):
    """The value of a parameter, by the rule that the Rust test has too."""
    if "original0" in name:
        return 1 + seeded.array(name, shape, 0.5)
    if "norm" in name and name.endswith("weight"):
        return 1 + seeded.array(name, shape, 0.1)
    if len(shape) == 1:
        return seeded.array(name, shape, 0.1)
    # A gain of 3 keeps the variance. A GELU takes half of it, and attention and
    # positions must be marked, or every frame soon says the same; at a gain of 24
    # HubertModel itself is 3e-4 from its own outcome in float64, at 12 it is 2e-5.
    gain = 3.0
    for part, other in [("conv_layers", 6.0), ("q_proj", 12.0), ("k_proj", 12.0), ("pos_conv", 12.0)]:
        if part in name:
            gain = other
    inputs = int(np.prod(shape[1:]))
    return seeded.array(name, shape, float(np.sqrt(np.float32(gain / inputs))))


def network(shape, normalised):
    net = HubertModel(shape).eval()
    state = {}
    for name, value in net.state_dict().items():
        state[name] = torch.from_numpy(weight(name, tuple(value.shape)))
    stem = "encoder.pos_conv_embed.conv."
    if not normalised:
        # Lengths of the directions themselves: the kernel is the directions.
        directions = torch.from_numpy(
            weight(stem + "weight", tuple(state[stem + "parametrizations.weight.original1"].shape))
        )
        state[stem + "parametrizations.weight.original1"] = directions
        state[stem + "parametrizations.weight.original0"] = directions.double().norm(
            dim=(0, 1), keepdim=True
        ).float()
    net.load_state_dict(state)
    return net


def wave(name, samples):
    """Noise over slower noise, as the Rust test makes it."""
    slow = np.repeat(seeded.values(name + ".slow", samples // 16 + 1, 0.5), 16)[:samples]
    wave = slow + seeded.values(name + ".fast", samples, 0.125)
    centred = wave.astype(np.float64) - wave.mean(dtype=np.float64)
    return (centred / np.sqrt((centred**2).mean() + 1e-7)).astype(np.float32)


def states(net, name, samples):
    with torch.inference_mode():
        heard = torch.from_numpy(wave(name, samples))[None]
        return [s[0].numpy() for s in net(heard, output_hidden_states=True).hidden_states[1:]]


def sampled(state):
    # An odd step meets every channel.
    step = max(1, state.size // KEPT) | 1
    return state.reshape(-1)[::step]


def main():
    golden = {}
    net = network(config(), normalised=False)
    for samples in [400, 29_628, 72_002, 120_000]:
        layers = states(net, f"wave.{samples}", samples)
        golden[f"full.{samples}"] = np.stack([sampled(s) for s in layers])
    golden["full.embedding"] = np.concatenate([layers[5].mean(0), layers[6].mean(0)])
    net = network(small(), normalised=True)
    layers = states(net, "wave.small", 16_001)
    golden["small"] = np.stack([s.reshape(-1) for s in layers])
    seeded.save_golden("mert", golden)


if __name__ == "__main__":
    main()
