"""Copies of our own media files with metadata added: the label of AI-made material above all."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from localize.engines.media.programs import find_ffmpeg, run
from localize.errors import EngineError
from localize.provenance import KEY, labels, riff

#: Demuxer and muxer by file name. WAV is not here: ffmpeg does not write its label.
_FORMATS: Final = {".mkv": ("matroska", "matroska"), ".m4a": ("mov", "mp4"), ".mp4": ("mov", "mp4"), ".mov": ("mov", "mov"),
                   ".mp3": ("mp3", "mp3"), ".flac": ("flac", "flac")}


def label(source: Path, out: Path, metadata: tuple[tuple[str, str], ...]) -> None:
    """Copy one of our own media files with metadata added; see :meth:`localize.engine.Muxer.label`.

    Raises:
        EngineError: If it is of a kind whose label nobody reads, or ffmpeg fails.
    """
    if out.suffix == ".wav":
        riff.write(source, out, dict(metadata).get(KEY, ""))
        return
    if out.suffix not in _FORMATS:
        raise EngineError(f"there is no way to label a {out.suffix[1:]} file", field=out.name)
    reader, writer = _FORMATS[out.suffix]
    kept = labels(source)
    added = [part for name, value in metadata if not (name == KEY and kept) for part in ("-metadata", f"{name}={value}")]
    run([find_ffmpeg(), "-nostdin", "-v", "error", "-y", "-protocol_whitelist", "file", "-format_whitelist", reader, "-f", reader,
         "-i", f"file:{source.resolve()}", "-map", "0", "-c", "copy", *added,
         *(("-movflags", "use_metadata_tags") if reader == "mov" else ()), "-f", writer, f"file:{out.resolve()}"],
        f"label {out.name}")
