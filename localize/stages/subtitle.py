"""Subtitles: from translated lines to cues a viewer can read."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from localize.model import Cue, CueKind, SubtitleTrack, Transcript, Translation
from localize.rules import Rules
from localize.shaping import Draft, compose, place
from localize.time import Seconds

VERSION = 1
"""Counts up when the same inputs would give another result."""


def subtitle(transcript: Transcript, translation: Translation, rules: Rules, rate: Fraction, duration: Seconds,
             cuts: Sequence[Seconds] = ()) -> SubtitleTrack:
    """Return the subtitle track of a translation, shaped by the rules.

    A cue's id is its utterance's; where an utterance takes several cues they are ``id.1``, ``id.2`` …

    Args:
        transcript: When each line is heard.
        translation: The lines; empty ones give no cue.
        rules: Of the language, profile and audience.
        rate: Frames per second of the picture: cues begin and end on frames.
        duration: Of the picture, in seconds.
        cuts: Shot changes, in seconds.
    """
    texts = {line.utterance: line.text for line in translation.lines}
    spoken = [item for item in transcript.utterances if texts.get(item.id, "").strip()]
    drafts = [Draft(item.id, item.span, compose(texts[item.id], rules)) for item in spoken]
    cues = []
    for shown, span in place(drafts, rules, rate, duration, cuts):
        utterance, draft = spoken[shown.draft], drafts[shown.draft]
        name = draft.id if len(draft.cues) == 1 else f"{draft.id}.{shown.part + 1}"
        cue = Cue.of(name, span, "\n".join(draft.cues[shown.part]))
        kind = CueKind.FORCED if utterance.forced else CueKind.DIALOGUE
        cues.append(Cue(cue.id, cue.span, cue.content, kind=kind, speaker=utterance.speaker))
    return SubtitleTrack(translation.language, tuple(cues), frame_rate=rate)
