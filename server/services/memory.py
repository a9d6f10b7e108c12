"""MemoryService."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy.orm import Session

from localize.errors import InvalidInput
from localize.glossary import Glossary, Kind, Term, merged
from localize.memory import LEAST, Difference, FuzzyIndex, import_memory, placeables, write_tmx
from server import convert, cues, memories, names, paging, tables, termbase
from server._gen.localization.v1 import memory_pb2, memory_service_pb2, memory_service_pb2_grpc
from server.backend import Backend, found, get_glossary, get_title
from server.gate import Call
from server.refusals import RowsRefused
from server.repeatable import change

_LARGEST_FILE: Final = 4 << 20
_PIECE: Final = 256 << 10
_MOST_CUES: Final = 500
_KINDS: Final = {"same": memory_pb2.DIFFERENCE_KIND_SAME, "added": memory_pb2.DIFFERENCE_KIND_ADDED,
                 "removed": memory_pb2.DIFFERENCE_KIND_REMOVED, "replaced": memory_pb2.DIFFERENCE_KIND_REPLACED}


class MemoryService(memory_service_pb2_grpc.MemoryServiceServicer):
    """Approved lines, used again.

    Args:
        backend: What services share.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def ApproveCues(self, request: memory_service_pb2.ApproveCuesRequest, call: Call,
                    ) -> memory_service_pb2.ApproveCuesResponse:
        """Approve cues as they stand."""
        if not 1 <= len(request.cues) <= _MOST_CUES:
            raise InvalidInput(f"1 to {_MOST_CUES} cues", field="cues")

        def approve(session: Session) -> memory_service_pb2.ApproveCuesResponse:
            rows = []
            for number, given in enumerate(request.cues):
                row = cues.get(session, call, given.name, f"cues[{number}].name")
                convert.check_etag(row, given.etag)
                if not row.text.strip():
                    raise InvalidInput("a cue without words cannot be approved", field=f"cues[{number}]")
                if not row.approved:
                    row.approved = True
                    row.touch()
                memories.remember(session, row, cues.glossary_of(session, row))
                rows.append(row)
            session.flush()
            for row in rows:
                message = convert.cue(row)
                self._backend.events.add(session, call.organization, message.name, message)
            return memory_service_pb2.ApproveCuesResponse(cues=[convert.cue(row) for row in rows])

        return change(self._backend.database, call, request, memory_service_pb2.ApproveCuesResponse, approve)

    def SuggestTranslations(self, request: memory_service_pb2.SuggestTranslationsRequest, call: Call,
                            ) -> memory_service_pb2.SuggestTranslationsResponse:
        """Offer approved lines that resemble a cue's source line."""
        count, least = request.maximum_count or 5, request.minimum_similarity or LEAST
        if not 1 <= count <= 20:
            raise InvalidInput("1 to 20 suggestions", field="maximum_count")
        if not 0 < least <= 1:
            raise InvalidInput("a similarity lies between 0 and 1", field="minimum_similarity")
        with self._backend.database.read() as session:
            row = cues.get(session, call, request.cue, "cue")
            title = session.get_one(tables.Title, (call.organization, row.title))
            index = FuzzyIndex(memories.units(session, call.organization, row.title))
            names_of = placeables(_names(session, call, title, cues.glossary_of(session, row)))
        matches = index.suggest(row.source_text, title.source_language, row.language, names_of, count=count, least=least)
        return memory_service_pb2.SuggestTranslationsResponse(matches=[memory_pb2.MemoryMatch(
            memory_unit=names.join(names.MEMORY_UNIT, item.unit.id), source=item.source, text=item.text,
            similarity=item.similarity, note=_said(item.differences), differences=[
                memory_pb2.Difference(kind=_KINDS[part.kind], unit_text=part.unit, line_text=part.line)
                for part in item.differences]) for item in matches])

    def ListMemoryUnits(self, request: memory_service_pb2.ListMemoryUnitsRequest, call: Call,
                        ) -> memory_service_pb2.ListMemoryUnitsResponse:
        """List units by source line."""
        with self._backend.database.read() as session:
            title = get_title(session, call, request.title, "title").id if request.title else ""
            table = tables.MemoryUnit
            rows, token = paging.page(session, memories.rows(call.organization, title), [table.source, table.id],
                                      size=request.page_size, token=request.page_token)
        return memory_service_pb2.ListMemoryUnitsResponse(memory_units=[memories.message(row) for row in rows],
                                                          next_page_token=token)

    def RemoveMemoryUnit(self, request: memory_service_pb2.RemoveMemoryUnitRequest, call: Call) -> memory_pb2.MemoryUnit:
        """Take a unit out of the memory."""
        def remove(session: Session) -> memory_pb2.MemoryUnit:
            parts = names.parse(request.name, names.MEMORY_UNIT)
            row = found(session.get(tables.MemoryUnit, (call.organization, *parts)), request.name)
            session.delete(row)
            return memories.message(row)

        return change(self._backend.database, call, request, memory_pb2.MemoryUnit, remove)

    def ImportMemory(self, request: memory_service_pb2.ImportMemoryRequest, call: Call,
                     ) -> memory_service_pb2.ImportMemoryResponse:
        """Read units from a file: all, or none if it is broken."""
        if len(request.content) > _LARGEST_FILE:
            raise InvalidInput(f"the file has {len(request.content)} bytes", field="content", hint=f"at most {_LARGEST_FILE}")
        units = import_memory(request.content)
        if units.refused:
            raise RowsRefused("the file", units.refused)

        def take(session: Session) -> memory_service_pb2.ImportMemoryResponse:
            title = get_title(session, call, request.title, "title").id if request.title else ""
            done, left_out = memories.take(session, call.organization, title, units.units)
            return memory_service_pb2.ImportMemoryResponse(
                created_count=done["created"], updated_count=done["updated"], unchanged_count=done["unchanged"],
                left_out=left_out)

        return change(self._backend.database, call, request, memory_service_pb2.ImportMemoryResponse, take)

    def ExportMemory(self, request: memory_service_pb2.ExportMemoryRequest, call: Call,
                     ) -> Iterator[memory_service_pb2.ExportMemoryResponse]:
        """Write units as a TMX file."""
        with self._backend.database.read() as session:
            title = get_title(session, call, request.title, "title") if request.title else None
            kept = {row.id for row in session.scalars(memories.rows(call.organization, title.id if title else ""))}
            units = [unit for unit in memories.units(session, call.organization, title.id if title else "")
                     if unit.id in kept]
        data = write_tmx(units, source=title.source_language if title else "zh")
        for at in range(0, len(data), _PIECE):
            yield memory_service_pb2.ExportMemoryResponse(data=data[at:at + _PIECE])


def _names(session: Session, call: Call, title: tables.Title, glossary: str) -> list[Term]:
    base = termbase.term_base(session, get_glossary(session, call, glossary)) if glossary else Glossary("none")
    return [term for term in merged(base, convert.characters_of(title.characters)).approved()
            if term.kind in {Kind.CHARACTER, Kind.PLACE}]


def _said(differences: Sequence[Difference]) -> str:
    """Return what differs in words."""
    words = {"added": "the line adds {line!r}", "removed": "the line leaves out {unit!r}",
             "replaced": "{unit!r} is {line!r} in the line"}
    return "; ".join(words[part.kind].format(unit=part.unit, line=part.line) for part in differences if part.kind != "same")
