"""Frame rates, timecodes and spans: exact ``Fraction`` seconds, rounded once, when rendered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from localize.errors import InvalidInput

Seconds = Fraction
"""Exact seconds from the first frame of the picture."""

#: NTSC rates are rationals, never 23.976: SMPTE ST 12-1 defines them as 24000/1001 and so on.
_NTSC: Final = {"23.976": Fraction(24000, 1001), "23.98": Fraction(24000, 1001), "29.97": Fraction(30000, 1001),
                "59.94": Fraction(60000, 1001)}
_CLOCK: Final = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{1,2})(?:[.,](\d+))?")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of time ``[begin, end)`` in exact seconds.

    Raises:
        InvalidInput: If ``end`` lies before ``begin``.
    """

    begin: Seconds
    end: Seconds

    def __post_init__(self) -> None:
        if self.end < self.begin:
            message = f"a span cannot end ({float(self.end):.3f} s) before it begins ({float(self.begin):.3f} s)"
            raise InvalidInput(message, field="span")

    @property
    def duration(self) -> Seconds:
        """Length in seconds."""
        return self.end - self.begin

    def overlap(self, other: Span) -> Seconds:
        """Return how many seconds the two share; 0 when they only touch."""
        return max(Fraction(0), min(self.end, other.end) - max(self.begin, other.begin))

    def shift(self, by: Seconds) -> Span:
        """Return the span moved by ``by`` seconds."""
        return Span(self.begin + by, self.end + by)


def parse_frame_rate(text: str) -> Fraction:
    """Return a frame rate in frames per second from ``25``, ``23.976`` or ``24000/1001``.

    Raises:
        InvalidInput: If it is no positive number.
    """
    if text in _NTSC:
        return _NTSC[text]
    try:
        rate = Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise InvalidInput(f"{text!r} is no frame rate", field="frame_rate", hint="25, 23.976 or 24000/1001") from error
    if rate <= 0:
        raise InvalidInput(f"{text!r} is no frame rate", field="frame_rate", hint="it must be positive")
    return rate


def parse_clock(text: str) -> Seconds:
    """Return exact seconds from ``[hh:]mm:ss[.fraction]``; a comma is taken for the point.

    Raises:
        InvalidInput: If it has another form, or minutes or seconds of 60 and more.
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise InvalidInput(f"{text!r} is no time", field="time", hint="hh:mm:ss.mmm")
    hours, minutes, seconds, fraction = match.groups()
    if int(minutes) > 59 or int(seconds) > 59:
        raise InvalidInput(f"{text!r} has minutes or seconds over 59", field="time")
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + (Fraction(int(fraction), 10 ** len(fraction)) if fraction else Fraction(0))


def to_milliseconds(time: Seconds) -> int:
    """Return whole milliseconds, halves rounded up: the one rounding of a rendered time."""
    return int((time * 1000 + Fraction(1, 2)).__floor__())


def format_clock(time: Seconds, *, separator: str = ".") -> str:
    """Return ``hh:mm:ss.mmm`` rounded once to the millisecond."""
    seconds, milliseconds = divmod(to_milliseconds(time), 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{separator}{milliseconds:03d}"


def to_frames(time: Seconds, rate: Fraction) -> int:
    """Return the nearest whole frame at ``rate`` frames per second, halves rounded up."""
    return int((time * rate + Fraction(1, 2)).__floor__())


def from_frames(frames: int, rate: Fraction) -> Seconds:
    """Return the exact time in seconds at which frame ``frames`` begins."""
    return Fraction(frames) / rate


def snap(time: Seconds, rate: Fraction) -> Seconds:
    """Return the nearest frame boundary at ``rate``."""
    return from_frames(to_frames(time, rate), rate)
