"""Transcribe: from what was heard, what was read off the picture and what was sent along to one transcript.

Timing comes from speech where speech is to be trusted, wording from whichever is surer, and where two sources
disagree a finding says so. No utterance is lost: what only one source has stays, marked for what it is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from fractions import Fraction
from typing import Final

from localize.errors import InvalidInput
from localize.model import Finding, Severity, Transcript, Utterance, Word
from localize.time import Seconds, Span

VERSION: Final = 2
"""Raised when the same sources would give another transcript."""

#: Two wordings less alike than this differ in more than a particle or a misread character. Own value.
_ALIKE: Final = 0.8
#: Speech that shares less than this with the text on screen has not been understood: its word times are guesses.
_TRUSTED: Final = 0.5
#: A subtitle and the line it shows overlap at least this much of the shorter one. Own value.
_OVERLAP: Final = Fraction(1, 5)
#: Subtitlers place a line within this of its sound (reference: in-times within a few frames, out-times up to 0.5 s).
_REACH: Final = Fraction(1, 2)
#: Where speech was found under fewer than this share of the subtitles, the recogniser has failed, not the actors.
_HEARD: Final = 0.5
_OWN: Final = "own value"


def transcript(utterances: Iterable[Utterance], language: str) -> Transcript:
    """Return what an engine found as a transcript: in order of time, ids made unique, empty texts left out."""
    ordered = sorted((item for item in utterances if item.text.strip()), key=lambda item: (item.span.begin, item.id))
    if len({item.id for item in ordered}) != len(ordered):
        ordered = [replace(item, id=f"{number:04d}-{item.id}") for number, item in enumerate(ordered, 1)]
    return Transcript(language, tuple(ordered))


def reconcile(speech: Transcript | None, burned_in: Transcript | None, sidecar: Transcript | None, *,
              mode: str = "auto") -> Transcript:
    """Return one transcript of up to three sources.

    Args:
        speech: What the recogniser heard.
        burned_in: What was read off the picture.
        sidecar: The dialogue list.
        mode: ``auto`` takes the dialogue list if there is one, else speech checked against the picture; ``speech``,
            ``burned-in`` and ``sidecar`` take that source alone, the last with signs read off the picture.

    Raises:
        InvalidInput: If the source that the mode wants is not there, or the mode is unknown.
    """
    if mode in {"auto", "sidecar"} and sidecar is not None:
        return _numbered(_with_signs(sidecar, burned_in))
    if mode == "auto" and speech is not None:
        return _numbered(_checked(speech, burned_in) if burned_in is not None and burned_in.utterances else speech)
    if mode in {"auto", "burned-in"} and burned_in is not None:
        return _numbered(_flat(burned_in))
    if mode == "speech" and speech is not None:
        return _numbered(speech)
    if mode not in {"auto", "speech", "burned-in", "sidecar"}:
        raise InvalidInput(f"{mode!r} is no way to transcribe", field="transcribe",
                           hint="auto, speech, burned-in or a dialogue list")
    raise InvalidInput(f"nothing to transcribe by {mode}: that source was not made", field="transcribe")


@dataclass(slots=True)
class _Pair:
    """One on-screen text and the speech under it."""

    shown: Utterance
    words: list[Word] = field(default_factory=list)
    heard: list[Utterance] = field(default_factory=list)


def _checked(speech: Transcript, burned_in: Transcript) -> Transcript:
    pairs = [_Pair(shown) for shown in _flat(burned_in).utterances]
    subtitles = [pair for pair in pairs if not pair.shown.forced]
    alone = [item for item in speech.utterances if not _assign(item, subtitles)]
    deaf = sum(bool(pair.heard) for pair in subtitles) < _HEARD * len(subtitles)
    findings = [*speech.findings, *burned_in.findings]
    if deaf:
        findings.append(Finding("transcript.speech-missed", Severity.WARNING,
                                "speech was found under few of the subtitles: they count as spoken all the same",
                                measured=f"{sum(bool(pair.heard) for pair in subtitles)} of {len(subtitles)}",
                                allowed=f"{_HEARD:.0%}", source=_OWN))
    merged: list[Utterance] = []
    for pair in pairs:
        utterance, found = _unheard(pair, deaf=deaf) if not pair.heard else _matched(pair, speech.language)
        merged.append(utterance)
        findings += found
    for item in alone:
        merged.append(item)
        findings.append(Finding("transcript.speech-only", Severity.NOTE,
                                f"heard but not subtitled: {item.text!r}", cue=item.id,
                                measured=f"confidence {item.confidence:.2f}"))
    merged.sort(key=lambda item: (item.span.begin, item.id))
    return Transcript(speech.language, tuple(merged), tuple(findings))


def _assign(item: Utterance, subtitles: Sequence[_Pair]) -> bool:
    """Give an utterance's words to the subtitles they fall under; False if it falls under none."""
    under = [pair for pair in subtitles
             if item.span.overlap(pair.shown.span) >= _OVERLAP * min(item.span.duration, pair.shown.span.duration)
             and item.span.overlap(pair.shown.span) > 0]
    if not under:
        return False
    for word in item.words or (Word(item.text, item.span, item.confidence),):
        nearest = min(under, key=lambda pair: _distance(word.span, pair.shown.span))
        nearest.words.append(word)
    for pair in under:
        pair.heard.append(item)
    return True


