"""Mandarin speech with exact times, from the espeak-ng library in this process.

The library tells where each word and phoneme begins, so every character gets its span and its toned syllable
without an aligner. Two builds are used: the wheel ``espeakng-loader`` (1.52) and, where the system has one,
``libespeak-ng.so.1``. Version 1.51 reads characters under the voice ``cmn`` as English letters; the voice
``cmn-latn-pinyin`` reads them rightly in both, so it is the one used.
"""

from __future__ import annotations

import ctypes
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

_WORD, _SENTENCE, _END, _PHONEME = 1, 2, 5, 7
_SYNCHRONOUS_OUTPUT, _PHONEME_EVENTS = 2, 1
_UTF8 = 1
_RATE, _PITCH, _RANGE = 1, 3, 4
_VOWELS = "aAeEiIoOuUyY@03&V"
_TONE = {"55": 1, "35": 2, "214": 3, "21": 3, "51": 4}


@dataclass(frozen=True, slots=True)
class Manner:
    """How a line is said: voice variant, words a minute, pitch and its range (0-99), library build."""

    variant: str = ""
    rate: int = 175
    pitch: int = 50
    pitch_range: int = 50
    build: int = 0


@dataclass(frozen=True, slots=True)
class Spoken:
    """Sound at 16 kHz, float32 in [-1, 1], and for each spoken character (index, start, end, syllable), in seconds."""

    text: str
    samples: npt.NDArray[np.float32]
    characters: tuple[tuple[int, float, float, str], ...]

    @property
    def duration(self) -> float:
        return len(self.samples) / 16000


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int), ("unique", ctypes.c_uint), ("text_position", ctypes.c_int), ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int), ("sample", ctypes.c_int), ("user_data", ctypes.c_void_p), ("id", _Id),
    ]


_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class Library:
    """One loaded espeak-ng build; its state is global, so use one per process and thread."""

    def __init__(self, path: str, data: str | None) -> None:
        self._lib = ctypes.CDLL(path)
        self._lib.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._chunks: list[npt.NDArray[np.int16]] = []
        self._events: list[tuple[int, int, int, str]] = []
        self._callback = _CALLBACK(self._take)
        self.rate = self._lib.espeak_Initialize(_SYNCHRONOUS_OUTPUT, 0, data and data.encode(), _PHONEME_EVENTS)
        if self.rate <= 0:
            message = f"espeak-ng at {path} does not start"
            raise RuntimeError(message)
        self._lib.espeak_SetSynthCallback(self._callback)
        self._manner: Manner | None = None

    def _take(self, wav: ctypes._Pointer[ctypes.c_short], count: int, events: ctypes._Pointer[_Event]) -> int:
        if count > 0 and wav:
            self._chunks.append(np.ctypeslib.as_array(wav, (count,)).copy())
        index = 0
        while events[index].type != 0:
            event = events[index]
            name = bytes(event.id.string).split(b"\0")[0].decode("latin-1") if event.type == _PHONEME else ""
            self._events.append((event.type, event.text_position, event.sample, name))
            index += 1
        return 0

    def manner(self, manner: Manner, voice: str = "cmn-latn-pinyin") -> None:
        """Choose voice, rate and pitch for what follows."""
        if manner == self._manner:
            return
        name = voice + (f"+{manner.variant}" if manner.variant else "")
        if self._lib.espeak_SetVoiceByName(name.encode()) != 0:
            message = f"espeak-ng has no voice {name}"
            raise RuntimeError(message)
        for key, value in ((_RATE, manner.rate), (_PITCH, manner.pitch), (_RANGE, manner.pitch_range)):
            self._lib.espeak_SetParameter(key, value, 0)
        self._manner = manner

    def phonemes(self, text: str) -> list[str]:
        """Return the phoneme string of each clause: words end in ``_|``, each syllable holds one tone number."""
        pointer = ctypes.c_char_p(text.encode())
        clauses = []
        while pointer.value:
            clauses.append(self._lib.espeak_TextToPhonemes(ctypes.byref(pointer), _UTF8, 0).decode("latin-1"))
        return clauses

    def sound(self, text: str) -> tuple[npt.NDArray[np.int16], list[tuple[int, int, int, str]]]:
        """Return the samples at ``self.rate`` and the events (type, text position, sample, phoneme)."""
        self._chunks.clear()
        self._events.clear()
        raw = text.encode()
        self._lib.espeak_Synth(raw, len(raw) + 1, 0, 1, 0, _UTF8, None, None)
        self._lib.espeak_Synchronize()
        samples = np.concatenate(self._chunks) if self._chunks else np.zeros(0, np.int16)
        return samples, list(self._events)


