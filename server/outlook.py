"""The outlook of a glossary's change: which localizations it reaches, which cues, and how long making them again takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.corrections import changed
from localize.glossary import Glossary, write_table
from localize.language import target
from localize.model import Character
from localize.pipeline import Foresight, JobSpec, Question, glossary_of
from localize.record import from_json
from localize.store import Store
from server import convert, names, renditions, tables
from server.settings import Settings

_SPOKEN: Final = 0.5
"""Share of a dub's time that goes with its lines; the rest is mixing the whole track."""
_UNKNOWN: Final = {"translate": 0.05, "subtitle": 0.0, "dub": 0.1}
"""Seconds a cue takes where nothing was measured yet: what the starter models take on one core."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A localization that a change reaches.

    Attributes:
        rendition: Its row.
        spec: The job that would make it again, for its language among others.
        cues: Ids of cues that are made again.
        locked: Ids of cues that people wrote and the change bears on.
    """

    rendition: tables.Rendition
    spec: JobSpec
    cues: tuple[str, ...]
    locked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a change would do.

    Attributes:
        effects: Localizations it reaches, in order of title, master and language.
        total: Cues of all localizations that keep to the glossary.
        terms: Entries that differ from what some localization was made with.
        renditions: All localizations that keep to the glossary.
        specs: For each of them, the job that would make it again.
    """

    effects: tuple[Effect, ...]
    total: int
    terms: int
    renditions: tuple[tables.Rendition, ...]
    specs: tuple[JobSpec, ...]

    @property
    def cues(self) -> int:
        """Cues that are made again."""
        return sum(len(effect.cues) for effect in self.effects)

    @property
    def locked(self) -> int:
        """Cues that people wrote and the change bears on."""
        return sum(len(effect.locked) for effect in self.effects)


def look(session: Session, glossary: tables.Glossary, base: Glossary, foresight: Foresight, store: Store) -> Outlook:
    """Return what keeping to a term base would change, compared with what each localization was made with.

    Args:
        session: For reading.
        glossary: The row.
        base: Its terms as they would be.
        foresight: Compares keys.
        store: Where term bases are kept.
    """
    made = renditions.of_glossary(session, glossary.organization, names.join(names.GLOSSARY, glossary.id))
    table = store.put_bytes(write_table(base))
    specs = {text: from_json(text.encode(), JobSpec) for text in {row.spec for row in made}}
    people = _characters(session, glossary.organization, {row.title for row in made})
    later = {(row.title, row.spec): replace(specs[row.spec], glossary=table, characters=people[row.title])
             for row in {(row.title, row.spec): row for row in made}.values()}
    after = tuple(later[row.title, row.spec] for row in made)
    touched = _touched(made, specs, after, foresight)
    locked = _locked(session, glossary.organization, {row.title for row in made})
    effects = []
    for row, spec, told in zip(made, after, touched, strict=True):
        held = locked.get((row.title, row.master, row.language), frozenset())
        ids = told.get(row.language, ())
        if ids:
            effects.append(Effect(row, spec, tuple(cue for cue in ids if cue not in held),
                                  tuple(cue for cue in ids if cue in held)))
    return Outlook(tuple(effects), sum(row.cues for row in made), _differing(specs.values(), base, store), tuple(made), after)


def seconds(session: Session, outlook: Outlook, settings: Settings) -> float:
    """Return how many seconds making the cues again takes, if nothing else runs.

    From what the steps of the same localizations took before: translation and speech go by the share of cues, shaping
    and mixing are done for the whole track. Languages run side by side on the workers of their base.
    """
    bases: dict[str, float] = defaultdict(float)
    masters: set[tuple[str, str, str]] = set()
    for effect in outlook.effects:
        row = effect.rendition
        if not effect.cues:
            continue
        share = len(effect.cues) / max(1, row.cues)
        took = {stage: row.seconds.get(stage, rate * row.cues) for stage, rate in _UNKNOWN.items()}
        if not effect.spec.dub:
            took["dub"] = 0.0
        bases[target(row.language).base] += (took["translate"] * share + took["subtitle"]
                                             + took["dub"] * (_SPOKEN * share + 1 - _SPOKEN))
        masters.add((row.title, row.master, row.job))
    packing = session.scalar(sa.select(sa.func.sum(tables.Step.seconds)).where(
        tables.Step.stage == "package", tables.Step.made.is_(True),
        tables.Step.job.in_({job for _, _, job in masters}))) if masters else 0.0
    return (max(bases.values(), default=0.0) / max(1, settings.language_workers)
            + (packing or 0.0) / max(1, settings.source_workers))


def _touched(made: Sequence[tables.Rendition], specs: Mapping[str, JobSpec], after: Sequence[JobSpec],
             foresight: Foresight) -> list[dict[str, tuple[str, ...]]]:
    """Return what foresight tells of each localization; languages of one master that were made alike are asked for at once."""
    together: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, row in enumerate(made):
        together[row.title, row.master, row.spec, row.transcript, row.basis].append(number)
    questions = []
    for numbers in together.values():
        row = made[numbers[0]]
        questions.append(Question(
            specs[row.spec], after[numbers[0]], row.transcript, tuple(made[number].language for number in numbers),
            {made[number].language: made[number].translation for number in numbers}, row.basis))
    found: list[dict[str, tuple[str, ...]]] = [{} for _ in made]
    for numbers, told in zip(together.values(), foresight.touched(questions), strict=True):
        for number in numbers:
            found[number] = told
    return found


def _characters(session: Session, organization: str, titles: Iterable[str]) -> dict[str, tuple[Character, ...]]:
    rows = session.scalars(sa.select(tables.Title).where(tables.Title.organization == organization,
                                                         tables.Title.id.in_(set(titles))))
    return {row.id: convert.characters_of(row.characters) for row in rows}


def _locked(session: Session, organization: str, titles: Iterable[str]) -> Mapping[tuple[str, str, str], frozenset[str]]:
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    table = tables.Cue
    for title, master, language, cue in session.execute(sa.select(table.title, table.master, table.language, table.id).where(
            table.organization == organization, table.title.in_(set(titles)), table.locked.is_(True))):
        found[title, master, language].add(cue)
    return {place: frozenset(ids) for place, ids in found.items()}


def _differing(specs: Iterable[JobSpec], base: Glossary, store: Store) -> int:
    entries: set[str] = set()
    for key in {spec.glossary for spec in specs}:
        entries.update(change.id for change in changed(glossary_of(key, (), store), base))
    return len(entries)


def grouped(outlook: Outlook) -> Sequence[tuple[JobSpec, tuple[Effect, ...]]]:
    """Return the jobs that make the touched cues again, each with what it touches.

    A job takes every language that was made by the same job before, so that the new package holds what the old one did;
    languages in which nothing changes are found in the store.
    """
    found: dict[tuple[str, str, str], list[Effect]] = defaultdict(list)
    for effect in outlook.effects:
        if effect.cues:
            found[effect.rendition.title, effect.rendition.master, effect.rendition.spec].append(effect)
    together: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in outlook.renditions:
        together[row.title, row.master, row.spec].add(row.language)
    return [(replace(effects[0].spec, targets=tuple(tag for tag in effects[0].spec.targets if tag in together[place])),
             tuple(effects)) for place, effects in found.items()]
