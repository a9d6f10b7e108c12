"""What engines of neural voices share: clauses in phonemes, one ONNX session, sound put together again."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from localize.dubbing.wording import check_script, wording
from localize.engine import Samples, Speech
from localize.engines.tashkeel import Diacritizer
from localize.errors import EngineError, EngineUnavailable

#: A clause with the mark that ends it: the mark goes to the model, which was trained on it; the library swallows it.
_CLAUSE: Final = re.compile(r"([^.!?;:,…،؛؟。！？、，；：]+)([.!?;:,…،؛؟。！？、，；：]*)\s*")
_PLAIN: Final = str.maketrans("،؛؟。！？、，；：", ",;?.!?,,;:")
#: Seconds of rest between two sentences; inside one the model rests by itself.
_REST: Final = 0.2


class Phonemizer(Protocol):
    """What says clauses in IPA: :class:`localize.engines.espeak.Espeak`."""

    def phonemes(self, clauses: Sequence[str], voice: str) -> tuple[str, ...]:
        """Return clauses in IPA."""
        ...


class Network:
    """One ONNX graph, loaded at first use; safe to share between threads.

    Args:
        path: Of the ``.onnx`` file.
        threads: Of one run; as many as cores for 0.
    """

    def __init__(self, path: Path, threads: int = 0) -> None:
        self._path, self._threads = path, threads
        self._lock = threading.Lock()
        self._session: Any = None

    @property
    def inputs(self) -> dict[str, str]:
        """Type by name of every input."""
        return {item.name: item.type for item in self._loaded().get_inputs()}

    def run(self, feed: dict[str, Any]) -> Samples:
        """Return the first output as mono samples.

        Raises:
            EngineError: If the graph fails.
        """
        session = self._loaded()
        try:
            found = session.run(None, feed)[0]
        except Exception as error:
            raise EngineError(f"{self._path.name} failed: {str(error).splitlines()[0]}", field="synthesizer") from error
        return np.asarray(found, np.float32).reshape(-1)

    def _loaded(self) -> Any:
        with self._lock:
            if self._session is None:
                self._session = _open(self._path, self._threads)
            return self._session


def _open(path: Path, threads: int) -> Any:
    import onnxruntime

    if not path.is_file():
        raise EngineUnavailable(f"there is no model {path.name}", field="synthesizer",
                                hint=f"it is looked for in {path.parent}; localize models pull fetches it")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise EngineUnavailable(f"{path.name} is no ONNX graph that can be run", field="synthesizer",
                                hint="pull it again, or convert it") from error


def sentences(text: str, tag: str, voice: str, phonemizer: Phonemizer, diacritizer: Diacritizer) -> tuple[str, ...]:
    """Return a line's sentences in phonemes, with their marks; none where there is nothing to say.

    Args:
        text: The line.
        tag: Language tag.
        voice: espeak-ng's voice for the phonemes.
        phonemizer: Says them.
        diacritizer: Adds what Arabic leaves out.

    Raises:
        NotSpeakable: If the line's script is not the language's.
    """
    said = wording(text)
    if not said:
        return ()
    check_script(said, tag)
    if tag == "ar":
        said = diacritizer.marked([said])[0]
    clauses = [(clause.strip(), mark.translate(_PLAIN)) for clause, mark in _CLAUSE.findall(said)
               if any(character.isalnum() for character in clause)]
    found: list[str] = []
    open_sentence = False
    for (_, mark), spoken in zip(clauses, phonemizer.phonemes([clause for clause, _ in clauses], voice), strict=True):
        piece = spoken + mark[:1]
        if open_sentence:
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
        open_sentence = mark[:1] in {",", ";", ":", ""}
    return tuple(found)


def joined(parts: Sequence[Samples], rate: int) -> Speech:
    """Return sentences one after the other, with a rest between them."""
    rest = np.zeros(int(_REST * rate), np.float32)
    pieces = [piece for part in parts for piece in (rest, part)][1:]
    return Speech(np.concatenate(pieces) if pieces else np.zeros(0, np.float32), rate)
