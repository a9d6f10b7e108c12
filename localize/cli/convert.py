"""``localize convert IN OUT``: one subtitle format to another, and what the other cannot hold."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from localize import formats
from localize.cli.options import read_file
from localize.errors import LocalizeError, StorageError
from localize.model import SubtitleTrack
from localize.time import parse_frame_rate

_EXAMPLES: Final = """\
examples:
  localize convert episode.srt episode.vtt
  localize convert old.srt new.srt --encoding gb18030
  localize convert master.stl episode.ttml --lang pt-BR
  localize convert captions.scc - --to-format json
  localize convert episode.vtt episode.stl --fps 25 --strict

What the other format cannot hold is said on the error output; with --strict it is an error.
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Add ``convert`` to a command line's subparsers and return its parser."""
    known = ", ".join(f"{item.name}{'' if item.writable else ' (read only)'}" for item in formats.FORMATS)
    parser = subparsers.add_parser(
        "convert", help="convert a subtitle file to another format", epilog=_EXAMPLES,
        description=f"Convert a subtitle file to another format. Formats: {known}.",
        formatter_class=argparse.RawDescriptionHelpFormatter)
    _arguments(parser)
    parser.set_defaults(run=run)
    return parser


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", metavar="IN", help="the file to read; - for standard input")
    parser.add_argument("output", metavar="OUT", help="the file to write; - for standard output")
    parser.add_argument("--from-format", metavar="FORMAT", help="format of IN (default: found out)")
    parser.add_argument("--to-format", metavar="FORMAT", help="format of OUT (default: by its ending)")
    parser.add_argument("--encoding", help="encoding of IN (default: found out)")
    parser.add_argument("--lang", default="und", metavar="TAG", help="language of IN, where the file does not say")
    parser.add_argument("--fps", metavar="RATE", help="frame rate for formats that count frames: 25, 23.976, 24000/1001")
    parser.add_argument("--strict", action="store_true", help="fail where OUT cannot hold all of IN")


def run(args: argparse.Namespace) -> int:
    """Convert as the arguments say; return 0, or 1 with ``--strict`` when something was lost.

    Raises:
        LocalizeError: If IN cannot be read, or OUT cannot be written or hold the track.
    """
    target = formats.by_name(args.to_format) if args.to_format else formats.for_path(args.output)
    track = formats.read(_load(args.input), args.input, format=args.from_format, language=args.lang,
                         encoding=args.encoding)
    rate = parse_frame_rate(args.fps) if args.fps else None
    _warn("read", track.losses)
    lost = target.losses(track) if target.writable else ()
    data = formats.write(track, target, frame_rate=rate)
    lost += tuple(_untold(track, target.parse(data), args))
    _warn(f"not kept in {target.name}", lost)
    if args.strict and (lost or track.losses):
        print(f"localize convert: {len(lost) + len(track.losses)} losses, nothing written (--strict)",
              file=sys.stderr)
        return 1
    _save(args.output, data)
    _summary(args, track, target.name)
    return 0


def _untold(track: SubtitleTrack, back: SubtitleTrack, args: argparse.Namespace) -> Iterator[str]:
    """Yield what IN says of itself as a whole and OUT, read back, does not; what the caller named is no loss."""
    if back.language == "und" and track.language not in {"und", args.lang}:
        yield f"the language tag {track.language}"
    if track.frame_rate is not None and not args.fps and back.frame_rate != track.frame_rate:
        yield f"the frame rate {track.frame_rate}"


def _load(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(formats.MAX_BYTES + 1)
    return read_file(Path(name), "input", formats.MAX_BYTES)


def _save(name: str, data: bytes) -> None:
    if name == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    path = Path(name)
    try:
        # Whole or not at all: a failed write leaves what was there.
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(part).chmod(0o644)
            Path(part).replace(path)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageError(f"cannot write {name}: {error.strerror or error}", field="output") from error


def _warn(what: str, losses: tuple[str, ...]) -> None:
    for loss in losses:
        print(f"{what}: {loss}", file=sys.stderr)


def _summary(args: argparse.Namespace, track: SubtitleTrack, name: str) -> None:
    if args.output != "-":
        print(f"{args.output}: {name}, {len(track.cues)} cue{'' if len(track.cues) == 1 else 's'}", file=sys.stderr)


def main(argv: list[str] | None = None) -> int:
    """Run ``convert`` alone, as ``python -m localize.cli.convert``; return the exit code."""
    parser = argparse.ArgumentParser(prog="localize convert", epilog=_EXAMPLES,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    _arguments(parser)
    try:
        return run(parser.parse_args(argv))
    except LocalizeError as error:
        print(f"localize convert: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