def _distance(word: Span, shown: Span) -> Seconds:
    middle = (word.begin + word.end) / 2
    return max(Fraction(0), shown.begin - middle, middle - shown.end)


def _unheard(pair: _Pair, *, deaf: bool) -> tuple[Utterance, list[Finding]]:
    """Text where the dialogue stands counts as spoken: voicing a caption is a smaller fault than silencing a line."""
    shown = pair.shown
    if shown.forced or deaf:
        return shown, []
    return shown, [Finding("transcript.unheard", Severity.WARNING,
                           f"subtitled but not heard, counts as spoken all the same: {shown.text!r}", cue=shown.id)]


def _matched(pair: _Pair, language: str) -> tuple[Utterance, list[Finding]]:
    shown, words = pair.shown, sorted(pair.words, key=lambda word: word.span.begin)
    speaker = next((item.speaker for item in pair.heard if item.speaker), shown.speaker)
    if not words:  # heard under it, but every word fell nearer to a neighbour
        return replace(shown, speaker=speaker), []
    heard = _join(words, language)
    likeness = alike(heard, shown.text)
    sure = sum(word.probability for word in words) / len(words)
    span = shown.span
    if likeness >= _TRUSTED:
        span = _within(Span(words[0].span.begin, max(word.span.end for word in words)), shown.span)
    text, origin, confidence = shown.text, shown.origin, shown.confidence
    kept: tuple[Word, ...] = ()
    if likeness == 1:
        confidence, kept = max(sure, shown.confidence), tuple(words)
    elif sure > shown.confidence:
        text, origin, confidence, kept = heard, pair.heard[0].origin, sure, tuple(words)
    made = replace(shown, span=span, text=text, words=kept, speaker=speaker, origin=origin, confidence=confidence)
    if likeness >= _ALIKE:
        return made, []
    other = heard if text == shown.text else shown.text
    return made, [Finding("transcript.disagreement", Severity.WARNING if likeness >= _TRUSTED else Severity.NOTE,
                          f"heard and read differ: took {text!r} ({origin.value}), not {other!r}", cue=shown.id,
                          measured=f"likeness {likeness:.2f}", allowed=f">= {_ALIKE}", source=_OWN)]


def _within(spoken: Span, shown: Span) -> Span:
    begin = min(max(spoken.begin, shown.begin - _REACH), shown.end)
    end = max(min(spoken.end, shown.end + _REACH), begin)
    # A line that would last a third of its subtitle or less has lost words: the subtitle's own time is safer.
    return Span(begin, end) if (end - begin) * 3 > shown.duration else shown


def _join(words: Sequence[Word], language: str) -> str:
    separator = " " if language == "en" else ""
    return separator.join(word.text.strip() for word in words).strip()


def alike(one: str, other: str) -> float:
    """Return how alike two wordings are, 0 to 1: letters and digits alone, compatibility forms folded."""
    first, second = _letters(one), _letters(other)
    if not first and not second:
        return 1.0
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LN")


def _with_signs(sidecar: Transcript, burned_in: Transcript | None) -> Transcript:
    """Add to a dialogue list what only the picture says."""
    if burned_in is None:
        return sidecar
    spans = [item.span for item in sidecar.utterances]
    signs = [replace(item, forced=True) for item in _flat(burned_in).utterances
             if item.forced or not any(item.span.overlap(span) > 0 for span in spans)]
    known = {item.id for item in sidecar.utterances}
    signs = [replace(item, id=f"sign-{item.id}") if item.id in known else item for item in signs]
    merged = sorted((*sidecar.utterances, *signs), key=lambda item: (item.span.begin, item.id))
    return Transcript(sidecar.language, tuple(merged), (*sidecar.findings, *burned_in.findings))


def _flat(read: Transcript) -> Transcript:
    """Two lines of one subtitle are one utterance: parted by a space, as subtitlers part clauses."""
    return replace(read, utterances=tuple(replace(item, text=" ".join(item.text.split("\n")))
                                          for item in read.utterances))


def _numbered(made: Transcript) -> Transcript:
    """Name utterances ``u0001`` … in order of time, in the findings too."""
    names: Mapping[str, str] = {item.id: f"u{number:04d}" for number, item in enumerate(made.utterances, 1)}
    return Transcript(made.language, tuple(replace(item, id=names[item.id]) for item in made.utterances),
                      tuple(replace(finding, cue=names.get(finding.cue, finding.cue)) for finding in made.findings))
