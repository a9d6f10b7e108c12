"""Rows and engine records to messages, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any, Final, cast

from google.protobuf import duration_pb2, field_mask_pb2
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from localize import language
from localize.corrections import source_changed
from localize.errors import Conflict, InvalidGlossary, InvalidInput, UnknownLanguage
from localize.glossary import Glossary, merged
from localize.glossary.text import check_target
from localize.model import Address, Character, Formality
from localize.time import to_milliseconds
from server import names, tables
from server._gen.localization.v1 import localization_pb2, master_pb2, partner_pb2, title_pb2
from server.choices import FORMALITIES, GENDERS
from server.refusals import to_status

_ORIGINS: Final = {"person": localization_pb2.CUE_ORIGIN_PERSON, "memory": localization_pb2.CUE_ORIGIN_MEMORY,
                   "fuzzy": localization_pb2.CUE_ORIGIN_FUZZY, "machine": localization_pb2.CUE_ORIGIN_MACHINE}


def stamp(time: datetime | None) -> Timestamp | None:
    """Return a time as a message; None for none."""
    if time is None:
        return None
    message = Timestamp()
    message.FromDatetime(time)
    return message


def duration(seconds: Fraction) -> duration_pb2.Duration:
    """Return exact seconds as a message, rounded once to the millisecond."""
    whole, milliseconds = divmod(to_milliseconds(seconds), 1000)
    return duration_pb2.Duration(seconds=whole, nanos=milliseconds * 1_000_000)


def etag(row: tables.Stamped) -> str:
    """Return what guards a row: another string after every change."""
    return f"{row.revision:x}-{int(row.update_time.timestamp() * 1_000_000):x}"


def check_etag(row: tables.Stamped, given: str) -> None:
    """Refuse a change that was made on an older state of the row; an empty etag guards nothing.

    Raises:
        Conflict: If the etag is not the row's.
    """
    if given and given != etag(row):
        raise Conflict("somebody changed it first", field="etag", hint="get it again, look at it, and try again")


def masked(message: Message, mask: field_mask_pb2.FieldMask, allowed: Iterable[str]) -> tuple[str, ...]:
    """Return the fields that an update changes.

    Args:
        message: The resource of the request.
        mask: The request's mask: empty for the fields that are set, ``*`` for all.
        allowed: Fields that clients may change.

    Raises:
        InvalidInput: If the mask names a field that cannot be changed.
    """
    known = tuple(allowed)
    paths = tuple(mask.paths)
    if paths == ("*",):
        return known
    if not paths:
        present = {field.name for field, _ in message.ListFields()}
        return tuple(name for name in known if name in present)
    for path in paths:
        if path not in known:
            raise InvalidInput(f"{path!r} cannot be changed", field="update_mask", hint=f"any of {', '.join(known)}")
    return paths


def character_data(characters: Iterable[title_pb2.Character], field: str = "title.characters") -> list[dict[str, Any]]:
    """Return characters as JSON-able data.

    Raises:
        InvalidInput: If a name is empty or two characters share one, if a rendering is in a foreign script or holds
            control characters, or if an address lacks its addressee or words.
        UnknownLanguage: If a rendering's tag is not a target language.
    """
    found: list[dict[str, Any]] = []
    seen: set[str] = set()
    for number, character in enumerate(characters):
        place = f"{field}[{number}]"
        if not character.name.strip():
            raise InvalidInput("a character needs a name", field=f"{place}.name")
        if character.name in seen:
            raise InvalidInput(f"two characters are called {character.name!r}", field=f"{place}.name")
        seen.add(character.name)
        addresses = [_address_data(row, f"{place}.addresses[{at}]") for at, row in enumerate(character.addresses)]
        found.append({"name": character.name, "aliases": list(character.aliases), "gender": int(character.gender),
                      "renderings": _renderings(character.renderings, f"{place}.renderings"), "voice": character.voice,
                      "addresses": addresses})
    try:
        merged(Glossary("characters"), characters_of(found))
    except InvalidGlossary as error:
        raise InvalidInput(error.reason, field=field, hint=error.hint) from error
    return found


def _address_data(row: title_pb2.Address, place: str) -> dict[str, Any]:
    if not row.addressee.strip():
        raise InvalidInput("an address needs an addressee", field=f"{place}.addressee", hint="the name of a character")
    if not row.sources or not all(form.strip() for form in row.sources):
        raise InvalidInput("an address needs the words that are used", field=f"{place}.sources")
    return {"addressee": row.addressee, "sources": list(row.sources), "formality": int(row.formality), "kinship": row.kinship,
            "renderings": _renderings(row.renderings, f"{place}.renderings")}


def _renderings(texts: Mapping[str, str], place: str) -> dict[str, str]:
    renderings = {target_tag(tag, place): text for tag, text in texts.items()}
    for tag, text in renderings.items():
        try:
            check_target(text, tag)
        except InvalidGlossary as error:
            raise InvalidInput(error.reason, field=place, hint=error.hint) from error
    return renderings


def characters_of(data: Iterable[Mapping[str, Any]]) -> tuple[Character, ...]:
    """Return the engine's records of :func:`character_data`'s data."""
    return tuple(Character(item["name"], tuple(item["aliases"]), GENDERS[item["gender"]],
                           tuple(sorted(item["renderings"].items())), item["voice"],
                           tuple(map(_address, item.get("addresses", ())))) for item in data)


def _address(item: Mapping[str, Any]) -> Address:
    return Address(item["addressee"], tuple(item["sources"]), tuple(sorted(item["renderings"].items())),
                   FORMALITIES.get(item["formality"], Formality.NEUTRAL), item["kinship"])


def target_tag(tag: str, field: str) -> str:
    """Return a target language's tag as we write it.

    Raises:
        UnknownLanguage: With the request's field.
    """
    return _tag(tag, field, target=True)


def source_tag(tag: str, field: str) -> str:
    """Return a source language's tag as we write it.

    Raises:
        UnknownLanguage: With the request's field.
    """
    return _tag(tag, field, target=False)


def _tag(tag: str, field: str, *, target: bool) -> str:
    try:
        return (language.target(tag) if target else language.source(tag)).tag
    except UnknownLanguage as error:
        raise UnknownLanguage(error.message, field=field, hint=error.hint) from error


def title(row: tables.Title) -> title_pb2.Title:
    """Return a title's message."""
    return title_pb2.Title(
        name=names.join(names.TITLE, row.id), display_name=row.display_name, kind=cast("title_pb2.TitleKind", row.kind),
        source_language=row.source_language, glossary=row.glossary, note=row.note, etag=etag(row),
        characters=[title_pb2.Character(**item) for item in row.characters], create_time=stamp(row.create_time),
        update_time=stamp(row.update_time))


