"""Dialogue lists and subtitle files that come with a master, read into transcripts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from localize import formats
from localize.encoding import decode
from localize.errors import InvalidInput, InvalidSubtitle
from localize.model import CueKind, Finding, Severity, TextOrigin, Transcript, Utterance
from localize.time import Span, parse_clock

#: Column names of dialogue lists as studios send them, folded to lower case.
_COLUMNS: Final = {
    "begin": ("begin", "in", "start", "in-time", "timecode in", "tc in", "开始", "入点", "起始时间"),
    "end": ("end", "out", "stop", "out-time", "timecode out", "tc out", "结束", "出点", "结束时间"),
    "speaker": ("speaker", "character", "role", "name", "角色", "人物", "说话人"),
    "addressee": ("addressee", "to", "spoken to", "对象", "听话人", "说给"),
    "text": ("text", "dialogue", "line", "original", "台词", "对白", "内容"),
}


class Sidecar:
    """Reads every subtitle format of the registry, and CSV or TSV dialogue lists with a header.

    Implements :class:`localize.engine.SidecarReader`.
    """

    def read(self, data: bytes, name: str, language: str) -> Transcript:
        """Return the transcript of a file; sound tags and empty cues are left out, with a finding.

        Raises:
            InvalidSubtitle: If it cannot be read, or holds no line at all.
        """
        if name.lower().endswith((".csv", ".tsv")):
            utterances: tuple[Utterance, ...] = tuple(_rows(data, language))
            findings: tuple[Finding, ...] = ()
        else:
            utterances, findings = _cues(data, name, language)
        if not utterances:
            raise InvalidSubtitle("the dialogue list holds no lines", field="transcribe")
        ordered = sorted(utterances, key=lambda item: (item.span.begin, item.id))
        return Transcript(language, tuple(ordered), findings)


def _cues(data: bytes, name: str, language: str) -> tuple[tuple[Utterance, ...], tuple[Finding, ...]]:
    track = formats.read(data, name, language=language)
    made = []
    left = 0
    for number, cue in enumerate(track.cues, 1):
        text = " ".join(cue.text.split())
        if not text or cue.kind is CueKind.SOUND:
            left += 1
            continue
        made.append(Utterance(f"s{number:04d}", cue.span, text, speaker=cue.speaker, origin=TextOrigin.SIDECAR,
                              forced=cue.kind is CueKind.FORCED))
    findings = [Finding("transcript.read", Severity.NOTE, loss) for loss in track.losses]
    if left:
        findings.append(Finding("transcript.left-out", Severity.NOTE, "cues without speech were left out",
                                measured=str(left)))
    return tuple(made), tuple(findings)


def _rows(data: bytes, language: str) -> Iterator[Utterance]:
    text, _ = decode(data, language=language)
    head = text.partition("\n")[0]
    rows = list(csv.reader(io.StringIO(text), delimiter="\t" if "\t" in head else ","))
    if not rows:
        raise InvalidSubtitle("the dialogue list is empty", field="transcribe")
    at = _columns(rows[0])
    for number, row in enumerate(rows[1:], 2):
        cells = [cell.strip() for cell in row] + [""] * (len(rows[0]) - len(row))
        if not any(cells):
            continue
        try:
            span = Span(parse_clock(cells[at["begin"]]), parse_clock(cells[at["end"]]))
        except InvalidInput as error:
            raise InvalidSubtitle(error.message, line=number, field="begin", hint="hh:mm:ss.mmm") from error
        line = " ".join(cells[at["text"]].split())
        if line:
            speaker, addressee = (cells[at[column]] if column in at else "" for column in ("speaker", "addressee"))
            yield Utterance(f"s{number - 1:04d}", span, line, speaker=speaker, addressee=addressee, origin=TextOrigin.SIDECAR)


def _columns(header: list[str]) -> dict[str, int]:
    folded = [cell.strip().lower().lstrip("\ufeff") for cell in header]
    at = {column: folded.index(name) for column, names in _COLUMNS.items() for name in names[::-1] if name in folded}
    missing = [column for column in ("begin", "end", "text") if column not in at]
    if missing:
        raise InvalidSubtitle(f"the dialogue list has no column {' or '.join(missing)}", line=1, field="transcribe",
                              hint="a header with begin, end, text and, if known, speaker and addressee")
    return at
