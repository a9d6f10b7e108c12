"""The master's chapters, kept where they lie in the film and left out, with a word, where they do not."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from xml.sax.saxutils import escape

from localize.engines.media.confine import open_media
from localize.engines.media.probe import lead_of
from localize.model import Master
from localize.time import Seconds


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter on the picture's clock.

    Attributes:
        begin: Seconds.
        end: Seconds.
        title: Its name, or empty.
    """

    begin: Seconds
    end: Seconds
    title: str = ""


def chapters_within(source: Path, master: Master) -> tuple[tuple[Chapter, ...], tuple[str, ...]]:
    """Return the chapters that lie in the film, and in words what became of others."""
    kept, dropped = [], 0
    with open_media(source, master.container) as opened:
        lead = lead_of(opened)
        for item in opened.chapters():
            base = item["time_base"] or Fraction(1)
            begin, end = item["start"] * base - lead, item["end"] * base - lead
            if begin >= master.duration or end <= 0 or end <= begin:
                dropped += 1
                continue
            kept.append(Chapter(max(begin, Seconds(0)), min(end, master.duration), item["metadata"].get("title", "")))
    notes = (f"{dropped} of the master's chapters lie outside the film and were left out",) if dropped else ()
    return tuple(kept), notes


def as_metadata(chapters: tuple[Chapter, ...], wait: Seconds) -> str:
    """Return chapters as an ffmetadata file, each as much later as our tracks wait."""
    parts = [";FFMETADATA1\n"]
    for item in chapters:
        title = "".join(f"\\{char}" if char in "=;#\\\n" else char for char in item.title)
        parts.append(f"[CHAPTER]\nTIMEBASE=1/1000000\nSTART={round((item.begin + wait) * 1_000_000)}\n"
                     f"END={round((item.end + wait) * 1_000_000)}\ntitle={title}\n")
    return "".join(parts)


def as_matroska(chapters: tuple[Chapter, ...], wait: Seconds, tag: str) -> str:
    """Return chapters as the XML that mkvmerge reads."""
    atoms = "".join(
        f"<ChapterAtom><ChapterTimeStart>{_stamp(item.begin + wait)}</ChapterTimeStart>"
        f"<ChapterTimeEnd>{_stamp(item.end + wait)}</ChapterTimeEnd><ChapterDisplay>"
        f"<ChapterString>{escape(item.title)}</ChapterString><ChapLanguageIETF>{tag}</ChapLanguageIETF>"
        "</ChapterDisplay></ChapterAtom>" for item in chapters)
    return f'<?xml version="1.0" encoding="UTF-8"?><Chapters><EditionEntry>{atoms}</EditionEntry></Chapters>'


def _stamp(at: Seconds) -> str:
    whole = round(at * 1_000_000_000)
    seconds, nanos = divmod(whole, 1_000_000_000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{nanos:09d}"
