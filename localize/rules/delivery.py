"""What a platform is given besides subtitles and loudness: containers, streams, sound files, names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Delivery:
    """The files of a delivery.

    Attributes:
        containers: Films with every track: ``mkv``, ``mp4``; none where the platform takes no such file.
        streams: Adaptive streaming: ``hls``, ``dash``.
        sound: File format of each dub alone: ``m4a``, ``wav`` (24-bit PCM); empty for no such file.
        layouts: Channel layouts every dub must come in; none: that of its mix.
        pictures: Picture codecs the platform takes; none: any.
        single_sound: Whether a film may hold one sound track: then each dub gets a film of its own.
        ascii_names: Whether file names must be ASCII.
        colour: Of subtitles in formats that have colours, as ``#rrggbb``; empty for the format's own.
        names: Pairs of kind of file (``film subtitle forced dub``) and template with ``{title} {episode} {name}
            {language} {kind} {layout} {ext}``.
        endings: Pairs of format and file name ending where the platform wants another than the usual one.
    """

    containers: tuple[str, ...]
    streams: tuple[str, ...]
    sound: str
    layouts: tuple[str, ...]
    pictures: tuple[str, ...]
    single_sound: bool
    ascii_names: bool
    colour: str
    names: tuple[tuple[str, str], ...]
    endings: tuple[tuple[str, str], ...]

    def template(self, kind: str) -> str:
        """Return the template of a kind of file."""
        return dict(self.names)[kind]

    @classmethod
    def of(cls, data: dict[str, Any]) -> Delivery:
        """Return the record of a profile's ``delivery``, ``names`` and ``endings`` tables."""
        table = data["delivery"]
        return cls(tuple(table["containers"]), tuple(table["streams"]), table["sound"], tuple(table["layouts"]),
                   tuple(table["pictures"]), table["single_sound"], table["ascii_names"], table["colour"], tuple(data["names"].items()),
                   tuple(data["endings"].items()))
