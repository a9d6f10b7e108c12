"""faster-whisper behind the Recognizer Protocol: any model directory it loads, on a GPU or on every core.

The sound is cut at its silences (Silero VAD) and packed into the model's windows. On a CPU each window is one task
of a pool of threads, each with one core; on a GPU windows are decoded in large batches (reference, "Speech
recognition": either way round costs 1.7 times as much). Windows that come out repetitive or unlikely are decoded
again by themselves at a few higher temperatures; the full ladder on every window would cost four times as much.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from localize.engine import Identity, Report, Samples
from localize.errors import EngineError, EngineUnavailable, InvalidInput
from localize.language import language as known
from localize.model import Utterance, Word
from localize.time import Span

RATE: Final = 16000
"""Hertz that Whisper hears."""

_NEEDED: Final = ("model.bin", "config.json", "tokenizer.json", "preprocessor_config.json")
_GAP_SECONDS: Final = 2.0
_PAUSE_SECONDS: Final = 0.8
_SENTENCE_ENDS: Final = "。？！.?!…"
#: Silence is cut where it lasts 0.3 s, and 0.2 s are left around speech: a consonant's closure must not be cut off.
_VAD: Final = {"min_silence_duration_ms": 300, "speech_pad_ms": 200, "min_speech_duration_ms": 100}
#: Whisper's own thresholds (openai/whisper, transcribe.py): compression ratio, mean log-probability, no speech.
_REPETITIVE, _UNLIKELY, _NOBODY = 2.4, -1.0, 0.6
_AGAIN: Final = (0.2, 0.4)

_log = logging.getLogger(__name__)
#: What Whisper calls languages whose tags it does not know.
_CODES: Final = {"pt-BR": "pt", "pt-PT": "pt", "fil": "tl"}


@dataclass(frozen=True, slots=True)
class _Clip:
    """A window's stretch of samples."""

    begin: int
    end: int


