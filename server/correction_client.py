"""A client for translators: corrections that travel, and the memory of approved lines.

::

    with CorrectionClient("127.0.0.1:8443", token="loc_…") as client:
        change = client.change("glossaries/harbour", renderings={"师父": {"en": "Sifu", "th": "ซือฝู"}})
        told = client.preview("glossaries/harbour", change)
        for cue in told.sample:
            print(cue.before, "->", cue.after)
        operation = client.apply("glossaries/harbour", change, etag=told.etag, summary="师父 is Sifu")
        done = client.wait_for_correction(operation.name, told=lambda metadata: ...)
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from localize.errors import InvalidInput
from localize.glossary import Glossary
from localize.glossary.fold import fold
from server._gen.localization.v1 import (
    correction_pb2,
    correction_service_pb2,
    glossary_pb2,
    glossary_service_pb2,
    localization_pb2,
    memory_pb2,
    memory_service_pb2,
)
from server.client import Client
from server.termbase import term_message

Told = Callable[[correction_pb2.CorrectionMetadata], None]


class CorrectionClient(Client):
    """A connection to a server. Arguments as of :class:`server.client.Client`."""

    def terms(self, glossary: str, *, retired: bool = False) -> Iterator[glossary_pb2.Term]:
        """Yield the terms of a glossary, in the order they were added.

        Raises:
            CallFailed: If the service refuses it.
        """
        request = glossary_service_pb2.ListTermsRequest(parent=glossary, page_size=500, show_retired=retired)
        while True:
            answer = self.call(self.glossaries.ListTerms, request)
            yield from answer.terms
            if not answer.next_page_token:
                return
            request.page_token = answer.next_page_token

    def change(self, glossary: str, *, renderings: Mapping[str, Mapping[str, str]] | None = None,
               retired: Iterable[str] = (), table: Glossary | None = None, roll_back_to: int = 0,
               ) -> correction_pb2.GlossaryChange:
        """Return the change that sets renderings by source form, takes terms out of force, or takes a file in.

        A source form that a term has changes that term, and guards it by its etag; another one makes a new term.

        Args:
            glossary: Name of the glossary.
            renderings: By source form and target tag, what is preferred; other languages stay as they are.
            retired: Source forms whose terms are taken out of force.
            table: Terms of a file: each replaces the term of its main source form.
            roll_back_to: A revision; 0 for no.

        Raises:
            CallFailed: If the service refuses it.
            InvalidInput: If a form to be retired has no term.
        """
        known = {fold(form).text: term for term in self.terms(glossary) for form in term.sources}
        made = correction_pb2.GlossaryChange(roll_back_to=roll_back_to)
        for form, wanted in (renderings or {}).items():
            old = known.get(fold(form).text)
            term = made.upserts.add(name=old.name if old else "", etag=old.etag if old else "")
            if old is None:
                term.sources.append(form)
            else:
                term.MergeFrom(glossary_pb2.Term(renderings=old.renderings))
            for tag, text in wanted.items():
                term.renderings[tag].preferred = text
        for item in table.terms if table is not None else ():
            message = term_message(item)
            old = known.get(fold(item.sources[0]).text)
            message.name, message.etag = (old.name, old.etag) if old is not None else ("", "")
            made.upserts.append(message)
        for form in retired:
            if fold(form).text not in known:
                raise InvalidInput(f"no term in force has the source form {form!r}", field="retire",
                                   hint="localize-client glossary terms lists them")
            made.retired_terms.append(known[fold(form).text].name)
        return made

    def preview(self, glossary: str, change: correction_pb2.GlossaryChange | None = None, *, sample: int = 5,
                etag: str = "") -> correction_service_pb2.PreviewGlossaryChangeResponse:
        """Return what a change would make again; with none, what has not been applied yet.

        Args:
            glossary: Name of the glossary.
            change: What would be changed.
            sample: How many cues to show before and after; 0 for none.
            etag: Of the glossary, to guard against another's change.

        Raises:
            CallFailed: If the service refuses it.
        """
        found: correction_service_pb2.PreviewGlossaryChangeResponse = self.call(
            self.corrections.PreviewGlossaryChange, correction_service_pb2.PreviewGlossaryChangeRequest(
                glossary=glossary, change=change, sample_size=sample or -1, etag=etag), timeout=600.0)
        return found

    def apply(self, glossary: str, change: correction_pb2.GlossaryChange | None = None, *, etag: str = "",
              summary: str = "", request_id: str = "") -> Any:
        """Make a change and begin to make again what it touches; return the ``google.longrunning.Operation``.

        Raises:
            CallFailed: If the service refuses it; then nothing was changed.
        """
        return self.call(self.corrections.ApplyGlossaryChange, correction_service_pb2.ApplyGlossaryChangeRequest(
            glossary=glossary, change=change, etag=etag, summary=summary, request_id=request_id or str(uuid.uuid4())),
            timeout=600.0)

    def wait_for_correction(self, operation: str, *, told: Told | None = None, step: float = 0.5,
                            ) -> correction_service_pb2.ApplyGlossaryChangeResponse:
        """Wait until a correction is done and return its response; masters that failed say why in it.

        Args:
            operation: Name of the operation.
            told: Told the metadata again and again, at least every ``step`` seconds.
            step: Seconds.

        Raises:
            CallFailed: If every master failed, it was cancelled, or the service stays out of reach.
        """
        def tell(found: Any) -> None:
            metadata = correction_pb2.CorrectionMetadata()
            found.metadata.Unpack(metadata)
            if told is not None:
                told(metadata)

        response = correction_service_pb2.ApplyGlossaryChangeResponse()
        self.finished(operation, told=tell, step=step).response.Unpack(response)
        return response

    def revisions(self, glossary: str) -> Iterator[correction_pb2.GlossaryRevision]:
        """Yield what was changed in a glossary, the latest first.

        Raises:
            CallFailed: If the service refuses it.
        """
        request = correction_service_pb2.ListGlossaryRevisionsRequest(parent=glossary)
        while True:
            answer = self.call(self.corrections.ListGlossaryRevisions, request)
            yield from answer.revisions
            if not answer.next_page_token:
                return
            request.page_token = answer.next_page_token

    def proposals(self, glossary: str, language: str = "") -> list[correction_pb2.TermProposal]:
        """Return the terms that people's edits suggest, the best supported first.

        Raises:
            CallFailed: If the service refuses it.
        """
        return list(self.call(self.corrections.ListTermProposals, correction_service_pb2.ListTermProposalsRequest(
            parent=glossary, language=language)).proposals)

    def accept(self, proposal: str, *, forbid_old: bool = False) -> glossary_pb2.Term:
        """Make a proposal a term and return it; apply the change afterwards.

        Raises:
            CallFailed: If the service refuses it.
        """
        found: glossary_pb2.Term = self.call(
            self.corrections.AcceptTermProposal, correction_service_pb2.AcceptTermProposalRequest(
                name=proposal, forbid_old_rendering=forbid_old))
        return found

    def dismiss(self, proposal: str) -> None:
        """Say no to a proposal: it is not listed again.

        Raises:
            CallFailed: If the service refuses it.
        """
        self.call(self.corrections.DismissTermProposal, correction_service_pb2.DismissTermProposalRequest(name=proposal))

    def approve(self, cues: Iterable[str]) -> list[localization_pb2.Cue]:
        """Approve cues as they stand and return them: their lines are used again.

        Raises:
            CallFailed: If the service refuses it.
        """
        return list(self.call(self.memory.ApproveCues, memory_service_pb2.ApproveCuesRequest(
            cues=[localization_pb2.Cue(name=name) for name in cues], request_id=str(uuid.uuid4()))).cues)

    def suggest(self, cue: str, *, count: int = 5, least: float = 0.6) -> list[memory_pb2.MemoryMatch]:
        """Return approved lines that resemble a cue's source line, the most alike first.

        Raises:
            CallFailed: If the service refuses it.
        """
        return list(self.call(self.memory.SuggestTranslations, memory_service_pb2.SuggestTranslationsRequest(
            cue=cue, maximum_count=count, minimum_similarity=least)).matches)

    def import_memory(self, content: bytes, *, filename: str = "", title: str = "") -> memory_service_pb2.ImportMemoryResponse:
        """Put the units of a TMX or XLIFF 2 file into the memory of a title, or of the organization.

        Raises:
            CallFailed: If the service refuses it; then none was taken.
        """
        found: memory_service_pb2.ImportMemoryResponse = self.call(
            self.memory.ImportMemory, memory_service_pb2.ImportMemoryRequest(
                content=content, filename=filename, title=title, request_id=str(uuid.uuid4())))
        return found

    def export_memory(self, title: str = "") -> bytes:
        """Return the memory of a title, or of the organization, as TMX.

        Raises:
            CallFailed: If the service refuses it.
        """
        return b"".join(piece.data for piece in self.stream(
            self.memory.ExportMemory, memory_service_pb2.ExportMemoryRequest(title=title)))
