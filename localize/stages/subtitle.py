"""Subtitles: from translated lines to cues a viewer can read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from localize.breaking import width
from localize.model import Cue, CueKind, SubtitleTrack, Transcript, TranslatedLine, Translation, Utterance
from localize.rules import Rules
from localize.shaping import Draft, Shown, compose, place
from localize.time import Seconds, Span

VERSION = 3
"""Counts up when the same inputs would give another result."""


def subtitle(transcript: Transcript, translation: Translation, rules: Rules, rate: Fraction, duration: Seconds,
             cuts: Sequence[Seconds] = ()) -> SubtitleTrack:
    """Return the subtitle track of a translation, shaped by the rules.

    A cue's id is its utterance's; where an utterance takes several cues they are ``id.1``, ``id.2`` … A line too fast
    to read is first given time and split; if that is not enough, a shorter rendering of the translator takes its place
    (``condensed`` in the track's metadata names those cues).

    Args:
        transcript: When each line is heard.
        translation: The lines; empty ones give no cue.
        rules: Of the language, profile and audience.
        rate: Frames per second of the picture: cues begin and end on frames.
        duration: Of the picture, in seconds.
        cuts: Shot changes, in seconds.
    """
    lines = {line.utterance: line for line in translation.lines}
    spoken = [item for item in transcript.utterances if item.id in lines and lines[item.id].text.strip()]
    drafts = [Draft(item.id, item.span, compose(lines[item.id].text, rules)) for item in spoken]
    placed = place(drafts, rules, rate, duration, cuts)
    condensed = _condensed(drafts, placed, lines, rules)
    if condensed:
        drafts = [condensed.get(draft.id, draft) for draft in drafts]
        placed = place(drafts, rules, rate, duration, cuts)
    metadata = (("condensed", " ".join(sorted(condensed))),) if condensed else ()
    return SubtitleTrack(translation.language, tuple(_cues(spoken, drafts, placed)), metadata=metadata, frame_rate=rate)


def _cues(spoken: Sequence[Utterance], drafts: Sequence[Draft], placed: Sequence[tuple[Shown, Span]]) -> Iterator[Cue]:
    for shown, span in placed:
        utterance, draft = spoken[shown.draft], drafts[shown.draft]
        name = draft.id if len(draft.cues) == 1 else f"{draft.id}.{shown.part + 1}"
        cue = Cue.of(name, span, "\n".join(draft.cues[shown.part]))
        kind = CueKind.FORCED if utterance.forced else CueKind.DIALOGUE
        yield Cue(cue.id, cue.span, cue.content, kind=kind, speaker=utterance.speaker)


def _condensed(drafts: Sequence[Draft], placed: Sequence[tuple[Shown, Span]], lines: dict[str, TranslatedLine],
               rules: Rules) -> dict[str, Draft]:
    """Return shorter drafts for the lines that are shown too fast to read, where the translator has one."""
    seconds: dict[int, Seconds] = {}
    for shown, span in placed:
        seconds[shown.draft] = seconds.get(shown.draft, Seconds(0)) + span.duration
    found: dict[str, Draft] = {}
    for number, draft in enumerate(drafts):
        room = seconds[number] * rules.characters_per_second
        if width(lines[draft.id].text) <= room:
            continue
        shorter = [text for text in lines[draft.id].alternatives if 0 < width(text) < width(lines[draft.id].text)]
        if shorter:
            # The translator's best that can be read in time; if none can, the shortest.
            text = next((text for text in shorter if width(text) <= room), min(shorter, key=width))
            found[draft.id] = Draft(draft.id, draft.spoken, compose(text, rules))
    return found
