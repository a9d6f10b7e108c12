"""LocalizationService."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any, Final

import sqlalchemy as sa
from google.longrunning import operations_pb2
from sqlalchemy.orm import Session

from localize.dubbing.turns import read_turns
from localize.errors import InvalidInput, LocalizeError
from localize.glossary import write_table
from localize.pipeline import JobSpec, refuse_casting
from localize.record import from_json, to_json
from localize.store import Store
from server import choices, convert, cues, memories, names, paging, tables
from server._gen.localization.v1 import (
    localization_pb2,
    localization_service_pb2,
    localization_service_pb2_grpc,
    speaker_pb2,
)
from server.backend import Backend, found, get_glossary, get_master
from server.castings import with_voices
from server.choices import meant
from server.dubs import dub_options
from server.gate import Call
from server.ledger import ACTIVE, Ledger, operation, spec_text
from server.refusals import NotReady
from server.repeatable import change
from server.succession import succeeding
from server.termbase import term_base

_PRIORITY: Final = 50
_LONGEST_LINE: Final = 2000


class LocalizationService(localization_service_pb2_grpc.LocalizationServiceServicer):
    """The work itself, and the cues it makes.

    Args:
        backend: What services share.
        submit: Puts a job into the queue, by id and priority.
    """

    def __init__(self, backend: Backend, submit: Callable[[str, int], None]) -> None:
        self._backend = backend
        self._ledger = Ledger(backend)
        self._submit = submit

    def Localize(self, request: localization_service_pb2.LocalizeRequest, call: Call) -> Any:
        """Begin to localize a master."""
        made: Any = change(self._backend.database, call, request, operations_pb2.Operation,
                           lambda session: self._open(session, call, request))
        if request.validate_only:
            made.name = ""
        else:
            # Once more for a repeated call does no harm: it may be here because the first died before this line.
            (job,) = names.parse(made.name, names.OPERATION)
            self._submit(job, request.priority or _PRIORITY)
            with self._backend.database.read() as session:
                row = session.get(tables.Job, job)
                made = operation(session, row) if row is not None else made
        return made

    def GetLocalization(self, request: localization_service_pb2.GetLocalizationRequest, call: Call,
                        ) -> localization_pb2.Localization:
        """Return a localization."""
        with self._backend.database.read() as session:
            return convert.localization(_localization(session, call, request.name, "name"))

    def ListLocalizations(self, request: localization_service_pb2.ListLocalizationsRequest, call: Call,
                          ) -> localization_service_pb2.ListLocalizationsResponse:
        """List the localizations of a master, or of all masters of a title."""
        title, master = names.parse(request.parent, names.MASTER, field="parent", wildcard=True)
        table = tables.Localization
        query = sa.select(table).where(table.organization == call.organization)
        query = query if title == names.ANY else query.where(table.title == title)
        query = query if master == names.ANY else query.where(table.master == master)
        with self._backend.database.read() as session:
            if names.ANY not in {title, master}:
                get_master(session, call, request.parent, "parent")
            rows, token = paging.page(session, query, [table.title, table.master, table.language],
                                      size=request.page_size, token=request.page_token)
        return localization_service_pb2.ListLocalizationsResponse(
            localizations=[convert.localization(row) for row in rows], next_page_token=token)

    def GetCue(self, request: localization_service_pb2.GetCueRequest, call: Call) -> localization_pb2.Cue:
        """Return a cue."""
        with self._backend.database.read() as session:
            return convert.cue(cues.get(session, call, request.name, "name"))

    def ListCues(self, request: localization_service_pb2.ListCuesRequest, call: Call,
                 ) -> localization_service_pb2.ListCuesResponse:
        """List the cues of a localization, in order of time."""
        with self._backend.database.read() as session:
            localization = _localization(session, call, request.parent, "parent")
            rows, token = paging.page(session, cues.of(localization), [tables.Cue.position, tables.Cue.id],
                                      size=request.page_size, token=request.page_token)
        return localization_service_pb2.ListCuesResponse(cues=[convert.cue(row) for row in rows], next_page_token=token)

    def UpdateCue(self, request: localization_service_pb2.UpdateCueRequest, call: Call) -> localization_pb2.Cue:
        """Take a person's edit of a cue."""
        return change(self._backend.database, call, request, localization_pb2.Cue,
                      lambda session: self._edit(session, call, request))

    def _edit(self, session: Session, call: Call, request: localization_service_pb2.UpdateCueRequest,
              ) -> localization_pb2.Cue:
        row = cues.get(session, call, request.cue.name, "cue.name")
        convert.check_etag(row, request.cue.etag)
        text = request.cue.text
        if not convert.masked(request.cue, request.update_mask, ("text",)) or not text.strip():
            raise InvalidInput("an edit needs a text", field="cue.text")
        if len(text) > _LONGEST_LINE or any(not (char.isprintable() or char == "\n") and char not in _FORMATS
                                            for char in text):
            raise InvalidInput("the text is too long, or holds control characters", field="cue.text",
                               hint=f"at most {_LONGEST_LINE} characters")
        cues.edit(row, text)
        memories.remember(session, row, cues.glossary_of(session, row))
        session.flush()
        localization = session.get_one(tables.Localization, (row.organization, row.title, row.master, row.language))
        localization.counts = cues.counts(session, localization)
        message = convert.cue(row)
        self._backend.events.add(session, call.organization, message.name, message)
        return message

    def _open(self, session: Session, call: Call, request: localization_service_pb2.LocalizeRequest) -> Any:
        spec = self.specify(session, call, request)
        return operation(session, self.begin(session, call, request, spec))

    def specify(self, session: Session, call: Call, request: localization_service_pb2.LocalizeRequest) -> JobSpec:
        """Return what a request asks for, checked; nothing is begun.

        Raises:
            LocalizeError: If it cannot be done.
        """
        master = get_master(session, call, request.master, "master")
        if not 0 <= request.priority <= 100:
            raise InvalidInput("a priority lies between 1 and 100", field="priority", hint="0 for the default")
        languages = tuple(dict.fromkeys(convert.target_tag(tag, f"languages[{number}]")
                                        for number, tag in enumerate(request.languages)))
        if not languages:
            raise InvalidInput("no target language", field="languages", hint="for example en, th, pt-BR, ar")
        spec = with_voices(session, call.organization, master.title,
                           self._spec(session, call, master, languages, request))
        # Where the title may be shown decides whether a voice may be heard.
        spec = succeeding(session, self._backend.store, master, spec)
        refuse_casting(spec)
        return spec

    def begin(self, session: Session, call: Call, request: localization_service_pb2.LocalizeRequest, spec: JobSpec,
              ) -> tables.Job:
        """Write a job that is to be submitted, and return its row.

        Raises:
            NotReady: If another job is making one of its languages.
        """
        master = get_master(session, call, request.master, "master")
        _refuse_overlap(session, master, spec.targets)
        # Ids follow time, so that lists of operations do.
        job = tables.Job(id=f"{time.time_ns() // 1000:x}{secrets.token_hex(6)}", organization=call.organization,
                         title=master.title, master=master.id, spec=spec_text(spec),
                         priority=request.priority or _PRIORITY, state=localization_pb2.JOB_STATE_QUEUED, enqueued=False,
                         package="", glossary=_glossary_of(session, master, request))
        self._ledger.open(session, job, spec)
        return job

    def _spec(self, session: Session, call: Call, master: tables.Master, languages: tuple[str, ...],
              request: localization_service_pb2.LocalizeRequest) -> JobSpec:
        if not master.media:
            raise NotReady("the master's media has not arrived", field="master", hint="upload it first")
        title = session.get_one(tables.Title, (call.organization, master.title))
        glossary = _glossary_of(session, master, request)
        memory = memories.snapshot(session, call.organization, title)
        table = b""
        if glossary:
            table = write_table(term_base(session, get_glossary(session, call, glossary, "glossary")))
        store, sidecar = self._backend.store, master.dialogue_list
        edits = {tag: lines for tag, lines in cues.edits(session, call.organization, master.title, master.id).items()
                 if tag in languages}
        try:
            return JobSpec(
                title=title.display_name, episode=master.display_name, master=master.media["sha256"],
                master_name=master.media["filename"], source=title.source_language, targets=languages,
                transcribe=meant(choices.MODES, request.transcribe, "transcribe").value, sidecar=sidecar["sha256"] if sidecar else "",
                sidecar_name=sidecar["filename"] if sidecar else "", glossary=store.put_bytes(table) if table else "",
                characters=convert.characters_of(title.characters), profile=request.profile or "generic",
                audience=meant(choices.AUDIENCES, request.audience, "audience").value, dub_options=dub_options(request.dub, master),
                notice=meant(choices.NOTICES, request.notice, "notice").value, **_speakers(request.speakers, store),
                edits=store.put_bytes(to_json(edits)) if edits else "", memory=store.put_bytes(memory) if memory else "")
        except LocalizeError as error:
            error.field = {"targets": "languages", "sidecar": "transcribe", "speaker_names": "speakers.names",
                           "speaker_count": "speakers.count", "speakers": "speakers.turns"}.get(error.field, error.field)
            raise