class Whisper:
    """A Whisper model in CTranslate2's format.

    Args:
        folder: Holds model.bin, config.json, tokenizer.json, preprocessor_config.json and the vocabulary.
        identity: Of the model; by default read from the folder's ``model.json``, else from its weights.
        device: ``auto``, ``cpu`` or ``cuda``.
        workers: Windows decoded at once on a CPU; as many as cores by default.
        beam: Beam size; 5 costs 1.7 times as much as 1.
        batch: Windows decoded at once on a GPU; halved when its memory runs out.

    Weights load at first use. Safe to share between threads.
    """

    def __init__(self, folder: Path, identity: Identity | None = None, *, device: str = "auto", workers: int = 0,
                 beam: int = 5, batch: int = 16) -> None:
        self._folder, self._given, self._device = folder, identity, device
        self._workers, self._beam, self._batch = workers or os.cpu_count() or 1, beam, batch
        self._lock = threading.Lock()
        self._loaded: Any = None

    @classmethod
    def starter(cls) -> Self:
        """Return the engine with the model that ships: for trying out, not for delivery."""
        return cls(Path(str(files("localize.starter") / "recognition")))

    @cached_property
    def identity(self) -> Identity:
        """The model's name and the digest of its weights.

        Raises:
            EngineUnavailable: If the folder holds no model.
        """
        if self._given is not None:
            return self._given
        self._check_folder()
        card = self._folder / "model.json"
        about = json.loads(card.read_text("utf-8")) if card.is_file() else {}
        recorded = about.get("files", {}).get("model.bin", {}).get("sha256") or _digest(self._folder / "model.bin")
        return Identity("recognize", f"faster-whisper/{about.get('name', self._folder.name)}", recorded[:16],
                        licence=about.get("licence", ""), commercial=about.get("commercial", False),
                        starter=about.get("starter", False))

    def recognize(self, audio: Samples, language: str, report: Report) -> tuple[Utterance, ...]:
        """Return what is said, cut into sentences, with a time for every word (for Chinese, every character).

        Raises:
            InvalidInput: If the sound is not mono.
            EngineUnavailable: If the model is missing.
            EngineError: If the model does not know the language, or decoding fails.
        """
        if audio.ndim != 1:
            raise InvalidInput("speech recognition takes mono sound", field="audio")
        tag = known(language).tag
        model, code = self._model(), _CODES.get(tag, tag)
        self._check_language(model, code)
        clips = self._clips(model, audio)
        words: list[Word] = []
        for done, found in enumerate(self._decode(model, audio, clips, code), 1):
            words += _tidy(found, code)
            report(done / len(clips))
        return tuple(_utterances(words, spaces=known(language).spaces))

    def _model(self) -> Any:
        with self._lock:
            if self._loaded is None:
                self._check_folder()
                self._loaded = self._load()
            return self._loaded

    def _check_folder(self) -> None:
        missing = [name for name in _NEEDED if not (self._folder / name).is_file()]
        if missing:
            raise EngineUnavailable(f"no speech recognition model in {self._folder}: {', '.join(missing)} missing",
                                    field="models", hint="localize models pull, or --models starter")

    def _load(self) -> Any:
        import ctranslate2
        from faster_whisper import WhisperModel

        device = self._device
        if device == "auto":
            device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
        able = ctranslate2.get_supported_compute_types(device)
        wanted = ("int8_float16", "bfloat16", "float16") if device == "cuda" else ("int8",)
        kind = next((name for name in wanted if name in able), "float32")
        try:
            return WhisperModel(str(self._folder), device=device, compute_type=kind, cpu_threads=1,
                                num_workers=1 if device == "cuda" else self._workers)
        except (RuntimeError, ValueError) as error:
            raise EngineUnavailable(f"the model in {self._folder} does not load: {error}", field="models") from error

    @staticmethod
    def _check_language(model: Any, code: str) -> None:
        multilingual = model.model.is_multilingual
        token = model.hf_tokenizer.token_to_id(f"<|{code}|>")
        if (multilingual and token is None) or (not multilingual and code != "en"):
            raise EngineError(f"this speech recognition model does not know {known(code).name}", field="language",
                              hint="a Whisper model from large-v3 on knows zh, yue and en: --models production")

    @staticmethod
    def _clips(model: Any, audio: Samples) -> list[_Clip]:
        """Cut at silences, then pack neighbours into windows: a window costs the same however full it is."""
        from faster_whisper.vad import VadOptions, get_speech_timestamps

        if not len(audio):
            return []
        window = model.feature_extractor.chunk_length
        speech = get_speech_timestamps(audio, VadOptions(**_VAD, max_speech_duration_s=window - 0.5))
        clips: list[_Clip] = []
        for part in speech:
            last = clips[-1] if clips else None
            near = last is not None and part["start"] - last.end < _GAP_SECONDS * RATE
            if last is not None and near and part["end"] - last.begin <= window * RATE:
                clips[-1] = _Clip(last.begin, part["end"])
            else:
                clips.append(_Clip(part["start"], part["end"]))
        return clips

    def _decode(self, model: Any, audio: Samples, clips: list[_Clip], code: str) -> Iterator[list[Any]]:
        """Yield each clip's words, in order."""
        if model.model.device == "cuda":
            yield from self._batches(model, audio, clips, code)
            return
        with ThreadPoolExecutor(self._workers, "whisper") as pool:
            tasks = [pool.submit(self._words, model, audio, [clip], code, 1) for clip in clips]
            try:
                for task in tasks:
                    yield task.result()[0]
            finally:
                for task in tasks:
                    task.cancel()

    def _batches(self, model: Any, audio: Samples, clips: list[_Clip], code: str) -> Iterator[list[Any]]:
        at = 0
        while at < len(clips):
            part = clips[at:at + self._batch]
            try:
                found = self._words(model, audio, part, code, self._batch)
            except EngineError as error:
                if "out of memory" not in str(error).lower() or self._batch == 1:
                    raise
                self._batch //= 2
                _log.warning("GPU memory ran out; going on with batches of %d", self._batch)
                continue
            yield from found
            at += len(part)

    def _words(self, model: Any, audio: Samples, clips: Sequence[_Clip], code: str, batch: int) -> list[list[Any]]:
        """Return the words of each clip; doubtful clips are decoded again."""
        from faster_whisper import BatchedInferencePipeline

        places = [{"start": clip.begin / RATE, "end": clip.end / RATE} for clip in clips]
        try:
            segments, _ = BatchedInferencePipeline(model).transcribe(
                audio, language=code, beam_size=self._beam, batch_size=batch, clip_timestamps=places,
                word_timestamps=True, without_timestamps=True, condition_on_previous_text=False)
            found = list(segments)
            frames = model.frames_per_second  # a segment's seek is its clip's first frame
            return [self._settled(model, audio, clip, [s for s in found if s.seek == int(clip.begin / RATE * frames)], code)
                    for clip in clips]
        except RuntimeError as error:
            raise EngineError(f"speech recognition failed: {error}") from error

    def _settled(self, model: Any, audio: Samples, clip: _Clip, segments: list[Any], code: str) -> list[Any]:
        if any(s.compression_ratio > _REPETITIVE or s.avg_logprob < _UNLIKELY for s in segments):
            again, _ = model.transcribe(audio[clip.begin:clip.end], language=code, beam_size=self._beam, best_of=3,
                                        temperature=list(_AGAIN), word_timestamps=True, condition_on_previous_text=False)
            return [_moved(w, clip.begin / RATE) for s in again if not _nobody(s) for w in s.words or ()]
        return [w for s in segments if not _nobody(s) for w in s.words or ()]


def _nobody(segment: Any) -> bool:
    return bool(segment.no_speech_prob > _NOBODY) and bool(segment.avg_logprob < _UNLIKELY)


def _moved(word: Any, by: float) -> Any:
    word.start += by
    word.end += by
    return word


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _seconds(value: float) -> Fraction:
    """Return what the engine rounded to 10 ms, exactly."""
    return Fraction(round(max(value, 0.0) * 1000), 1000)


def _tidy(found: Iterable[Any], code: str) -> list[Word]:
    """Turn the engine's words into ours; Mandarin is written in simplified characters, whatever was recognised."""
    words: list[Word] = []
    for item in found:
        text = _simplified(item.word) if code == "zh" else item.word
        begin = _seconds(item.start)
        if text.strip():
            words.append(Word(text, Span(begin, max(begin, _seconds(item.end))), float(np.clip(item.probability, 0, 1))))
    return words


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def _simplified(text: str) -> str:
    return str(_converter().convert(text))


def _utterances(words: list[Word], *, spaces: bool) -> Iterator[Utterance]:
    """Cut the words into utterances: after a sentence's end, and at pauses."""
    part: list[Word] = []
    count = 0
    for index, word in enumerate(words):
        part.append(word)
        following = words[index + 1] if index + 1 < len(words) else None
        ends = word.text.rstrip()[-1:] in _SENTENCE_ENDS
        if following is None or ends or following.span.begin - word.span.end > _PAUSE_SECONDS:
            count += 1
            text = "".join(w.text for w in part)
            bare = tuple(Word(w.text.strip(), w.span, w.probability) for w in part)
            yield Utterance(
                f"u{count:04d}", Span(part[0].span.begin, max(w.span.end for w in part)),
                text.strip() if spaces else "".join(text.split()), bare,
                confidence=round(sum(w.probability for w in part) / len(part), 4))
            part = []
