"""One track of a stream as playlists speak of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from localize.packaging.streaming.index import Index
from localize.time import Seconds


class Kind(StrEnum):
    """What a rendition is."""

    PICTURE = "picture"
    SOUND = "sound"
    WEBVTT = "webvtt"
    IMSC = "imsc"


@dataclass(frozen=True, slots=True)
class Rendition:
    """One track of a stream.

    Attributes:
        kind: What it is.
        path: Its file, from the folder of the playlists; of WebVTT the folder of its pieces.
        language: Tag, or empty for the picture.
        name: As players show it; unique in its group.
        codec: For CODECS attributes; empty for WebVTT, which is in no container.
        index: Its segments; None for WebVTT.
        pieces: Name and seconds of each file of WebVTT.
        original: Whether it is the original sound.
        default: Whether players choose it unasked.
        forced: Whether it is shown whatever the viewer chose.
        hearing_impaired: Whether it is for the deaf and hard of hearing.
        machine: Whether it was made by a machine.
        channels: Of sound.
        sample_rate: Of sound, hertz.
        range: Of the picture: ``SDR``, ``PQ`` or ``HLG``.
    """

    kind: Kind
    path: str
    language: str = ""
    name: str = ""
    codec: str = ""
    index: Index | None = None
    pieces: tuple[tuple[str, Seconds], ...] = ()
    original: bool = False
    default: bool = False
    forced: bool = False
    hearing_impaired: bool = False
    machine: bool = False
    channels: int = 0
    sample_rate: int = 0
    range: str = "SDR"

    @property
    def playlist(self) -> str:
        """Path of its media playlist, beside it."""
        return f"{self.path.removesuffix('.mp4')}.m3u8"

    @property
    def file_name(self) -> str:
        """Name of its file, as its playlist beside it says it."""
        return self.path.rpartition("/")[2]

    @property
    def segments(self) -> Index:
        """The index of a track that has one."""
        assert self.index is not None, "WebVTT has no index"
        return self.index
