"""Convert a run's averaged weights to CTranslate2 int8 and write the folder that ships.

``python -m training.translation.export --work DIR --out DIR``. Tokens that no training row used
are cut from both vocabularies: an embedding that was never trained says nothing. The weights are
kept in shards under 5 MB each; CTranslate2 loads them from memory.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import ctranslate2
import numpy as np
import torch
from ctranslate2.specs import transformer_spec
from torch import nn

from localize.starter.pieces import UNKNOWN
from training.translation import corpus
from training.translation.model import Attention, Feed, Network, Shape
from training.translation.vocabulary import END, START, Vocabulary, token

SHARD: Final = 4_500_000


def _linear(spec: Any, *layers: nn.Linear) -> None:
    spec.weight = np.concatenate([layer.weight.detach().numpy().copy() for layer in layers])
    spec.bias = np.concatenate([layer.bias.detach().numpy().copy() for layer in layers])


def _norm(spec: Any, layer: nn.LayerNorm) -> None:
    spec.gamma, spec.beta = layer.weight.detach().numpy().copy(), layer.bias.detach().numpy().copy()


def _attention(spec: Any, block: Attention) -> None:
    _norm(spec.layer_norm, block.norm)
    parts = (block.query, block.memory) if hasattr(block, "query") else (block.fused,)
    for target, layer in zip(spec.linear, (*parts, block.out), strict=True):
        _linear(target, layer)


def _feed(spec: Any, block: Feed) -> None:
    _norm(spec.layer_norm, block.norm)
    _linear(spec.linear_0, block.up)
    _linear(spec.linear_1, block.down)


def specification(network: Network, source: Sequence[str], target: Sequence[str]) -> Any:
    """Return CTranslate2's description of a network, with its weights."""
    shape = network.shape
    spec = transformer_spec.TransformerSpec.from_config(
        (shape.encoder, shape.decoder), shape.heads, pre_norm=True, alignment_heads=shape.heads
    )
    for side, table, layers, norm in (
        (spec.encoder, network.source, network.encoder, network.encoder_norm),
        (spec.decoder, network.target, network.decoder, network.decoder_norm),
    ):
        embeddings = side.embeddings[0] if isinstance(side.embeddings, list) else side.embeddings
        embeddings.weight = table.weight.detach().numpy().copy()
        side.position_encodings.encodings = network.table.numpy().copy()
        _norm(side.layer_norm, norm)
        for target_layer, layer in zip(side.layer, layers, strict=True):
            _attention(target_layer.self_attention, layer.attention)
            if side is spec.decoder:
                _attention(target_layer.attention, layer.cross)
            _feed(target_layer.ffn, layer.feed)
    spec.decoder.projection.weight = network.target.weight.detach().numpy().copy()
    spec.decoder.projection.bias = network.bias.detach().numpy().copy()
    spec.config.unk_token, spec.config.eos_token = UNKNOWN, END
    spec.config.bos_token, spec.config.decoder_start_token = START, None
    spec.config.add_source_bos = spec.config.add_source_eos = False
    spec.config.layer_norm_epsilon = 1e-5
    spec.register_source_vocabulary(list(source))
    spec.register_target_vocabulary(list(target))
    return spec


def load(work: Path) -> tuple[Network, Vocabulary, dict[str, Any]]:
    """Return a run's network with the averaged weights, its vocabulary and its counters."""
    vocabulary = Vocabulary.open(work / "vocabulary")
    state = torch.load(work / "state.pt", weights_only=True)
    network = Network(Shape(len(vocabulary.source), len(vocabulary.target)))
    network.load_state_dict({**state["network"], **state["average"]})
    never = [vocabulary.target_ids[t] for t in (UNKNOWN, START, *map(token, corpus.TARGETS))]
    with torch.no_grad():
        network.bias[never] = -1e4  # inputs only: no sentence holds them
    network.eval()
    counters = {name: state[name] for name in ("step", "tokens", "spent")}
    return network, vocabulary, counters


