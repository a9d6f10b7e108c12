"""The DASH manifest (ISO/IEC 23009-1, on-demand profile) of the same tracks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lxml import etree

from localize.model import VideoStream
from localize.packaging.streaming.rendition import Kind, Rendition
from localize.time import Seconds

_SPACE: Final = "urn:mpeg:dash:schema:mpd:2011"
_PROFILES: Final = "urn:mpeg:dash:profile:isoff-on-demand:2011,urn:mpeg:dash:profile:cmaf:2019"
_ROLE: Final = "urn:mpeg:dash:role:2011"
_CHANNELS: Final = "urn:mpeg:mpegB:cicp:ChannelConfiguration"
#: Number of channels and ChannelConfiguration (ISO/IEC 23091-3, table 3).
_CONFIGURATIONS: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 8: 12}
#: Transfer functions of H.273 as CICP properties.
_TRANSFER: Final = {"PQ": "16", "HLG": "18"}


def manifest(renditions: Sequence[Rendition], video: VideoStream, duration: Seconds) -> bytes:
    """Return the manifest; WebVTT stays out, as IMSC has the same cues in fragments."""
    root = etree.Element(f"{{{_SPACE}}}MPD", {
        "type": "static", "profiles": _PROFILES, "mediaPresentationDuration": f"PT{float(duration):.3f}S",
        "minBufferTime": "PT6S"}, nsmap={None: _SPACE})
    period = _child(root, "Period", id="1", start="PT0S", duration=f"PT{float(duration):.3f}S")
    for number, item in enumerate((item for item in renditions if item.kind is not Kind.WEBVTT), start=1):
        _adaptation(period, number, item, video)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _adaptation(period: etree._Element, number: int, item: Rendition, video: VideoStream) -> None:
    kind = {Kind.PICTURE: "video", Kind.SOUND: "audio", Kind.IMSC: "text"}[item.kind]
    attributes = {"id": str(number), "contentType": kind, "segmentAlignment": "true", "subsegmentAlignment": "true",
                  "subsegmentStartsWithSAP": "1", "startWithSAP": "1"}
    if item.language:
        attributes["lang"] = item.language
    found = _child(period, "AdaptationSet", **attributes)
    if item.range in _TRANSFER:
        _child(found, "SupplementalProperty", schemeIdUri="urn:mpeg:mpegB:cicp:TransferCharacteristics",
               value=_TRANSFER[item.range])
    if item.name:
        _child(found, "Label").text = item.name
    if item.hearing_impaired:
        _child(found, "Accessibility", schemeIdUri="urn:tva:metadata:cs:AudioPurposeCS:2007", value="2")
    for role in _roles(item):
        _child(found, "Role", schemeIdUri=_ROLE, value=role)
    _representation(found, number, item, video)


def _roles(item: Rendition) -> list[str]:
    """Return what a track is for (ISO/IEC 23009-1, table "role")."""
    if item.kind is Kind.IMSC:
        return ["forced-subtitle"] if item.forced else ["caption"] if item.hearing_impaired else ["subtitle"]
    return ["dub"] if item.kind is Kind.SOUND and not item.original else ["main"]


def _representation(parent: etree._Element, number: int, item: Rendition, video: VideoStream) -> None:
    index = item.segments
    attributes = {"id": f"{item.kind.value}-{number}", "bandwidth": str(max(index.peak, 1)), "codecs": item.codec,
                  "mimeType": {Kind.PICTURE: "video/mp4", Kind.SOUND: "audio/mp4"}.get(item.kind, "application/mp4")}
    if item.kind is Kind.PICTURE:
        attributes |= {"width": str(video.width), "height": str(video.height), "frameRate": str(video.frame_rate)}
    if item.kind is Kind.SOUND:
        attributes["audioSamplingRate"] = str(item.sample_rate)
    found = _child(parent, "Representation", **attributes)
    if item.kind is Kind.SOUND and item.channels in _CONFIGURATIONS:
        _child(found, "AudioChannelConfiguration", schemeIdUri=_CHANNELS, value=str(_CONFIGURATIONS[item.channels]))
    _child(found, "BaseURL").text = item.path
    base = _child(found, "SegmentBase", indexRange=f"{index.begin}-{index.end - 1}", indexRangeExact="true")
    _child(base, "Initialization", range=f"0-{index.header - 1}")


def _child(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_SPACE}}}{name}", attributes)
