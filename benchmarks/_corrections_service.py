"""The service's side of the benchmark of corrections: a database with every cue of the title, and its preview, timed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import sqlalchemy as sa

from localize.pipeline import Foresight
from localize.store import LocalStore
from server import renditions, revisions, tables
from server._gen.localization.v1 import correction_pb2, correction_service_pb2, glossary_pb2, localization_pb2
from server.auth import Caller, Role
from server.backend import Backend
from server.corrections import Corrections
from server.database import Database
from server.gate import Call
from server.ledger import spec_text
from server.settings import Settings
from server.watch import Events


@dataclass(frozen=True)
class Preview:
    """What a preview told, and the wall-clock seconds it took."""

    cues: int
    seconds: float


class Service:
    """A service over the title; the glossary holds the term and 300 others."""

    def __init__(self, folder: Path, store: LocalStore, foresight: Foresight, title: Any, keys: dict[str, dict[str, str]]) -> None:
        settings = Settings(data=folder)
        self._database = Database(settings.metadata_url)
        self._database.migrate()
        backend = Backend(settings, self._database, Events(self._database, 1), store)
        self._corrections = Corrections(backend, foresight, lambda _job, _priority: None)
        self._call = Call(Caller("bench", Role.ADMIN), cast("Any", SimpleNamespace()))
        with self._database.write() as session:
            glossary = tables.Glossary(organization="bench", id="bridge", display_name="Bridge", source_language="zh", note="")
            session.add(glossary)
            session.add(tables.Title(organization="bench", id="bridge", display_name="Bridge", source_language="zh", kind=0))
            session.flush()
            change = correction_pb2.GlossaryChange(upserts=[_term("海珠桥", "Haizhu Bridge", title[0].spec.targets)])
            change.upserts.extend(_term(f"生僻词{number}号", f"word {number}", title[0].spec.targets) for number in range(300))
            with revisions.changing(session, glossary, "bench"):
                revisions.apply_change(session, glossary, change)
        for number, item in enumerate(title):
            self._put(number, item, keys[item.spec.master], foresight.basis)

    def preview(self, form: str, text: str, sample: int = -1) -> Preview:
        """Preview another rendering of a term in every language."""
        with self._database.read() as session:
            row = session.scalars(sa.select(tables.Term).where(tables.Term.position == 0)).one()
        tags = list(row.body["renderings"])
        change = correction_pb2.GlossaryChange(upserts=[_term(form, text, tags, f"glossaries/bridge/terms/{row.id}")])
        begin = time.perf_counter()
        told = self._corrections.preview(self._call, correction_service_pb2.PreviewGlossaryChangeRequest(
            glossary="glossaries/bridge", change=change, sample_size=sample))
        return Preview(told.cue_count, time.perf_counter() - begin)

    def _put(self, number: int, item: Any, keys: dict[str, str], basis: str) -> None:
        place = {"organization": "bench", "title": "bridge", "master": f"e{number}"}
        with self._database.write() as session:
            session.add(tables.Master(organization="bench", title="bridge", id=f"e{number}", display_name=item.spec.episode))
            session.flush()
            job = tables.Job(id=f"j{number}", **place, spec=spec_text(item.spec), state=localization_pb2.JOB_STATE_SUCCEEDED,
                             enqueued=True, glossary="glossaries/bridge")
            session.add(job)
            session.flush()
            for tag in item.spec.targets:
                session.add(tables.Localization(**place, language=tag, state=localization_pb2.LOCALIZATION_STATE_SUCCEEDED))
                session.flush()
                renditions.keep(session, job, tag, renditions.Made(
                    item.results["transcript"].key, keys[tag], basis, len(item.transcript.utterances), 0))
            session.execute(sa.insert(tables.Cue), [
                {**place, "language": tag, "id": line.id, "position": at, "begin": "0", "end": "1", "speaker": "",
                 "source_text": line.text, "text": "x", "origin": "machine", "locked": False, "terms": [], "findings": [],
                 "approved": False, "made_text": "", "written_for": "", "revision": 1}
                for tag in item.spec.targets for at, line in enumerate(item.transcript.utterances)])


def _term(form: str, text: str, tags: Any, name: str = "") -> glossary_pb2.Term:
    return glossary_pb2.Term(name=name, sources=[form],
                             renderings={tag: glossary_pb2.Rendering(preferred=text) for tag in tags})
