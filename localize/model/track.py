"""Cues and subtitle tracks: the hub every format reads into and writes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from localize.errors import InvalidSubtitle
from localize.model.text import Node, lines, plain
from localize.time import Span


class CueKind(StrEnum):
    """Why a cue is on the screen."""

    DIALOGUE = "dialogue"
    FORCED = "forced"
    """Forced narrative: on-screen text that carries the plot."""
    NARRATION = "narration"
    """An off-screen voice."""
    SOUND = "sound"
    """A sound tag for the deaf and hard of hearing."""


@dataclass(frozen=True, slots=True)
class Region:
    """Where cues are drawn.

    Attributes:
        id: Its name in the file.
        settings: Pairs as the format names them (WebVTT ``lines``, ``viewportanchor`` …; TTML ``origin`` …).
    """

    id: str
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle: a text, a time, a place.

    Attributes:
        id: Stable name; survives re-runs and edits.
        span: When it is shown, exact.
        content: Markup tree in logical order.
        kind: Dialogue, forced narrative, narration or sound.
        region: Id of a region of the track, or empty.
        settings: Pairs as the format names them (WebVTT ``line``, ``align`` …).
        speaker: Name of the character, or empty.
    """

    id: str
    span: Span
    content: tuple[Node, ...]
    kind: CueKind = CueKind.DIALOGUE
    region: str = ""
    settings: tuple[tuple[str, str], ...] = ()
    speaker: str = ""

    @property
    def text(self) -> str:
        """The text without markup, lines parted by a line feed."""
        return plain(self.content)

    @classmethod
    def of(cls, id: str, span: Span, text: str) -> Cue:  # noqa: A002 - the field's own name
        """Return a cue of plain text, line feeds as breaks."""
        return cls(id, span, lines(text))


@dataclass(frozen=True, slots=True)
class SubtitleTrack:
    """All cues of one language.

    Attributes:
        language: BCP 47 tag; ``und`` where a file does not say.
        cues: In order of begin, then of the file.
        regions: What cues refer to.
        styles: Style sheets as the format has them (WebVTT STYLE blocks, ASS styles), kept verbatim.
        metadata: Pairs of header name and value.
        frame_rate: Frames per second the times were made for, if known.
        losses: What reading or shaping could not keep, in words; never dropped in silence.
        picture: Moments at which the picture changes and whether something is shown from then on; None where a
            format's cues say it all (everything but TTML).

    Raises:
        InvalidSubtitle: If a cue refers to an unknown region or two cues share an id.
    """

    language: str
    cues: tuple[Cue, ...]
    regions: tuple[Region, ...] = ()
    styles: tuple[str, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    frame_rate: Fraction | None = None
    losses: tuple[str, ...] = field(default=())
    picture: tuple[tuple[Fraction, bool], ...] | None = None

    def __post_init__(self) -> None:
        known = {region.id for region in self.regions}
        seen: set[str] = set()
        for cue in self.cues:
            if cue.region and cue.region not in known:
                raise InvalidSubtitle(f"cue {cue.id!r} refers to the unknown region {cue.region!r}", field="region")
            if cue.id in seen:
                raise InvalidSubtitle(f"two cues share the id {cue.id!r}", field="id")
            seen.add(cue.id)
