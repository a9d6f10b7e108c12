"""The one object that does media work: reading, muxing and painting with ffmpeg, PyAV and mkvtoolnix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from localize.engine import FragmentPlan, Identity, MuxPlan, Pixels, Samples, Still
from localize.engines.media import decode as _decode
from localize.engines.media import fragment as _fragment
from localize.engines.media import labelling as _labelling
from localize.engines.media import mux as _mux
from localize.engines.media import paint as _paint
from localize.engines.media import picture as _picture
from localize.engines.media import probe as _probe
from localize.engines.media.programs import ffmpeg_version
from localize.model import Master
from localize.time import Seconds


class FFmpeg:
    """Implements :class:`~localize.engine.Media`, ``Muxer``, ``Fragmenter`` and ``Painter``.

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

    def mux(self, plan: MuxPlan, out: Path) -> tuple[str, ...]:
        """Write one container file; see :meth:`localize.engine.Muxer.mux`."""
        return _mux.mux(plan, out)

    def fragment(self, plan: FragmentPlan, out: Path) -> None:
        """Write one track as CMAF; see :meth:`localize.engine.Fragmenter.fragment`."""
        _fragment.fragment(plan, out)

    def begins(self, path: Path, master: Master) -> dict[int, Seconds]:
        """Return when each sound track begins; see :meth:`localize.engine.Fragmenter.begins`."""
        return _probe.begins(path, master)

    def label(self, source: Path, out: Path, metadata: tuple[tuple[str, str], ...]) -> None:
        """Copy one of our media files with metadata added; see :meth:`localize.engine.Muxer.label`."""
        _labelling.label(source, out, metadata)

    def picture_digest(self, path: Path, container: str) -> str:
        """Return the sha256 of the coded picture alone; see :meth:`localize.engine.Muxer.picture_digest`."""
        return _picture.picture_digest(path, container)

    def paint(self, path: Path, master: Master, stills: Sequence[Still], width: int) -> tuple[Pixels, ...]:
        """Return stills with subtitles drawn; see :meth:`localize.engine.Painter.paint`."""
        return _paint.paint(path, master, stills, width)

    def missing_fonts(self, languages: Sequence[str]) -> tuple[str, ...]:
        """Return the tags no installed font can draw; see :meth:`localize.engine.Painter.missing_fonts`."""
        return _paint.missing_fonts(languages)
