"""Voices taken out of sound: by a program of the user's, or by an ONNX model.

Neither ships with the product: separation models that may be used commercially are large, and music separators are not
made for speech over effects. What is given must write music and effects as long as what it got, to the sample.
"""

from __future__ import annotations

import hashlib
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from localize.dubbing.stretch import resample
from localize.engine import Identity, Report, Samples, Separator, SoundFiles, Speech
from localize.errors import EngineError, EngineUnavailable, InvalidInput

if TYPE_CHECKING:
    import onnxruntime

_RATE: Final = 48_000
#: A separator works at a tenth of real time on a slow machine; a film of three hours is then over in this time.
_LONGEST: Final = 36 * 3600
#: Sources that a model may give which are voices; all others are music and effects.
_VOICES: Final = frozenset({"vocals", "voice", "speech", "dialogue", "dialog"})
#: Windows of a model that does not say its own, and how much they share with the next, in seconds.
_WINDOW, _SHARED = 10.0, 1.0


def separator_of(wanted: str, sound: SoundFiles) -> Separator | None:
    """Return the separator that a setting names; None for an empty one.

    Args:
        wanted: Path of an ``.onnx`` model, or a command line that holds ``{input}`` and ``{output}``.
        sound: Reads and writes WAV.

    Raises:
        InvalidInput: If it is neither.
        EngineUnavailable: If the program or the model is not there.
    """
    if not wanted.strip():
        return None
    if wanted.strip().endswith(".onnx"):
        return OnnxSeparator(Path(wanted.strip()), sound)
    return CommandSeparator(wanted)


class CommandSeparator:
    """A program that takes the voices out of a WAV file.

    Args:
        command: Its command line; ``{input}`` and ``{output}`` stand for WAV files. No shell reads it.

    Raises:
        InvalidInput: If it does not name both files.
        EngineUnavailable: If there is no such program.
    """

    def __init__(self, command: str) -> None:
        try:
            self._words = shlex.split(command)
        except ValueError as error:
            raise InvalidInput(f"the separator's command cannot be read: {error}", field="separator") from error
        for place in ("{input}", "{output}"):
            if not any(place in word for word in self._words):
                raise InvalidInput(f"the separator's command does not say where {place} stands", field="separator",
                                   hint='for example "separate --model speech {input} {output}"')
        if shutil.which(self._words[0]) is None:
            raise EngineUnavailable(f"there is no program {self._words[0]!r}", field="separator")

    @property
    def identity(self) -> Identity:
        """The command line: what a program of the same name does may change without our knowing."""
        return Identity("separate", f"command/{Path(self._words[0]).name}",
                        hashlib.sha256("\0".join(self._words).encode()).hexdigest()[:16], licence="the user's own")

    def separate(self, source: Path, out: Path, report: Report) -> None:
        """Run the program; see :meth:`localize.engine.Separator.separate`."""
        words = [word.replace("{input}", str(source)).replace("{output}", str(out)) for word in self._words]
        report(0.0)
        try:
            done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_LONGEST)
        except OSError as error:
            raise EngineUnavailable(f"cannot start {words[0]!r}: {error.strerror}", field="separator") from error
        except subprocess.TimeoutExpired as error:
            raise EngineError(f"{words[0]!r} did not end", field="separator") from error
        said = " / ".join(done.stderr.decode("utf-8", "replace").strip().splitlines()[-3:])
        if done.returncode:
            raise EngineError(f"{words[0]!r} failed with {done.returncode}: {said}", field="separator")
        if not out.is_file():
            raise EngineError(f"{words[0]!r} wrote no file {out.name}: {said}", field="separator")
        report(1.0)


