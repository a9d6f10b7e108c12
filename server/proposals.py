"""Terms that people's edits suggest, and what people said to them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from localize.corrections import EditedCue, Proposal, proposals
from localize.glossary import Rendering, Term, term_id
from localize.glossary.fold import fold
from server import names, renditions, tables, termbase
from server._gen.localization.v1 import correction_pb2, glossary_pb2

_MOST = 200


@dataclass(frozen=True, slots=True)
class Suggested:
    """A proposal, its id, the term of its source form if there is one, and how many cues hold that form."""

    id: str
    proposal: Proposal
    term: Term | None
    holding: int


def suggested(session: Session, glossary: tables.Glossary, language: str = "", fewest: int = 2) -> list[Suggested]:
    """Return what edits suggest for a glossary, the best supported first; not what was accepted or dismissed.

    Args:
        session: For reading.
        glossary: The row: edits in the localizations that keep to it are read.
        language: A target tag; empty for all.
        fewest: How many cues must agree.
    """
    cues = _cues(session, glossary, language)
    base = termbase.term_base(session, glossary).approved()
    known = {fold(form).text: term for term in base for form in term.sources}
    said = set(session.scalars(sa.select(tables.ProposalDecision.id).where(
        tables.ProposalDecision.organization == glossary.organization,
        tables.ProposalDecision.glossary == glossary.id)))
    found = []
    for tag, rows in cues.items():
        edits = [EditedCue(names.join(names.CUE, row.title, row.master, row.language, row.id), row.source_text,
                           row.made_text, row.text) for row in rows if row.locked and row.made_text]
        for item in proposals(edits, tag, fewest=fewest, known=tuple(known)):
            form, term = fold(item.source).text, known.get(fold(item.source).text)
            if _id(item) in said or (term is not None and _says(term.rendering(tag), item.new)):
                continue
            found.append(Suggested(_id(item), item, term, sum(form in fold(row.source_text).text for row in rows)))
    found.sort(key=lambda item: (-len(item.proposal.cues), item.proposal.language, item.id))
    return found[:_MOST]


def accepted(found: Suggested, *, forbid: bool) -> glossary_pb2.Term:
    """Return the term that a proposal makes: for :func:`server.revisions.apply_change`, without a name if it is new."""
    item = found.proposal
    rendering = glossary_pb2.Rendering(preferred=item.new, forbidden=[item.old] if forbid else [])
    made = glossary_pb2.Term(sources=[item.source], note=f"from edits of {len(item.cues)} cues")
    if found.term is not None:
        made.ClearField("note")
        made.sources[:] = found.term.sources
        for tag, other in found.term.renderings.items():
            made.renderings[tag].CopyFrom(glossary_pb2.Rendering(
                preferred=other.preferred, allowed=other.allowed, forbidden=other.forbidden))
        old = found.term.rendering(item.language) or Rendering("")
        # What was preferred is not wrong everywhere; only a person can say that it is.
        rendering.forbidden[:] = [form for form in dict.fromkeys((*old.forbidden, *rendering.forbidden)) if form != item.new]
        rendering.allowed[:] = [form for form in old.allowed if form not in {item.new, *rendering.forbidden}]
    made.renderings[item.language].CopyFrom(rendering)
    return made


def decide(session: Session, glossary: tables.Glossary, identifier: str, *, accept: bool) -> None:
    """Keep what a person said, so that it is not suggested again."""
    key = (glossary.organization, glossary.id, identifier)
    if session.get(tables.ProposalDecision, key) is None:
        session.add(tables.ProposalDecision(organization=key[0], glossary=key[1], id=key[2], accepted=accept))
    session.flush()


def message(glossary: str, found: Suggested) -> correction_pb2.TermProposal:
    """Return a proposal's message."""
    item = found.proposal
    return correction_pb2.TermProposal(
        name=names.join(names.PROPOSAL, glossary, found.id), source=item.source, language=item.language,
        old_rendering=item.old, new_rendering=item.new, cues=item.cues, source_cue_count=found.holding,
        term=names.join(names.TERM, glossary, found.term.id) if found.term is not None else "",
        question=f"You changed {item.source!r} from {item.old!r} to {item.new!r} in {len(item.cues)} cues: "
                 + ("change the term?" if found.term is not None else "make it a term?"))


def term_name(glossary: str, found: Suggested) -> str:
    """Return the name of the term that accepting a proposal makes or changes."""
    return names.join(names.TERM, glossary, found.term.id if found.term is not None else term_id(found.proposal.source))


def _cues(session: Session, glossary: tables.Glossary, language: str) -> dict[str, list[tables.Cue]]:
    made = renditions.of_glossary(session, glossary.organization, names.join(names.GLOSSARY, glossary.id))
    places = {(row.title, row.master, row.language) for row in made if not language or row.language == language}
    rows = session.scalars(sa.select(tables.Cue).where(
        tables.Cue.organization == glossary.organization, tables.Cue.title.in_({place[0] for place in places}),
        tables.Cue.language.in_({place[2] for place in places})).order_by(
        tables.Cue.title, tables.Cue.master, tables.Cue.language, tables.Cue.position))
    found: dict[str, list[tables.Cue]] = defaultdict(list)
    for row in rows:
        if (row.title, row.master, row.language) in places:
            found[row.language].append(row)
    return found


def _says(rendering: Rendering | None, text: str) -> bool:
    return rendering is not None and text.casefold() in {
        form.casefold() for form in (rendering.preferred, *rendering.allowed)}


def _id(item: Proposal) -> str:
    said = f"{item.language}\t{fold(item.source).text}\t{item.old.casefold()}\t{item.new.casefold()}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]