# Joiners and direction marks are not printable to Python, and Arabic, Khmer and Burmese texts need them.
_FORMATS: Final = frozenset("\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069")


def _speakers(hints: speaker_pb2.SpeakerHints, store: Store) -> dict[str, Any]:
    """Return what a request knows of who speaks, as a job has it; turns are read here, so that nothing begins in vain."""
    if hints.turns:
        read_turns(hints.turns.encode())
    return {"speaker_names": tuple(hints.names), "speaker_count": hints.count,
            "speaker_turns": store.put_bytes(hints.turns.encode()) if hints.turns else ""}


def _refuse_overlap(session: Session, master: tables.Master, languages: tuple[str, ...]) -> None:
    """Refuse a second job that would make what a first is making."""
    query = sa.select(tables.Job).where(
        tables.Job.organization == master.organization, tables.Job.title == master.title,
        tables.Job.master == master.id, tables.Job.state.in_(ACTIVE))
    for job in session.scalars(query):
        busy = sorted(set(from_json(job.spec.encode(), JobSpec).targets) & set(languages))
        if busy:
            raise NotReady(f"{names.join(names.OPERATION, job.id)} is making {', '.join(busy)}", field="languages",
                           hint="wait for it, or cancel it")


def _localization(session: Session, call: Call, name: str, field: str) -> tables.Localization:
    parts = names.parse(name, names.LOCALIZATION, field=field)
    return found(session.get(tables.Localization, (call.organization, *parts)), name, field)


def _glossary_of(session: Session, master: tables.Master, request: localization_service_pb2.LocalizeRequest) -> str:
    return request.glossary or session.get_one(tables.Title, (master.organization, master.title)).glossary
