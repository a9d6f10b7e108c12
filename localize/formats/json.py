"""JSON: every cue with exact times, its markup tree and its place; reads back exactly. Schema: docs/formats.md."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Final

from localize.errors import InvalidInput, InvalidSubtitle, StorageError
from localize.model import Cue, CueKind, Region, SubtitleTrack
from localize.model.placement import number, percentage, view
from localize.record import from_data, to_data
from localize.time import Span

_VERSION: Final = 1
_CAMEL: Final = {"snap_to_lines": "snapToLines", "line_align": "lineAlign", "position_align": "positionAlign"}


@dataclass(frozen=True, slots=True)
class Json:
    """The track itself as JSON: nothing is lost."""

    name: str = "json"
    extensions: tuple[str, ...] = (".json",)
    writable: bool = True

    def parse(self, data: bytes) -> SubtitleTrack:
        """Return the track that :meth:`render` wrote, equal in every field.

        Raises:
            InvalidSubtitle: If it is no JSON, or not of this schema.
        """
        try:
            found = json.loads(data)
        except ValueError as error:
            raise InvalidSubtitle(f"no JSON: {error}", field="json") from error
        try:
            return _track(found)
        except (KeyError, TypeError, AttributeError, ValueError, ZeroDivisionError, StorageError) as error:
            raise InvalidSubtitle(f"not a track: {error!r}", field="json", hint="see docs/formats.md") from error
        except InvalidSubtitle:
            raise
        except InvalidInput as error:
            raise InvalidSubtitle(error.message, field=error.field) from error

    def render(self, track: SubtitleTrack) -> bytes:
        """Return the track as indented UTF-8 JSON."""
        return (json.dumps(_data(track), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "surrogatepass")

    def losses(self, track: SubtitleTrack) -> tuple[str, ...]:  # noqa: ARG002 - the Protocol's argument
        """Return nothing: the schema holds all of a track."""
        return ()


JSON: Final = Json()
"""The one instance."""


def exact(time: Fraction) -> str:
    """Return a time as ``numerator/denominator``."""
    return f"{time.numerator}/{time.denominator}"


def _data(track: SubtitleTrack) -> dict[str, Any]:
    return {
        "format": "localize-subtitles", "version": _VERSION, "language": track.language,
        "frame_rate": None if track.frame_rate is None else exact(track.frame_rate),
        "metadata": [list(pair) for pair in track.metadata], "styles": list(track.styles),
        "regions": [_region(region) for region in track.regions], "cues": [_cue(cue) for cue in track.cues],
        "picture": None if track.picture is None else [
            [exact(time), "+" if shown else "-"] for time, shown in track.picture],
        "losses": list(track.losses)}


def _region(region: Region) -> dict[str, Any]:
    """Return a region with the values of a browser's ``VTTRegion``, and its settings as the file has them."""
    settings = dict(region.settings)
    anchor = settings.get("regionanchor", "0%,100%").split(",")
    viewport = settings.get("viewportanchor", "0%,100%").split(",")
    lines = settings.get("lines", "3")
    return {
        "id": region.id, "width": percentage(settings.get("width", "100%")),
        "lines": number(lines) if lines.isdigit() else 3,
        "regionAnchorX": percentage(anchor[0]), "regionAnchorY": percentage(anchor[-1]),
        "viewportAnchorX": percentage(viewport[0]), "viewportAnchorY": percentage(viewport[-1]),
        "scroll": settings.get("scroll", ""), "settings": [list(pair) for pair in region.settings]}


def _cue(cue: Cue) -> dict[str, Any]:
    settings = dict(cue.settings)
    place = {_CAMEL.get(name, name): value for name, value in asdict(view(settings)).items()}
    end = Fraction(settings["end"]) if "end" in settings else cue.span.end
    return {
        "id": settings.get("identifier", cue.id), "key": cue.id, "begin": exact(cue.span.begin), "end": exact(end),
        "begin_seconds": float(cue.span.begin), "end_seconds": float(end), "text": cue.text,
        "content": to_data(cue)["content"], "region": cue.region or None,
        "settings": place, "pairs": [list(pair) for pair in cue.settings],
        "kind": cue.kind.value, "speaker": cue.speaker}


def _track(data: Any) -> SubtitleTrack:
    if data["format"] != "localize-subtitles" or data["version"] != _VERSION:
        raise InvalidSubtitle("of another format or version", field="json.version", hint=f"version {_VERSION}")
    return SubtitleTrack(
        language=_text(data["language"]), cues=tuple(_read_cue(item) for item in data["cues"]),
        regions=tuple(Region(_text(item["id"]), _pairs(item["settings"])) for item in data["regions"]),
        styles=tuple(_text(item) for item in data["styles"]), metadata=_pairs(data["metadata"]),
        frame_rate=None if data["frame_rate"] is None else Fraction(data["frame_rate"]),
        picture=None if data["picture"] is None else tuple(
            (Fraction(time), shown == "+") for time, shown in data["picture"]),
        losses=tuple(_text(item) for item in data["losses"]))


def _read_cue(data: Any) -> Cue:
    begin, end = Fraction(data["begin"]), Fraction(data["end"])
    content = from_data({"id": "", "span": {"begin": "0", "end": "0"}, "content": data["content"]}, Cue).content
    pairs = _pairs(data["pairs"])
    return Cue(
        id=_text(data["key"]), span=Span(begin, max(begin, end) if "end" in dict(pairs) else end), content=content,
        kind=CueKind(data["kind"]), region=_text(data["region"] or ""), settings=pairs,
        speaker=_text(data["speaker"]))


def _pairs(data: Any) -> tuple[tuple[str, str], ...]:
    return tuple((_text(name), _text(value)) for name, value in data)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no string")
    return value
