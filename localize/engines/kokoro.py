"""Kokoro: 82 million parameters, Apache-2.0, English and Brazilian Portuguese; its ONNX export by onnxruntime.

A folder holds the graph (``onnx/model.onnx``, ``model.onnx`` or ``kokoro-v1.0.onnx``), the table of its phonemes
(``tokenizer.json`` or ``config.json``) and the voices: ``voices/NAME.bin``, raw float32, or one ``voices-v1.0.bin`` with
all of them (NumPy's npz). A voice's first letter is its language, its second its gender.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from localize.engine import Identity, Samples, Speech, SpeechRequest
from localize.engines.neural_speech import Network, Phonemizer, joined, sentences
from localize.engines.tashkeel import Diacritizer
from localize.errors import EngineUnavailable, NotFound
from localize.model import Gender, Voice

RATE: Final = 24_000
"""Hertz of its sound."""
_STYLE: Final = 256
#: The graph's context is 512 with a pad at each end.
_LONGEST: Final = 510
_FASTEST, _SLOWEST = 2.0, 0.5
_GRAPHS: Final = ("onnx/model.onnx", "model.onnx", "kokoro-v1.0.onnx")
#: Language tag and espeak-ng voice by a voice's first letter; the others speak languages we do not deliver.
_LANGUAGES: Final = {"a": ("en", "en-us"), "b": ("en", "en-gb"), "p": ("pt-BR", "pt-br")}
_GENDERS: Final = {"f": Gender.FEMALE, "m": Gender.MALE}
_LICENCE: Final = "Apache-2.0"


class Kokoro:
    """Kokoro's voices from a folder.

    Args:
        folder: As ``localize models pull kokoro-82m`` lays it out.
        phonemizer: Says text in IPA.
    """

    def __init__(self, folder: Path, phonemizer: Phonemizer) -> None:
        self._folder, self._phonemizer, self._diacritizer = folder, phonemizer, Diacritizer()

    @cached_property
    def _graph(self) -> Path:
        if self._folder.is_file():
            return self._folder
        for name in _GRAPHS:
            if (self._folder / name).is_file():
                return self._folder / name
        raise EngineUnavailable(f"there is no Kokoro in {self._folder}", field="synthesizer",
                                hint="localize models pull kokoro-82m; or one of " + ", ".join(_GRAPHS))

    @cached_property
    def _network(self) -> Network:
        return Network(self._graph)

    @cached_property
    def _home(self) -> Path:
        return self._graph.parent.parent if self._graph.parent.name == "onnx" else self._graph.parent

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """The graph's number of every phoneme."""
        for name in ("tokenizer.json", "config.json"):
            path = self._home / name
            if path.is_file():
                data = json.loads(path.read_text("utf-8"))
                table: Any = data.get("vocab") or data.get("model", {}).get("vocab")
                if isinstance(table, dict):
                    return {str(phoneme): int(number) for phoneme, number in table.items()}
        raise EngineUnavailable(f"there is no table of phonemes in {self._home}", field="synthesizer",
                                hint="tokenizer.json, or config.json with a vocab")

    @cached_property
    def _styles(self) -> dict[str, Samples]:
        """By voice: a style for every length of line, shape (lengths, 256)."""
        found = {name: rows.reshape(-1, _STYLE) for name, rows in _voices(self._home)
                 if name[:1] in _LANGUAGES and rows.size and rows.size % _STYLE == 0}
        if not found:
            raise EngineUnavailable(f"there is no voice for Kokoro in {self._home}", field="synthesizer",
                                    hint="voices/af_heart.bin and its like, or voices-v1.0.bin")
        return dict(sorted(found.items()))

    @cached_property
    def identity(self) -> Identity:
        """Names the graph by its digest.

        Raises:
            EngineUnavailable: If it is not there.
        """
        with self._graph.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()[:16]
        return Identity("synthesize", "kokoro-82m", digest, _LICENCE)

    def voices(self, language: str) -> tuple[Voice, ...]:
        """Return the voices for a tag."""
        return tuple(Voice(f"kokoro/{name}", "kokoro", language, _GENDERS.get(name[1:2], Gender.UNKNOWN), licence=_LICENCE)
                     for name in self._styles if _LANGUAGES[name[0]][0] == language)

    def synthesize(self, requests: Sequence[SpeechRequest]) -> tuple[Speech, ...]:
        """Return the speech of each request; no samples where there is nothing to say.

        Raises:
            NotFound: If a voice is not there.
            NotSpeakable: If a line's script is not the voice's; raised before anything is said.
            EngineError: If the graph fails.
        """
        names = [self._find(request) for request in requests]
        said = [sentences(request.text, request.language, _LANGUAGES[name[0]][1], self._phonemizer, self._diacritizer)
                for name, request in zip(names, requests, strict=True)]
        return tuple(joined([self._spoken(part, self._styles[name], request.rate)
                             for sentence in found for part in self._parts(sentence)], RATE)
                     for name, request, found in zip(names, requests, said, strict=True))

    def _find(self, request: SpeechRequest) -> str:
        known = [voice.id for voice in self.voices(request.language)]
        wanted = request.voice or (known[0] if known else "")
        if wanted not in known:
            raise NotFound(f"{request.voice!r} is no Kokoro voice for {request.language}", field="voice",
                           hint=f"one of {', '.join(known[:4])}" if known else "Kokoro speaks en and pt-BR")
        return wanted.removeprefix("kokoro/")

    def _parts(self, sentence: str) -> Iterator[list[int]]:
        """Yield a sentence's numbers, in parts that the graph can take, cut between words."""
        part: list[int] = []
        for word in sentence.split(" "):
            numbers = [self._numbers[sign] for sign in word if sign in self._numbers]
            space = [self._numbers[" "]] if part and " " in self._numbers else []
            if part and len(part) + len(space) + len(numbers) > _LONGEST:
                yield part
                part, space = [], []
            part += space + numbers
            while len(part) > _LONGEST:  # one word longer than the context: no word, but nothing of it is left out
                yield part[:_LONGEST]
                part = part[_LONGEST:]
        if part:
            yield part

    def _spoken(self, numbers: list[int], styles: Samples, rate: float) -> Samples:
        inputs = self._network.inputs
        speed = min(max(rate, _SLOWEST), _FASTEST)
        # Exports differ: the phonemes are "input_ids" or "tokens".
        tokens = "input_ids" if "input_ids" in inputs else "tokens"
        return self._network.run({tokens: np.array([[0, *numbers, 0]], np.int64),
                                  "style": styles[min(len(numbers), len(styles) - 1)][None],
                                  "speed": np.array([speed], np.float32)})


def _voices(home: Path) -> Iterator[tuple[str, Samples]]:
    """Yield every voice's name and numbers, from files of their own or from one file of all."""
    for path in sorted((home / "voices").glob("*.bin")):
        yield path.stem, np.fromfile(path, "<f4")
    for path in sorted(home.glob("voices*.bin")) + sorted(home.glob("voices*.npz")):
        try:
            # No pickles: a file of voices must not be able to run anything.
            with np.load(path, allow_pickle=False) as together:
                yield from ((name, np.asarray(together[name], np.float32)) for name in together.files)
        except (OSError, ValueError) as error:
            raise EngineUnavailable(f"{path.name} is no file of voices: {error}", field="synthesizer") from error
