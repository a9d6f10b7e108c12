"""The one object that does media work: reading, muxing and painting with ffmpeg, PyAV and mkvtoolnix."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from localize.engine import Identity, Pixels, Samples
from localize.engines.media import decode as _decode
from localize.engines.media import probe as _probe
from localize.engines.media.programs import ffmpeg_version
from localize.model import Master
from localize.time import Seconds


class FFmpeg:
    """Implements :class:`~localize.engine.Media`, :class:`~localize.engine.Muxer`, :class:`~localize.engine.Painter`.

    It holds no state: one object serves all threads.
    """

    @property
    def identity(self) -> Identity:
        """The program and its version; its licence binds those who ship it, not those who run it."""
        return Identity("media", "ffmpeg", ffmpeg_version(), licence="GPL-2.0-or-later (run as a program)")

    def probe(self, path: Path, name: str, container: str) -> Master:
        """Return what a file holds; see :meth:`localize.engine.Media.probe`."""
        return _probe.probe(path, name, container)

    def decode(self, path: Path, master: Master, *, stream: int | None = None, rate: int = 16_000,
               layout: str = "mono") -> Iterator[Samples]:
        """Yield the sound in blocks; see :meth:`localize.engine.Media.decode`."""
        return _decode.decode(path, master, stream=stream, rate=rate, layout=layout)

    def frames(self, path: Path, master: Master, *, keys_only: bool = False,
               colour: bool = False) -> Iterator[tuple[Seconds, Pixels]]:
        """Yield pictures with their times; see :meth:`localize.engine.Media.frames`."""
        return _decode.frames(path, master, keys_only=keys_only, colour=colour)
