"""The published code on random weights, for `cargo xtask bench --reference`.

    python reference.py weights CHECKOUT WORK
    python reference.py run CHECKOUT WORK THREADS TRACK...

`weights` writes random weights of the published shapes into WORK, under the
names that `mood models import music2emo` looks for. `run` hears each track with
the checkout's own `Music2emo` on those weights and prints, as JSON, the seconds
of the whole, of MERT within it, and the process's peak memory in MB. The
checkout is not written to.
"""
# The packages it stands on: torch torchaudio transformers librosa mir_eval pretty_midi
# music21 soundfile omegaconf hydra-core pyyaml tqdm

import json
import os
import resource
import shutil
import sys
import time
import types
from pathlib import Path

import torch


def stand_ins():
    """Modules that the checkout imports and does not need to hear a track."""
    for name in ["gradio", "pytorch_lightning"]:
        module = types.ModuleType(name)
        module.LightningModule = torch.nn.Module
        sys.modules.setdefault(name, module)
    # Newer versions of torchaudio leave reading files to another package.
    import soundfile
    import torchaudio

    def load(path):
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        return torch.from_numpy(samples.T.copy()), rate

    torchaudio.load = load


def mert(folder):
    from transformers import HubertConfig, HubertModel

    torch.manual_seed(1)
    config = HubertConfig(
        feat_extract_norm="group",
        conv_bias=False,
        do_stable_layer_norm=False,
        layer_norm_eps=1e-5,
        vocab_size=32,
    )
    folder.mkdir(parents=True, exist_ok=True)
    state = HubertModel(config).state_dict()
    older = {
        "parametrizations.weight.original0": "weight_g",
        "parametrizations.weight.original1": "weight_v",
    }
    for new, old in older.items():
        state = {name.replace(new, old): value for name, value in state.items()}
    torch.save(state, folder / "pytorch_model.bin")
    config.save_pretrained(folder)
    processor = {
        "do_normalize": True,
        "feature_extractor_type": "Wav2Vec2FeatureExtractor",
        "feature_size": 1,
        "padding_side": "right",
        "padding_value": 0,
        "return_attention_mask": True,
        "sampling_rate": 24000,
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(processor))


def enter(checkout, work):
    """A copy of the checkout to work in: it writes beside its own code."""
    copy = work / "checkout"
    if not copy.exists():
        shutil.copytree(checkout, copy, ignore=shutil.ignore_patterns(".git"))
    os.chdir(copy)
    sys.path.insert(0, str(copy))
    return copy


def weights(checkout, work):
    copy = enter(checkout, work)
    stand_ins()
    from model.linear_mt_attn_ck import FeedforwardModelMTAttnCK
    from utils.btc_model import BTC_model
    from utils.hparams import HParams

    files = work / "weights"
    mert(files / "mert")
    for name in ["pytorch_model.bin", "config.json", "preprocessor_config.json"]:
        shutil.copy(files / "mert" / name, files / name)
    torch.manual_seed(2)
    config = HParams.load("inference/data/run_config.yaml")
    config.model["num_chords"] = 170
    chords = {"model": BTC_model(config=config.model).state_dict(), "mean": -2.5, "std": 1.5}
    head = FeedforwardModelMTAttnCK(
        input_size=1536, output_size_classification=56, output_size_regression=2
    )
    with torch.no_grad():
        # Near the middle of the scale, where nothing is cut off.
        head.regression_branch[2].bias += 5
    state = {f"model.{name}": value for name, value in head.state_dict().items()}
    for folder in [files, copy]:
        (folder / "saved_models").mkdir(exist_ok=True)
        (folder / "inference/data").mkdir(parents=True, exist_ok=True)
        torch.save(chords, folder / "inference/data/btc_model_large_voca.pt")
        for name in ["J_all", "D_all", "E_all", "P_all"]:
            torch.save({"state_dict": state}, folder / f"saved_models/{name}.ckpt")


def run(checkout, work, threads, tracks):
    tracks = [os.path.abspath(track) for track in tracks]
    enter(checkout, work)
    stand_ins()
    torch.set_num_threads(int(threads))
    import music2emo

    extractor = music2emo.FeatureExtractorMERT
    spent = {"mert": 0.0}

    class Timed(extractor):
        def __init__(self, model_name, device, sr):
            super().__init__(str(work / "weights/mert"), device, sr)

        def extract_features_from_segment(self, *arguments):
            start = time.perf_counter()
            super().extract_features_from_segment(*arguments)
            spent["mert"] += time.perf_counter() - start

    music2emo.FeatureExtractorMERT = Timed
    start = time.perf_counter()
    model = music2emo.Music2emo()
    loaded = time.perf_counter()
    said = []
    for track in tracks:
        output = model.predict(track)
        said.append([output["valence"], output["arousal"]])
    end = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    answer = {
        "load_s": loaded - start,
        "predict_s": end - loaded,
        "mert_s": spent["mert"],
        "peak_mb": peak,
        "torch": torch.__version__,
        "valence_arousal": said,
    }
    print("\n" + json.dumps(answer))


if __name__ == "__main__":
    what, checkout, work, *rest = sys.argv[1:]
    if what == "weights":
        weights(Path(checkout).resolve(), Path(work).resolve())
    else:
        run(Path(checkout).resolve(), Path(work).resolve(), rest[0], rest[1:])
