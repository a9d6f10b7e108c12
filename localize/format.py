"""What a subtitle format is: one Protocol, its limits, and the words for what it cannot hold.

The singular module is the interface, the plural package :mod:`localize.formats` the implementations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final, Protocol, runtime_checkable

from localize.errors import InvalidSubtitle
from localize.model import Element, Node, SubtitleTrack

MAX_BYTES: Final = 16 * 1024 * 1024
"""Larger files are refused before they are read: a feature's subtitles are some 200 kB. Reading takes up to 40 bytes of
memory for each of the file's (measured on TTML), so this is also what bounds memory: under 700 MiB."""


@runtime_checkable
class Format(Protocol):
    """One subtitle format: bytes to a track and back."""

    @property
    def name(self) -> str:
        """Its short name, as the command line takes it (``srt``)."""
        ...

    @property
    def extensions(self) -> tuple[str, ...]:
        """File name endings with the dot, the usual one first."""
        ...

    @property
    def writable(self) -> bool:
        """Whether :meth:`render` works; some are only read."""
        ...

    def parse(self, data: bytes) -> SubtitleTrack:
        """Return the track of a file's bytes (UTF-8 where it is a text format).

        Raises:
            InvalidSubtitle: If the bytes break the format; names the line where there is one.
        """
        ...

    def render(self, track: SubtitleTrack) -> bytes:
        """Return the file of a track; times are rounded here, once.

        Raises:
            InvalidSubtitle: If the format is only read, or cannot hold the track at all.
        """
        ...

    def losses(self, track: SubtitleTrack) -> tuple[str, ...]:
        """Return, in words, what :meth:`render` would leave out of this track; empty when nothing."""
        ...


def check_size(data: bytes) -> None:
    """Refuse a file that is too large to be subtitles.

    Raises:
        InvalidSubtitle: If it has more than :data:`MAX_BYTES` bytes.
    """
    if len(data) > MAX_BYTES:
        size = len(data) / 1048576
        raise InvalidSubtitle(f"the file has {size:.0f} MiB; subtitles end at {MAX_BYTES // 1048576} MiB", field="data")


def elements(nodes: Iterable[Node]) -> Iterator[Element]:
    """Yield every element of a markup tree, parents first."""
    for node in nodes:
        if isinstance(node, Element):
            yield node
            yield from elements(node.children)


def counted(number: int, thing: str) -> str:
    """Return ``1 cue``, ``3 cues``: a count in words for a loss."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def rounded_losses(track: SubtitleTrack, units: Fraction, name: str) -> Iterator[str]:
    """Yield how many of a track's times lie between the ``units`` per second (``name``) that a format counts in."""
    times = (time for cue in track.cues for time in (cue.span.begin, cue.span.end))
    if fine := sum((time * units).denominator != 1 for time in times):
        yield f"{counted(fine, 'time')} finer than {name} (rounded)"


def markup_losses(track: SubtitleTrack, kept: frozenset[str], styles: frozenset[str] = frozenset(), *,
                  ruby: bool = True) -> Iterator[str]:
    """Yield what of a track's markup a format with ``kept`` element names and ``styles`` properties leaves out.

    Moments (times inside a cue) are kept when ``kept`` names ``moment``; ``ruby`` says whether ruby text stays as text.
    """
    names: dict[str, int] = {}
    properties: dict[str, int] = {}
    moments = 0
    for cue in track.cues:
        found = list(elements(cue.content))
        for name in {item.name for item in found} - kept - {"span"}:
            names[name] = names.get(name, 0) + 1
        for key in {key for item in found for key, _ in item.style} - styles:
            properties[key] = properties.get(key, 0) + 1
        moments += has_moment(cue.content)
    for name, number in sorted(names.items()):
        yield f"markup <{name}> in {counted(number, 'cue')} ({'left out' if name == 'rt' and not ruby else 'its text is kept'})"
    for key, number in sorted(properties.items()):
        yield f"style {key} in {counted(number, 'cue')}"
    if moments and "moment" not in kept:
        yield f"times inside {counted(moments, 'cue')}"


def has_moment(nodes: Iterable[Node]) -> bool:
    """Return whether a tree holds a time at which its rest appears."""
    return any(
        has_moment(node.children) if isinstance(node, Element) else type(node).__name__ == "Moment" for node in nodes)
