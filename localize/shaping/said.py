"""What becomes one cue: a line, or two speakers at once; and how each kind of line is written.

Two lines that overlap in time stand in one cue, a line each, with the language's dash. Forced narratives are in
capitals or parentheses. For the deaf and hard of hearing, a speaker is named where the speaker changes, and sounds are
told in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Final

from localize.breaking import width
from localize.model import CueKind
from localize.rules import Rules
from localize.shaping.pauses import Pause
from localize.time import Span

#: Speakers that dialogue lists give to voices from outside the picture.
_OFF_SCREEN: Final = frozenset({"旁白", "画外音", "畫外音", "解说", "解說", "narrator", "narration", "voice-over", "voiceover",
                                "vo", "v.o.", "o.s."})
#: A source line that tells a sound: in square brackets, or in round ones with a word for sound.
_SOUND: Final = re.compile(r"\s*(?:\[[^\]]+\]|【[^】]+】|[（(][^）)]*(?:声|聲|音乐|音樂|music|sound|applause|laughter|noise)[）)])\s*",
                           re.IGNORECASE)
_BRACKETS: Final = "[]【】（）()［］ "
#: Lines that only touch are one after the other; a quarter of the shorter one makes them simultaneous.
_AT_ONCE: Final = Fraction(1, 4)


@dataclass(frozen=True, slots=True)
class Line:
    """One line to show.

    Attributes:
        id: Of the utterance.
        span: When it is heard or seen.
        text: In the target language.
        speaker: In the source language, or empty.
        kind: Dialogue, narration, forced narrative or sound.
        shorter: Other renderings of it, best first.
        pauses: Where its speaker pauses.
        terms: Renderings of glossary terms that stand in it.
        fixed: Whether a person wrote it: no machine rewrites it.
    """

    id: str
    span: Span
    text: str
    speaker: str = ""
    kind: CueKind = CueKind.DIALOGUE
    shorter: tuple[str, ...] = ()
    pauses: tuple[Pause, ...] = ()
    terms: tuple[str, ...] = ()
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One line, or two that are said at once."""

    lines: tuple[Line, ...]

    @property
    def id(self) -> str:
        """Ids of the lines, joined by a plus sign."""
        return "+".join(line.id for line in self.lines)

    @property
    def span(self) -> Span:
        """From the first word of either to the last of both."""
        return Span(min(line.span.begin for line in self.lines), max(line.span.end for line in self.lines))

    @property
    def kind(self) -> CueKind:
        """The lines' kind; two speakers are dialogue."""
        return self.lines[0].kind if len(self.lines) == 1 else CueKind.DIALOGUE


def kind_of(source: str, speaker: str, *, forced: bool) -> CueKind:
    """Return the kind of an utterance by its wording and speaker in the source language."""
    if forced:
        return CueKind.FORCED
    if _SOUND.fullmatch(source):
        return CueKind.SOUND
    return CueKind.NARRATION if speaker.strip().lower() in _OFF_SCREEN else CueKind.DIALOGUE


def together(lines: Sequence[Line], rules: Rules) -> tuple[Said, ...]:
    """Return the lines in order, two in one where different people say them at once and each fits on a line."""
    out: list[Said] = []
    for line in lines:
        if out and len(out[-1].lines) == 1 and _at_once(out[-1].lines[0], line, rules):
            out[-1] = Said((*out[-1].lines, line))
        else:
            out.append(Said((line,)))
    return tuple(out)


def _at_once(first: Line, second: Line, rules: Rules) -> bool:
    if first.speaker and first.speaker == second.speaker:
        return False
    if rules.lines < 2 or Said((first, second)).span.duration > rules.maximum_duration:
        return False
    shared = first.span.overlap(second.span)
    if shared < _AT_ONCE * min(first.span.duration, second.span.duration) or not shared:
        return False
    return all(width(rules.two_speaker_dash + line.text) <= rules.characters_per_line for line in (first, second))


def dashed(said: Said, rules: Rules) -> tuple[str, ...]:
    """Return the two speakers' lines with the language's dash."""
    return tuple(rules.two_speaker_dash + line.text for line in said.lines)


def forced(text: str, rules: Rules) -> str:
    """Return on-screen text as the language marks it."""
    if rules.forced_narrative == "parentheses":
        return text if text.startswith("(") else f"({text})"
    return text.upper()


def for_the_deaf(lines: Sequence[Line], names: Mapping[str, str], rules: Rules) -> tuple[Line, ...]:
    """Return the lines with speakers named where they change, and sounds in brackets.

    Args:
        lines: In order of time.
        names: From a speaker's source name to the target language; speakers without one are not named.
        rules: Of the language.
    """
    out = []
    for before, line in pairwise((None, *lines)):
        assert line is not None
        if line.kind is CueKind.SOUND:
            out.append(replace(line, text=rules.sound_tag.format(line.text.strip(_BRACKETS).rstrip(".")), shorter=()))
        elif line.kind is not CueKind.FORCED and line.speaker in names and (
                before is None or names.get(before.speaker) != names[line.speaker]):
            label = rules.speaker_label.format(names[line.speaker])
            out.append(replace(line, text=f"{label} {line.text}", shorter=tuple(f"{label} {text}" for text in line.shorter)))
        else:
            out.append(line)
    return tuple(out)