def prune(network: Network, vocabulary: Vocabulary, rows: Sequence[corpus.Row]) -> tuple[Network, Vocabulary]:
    """Return the network and vocabulary without the tokens that no row uses."""
    read, written = set(range(24)), set(range(40))
    for row in rows:
        for language, text in row.text.items():
            if language in corpus.SOURCES:
                read.update(vocabulary.read(text))
            if language in corpus.TARGETS:
                written.update(vocabulary.write(language, text))
    kept_source = sorted(i for i in read if i < len(vocabulary.source))
    kept_target = sorted(written)
    small = Network(dataclasses.replace(network.shape, sources=len(kept_source), targets=len(kept_target)))
    state = network.state_dict()
    state["source.weight"] = state["source.weight"][kept_source]
    state["target.weight"] = state["target.weight"][kept_target]
    state["bias"] = state["bias"][kept_target]
    small.load_state_dict(state)
    small.eval()
    cut = dataclasses.replace(
        vocabulary,
        source=tuple(vocabulary.source[i] for i in kept_source),
        target=tuple(vocabulary.target[i] for i in kept_target),
    )
    return small, cut


def convert(network: Network, vocabulary: Vocabulary, folder: Path, quantization: str | None) -> None:
    """Write a CTranslate2 model folder."""
    spec = specification(network, vocabulary.source, vocabulary.target)
    spec.validate()
    spec.optimize(quantization=quantization)
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))


def agreement(
    network: Network, vocabulary: Vocabulary, folder: Path, rows: Sequence[corpus.Row], compute: str
) -> float:
    """Return the share of lines on which CTranslate2 and the network give the same greedy tokens."""
    translator = ctranslate2.Translator(str(folder), compute_type=compute, intra_threads=1)
    draw, same, asked = random.Random(3), 0, 0
    for row in rows:
        language = draw.choice(corpus.TARGETS)
        source = vocabulary.read(row.text["zh"])
        prefix = [vocabulary.target_ids[token(language)]]
        wanted = [vocabulary.target[i] for i in network.greedy(source, prefix, vocabulary.target_ids[END])]
        [result] = translator.translate_batch(
            [[vocabulary.source[i] for i in source]], [[token(language)]], beam_size=1, max_decoding_length=79
        )
        same += result.hypotheses[0] == wanted
        asked += 1
    return same / asked


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write(model: Path, vocabulary: Vocabulary, out: Path, facts: dict[str, Any]) -> None:
    """Write the folder that ships: shards, vocabularies, English pieces, ``model.json``."""
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("model-*.bin"):
        old.unlink()
    data = (model / "model.bin").read_bytes()
    for number, begin in enumerate(range(0, len(data), SHARD)):
        (out / f"model-{number}.bin").write_bytes(data[begin : begin + SHARD])
    for name in ("config.json", "source_vocabulary.json", "target_vocabulary.json"):
        (out / name).write_bytes((model / name).read_bytes())
    (out / "english.model").write_bytes(vocabulary.english)
    files = sorted(p for p in out.iterdir() if p.name != "model.json" and p.is_file())
    facts["files"] = {p.name: {"bytes": p.stat().st_size, "sha256": _digest(p)} for p in files}
    (out / "model.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", "utf-8")


def main() -> None:
    """Read the command line, convert, and prove that nothing was lost on the way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parallel", type=Path)
    parser.add_argument("--work", type=Path, default=corpus.BUILD / "translation")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    torch.set_num_threads(1)
    data = corpus.load(given.parallel)
    network, vocabulary, counters = load(given.work)
    network, vocabulary = prune(network, vocabulary, data.train)
    with tempfile.TemporaryDirectory() as scratch:
        shares = {}
        for name, quantization in (("float32", None), ("int8", "int8")):
            folder = Path(scratch) / name
            convert(network, vocabulary, folder, quantization)
            shares[name] = agreement(network, vocabulary, folder, data.dialogue[:100], name)
        facts = {
            "name": "starter-translation",
            "licence": "Apache-2.0; trained in part on Tatoeba (CC BY 2.0 FR): see training/translation/DATACARD.md",
            "starter": True,
            "sources": list(corpus.SOURCES),
            "targets": list(corpus.TARGETS),
            "shape": dataclasses.asdict(network.shape),
            "training": counters,
            "same_greedy_as_torch": shares,
        }
        write(Path(scratch) / "int8", vocabulary, given.out, facts)


if __name__ == "__main__":
    main()
