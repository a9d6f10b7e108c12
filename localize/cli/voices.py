"""``localize voices``: which voices there are, whose they are, whether they may be used, and who speaks with which."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from localize.cli.options import add_models, add_store, read_file, say, show_json
from localize.cli.speaking import (
    add_registry,
    add_speech,
    casting_path,
    merged_casting,
    read_casting,
    registry_at,
    speech_chosen,
    write_casting,
)
from localize.composition import engines_for
from localize.errors import Conflict, InvalidInput, NotAllowed, NotFound, StorageError
from localize.language import TARGETS, target
from localize.model import CastEntry, Consent, Gender, RegisteredVoice, VoiceKind, VoiceScope
from localize.record import to_data
from localize.store import digest_file
from localize.voices import VoiceRegistry, VoiceUse, refusal, write_registry

_EXAMPLES = """examples:
  localize voices list --language id
  localize voices add lin-wan --voices voices.json --speaks endpoint/lin-wan --kind cloned --owner Studio \\
      --person "Wan Lin" --document consent.pdf --title Kapok --language id --territory ID --ends 2028-12-31
  localize voices check lin-wan --voices voices.json --title Kapok --language id --territory ID
  localize voices cast 何伯 --title Kapok --language en --voice espeak-ng/en+m7
  localize voices revoke lin-wan --voices voices.json --reason "contract ended"
  localize voices used lin-wan --voices voices.json out/episode-01 out/episode-02

A cloned voice needs the consent of the person, with the sha256 of the signed document; the document stays with you.
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("voices", help="voices, their owners' consent, and who speaks with which",
                                 description="The registry of voices and a title's casting.", epilog=_EXAMPLES,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="show the engines' voices and the registered ones")
    listing.add_argument("--language", metavar="TAG", help="of this language alone")
    listing.add_argument("--json", action="store_true")
    add_models(listing)
    add_speech(listing)
    add_registry(listing)
    listing.set_defaults(run=_list)
    _add_add(actions)
    check = actions.add_parser("check", help="say whether a voice may be used, and if not, why (exit code 1)")
    check.add_argument("voice")
    _add_use(check)
    add_registry(check)
    check.set_defaults(run=_check)
    revoke = actions.add_parser("revoke", help="end the use of a voice")
    revoke.add_argument("voice")
    revoke.add_argument("--reason", required=True, help="for people and for the refusals to come")
    add_registry(revoke)
    revoke.set_defaults(run=_revoke)
    used = actions.add_parser("used", help="list the packages in which a voice speaks")
    used.add_argument("voice")
    used.add_argument("packages", nargs="+", type=Path, metavar="PACKAGE", help="folders with a manifest.json")
    add_registry(used)
    used.set_defaults(run=_used)
    cast = actions.add_parser("cast", help="choose a character's voice in one language, for the whole title")
    cast.add_argument("character")
    cast.add_argument("--title", default="", help="as given to run and dub")
    cast.add_argument("--language", required=True, metavar="TAG")
    cast.add_argument("--voice", required=True, help="a voice of the list; empty to have one given by gender and pitch")
    cast.add_argument("--casting", type=Path, metavar="FILE", help="as given to run and dub (default: the title's)")
    add_store(cast)
    add_registry(cast)
    cast.set_defaults(run=_cast)


