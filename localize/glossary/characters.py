"""The characters of a title as terms: their names, and how they address each other."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from localize.glossary.base import Glossary, claims
from localize.glossary.scope import Scope
from localize.glossary.term import Kind, Mode, Rendering, Term, term_id
from localize.model import Address, Character

_PRIORITY = 10
"""Names of the title's own people stand above common words of equal length."""


def character_terms(characters: tuple[Character, ...]) -> tuple[Term, ...]:
    """Return the characters of a title as terms: names are terms like any other."""
    return tuple(
        Term(id=f"character-{term_id(character.name)}", sources=(character.name, *character.aliases),
             renderings=MappingProxyType({tag: Rendering(text) for tag, text in character.renderings}),
             kind=Kind.CHARACTER, priority=_PRIORITY, gender=character.gender)
        for character in characters
    )


def address_terms(characters: tuple[Character, ...]) -> tuple[Term, ...]:
    """Return how characters address each other as terms, each scoped to who speaks to whom."""
    return tuple(term for character in characters for row in character.addresses for term in _addresses(character, row))


def _addresses(speaker: Character, row: Address) -> Iterator[Term]:
    for form in row.sources:
        # A pronoun (您) may be dropped or turned into a verb form: it is wished for, a title (师父) is wanted.
        mode = Mode.PREFER if len(form) == 1 else Mode.MUST
        yield Term(id="address-" + term_id(f"{speaker.name}\t{row.addressee}\t{form}"), sources=(form,),
                   renderings=MappingProxyType({tag: Rendering(text) for tag, text in row.renderings}),
                   kind=Kind.ADDRESS, mode=mode, scope=Scope(speaker=speaker.name, addressee=row.addressee),
                   priority=_PRIORITY, note=", ".join(filter(None, (row.formality.value, row.kinship))))


def merged(glossary: Glossary, characters: tuple[Character, ...]) -> Glossary:
    """Return the glossary with the title's characters and their forms of address added.

    A glossary term of the same form and scope wins over the title's.
    """
    taken = {(form, scope) for term in glossary.approved() for form, scope, _, _ in claims(term)}
    extra = (term for term in (*character_terms(characters), *address_terms(characters))
             if taken.isdisjoint((form, scope) for form, scope, _, _ in claims(term)))
    return Glossary(glossary.name, (*glossary.terms, *extra))
