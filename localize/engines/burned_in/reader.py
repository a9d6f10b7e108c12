"""The reader: find the band, follow it through the film once, recognise a few frames of each stable text."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

import numpy as np

from localize.engine import Identity, Media, Pixels, Report
from localize.engines.burned_in.ocr import Ocr
from localize.engines.burned_in.regions import Region, regions
from localize.engines.burned_in.track import Run, Tracker, text_lines
from localize.model import Master, TextOrigin, Utterance
from localize.time import Seconds, Span

#: Frames the detector looks at, spread over the film: it costs most, and the band does not move.
_LOOKS: Final = 40
#: A text shown for fewer frames than this is a flash between two cuts.
_FRAMES: Final = 5
#: Below this the recogniser is guessing at background.
_SURE, _SURE_SIGN = 0.6, 0.85
#: Text that stands for more than this share of the film, and at least so long, is a logo.
_LOGO_SHARE, _LOGO_SECONDS = 0.4, 20
#: CJK text takes full-width marks; the recogniser mixes them.
_FULL_WIDTH: Final = str.maketrans(",?!:;()", "，？！：；（）")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one run says."""

    span: Span
    text: str
    confidence: float
    sign: bool


class BurnedInReader:
    """Reads burned-in subtitles and signs; implements :class:`localize.engine.SubtitleReader`.

    Reads bright text (white, yellow) on a darker ground, the usual kind; signs are found where one of up to forty
    frames shows them. Every text in the band is reported, whether or not somebody says it: telling is not its job.

    Args:
        media: Gives the frames.
    """

    def __init__(self, media: Media) -> None:
        self._media = media
        self._ocr = Ocr()

    @property
    def identity(self) -> Identity:
        """Engine and models."""
        return self._ocr.identity

    def read(self, path: Path, master: Master, language: str, report: Report) -> tuple[Utterance, ...]:
        """Return each stable text with its exact first frame and the frame after its last, in order of time.

        Raises:
            InvalidMedia: If the picture cannot be decoded.
            EngineError: If recognition fails.
        """
        watched = self._find(path, master, report)
        if not watched:
            report(1.0)
            return ()
        readings = list(self._follow(path, master, language, watched, report))
        kept = [reading for reading in _joined(readings, Seconds(1) / master.video.frame_rate)
                if not _is_logo(reading, master)]
        report(1.0)
        return tuple(Utterance(f"b{number:04d}", reading.span, reading.text, origin=TextOrigin.BURNED_IN,
                               confidence=round(reading.confidence, 4), forced=reading.sign)
                     for number, reading in enumerate(kept, 1))

    def _find(self, path: Path, master: Master, report: Report) -> tuple[Region, ...]:
        frames = list(_spread(self._samples(path, master), _LOOKS))
        found = []
        with ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="look") as pool:
            for number, boxes in enumerate(pool.map(self._ocr.detect, (frame for _, frame in frames)), 1):
                found.append((frames[number - 1][0], boxes))
                report(0.4 * number / len(frames))
        pictures = dict(frames)
        return tuple(region for region in regions(found, master.video.width, master.video.height)
                     if not region.sign or self._is_text(region, pictures[region.seen[0]]))

    def _is_text(self, region: Region, frame: Pixels) -> bool:
        # Windows and tiles look like text to the detector, never to the recogniser: asked once, before following.
        box = region.box
        text, confidence = self._ocr.recognise(np.ascontiguousarray(frame[box.top:box.bottom, box.left:box.right]))
        return confidence >= _SURE and len(text) > 1

    def _samples(self, path: Path, master: Master) -> Iterator[tuple[Seconds, Pixels]]:
        # Key frames are cheap to reach; a film with few of them is decoded and sampled by the clock instead.
        held = [(at, frame.copy()) for at, frame in _thin(self._media.frames(path, master, keys_only=True), Seconds(1))]
        if len(held) >= min(_LOOKS / 2, float(master.duration) / 4):
            yield from held
            return
        step = max(Seconds(1), master.duration / (_LOOKS * 4))
        yield from ((at, frame.copy()) for at, frame in _thin(self._media.frames(path, master), step))

    def _follow(self, path: Path, master: Master, language: str, watched: Sequence[Region],
                report: Report) -> Iterator[_Reading]:
        trackers = [Tracker(region) for region in watched]
        end = Seconds(0)
        for at, frame in self._media.frames(path, master):
            end = at
            for tracker in trackers:
                yield from self._reading(tracker, tracker.push(at, frame), language)
            report(min(0.99, 0.4 + 0.6 * float(at / master.duration)))
        for tracker in trackers:
            yield from self._reading(tracker, tracker.close(end + 1 / master.video.frame_rate), language)

    def _reading(self, tracker: Tracker, run: Run | None, language: str) -> Iterator[_Reading]:
        region = tracker.region
        if run is None or run.frames < _FRAMES:
            return
        if region.sign and not any(run.begin <= at < run.end for at in region.seen):
            return
        votes = [self._recognise(tracker, run, crop, language) for crop in _witnesses(run)]
        text, confidence = _vote(votes)
        if len(text) >= (2 if region.sign else 1) and confidence >= (_SURE_SIGN if region.sign else _SURE):
            yield _Reading(Span(run.begin, run.end), text, confidence, region.sign)

    def _recognise(self, tracker: Tracker, run: Run, crop: Pixels, language: str) -> tuple[str, float]:
        pieces = [self._ocr.recognise(np.ascontiguousarray(crop[top:bottom, left:right]))
                  for left, top, right, bottom in text_lines(run, tracker.region, tracker.scale)]
        read = [(clean(text, language), sure) for text, sure in pieces]
        sure = [(text, confidence) for text, confidence in read if text and confidence >= 0.5]
        if not sure:
            return "", 0.0
        return "\n".join(text for text, _ in sure), min(confidence for _, confidence in sure)