@functools.cache
def libraries() -> tuple[Library, ...]:
    """Return the builds on this machine: the wheel's, then the system's if there is one."""
    import espeakng_loader

    found = [Library(espeakng_loader.get_library_path(), espeakng_loader.get_data_path())]
    # By its full path: the wheel's library has the same soname, and the loader would hand that one out again.
    found += [Library(str(path), None) for path in sorted(Path("/usr/lib").glob("*/libespeak-ng.so.1"))]
    return tuple(found)


def _is_hanzi(character: str) -> bool:
    return "一" <= character <= "鿿"


@functools.lru_cache(maxsize=20000)
def _ends_in_n(character: str) -> bool:
    clauses = libraries()[0].phonemes(character)
    return bool(clauses) and re.sub(r"[\d_|]", "", clauses[0]).endswith("n")


def _split(names: list[str], toned: str, characters: str) -> tuple[list[int], list[str]] | None:
    """Cut a word's phonemes into syllables: (index of each one's first phoneme, toned name of each)."""
    starts, syllables, tone, base, at, rest = [0], [], 0, "", 0, toned
    for index, raw in enumerate(names):
        name = raw.lstrip("',%")
        rest = rest.lstrip("',%")
        begins = tone and not (
            name == "N" or (name == "n" and (
                index + 1 == len(names)
                or not (names[index + 1].lstrip("',%")[:1] in _VOWELS or names[index + 1].lstrip("',%") in {"w", "j"})
                or (at < len(characters) and _ends_in_n(characters[at]))
            ))
        )
        if begins:
            syllables.append(f"{base}{tone}")
            starts.append(index)
            tone, base, at = 0, "", at + 1
        if not rest.startswith(name):
            return None
        base += name
        rest = rest[len(name):].lstrip("',%")
        digits = re.match(r"\d+", rest)
        if digits:
            tone = _TONE.get(digits.group(), 5)
            rest = rest[digits.end():]
    syllables.append(f"{base}{tone}")
    return (starts, syllables) if tone and len(starts) == len(characters) else None


def _words(events: list[tuple[int, int, int, str]]) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """Yield each word's text position (from 0) and its phonemes (sample, name), the closing mark last."""
    position, phonemes, closed = -1, list[tuple[int, str]](), False
    for kind, place, sample, name in events:
        if kind == _WORD:
            if position >= 0:
                yield position, phonemes
            position, phonemes, closed = place - 1, [], False
        elif kind == _PHONEME and position >= 0 and not closed:
            if name.startswith("_:"):
                continue
            phonemes.append((sample, name))
            closed = name == "_|"
    if position >= 0:
        yield position, phonemes


def say(text: str, manner: Manner, *, stretch: float = 1.0) -> Spoken | None:
    """Say a line; None when espeak-ng reads a part of it as another language or its events do not add up.

    Args:
        text: Simplified Chinese with ，。？！ and no Latin letters.
        manner: How.
        stretch: Plays the sound at this speed (pitch and formants move with it): more voices than espeak has.
    """
    builds = libraries()
    library = builds[manner.build % len(builds)]
    library.manner(replace(manner, build=0))
    clauses = library.phonemes(text)
    if any("(" in clause for clause in clauses):
        return None
    toned = [w for clause in clauses for w in clause.split("_|") if w.strip("_:| ")]
    samples, events = library.sound(text)
    words = list(_words(events))
    if len(words) != len(toned) or not len(samples):
        return None
    rate, spans = library.rate * stretch, list[tuple[int, float, float, str]]()
    for (position, phonemes), name in zip(words, toned, strict=True):
        # A word runs to the next word's text; what it holds besides characters is punctuation after it.
        nucleus = [p for p in phonemes if p[1] != "_|"]
        count = len(re.findall(r"\d+", name))
        held = [i for i in range(position, len(text)) if _is_hanzi(text[i])][:count]
        if not nucleus or not held:
            return None
        cut = _split([p[1] for p in nucleus], name.lstrip("_:| "), "".join(text[i] for i in held))
        if cut is None:
            return None
        edges = [nucleus[i][0] for i in cut[0]] + [phonemes[-1][0]]
        spans += [
            (place, a / rate, b / rate, syllable)
            for place, a, b, syllable in zip(held, edges, edges[1:], cut[1], strict=False)
        ]
    if [s[0] for s in spans] != [i for i, c in enumerate(text) if _is_hanzi(c)]:
        return None
    return Spoken(text, _resampled(samples, round(rate)), tuple(spans))


def _resampled(samples: npt.NDArray[np.int16], rate: int) -> npt.NDArray[np.float32]:
    frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler(format="flt", layout="mono", rate=16000)
    parts = [f.to_ndarray()[0] for f in [*resampler.resample(frame), *resampler.resample(None)]]
    return np.concatenate(parts).astype(np.float32)