def _add_add(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = actions.add_parser("add", help="register a voice, or register it anew")
    parser.add_argument("id", help="1 to 63 of a-z, 0-9 and -")
    parser.add_argument("--speaks", required=True, metavar="VOICE", help="the engine's voice it speaks with")
    parser.add_argument("--kind", default="preset", choices=[item.value for item in VoiceKind])
    parser.add_argument("--name", default="", help="for people")
    parser.add_argument("--owner", default="", help="whom it belongs to")
    parser.add_argument("--source-actor", action="store_true", help="it is the voice of the original's actor")
    parser.add_argument("--person", default="", help="who consented")
    parser.add_argument("--document", type=Path, metavar="FILE", help="the signed consent: only its sha256 is kept")
    parser.add_argument("--document-sha256", default="", metavar="HEX", help="instead of the document")
    parser.add_argument("--licence", default="", help="of the engine's weights")
    parser.add_argument("--gender", default="unknown", choices=[item.value for item in Gender])
    parser.add_argument("--pitch", type=float, default=0.0, metavar="HZ", help="median pitch")
    _add_use(parser)
    parser.add_argument("--begins", type=_day, metavar="YYYY-MM-DD", help="first day of its term")
    parser.add_argument("--ends", type=_day, metavar="YYYY-MM-DD", help="last day of its term")
    parser.add_argument("--replace", action="store_true", help="replace the entry of that id")
    add_registry(parser)
    parser.set_defaults(run=_add)


def _add_use(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--title", action="append", default=[], help="title; may be given again")
    parser.add_argument("--language", action="append", default=[], metavar="TAG", help="target language; may be given again")
    parser.add_argument("--territory", action="append", default=[], metavar="CC", help="ISO 3166 code; may be given again")


def _list(arguments: argparse.Namespace) -> int:
    engines = engines_for(arguments.models, speech=speech_chosen(arguments))
    registry = registry_at(arguments.voices)
    tags = [target(arguments.language).tag] if arguments.language else [item.tag for item in TARGETS]
    voices = [voice for tag in tags for voice in registry.overlaid(engines.speaks(tag).voices(tag))]
    rows = [{**to_data(voice), "registered": (entry.id if (entry := registry.find(voice.id)) else "")} for voice in voices]
    known = {voice.id for voice in voices}
    elsewhere = [item for item in registry.voices if item.speaks not in known and not arguments.language]
    if arguments.json:
        show_json({"voices": rows, "registered": to_data(registry.voices)})
        return 0
    table = Table()
    for name in ("voice", "language", "gender", "pitch", "kind", "licence", "registered"):
        table.add_column(name, overflow="fold", no_wrap=name == "voice")
    for row in rows:
        table.add_row(row["id"], row["language"], row["gender"], f"{row['pitch']:.0f} Hz" if row["pitch"] else "",
                      row["kind"] + (", guide only" if row["guide"] else ""), row["licence"], row["registered"])
    for item in elsewhere:
        table.add_row(item.speaks, " ".join(item.scope.languages), item.gender, f"{item.pitch:.0f} Hz" if item.pitch else "",
                      item.kind, item.licence, item.id + (" (revoked)" if item.revoked else ""))
    Console().print(table)
    return 0


def _add(arguments: argparse.Namespace) -> int:
    registry = registry_at(arguments.voices)
    if registry.find(arguments.id) is not None and not arguments.replace:
        raise Conflict(f"there is a voice {arguments.id!r} already", field="id", hint="--replace to register it anew")
    document = arguments.document_sha256
    if arguments.document is not None:
        if not arguments.document.is_file():
            raise NotFound(f"there is no document {arguments.document}", field="document")
        document = digest_file(arguments.document)
    kind = VoiceKind(arguments.kind)
    if kind is VoiceKind.CLONED and not (document and arguments.person):
        raise NotAllowed("a cloned voice needs the consent of the person, with its evidence", field="document",
                         hint="--person NAME --document SIGNED.pdf")
    made = RegisteredVoice(
        arguments.id, arguments.speaks, kind, arguments.name, arguments.owner, arguments.source_actor,
        Consent(arguments.person, document, datetime.now(UTC).date() if document else None),
        VoiceScope(tuple(arguments.title), tuple(target(tag).tag for tag in arguments.language),
                   tuple(arguments.territory), arguments.begins, arguments.ends),
        engine=arguments.speaks.partition("/")[0], licence=arguments.licence, gender=Gender(arguments.gender),
        pitch=arguments.pitch)
    _keep(arguments.voices, VoiceRegistry((*(item for item in registry.voices if item.id != made.id), made)))
    say(f"registered {made.id}, which speaks with {made.speaks}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    voice, worst = _entry(arguments), 0
    for tag in [target(tag).tag for tag in arguments.language] or [item.tag for item in TARGETS]:
        reason = refusal(voice, VoiceUse(tuple(arguments.title), tag, tuple(arguments.territory)))
        print(f"{voice.id} {tag}: {'may be used' if not reason else f'may not be used: {reason}'}")
        worst = max(worst, int(bool(reason)))
    return worst


def _revoke(arguments: argparse.Namespace) -> int:
    voice, registry = _entry(arguments), registry_at(arguments.voices)
    made = replace(voice, revoked=voice.revoked or arguments.reason, revoked_on=voice.revoked_on or datetime.now(UTC).date())
    _keep(arguments.voices, VoiceRegistry(made if item.id == made.id else item for item in registry.voices))
    say(f"revoked {made.id}: new work with it is refused; localize voices used shows the packages that have it")
    return 0


def _used(arguments: argparse.Namespace) -> int:
    registry = registry_at(arguments.voices)
    wanted = registry.spoken(arguments.voice)
    for folder in arguments.packages:
        data = read_file(folder / "manifest.json", "package")
        try:
            told = json.loads(data)["voices"]
            who = [f"{name} ({tag})" for tag, cast in told.items() for name, row in cast.items() if row["voice"] == wanted]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidInput(f"{folder} has no manifest that names voices", field="package") from error
        if who:
            print(f"{folder}: {', '.join(who)}")
    return 0


def _cast(arguments: argparse.Namespace) -> int:
    if not arguments.title and arguments.casting is None:
        raise InvalidInput("which title?", field="title", hint="--title as given to run, or --casting FILE")
    tag, registry = target(arguments.language).tag, registry_at(arguments.voices)
    entry = registry.find(arguments.voice)
    if entry is not None and (reason := refusal(entry, VoiceUse((arguments.title,), tag, entry.scope.territories))):
        raise NotAllowed(f"{arguments.character} may not speak {tag} with the voice {entry.id!r}: {reason}", field="voice")
    path = casting_path(arguments, arguments.title)
    before = [item for item in read_casting(path) if (item.character, item.language) != (arguments.character, tag)]
    chosen = [CastEntry(arguments.character, tag, arguments.voice, chosen=True)] if arguments.voice else []
    write_casting(path, merged_casting(before, chosen))
    say(f"{arguments.character} speaks {tag} with {arguments.voice or 'a voice to be given'}; kept in {path}")
    return 0


def _entry(arguments: argparse.Namespace) -> RegisteredVoice:
    found = registry_at(arguments.voices).find(arguments.voice)
    if found is None:
        raise NotFound(f"no voice {arguments.voice!r} is registered", field="voice",
                       hint="--voices FILE names the registry; localize voices add registers one")
    return found


def _keep(path: Path | None, registry: VoiceRegistry) -> None:
    if path is None:
        raise InvalidInput("where is the registry?", field="voices", hint="--voices FILE, or $LOCALIZE_VOICES")
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(write_registry(registry))
        part.replace(path)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}", field="voices") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: YYYY-MM-DD") from error
