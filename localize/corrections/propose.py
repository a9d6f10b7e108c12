"""What people's edits suggest: the same words changed to the same others, wherever the source says the same."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from localize.glossary.fold import fold
from localize.language import language

_WORDS: Final = re.compile(r"\w+(?:['’-]\w+)*|[^\w\s]")
_SPOKEN: Final = re.compile(r"[\w']+")
_LONGEST: Final = 5
"""Words of a rendering; a longer change is a new sentence, not a term."""
_LONGEST_FORM: Final = 12
"""Characters of a source form."""


@dataclass(frozen=True, slots=True)
class EditedCue:
    """A cue that a person changed.

    Attributes:
        name: Of the cue.
        source: The source line.
        before: What the service had written.
        after: What the person wrote.
    """

    name: str
    source: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A term that edits suggest.

    Attributes:
        source: The source form that all the cues share.
        language: Target tag.
        old: What the service wrote.
        new: What people wrote in its place.
        cues: Names of the cues.
    """

    source: str
    language: str
    old: str
    new: str
    cues: tuple[str, ...]


def proposals(edits: Iterable[EditedCue], tag: str, *, fewest: int = 2,
              known: Sequence[str] = ()) -> tuple[Proposal, ...]:
    """Return the terms that edits suggest, the best supported first.

    A proposal is a short run of words that people replaced by the same other words in several cues whose source lines
    share a form: the longest run of characters in all of them, or of words in a language that parts words by spaces.

    Args:
        edits: Of one target language.
        tag: That language.
        fewest: Cues it takes.
        known: Source forms of terms; one that all the lines share is taken before a longer run.
    """
    groups: dict[tuple[str, str], dict[str, EditedCue]] = defaultdict(dict)
    spellings: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    for edit in edits:
        for pair in _replaced(edit.before, edit.after, tag):
            # The first word of a sentence is the same word.
            same = pair[0].casefold(), pair[1].casefold()
            groups[same][edit.name] = edit
            spellings[same][pair] += 1
    found = []
    for same, members in groups.items():
        # The same line said twice says nothing about which part of it the words stand for.
        if len({fold(edit.source).text for edit in members.values()}) < fewest:
            continue
        form = _shared([edit.source for edit in members.values()], known)
        if form:
            old, new = min(spellings[same], key=lambda pair: (-spellings[same][pair], pair))
            found.append(Proposal(form, tag, old, new, tuple(sorted(members))))
    return tuple(sorted(found, key=lambda item: (-len(item.cues), item.source, item.old, item.new)))


def _replaced(before: str, after: str, tag: str) -> set[tuple[str, str]]:
    """Return the short runs of words that were replaced; characters where words are not parted."""
    joint = " " if language(tag).spaces else ""
    old, new = _parts(before, joint), _parts(after, joint)
    limit = _LONGEST if joint else 4 * _LONGEST
    found = set()
    matcher = SequenceMatcher(a=[word.casefold() for word in old], b=[word.casefold() for word in new], autojunk=False)
    for kind, begin, end, other, last in matcher.get_opcodes():
        if kind == "replace" and end - begin <= limit and last - other <= limit:
            pair = joint.join(old[begin:end]).strip(".,!?;: "), joint.join(new[other:last]).strip(".,!?;: ")
            if all(any(character.isalnum() for character in text) for text in pair):
                found.add(pair)
    return found


def _parts(text: str, joint: str) -> list[str]:
    return _WORDS.findall(text) if joint else list(text)


def _shared(sources: Sequence[str], known: Sequence[str]) -> str:
    """Return the source form that all lines share: a known term's if there is one, else the longest run."""
    folded = [fold(source) for source in sources]
    texts = [item.text for item in folded]
    terms = [form for form in known if fold(form).text and all(fold(form).text in text for text in texts)]
    if terms:
        return max(terms, key=len)
    first = sources[0]
    spaced = bool(re.search(r"[a-z]", texts[0]))
    marks = [match.span() for match in _SPOKEN.finditer(first)]
    spans = ([(begin[0], end[1]) for at, begin in enumerate(marks) for end in marks[at:]] if spaced else
             [(begin, end) for left, right in marks for begin in range(left, right) for end in range(begin + 2, right + 1)])
    runs = sorted({first[begin:end] for begin, end in spans if end - begin <= _LONGEST_FORM or spaced},
                  key=lambda run: (-len(run), first.index(run)))
    return next((run for run in runs if all(fold(run).text in text for text in texts)), "")
