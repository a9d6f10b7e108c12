"""TTML time expressions: clock and offset times in seconds, frames or ticks (TTML1, sections 6.2 and 10.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from localize.errors import InvalidSubtitle

_CLOCK: Final = re.compile(r"(\d{2,}):(\d\d):(\d\d)(?:(\.\d+)|:(\d{2,})(?:\.(\d+))?)?")
_OFFSET: Final = re.compile(r"(\d+(?:\.\d+)?)(h|ms|m|s|f|t)")
_UNITS: Final = {"h": Fraction(3600), "m": Fraction(60), "s": Fraction(1), "ms": Fraction(1, 1000)}


@dataclass(frozen=True, slots=True)
class Clock:
    """How a document counts time.

    Attributes:
        nominal: Frames per second that timecodes count in (30 for 29.97).
        rate: True frames per second.
        sub: Sub-frames in a frame.
        ticks: Ticks per second.
        smpte: Whether clock times with frames are SMPTE timecodes, which count frames and not seconds.
        drop: Whether those drop frames (two a minute but every tenth, at a nominal 30).
    """

    nominal: int = 30
    rate: Fraction = Fraction(30)
    sub: int = 1
    ticks: Fraction = Fraction(1)
    smpte: bool = False
    drop: bool = False

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Clock:
        """Return the clock of a ``tt`` element's parameters, by local name.

        Raises:
            InvalidSubtitle: If a rate is no positive number, or the time base is a wall clock.
        """
        nominal = _whole(given, "frameRate", 30)
        sub = _whole(given, "subFrameRate", 1)
        rate = nominal * _multiplier(given.get("frameRateMultiplier", "1 1"))
        # Without a tick rate, a stated frame rate makes a tick a sub-frame (TTML1, 6.2.10).
        ticks = rate * sub if "frameRate" in given else Fraction(1)
        if "tickRate" in given:
            ticks = Fraction(_whole(given, "tickRate", 1))
        base, drop = given.get("timeBase", "media"), given.get("dropMode", "nonDrop")
        if base == "clock":
            raise InvalidSubtitle("times of day (timeBase clock) cannot be placed on a film", field="timeBase")
        if drop == "dropPAL":
            raise InvalidSubtitle("dropPAL timecodes are not read", field="dropMode")
        return cls(nominal, rate, sub, ticks, smpte=base == "smpte", drop=drop == "dropNTSC")

    def parse(self, text: str, line: int = 0) -> Fraction:
        """Return the exact seconds of a time expression.

        Args:
            text: ``01:02:03.4``, ``01:02:03:12``, ``12.5s``, ``300f``, ``9000t`` …
            line: Line of the file, for the error.

        Raises:
            InvalidSubtitle: If it is none, or has minutes or seconds over 59.
        """
        match = _OFFSET.fullmatch(text.strip())
        if match is not None:
            value, unit = Fraction(match[1]), match[2]
            if unit == "f":
                return value / self.rate
            return value / self.ticks if unit == "t" else value * _UNITS[unit]
        match = _CLOCK.fullmatch(text.strip())
        if match is None:
            raise InvalidSubtitle(f"{text!r} is no time expression", line=line, field="time",
                                  hint="00:00:01.500, 00:00:01:12, 1.5s, 36f or 90000t")
        # A leap second is taken for the last of its minute.
        hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3])
        if minutes > 59 or seconds > 60:
            raise InvalidSubtitle(f"{text!r} has minutes or seconds over 59", line=line, field="time")
        whole = hours * 3600 + minutes * 60 + min(seconds, 59)
        if match[4]:
            return whole + (Fraction("0" + match[4]) if seconds < 60 else Fraction(0))
        return self._frames(whole, Fraction(int(match[5] or 0)) + Fraction(int(match[6] or 0), self.sub))

    def _frames(self, whole: int, frames: Fraction) -> Fraction:
        frames = min(frames, Fraction(self.nominal) - Fraction(1, self.sub))
        if not self.smpte:
            return whole + frames / self.rate
        count = whole * self.nominal + frames
        if self.drop:
            minutes = whole // 60
            count -= round(60 * (self.nominal - self.rate)) * (minutes - minutes // 10)
        return count / self.rate


def _whole(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name, str(default)).strip()
    if not text.isdecimal() or int(text) < 1:
        raise InvalidSubtitle(f"{name} {text!r} is no positive number", field=name)
    return int(text)


def _multiplier(text: str) -> Fraction:
    match = re.fullmatch(r"\s*(\d+)(?:[\s:]+(\d+))?\s*", text)
    if match is None or int(match[1]) < 1 or int(match[2] or 1) < 1:
        raise InvalidSubtitle(f"frameRateMultiplier {text!r} is no ratio", field="frameRateMultiplier")
    return Fraction(int(match[1]), int(match[2] or 1))
