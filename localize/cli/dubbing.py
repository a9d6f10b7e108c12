"""Options about how dubs are made, for the commands that make them."""

from __future__ import annotations

import argparse
from pathlib import Path

from localize.engines.sound import SoundFile
from localize.errors import InvalidInput
from localize.model import DubMode, DubOptions, Room
from localize.store import LocalStore


def add_dubbing(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how dubs are mixed."""
    group = parser.add_argument_group("dubs")
    group.add_argument("--m-and-e", type=Path, metavar="FILE",
                       help="music-and-effects stem as long as the picture (WAV, FLAC, M4A, Matroska): the bed of every dub")
    group.add_argument("--dub-mode", default=DubMode.LIP.value, choices=[item.value for item in DubMode],
                       help="lip: in the original's place and time; voice-over: follows the original, which stays audible "
                            "under it (default: lip)")
    group.add_argument("--stems", action="store_true", help="keep dialogue, bed and mix as lossless files too")
    group.add_argument("--room", default=Room.NONE.value, choices=[item.value for item in Room],
                       help="a light reverb for the voices (default: none)")
    group.add_argument("--separator", default="", metavar="COMMAND|MODEL.onnx",
                       help="what takes voices out of the sound where there is no stem: a command line with {input} and "
                            "{output}, or an ONNX model (also $LOCALIZE_SEPARATOR; without, the original is lowered)")


def dub_options(arguments: argparse.Namespace, store: LocalStore) -> DubOptions:
    """Return what the options say; a stem is read and checked before anything runs.

    Raises:
        InvalidInput: If the stem is not there.
        InvalidMedia: If it is no sound we read.
    """
    if not hasattr(arguments, "dub_mode"):
        return DubOptions()
    stem = ""
    if arguments.m_and_e is not None:
        if not arguments.m_and_e.is_file():
            raise InvalidInput(f"there is no file {arguments.m_and_e}", field="m_and_e")
        SoundFile().layout(arguments.m_and_e)
        stem = store.put_file(arguments.m_and_e)
    return DubOptions(DubMode(arguments.dub_mode), stem, arguments.stems, Room(arguments.room))
