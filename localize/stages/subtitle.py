"""Subtitles: from translated lines to cues a viewer can read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from localize.engine import Shortener
from localize.model import (
    Character,
    Cue,
    CueKind,
    Element,
    LineOrigin,
    SubtitleTrack,
    Transcript,
    TranslatedLine,
    Translation,
    Utterance,
    lines,
)
from localize.rules import Rules
from localize.shaping import Draft, Shown, parted, place, tidy
from localize.shaping.condense import rewritten, shortened
from localize.shaping.forced import place_forced
from localize.shaping.pauses import pauses
from localize.shaping.said import Line, Said, dashed, for_the_deaf, forced, kind_of, together
from localize.time import Seconds, Span

VERSION = 6
"""Counts up when the same inputs would give another result."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """Makes the variant for the deaf and hard of hearing.

    Attributes:
        characters: Of the title: their renderings name the speakers.
    """

    characters: tuple[Character, ...] = ()


def subtitle(transcript: Transcript, translation: Translation, rules: Rules, rate: Fraction, duration: Seconds,
             cuts: Sequence[Seconds] = (), hearing: Hearing | None = None,
             shortener: Shortener | None = None) -> SubtitleTrack:
    """Return the subtitle track of a translation, shaped by the rules.

    A cue's id is its utterance's; where an utterance takes several cues they are ``id.1``, ``id.2`` …; where two people
    speak at once it is both ids joined by ``+``. A line too fast to read is first given time and split; if that is not
    enough, a shorter rendering of the translator takes its place, and if none fits, a rewriting. The track's metadata names these lines
    (``condensed``), sounds that only the variant for the deaf tells (``sounds-left-out``), and on-screen text at the
    upper edge (``raised``).

    Args:
        transcript: When each line is heard.
        translation: The lines; empty ones give no cue.
        rules: Of the language, profile and audience.
        rate: Frames per second of the picture: cues begin and end on frames.
        duration: Of the picture, in seconds.
        cuts: Shot changes, in seconds.
        hearing: What the variant for the deaf and hard of hearing needs; None for plain subtitles.
        shortener: Rewrites lines that no rendering of the translator makes short enough, if there is one.

    Raises:
        EngineError: If the shortener fails.
    """
    found = _lines(transcript, translation, rules)
    cuts = tuple(sorted(cuts))
    left_out = tuple(line.id for line in found if line.kind is CueKind.SOUND) if hearing is None else ()
    spoken = tuple(line for line in found if line.kind is not CueKind.FORCED and line.id not in left_out)
    if hearing is not None:
        spoken = for_the_deaf(spoken, _names(hearing, translation.language), rules)
    said = together(spoken, rules)
    near = tuple(float(cut) for cut in cuts)
    drafts = [_draft(item, rules, near) for item in said]
    placed = place(drafts, rules, rate, duration, cuts)
    condensed = _condensed(said, placed, rules, near, shortener)
    if condensed:
        drafts = [condensed.get(draft.id, draft) for draft in drafts]
        placed = place(drafts, rules, rate, duration, cuts)
    cues = list(_cues(said, drafts, placed, rules))
    told: list[Cue] = []
    for line in found:
        if line.kind is CueKind.FORCED:
            told += _forced(line, [*cues, *told], rules, rate, duration)
    notes = {"condensed": sorted(condensed), "sounds-left-out": left_out,
             "raised": [cue.id for cue in told if cue.settings]}
    return SubtitleTrack(translation.language, tuple(sorted([*cues, *told], key=lambda cue: cue.span.begin)),
                         metadata=tuple((name, " ".join(ids)) for name, ids in notes.items() if ids), frame_rate=rate)


def _lines(transcript: Transcript, translation: Translation, rules: Rules) -> tuple[Line, ...]:
    rendered = {line.utterance: line for line in translation.lines if line.text.strip()}
    return tuple(_line(item, rendered[item.id], rules) for item in transcript.utterances if item.id in rendered)


def _line(item: Utterance, line: TranslatedLine, rules: Rules) -> Line:
    # What a person wrote stays as it was written; the check tells what it breaks.
    text = line.text if line.origin is LineOrigin.PERSON else tidy(line.text, rules)
    kind = kind_of(item.text, item.speaker, forced=item.forced)
    return Line(item.id, item.span, forced(text, rules) if kind is CueKind.FORCED else text, item.speaker, kind,
                tuple(tidy(other, rules) for other in line.alternatives), pauses(item),
                tuple(hit.found for hit in line.terms if hit.met and hit.found), line.origin is LineOrigin.PERSON)


def _names(hearing: Hearing, tag: str) -> dict[str, str]:
    return {name: dict(person.renderings)[tag] for person in hearing.characters if tag in dict(person.renderings)
            for name in (person.name, *person.aliases)}


def _draft(said: Said, rules: Rules, cuts: Sequence[float]) -> Draft:
    if len(said.lines) > 1:
        return Draft(said.id, said.span, (dashed(said, rules),))
    line = said.lines[0]
    rests = tuple(pause.share for pause in line.pauses)
    return Draft(said.id, said.span, parted(line.text, said.span, cuts, rules, rests, line.terms),
                 tuple(pause.resumes for pause in line.pauses))


def _cues(said: Sequence[Said], drafts: Sequence[Draft], placed: Sequence[tuple[Shown, Span]],
          rules: Rules) -> Iterator[Cue]:
    for shown, span in placed:
        item, draft = said[shown.draft], drafts[shown.draft]
        name = draft.id if len(draft.cues) == 1 else f"{draft.id}.{shown.part + 1}"
        content = lines("\n".join(draft.cues[shown.part]))
        if item.kind is CueKind.NARRATION and rules.italics:
            content = (Element("i", content),)
        speaker = item.lines[0].speaker if len(item.lines) == 1 else ""
        yield Cue(name, span, content, kind=item.kind, speaker=speaker)


def _forced(line: Line, cues: Sequence[Cue], rules: Rules, rate: Fraction, duration: Seconds) -> Iterator[Cue]:
    placed = place_forced(line.text, line.span, sorted(cue.span for cue in cues), rules, rate, duration)
    for number, item in enumerate(placed, 1):
        name = line.id if len(placed) == 1 else f"{line.id}.{number}"
        yield replace(Cue.of(name, item.span, "\n".join(item.lines)), kind=CueKind.FORCED,
                      settings=(("line", "0"),) if item.raised else ())


def _condensed(said: Sequence[Said], placed: Sequence[tuple[Shown, Span]], rules: Rules, cuts: Sequence[float],
               shortener: Shortener | None) -> dict[str, Draft]:
    """Return shorter drafts for the lines that are shown too fast to read, where there are shorter renderings."""
    seconds: dict[int, Seconds] = {}
    for shown, span in placed:
        seconds[shown.draft] = seconds.get(shown.draft, Seconds(0)) + span.duration
    rooms = [seconds[number] * rules.characters_per_second for number in range(len(said))]
    picked = [shortened(item, room) for item, room in zip(said, rooms, strict=True)]
    if shortener is not None:
        picked = list(rewritten(picked, rooms, rules, shortener))
    return {new.id: _draft(new, rules, cuts) for old, new in zip(said, picked, strict=True) if new != old}