def clean(text: str, language: str) -> str:
    """Return recognised text in NFC, with the language's own marks and without debris at its ends."""
    text = unicodedata.normalize("NFC", text).strip()
    if language in {"zh", "yue"}:
        text = text.translate(_FULL_WIDTH).replace(" ", "")
        text = text.lstrip("，。、！？：；·-_|")
    letters = sum(unicodedata.category(char)[0] in "LN" for char in text)
    return text if letters else ""


def _witnesses(run: Run) -> Iterator[Pixels]:
    # The mean of all frames first: moving ground blurs in it; then two single frames, early and late.
    yield run.mean()
    for share in (0.3, 0.7):
        yield run.samples[int(len(run.samples) * share)][1]


def _vote(votes: Sequence[tuple[str, float]]) -> tuple[str, float]:
    weights: dict[str, float] = {}
    for text, confidence in votes:
        if text:
            weights[text] = weights.get(text, 0.0) + confidence
    if not weights:
        return "", 0.0
    best = max(weights, key=lambda text: weights[text])
    surest = max(confidence for text, confidence in votes if text == best)
    # Full confidence needs agreement: one frame out of three that says otherwise costs a little.
    return best, surest * (0.85 + 0.15 * sum(text == best for text, _ in votes) / len(votes))


def _joined(readings: Sequence[_Reading], frame: Seconds) -> list[_Reading]:
    """Join runs of one text that only a cut or a flicker parts."""
    joined: list[_Reading] = []
    for reading in sorted(readings, key=lambda item: (item.sign, item.span.begin)):
        last = joined[-1] if joined else None
        near = last is not None and last.sign == reading.sign and reading.span.begin - last.span.end <= 3 * frame
        if last is not None and near and _same(last.text, reading.text):
            surer = max(last, reading, key=lambda item: item.confidence)
            joined[-1] = replace(surer, span=Span(last.span.begin, max(last.span.end, reading.span.end)))
        else:
            joined.append(reading)
    return sorted(joined, key=lambda item: item.span.begin)


def _same(one: str, other: str) -> bool:
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() > 0.8


def _is_logo(reading: _Reading, master: Master) -> bool:
    seconds = float(reading.span.duration)
    return seconds > _LOGO_SECONDS and seconds > float(master.duration) * _LOGO_SHARE


def _thin(frames: Iterator[tuple[Seconds, Pixels]], step: Seconds) -> Iterator[tuple[Seconds, Pixels]]:
    due: Seconds | None = None
    for at, frame in frames:
        if due is None or at >= due:
            yield at, frame
            due = at + step


def _spread(items: Iterator[tuple[Seconds, Pixels]], count: int) -> Iterator[tuple[Seconds, Pixels]]:
    """Yield ``count`` items spread over all: every one while few are held, then every second of them, and so on."""
    held: list[tuple[Seconds, Pixels]] = []
    stride = 1
    for number, item in enumerate(items):
        if number % stride == 0:
            held.append(item)
            if len(held) > count * 2:
                held, stride = held[::2], stride * 2
    step = max(1.0, len(held) / count)
    yield from (held[int(number * step)] for number in range(min(count, len(held))))
