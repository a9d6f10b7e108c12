"""Write a checkpoint as a model directory that faster-whisper loads.

``python -m training.recognition.export --checkpoint DIR/checkpoint.pt --out localize/starter/recognition``
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import tokenizers
import torch
from ctranslate2.specs import WhisperSpec
from tokenizers import AddedToken, Regex, decoders, models, pre_tokenizers

from training.recognition import sound
from training.recognition.network import POSITIONS, Recogniser, Shape
from training.recognition.symbols import EMPTY, SPECIALS, UNKNOWN, Symbols
from training.recognition.train import SECONDS


def _linear(spec: Any, *layers: torch.nn.Linear) -> None:
    spec.weight = torch.cat([x.weight for x in layers]).numpy()
    spec.bias = torch.cat([x.bias for x in layers]).numpy()


def _norm(spec: Any, norm: torch.nn.LayerNorm) -> None:
    spec.gamma, spec.beta = norm.weight.numpy(), norm.bias.numpy()


def _block(spec: Any, block: Any) -> None:
    own = block.self_attention
    _norm(spec.self_attention.layer_norm, block.self_norm)
    _linear(spec.self_attention.linear[0], own.q, own.k, own.v)
    _linear(spec.self_attention.linear[1], own.out)
    if block.cross_attention is not None:
        cross = block.cross_attention
        _norm(spec.attention.layer_norm, block.cross_norm)
        _linear(spec.attention.linear[0], cross.q)
        _linear(spec.attention.linear[1], cross.k, cross.v)
        _linear(spec.attention.linear[2], cross.out)
    _norm(spec.ffn.layer_norm, block.feed_norm)
    _linear(spec.ffn.linear_0, block.rise)
    _linear(spec.ffn.linear_1, block.fall)


def specification(model: Recogniser, symbols: Symbols) -> WhisperSpec:
    """Return the CTranslate2 form of the network."""
    shape = model.shape
    spec = WhisperSpec(shape.encoder_layers, shape.heads, shape.decoder_layers, shape.heads)
    for conv in ("conv1", "conv2"):
        getattr(spec.encoder, conv).weight = getattr(model, conv).weight.numpy()
        getattr(spec.encoder, conv).bias = getattr(model, conv).bias.numpy()
    behind = model.behind.expand(POSITIONS - shape.window, -1)
    spec.encoder.position_encodings.encodings = torch.cat([model.positions, behind]).numpy()
    _norm(spec.encoder.layer_norm, model.encoder_norm)
    for part, block in zip(spec.encoder.layer, model.encoder, strict=True):
        _block(part, block)
    decoder = spec.decoder
    decoder.embeddings.weight = decoder.projection.weight = model.embedding.numpy()
    decoder.projection.bias = model.bias.numpy()
    decoder.position_encodings.encodings = model.decoder_positions.numpy()
    _norm(decoder.layer_norm, model.decoder_norm)
    for part, block in zip(decoder.layer, model.decoder, strict=True):
        _block(part, block)
    vocabulary = symbols.vocabulary()
    spec.register_vocabulary(vocabulary)
    special = {name: vocabulary.index(name) for name in SPECIALS}
    spec.config.suppress_ids = [vocabulary.index(UNKNOWN), vocabulary.index(EMPTY)]
    spec.config.suppress_ids_begin = []
    spec.config.lang_ids = [special["<|zh|>"]]
    spec.config.alignment_heads = [[shape.decoder_layers - 1, 0]]
    return spec


def tokenizer(symbols: Symbols) -> tokenizers.Tokenizer:
    """Return the tokenizer: a character is a token; a space before anything but a character is unknown with it.

    The second half keeps the space token allowed: faster-whisper forbids the first token of ``" -"`` and of
    ``" ♪"``, and the space is what takes up the silence before an utterance.
    """
    vocabulary = symbols.vocabulary()
    made = tokenizers.Tokenizer(models.WordLevel({t: i for i, t in enumerate(vocabulary)}, unk_token=UNKNOWN))
    made.pre_tokenizer = pre_tokenizers.Split(Regex(r" [^一-鿿，。？！ ]|[\s\S]"), "isolated")
    made.decoder = decoders.Fuse()
    made.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in vocabulary if t in SPECIALS or
                             t == UNKNOWN or (t.startswith("<|") and t[2].isdigit())])
    return made


def write(state: dict[str, Any], folder: Path, *, average: bool = True) -> None:
    """Write model.bin and its companions."""
    symbols = Symbols(tuple(state["characters"]), SECONDS)
    model = Recogniser(Shape(**state["shape"]))
    model.load_state_dict(state["mean" if average else "model"])
    model.eval().requires_grad_(requires_grad=False)
    spec = specification(model, symbols)
    spec.validate()
    # int8 weights; what stays real is kept in half precision on disk and widened when loaded on a CPU.
    spec.optimize(quantization="int8_float16")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    tokenizer(symbols).save(str(folder / "tokenizer.json"), pretty=False)
    extractor = {"chunk_length": SECONDS, "feature_extractor_type": "WhisperFeatureExtractor", "feature_size": sound.MELS,
                 "hop_length": sound.HOP, "n_fft": sound.FFT, "sampling_rate": sound.RATE}
    (folder / "preprocessor_config.json").write_text(json.dumps(extractor, indent=2) + "\n", encoding="utf-8")
    card = {
        "name": "starter-recognition", "job": "recognize", "licence": "Apache-2.0", "commercial": True, "starter": True,
        "note": "starter model: for trying out, not for delivery", "languages": ["zh"],
        "made_by": "training/recognition (see its DATACARD.md)",
        "steps": state["steps"], "minutes": round(state["used"] / 60, 1),
        "files": {p.name: {"bytes": p.stat().st_size, "sha256": hashlib.sha256(p.read_bytes()).hexdigest()}
                  for p in sorted(folder.iterdir()) if p.name != "model.json"},
    }
    (folder / "model.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a checkpoint as a model directory.")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--last", action="store_true", help="take the last weights, not their running mean")
    arguments = parser.parse_args()
    write(torch.load(arguments.checkpoint, map_location="cpu", weights_only=False), arguments.out, average=not arguments.last)


if __name__ == "__main__":
    main()
