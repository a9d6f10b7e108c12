"""How dubs are made, as requests say it."""

from __future__ import annotations

from typing import Final

from localize.errors import InvalidInput
from localize.model import DubMode, DubOptions, Room
from server import tables
from server._gen.localization.v1 import dub_pb2

_MODES: Final = {dub_pb2.DUB_MODE_UNSPECIFIED: DubMode.LIP, dub_pb2.DUB_MODE_LIP: DubMode.LIP,
                 dub_pb2.DUB_MODE_VOICE_OVER: DubMode.VOICE_OVER}
_ROOMS: Final = {dub_pb2.DUB_ROOM_UNSPECIFIED: Room.NONE, dub_pb2.DUB_ROOM_NONE: Room.NONE,
                 dub_pb2.DUB_ROOM_SMALL: Room.SMALL, dub_pb2.DUB_ROOM_LARGE: Room.LARGE}


def dub_options(settings: dub_pb2.DubSettings, master: tables.Master) -> DubOptions:
    """Return what a request says of its dubs, over the stem that the master came with.

    Raises:
        InvalidInput: If a value is none we know.
    """
    if settings.mode not in _MODES:
        raise InvalidInput(f"{settings.mode} is no way to dub", field="dub.mode", hint="lip or voice-over")
    if settings.room not in _ROOMS:
        raise InvalidInput(f"{settings.room} is no room", field="dub.room", hint="none, small or large")
    stem = str(master.m_and_e["sha256"]) if master.m_and_e else ""
    return DubOptions(_MODES[settings.mode], stem, settings.stems, _ROOMS[settings.room])


def dub_settings(options: DubOptions) -> dub_pb2.DubSettings:
    """Return the message that says the same."""
    return dub_pb2.DubSettings(mode={DubMode.LIP: dub_pb2.DUB_MODE_LIP, DubMode.VOICE_OVER: dub_pb2.DUB_MODE_VOICE_OVER}[options.mode],
                               stems=options.stems, room={kind: number for number, kind in _ROOMS.items()}[options.room])
