"""Characters of a title, as messages."""

from __future__ import annotations

from localize.model import Address, Character
from server._gen.localization.v1 import title_pb2
from server.choices import FORMALITIES, GENDERS, number_of


def character_message(character: Character) -> title_pb2.Character:
    """Return a character's message, with how it addresses others."""
    return title_pb2.Character(
        name=character.name, aliases=character.aliases, gender=number_of(GENDERS, character.gender, "gender"),
        renderings=dict(character.renderings), voice=character.voice, addresses=map(_address, character.addresses))


def _address(row: Address) -> title_pb2.Address:
    return title_pb2.Address(
        addressee=row.addressee, sources=row.sources, kinship=row.kinship, renderings=dict(row.renderings),
        formality=number_of(FORMALITIES, row.formality, "formality"))