class OnnxSeparator:
    """An ONNX model from waveform to waveform.

    Input ``(1, channels, samples)``; output the same (music and effects), or ``(1, sources, channels, samples)``. The
    model's metadata says ``sample_rate`` (48000 by default), ``sources`` (names with commas: those that are voices are
    left out) and ``segment`` (samples of a window; 10 s by default). Windows share a second, over which they fade.

    Args:
        path: The model.
        sound: Reads and writes WAV.

    Raises:
        EngineUnavailable: If the model is not there.
    """

    def __init__(self, path: Path, sound: SoundFiles) -> None:
        if not path.is_file():
            raise EngineUnavailable(f"there is no separation model {path}", field="separator")
        self._path, self._sound = path, sound

    @cached_property
    def identity(self) -> Identity:
        """The model's name and digest."""
        with self._path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Identity("separate", f"onnx/{self._path.stem}", digest[:16], licence="the user's own")

    def separate(self, source: Path, out: Path, report: Report) -> None:
        """Run the model window by window; see :meth:`localize.engine.Separator.separate`."""
        layout = self._sound.layout(source)
        total = sum(map(len, self._sound.read(source)))
        self._sound.write(out, layout, self._beds(self._sound.read(source), total, report))

    def _beds(self, blocks: Iterable[Samples], total: int, report: Report) -> Iterator[Samples]:
        """Yield the bed: windows fade into each other where they overlap."""
        session = self._session
        about = session.get_modelmeta().custom_metadata_map
        rate = int(about.get("sample_rate", _RATE))
        window = round(int(about.get("segment", _WINDOW * rate)) * _RATE / rate)
        shared = min(round(_SHARED * _RATE), window // 4)
        rise = ((np.arange(shared) + 0.5) / shared).astype(np.float32)[:, None]
        held: Samples | None = None
        done = 0
        for part, last in _windows(blocks, window, shared):
            bed = self._bed(session, part, rate, about.get("sources", ""))
            if held is not None:
                bed[:len(held)] = bed[:len(held)] * rise[:len(held)] + held * (1 - rise[:len(held)])
            held = None if last else bed[-shared:].copy()
            yield bed if last else bed[:-shared]
            done += len(bed)
            report(min(1.0, done / max(1, total)))

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        try:
            import onnxruntime as runtime
        except ImportError as error:
            raise EngineUnavailable("onnxruntime is not installed", field="separator", hint="pip install onnxruntime") from error
        try:
            return runtime.InferenceSession(str(self._path), providers=runtime.get_available_providers())
        except Exception as error:  # its own errors share no type
            raise EngineError(f"{self._path.name} is no model that ONNX Runtime can load: {error}", field="separator") from error

    def _bed(self, session: Any, part: Samples, rate: int, sources: str) -> Samples:
        sound = np.stack([resample(Speech(channel, _RATE), rate).samples for channel in np.ascontiguousarray(part.T)])
        try:
            (made, *_) = session.run(None, {session.get_inputs()[0].name: sound[None].astype(np.float32)})
        except Exception as error:  # as above
            raise EngineError(f"{self._path.name} fails on sound of shape {sound.shape}: {error}", field="separator") from error
        bed = np.asarray(made, np.float32)[0]
        if bed.ndim == 3:
            names = [name.strip().lower() for name in sources.split(",")]
            if len(names) != len(bed) or not _VOICES & set(names):
                raise EngineError(f"{self._path.name} gives {len(bed)} sources and does not say which are voices",
                                  field="separator", hint="its metadata must hold sources=drums,bass,other,vocals or the like")
            bed = np.sum([one for one, name in zip(bed, names, strict=True) if name not in _VOICES], axis=0)
        back = np.stack([resample(Speech(channel, rate), _RATE).samples for channel in bed], axis=1)
        if abs(len(back) - len(part)) > _RATE // 100:
            raise EngineError(f"{self._path.name} gives {len(back)} samples for {len(part)}", field="separator")
        fitted: Samples = np.zeros_like(part)
        fitted[:len(back)] = back[:len(part)]
        return fitted


def _windows(blocks: Iterable[Samples], window: int, shared: int) -> Iterator[tuple[Samples, bool]]:
    """Yield windows that begin ``window - shared`` samples apart, and whether each is the last."""
    held: Samples | None = None
    for block in blocks:
        held = block if held is None else np.concatenate([held, block])
        while len(held) > window:
            yield held[:window], False
            held = held[window - shared:]
    if held is not None and len(held):
        yield held, True
