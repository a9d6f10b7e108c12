"""The contact sheet of a package: one cue of each language on its frame, spread over the film."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from localize.engine import Still
from localize.language import language
from localize.model import CueKind, FileRole, Finding, LanguageResult, Severity, SubtitleTrack, TextOrigin, Transcript
from localize.packaging.assembly import Assembly
from localize.report import Tile, contact_sheet, to_jpeg

_TILE, _INLINE = 640, 1400
"""Widths in pixels: of a frame on the contact sheet, and of the sheet inside the report."""
_NAME: Final = "contact-sheet.png"


def write_sheet(work: Assembly) -> bytes:
    """Write the contact sheet and return it as JPEG."""
    missing = work.painter.missing_fonts([result.language for result in work.results])
    work.findings += [Finding("package.font-missing", Severity.WARNING,
                              f"no font for {language(tag).script} is installed: its tile shows none of its text", tag)
                      for tag in missing]
    stills: list[Still] = []
    captions: list[str] = []
    for number, result in enumerate(work.results):
        cue = _shown(result.subtitles, Fraction(2 * number + 1, 2 * len(work.results)))
        if cue is None:
            continue
        at, text, origin = cue[0], cue[1], _origin_at(result, work.transcript, cue[0])
        stills.append(Still(at, text, result.language, raised=_covered(work.transcript, at)))
        captions.append(f"{result.language}  {language(result.language).name}  {float(at):.1f} s  {origin}")
    pictures = work.painter.paint(work.source, work.master, stills, _TILE)
    png = contact_sheet([Tile(picture, caption) for picture, caption in zip(pictures, captions, strict=True)])
    (work.out / _NAME).write_bytes(png)
    work.add(_NAME, FileRole.PICTURE)
    return to_jpeg(png, _INLINE)


def _shown(track: SubtitleTrack, share: Fraction) -> tuple[Fraction, str] | None:
    spoken = [cue for cue in track.cues if cue.text.strip() and cue.kind is not CueKind.FORCED] or list(track.cues)
    if not spoken:
        return None
    cue = spoken[int(len(spoken) * share)]
    return (cue.span.begin + cue.span.end) / 2, cue.text


def _origin_at(result: LanguageResult, transcript: Transcript, at: Fraction) -> str:
    under = {item.id for item in transcript.utterances if item.span.begin <= at < item.span.end}
    return next((line.origin.value for line in result.translation.lines if line.utterance in under), "")


def _covered(transcript: Transcript, at: Fraction) -> bool:
    # Origin tells whose wording won; a subtitle whose wording lost to speech is on the picture all the same.
    return any(item.origin is TextOrigin.BURNED_IN for item in transcript.utterances) or any(
        item.span.begin <= at < item.span.end and item.forced for item in transcript.utterances)
