"""Turns: who speaks when, as a person or another tool says it, in NIST's RTTM (Rich Transcription Time Marked) lines.

``SPEAKER <file> <channel> <begin> <duration> <NA> <NA> <name> <NA> <NA>``; names have no spaces in RTTM, so underscores
are read as spaces.
"""

from __future__ import annotations

from fractions import Fraction

from localize.errors import InvalidInput
from localize.time import Span


def read_turns(data: bytes) -> tuple[tuple[Span, str], ...]:
    """Return the turns of an RTTM file: span and name, in the file's order.

    Raises:
        InvalidInput: If it is not UTF-8, holds no turn, or a line is none; names the line.
    """
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise InvalidInput("the turns are not UTF-8", field="speakers", hint="save the file as UTF-8") from error
    found = []
    for number, line in enumerate(lines, 1):
        fields = line.split()
        if not fields or fields[0].startswith(";;") or fields[0] == "SPKR-INFO":
            continue
        found.append(_turn(fields, number))
    if not found:
        raise InvalidInput("the file holds no turn", field="speakers", hint="SPEAKER ep 1 12.5 3.2 <NA> <NA> NAME <NA> <NA>")
    return tuple(found)


def _turn(fields: list[str], number: int) -> tuple[Span, str]:
    wrong = InvalidInput(f"line {number} is no turn of RTTM", field="speakers",
                         hint="SPEAKER ep 1 12.5 3.2 <NA> <NA> NAME <NA> <NA>")
    try:
        begin, duration, name = Fraction(fields[3]), Fraction(fields[4]), fields[7]
    except (ValueError, IndexError, ZeroDivisionError) as error:
        raise wrong from error
    if fields[0] != "SPEAKER" or begin < 0 or duration < 0 or name == "<NA>":
        raise wrong
    return Span(begin, begin + duration), name.replace("_", " ")