def master(row: tables.Master) -> master_pb2.Master:
    """Return a master's message."""
    return master_pb2.Master(
        name=names.join(names.MASTER, row.title, row.id), display_name=row.display_name,
        state=master_pb2.MASTER_STATE_READY if row.media else master_pb2.MASTER_STATE_AWAITING_UPLOAD,
        media=master_pb2.MediaFile(**row.media) if row.media else None,
        dialogue_list=master_pb2.MediaFile(**row.dialogue_list) if row.dialogue_list else None,
        m_and_e=master_pb2.MediaFile(**row.m_and_e) if row.m_and_e else None, etag=etag(row),
        create_time=stamp(row.create_time), update_time=stamp(row.update_time))


def localization(row: tables.Localization) -> localization_pb2.Localization:
    """Return a localization's message."""
    counts = row.counts or {}
    return localization_pb2.Localization(
        name=names.join(names.LOCALIZATION, row.title, row.master, row.language), language=row.language,
        base=language.target(row.language).base, state=cast("localization_pb2.LocalizationState", row.state),
        stage=row.stage, operation=names.join(names.OPERATION, row.job) if row.job else "",
        error=to_status(row.error) if row.error else None, cue_count=counts.get("cues", 0),
        edited_cue_count=counts.get("edited", 0), cues_by_origin=counts.get("origins", {}),
        terms_met=counts.get("terms_met", 0), terms_unmet=counts.get("terms_unmet", 0), etag=etag(row),
        open_finding_count=counts.get("open_findings", 0),
        create_time=stamp(row.create_time), update_time=stamp(row.update_time))


def cue(row: tables.Cue) -> localization_pb2.Cue:
    """Return a cue's message."""
    return localization_pb2.Cue(
        name=names.join(names.CUE, row.title, row.master, row.language, row.id),
        begin_time=duration(Fraction(row.begin)), end_time=duration(Fraction(row.end)), speaker=row.speaker,
        source_text=row.source_text, text=row.text,
        origin=_ORIGINS.get(row.origin, localization_pb2.CUE_ORIGIN_UNSPECIFIED), locked=row.locked,
        approved=bool(row.approved), source_changed=row.locked and source_changed(row.written_for, row.source_text),
        edited_source_text=row.written_for, machine_text=row.made_text,
        terms=[localization_pb2.TermUse(**item) for item in row.terms], etag=etag(row),
        update_time=stamp(row.update_time), findings=[partner_pb2.Finding(**item) for item in row.findings or ()])
