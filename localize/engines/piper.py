"""Piper's voices: VITS graphs in ONNX, each with a JSON of its own, run by onnxruntime; phonemes by espeak-ng.

A voice is ``NAME.onnx`` with ``NAME.onnx.json`` beside it, as the Piper project publishes them. Piper's program is GPL
and is not used; each voice has a licence of its own, which its MODEL_CARD tells.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from localize.engine import Identity, Samples, Speech, SpeechRequest
from localize.engines.neural_speech import Network, Phonemizer, joined, sentences
from localize.engines.tashkeel import Diacritizer
from localize.errors import EngineUnavailable, NotFound, UnknownLanguage
from localize.language import language
from localize.model import Voice

#: Marks of Piper's phoneme table: padding goes between all phonemes.
_PAD, _BEGIN, _END = "_", "^", "$"
#: Faster or slower than this the graphs were never trained.
_FASTEST, _SLOWEST = 2.0, 0.5


@dataclass(frozen=True, slots=True)
class _Model:
    """One file of voices."""

    path: Path
    config: dict[str, Any]
    network: Network
    tag: str

    @property
    def speakers(self) -> dict[str, int]:
        """Number by name; one unnamed speaker where there is only one."""
        many = int(self.config.get("num_speakers", 1))
        named: dict[str, int] = self.config.get("speaker_id_map") or {str(number): number for number in range(many)}
        return named if many > 1 else {"": 0}

    def ids(self) -> dict[str, int]:
        """Return the speaker's number by voice id."""
        return {f"piper/{self.path.stem}{f'#{name}' if name else ''}": number for name, number in self.speakers.items()}


class Piper:
    """Piper voices from files.

    Args:
        place: A ``.onnx`` file, or a folder that holds some, at any depth.
        phonemizer: Says text in IPA.
        licence: Of the voices, where the caller knows it.
        commercial: Whether they may be used commercially.
    """

    def __init__(self, place: Path, phonemizer: Phonemizer, *, licence: str = "", commercial: bool = True) -> None:
        self._place, self._phonemizer = place, phonemizer
        self._licence, self._commercial = licence, commercial
        self._diacritizer = Diacritizer()

    @cached_property
    def _models(self) -> tuple[_Model, ...]:
        paths = [self._place] if self._place.is_file() else sorted(self._place.rglob("*.onnx"))
        found = tuple(_read(path) for path in paths)
        if not found:
            raise EngineUnavailable(f"there is no Piper voice in {self._place}", field="synthesizer",
                                    hint="NAME.onnx and NAME.onnx.json; localize models pull piper-pt-br-faber")
        return found

    @cached_property
    def identity(self) -> Identity:
        """Names the voices' files; the revision is the digest of all of them.

        Raises:
            EngineUnavailable: If there is none, or one cannot be read.
        """
        digest = hashlib.sha256()
        for model in self._models:
            with model.path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        names = "+".join(model.path.stem for model in self._models)
        return Identity("synthesize", f"piper/{names}", digest.hexdigest()[:16], self._licence or "see the voice's MODEL_CARD",
                        self._commercial)

    def voices(self, language: str) -> tuple[Voice, ...]:
        """Return the voices for a tag."""
        return tuple(Voice(name, "piper", language, licence=self._licence) for model in self._models
                     if model.tag == language for name in model.ids())

    def synthesize(self, requests: Sequence[SpeechRequest]) -> tuple[Speech, ...]:
        """Return the speech of each request; no samples where there is nothing to say.

        Raises:
            NotFound: If a voice is not there.
            NotSpeakable: If a line's script is not the voice's; raised before anything is said.
            EngineError: If a graph fails.
        """
        orders = [(*self._find(request), request) for request in requests]
        said = [sentences(request.text, request.language, model.config["espeak"]["voice"], self._phonemizer,
                          self._diacritizer) for model, _, request in orders]
        return tuple(joined([_spoken(model, speaker, sentence, request.rate) for sentence in found],
                            int(model.config["audio"]["sample_rate"]))
                     for (model, speaker, request), found in zip(orders, said, strict=True))

    def _find(self, request: SpeechRequest) -> tuple[_Model, int]:
        for model in self._models:
            if model.tag == request.language and (request.voice in model.ids() or not request.voice):
                return model, model.ids().get(request.voice, 0)
        known = [voice.id for voice in self.voices(request.language)]
        raise NotFound(f"{request.voice!r} is no Piper voice for {request.language}", field="voice",
                       hint=f"one of {', '.join(known[:4])}" if known else "no Piper voice here speaks it")


def _read(path: Path) -> _Model:
    try:
        config = json.loads(path.with_name(path.name + ".json").read_text("utf-8"))
        if _PAD not in config["phoneme_id_map"] or int(config["audio"]["sample_rate"]) <= 0:
            raise ValueError("its phoneme table is not Piper's")  # noqa: TRY301 - told like the other faults
        code = config.get("language", {}).get("code") or config["espeak"]["voice"]
        return _Model(path, config, Network(path), language(str(code)).tag)
    except UnknownLanguage as error:
        raise EngineUnavailable(f"{path.name} speaks a language we do not serve: {error.message}", field="synthesizer") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineUnavailable(f"{path.name}.json is no description of a Piper voice: {error}", field="synthesizer",
                                hint="both files must lie beside each other") from error


def _spoken(model: _Model, speaker: int, sentence: str, rate: float) -> Samples:
    table: dict[str, list[int]] = model.config["phoneme_id_map"]
    pad, numbers = table[_PAD], [*table.get(_BEGIN, []), *table[_PAD]]
    for phoneme in unicodedata.normalize("NFD", sentence):
        if phoneme in table:  # a sign the voice was not trained on has no sound of its own
            numbers += [*table[phoneme], *pad]
    numbers += table.get(_END, [])
    how = model.config.get("inference", {})
    speed = min(max(rate, _SLOWEST), _FASTEST)
    feed = {"input": np.array([numbers], np.int64), "input_lengths": np.array([len(numbers)], np.int64),
            "scales": np.array([how.get("noise_scale", 0.667), how.get("length_scale", 1.0) / speed,
                                how.get("noise_w", 0.8)], np.float32)}
    if "sid" in model.network.inputs:
        feed["sid"] = np.array([speaker], np.int64)
    return model.network.run(feed)


