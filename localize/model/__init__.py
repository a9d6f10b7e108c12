"""The records that go from stage to stage: frozen, typed, checked where they are made."""

from localize.model.dub import Dub, DubPlan, Measure, Segment, Voice
from localize.model.finding import Finding, Severity
from localize.model.media import AudioStream, Master, ShotChanges, VideoStream
from localize.model.package import FileRole, LanguageResult, ModelUse, Package, PackageFile
from localize.model.speech import Address, Character, Formality, Gender, TextOrigin, Transcript, Utterance, Word
from localize.model.text import Break, Element, Moment, Node, Text, lines, plain
from localize.model.track import Cue, CueKind, Region, SubtitleTrack
from localize.model.translation import LineOrigin, TermHit, TranslatedLine, Translation

__all__ = [
    "Address",
    "AudioStream",
    "Break",
    "Character",
    "Cue",
    "CueKind",
    "Dub",
    "DubPlan",
    "Element",
    "FileRole",
    "Finding",
    "Formality",
    "Gender",
    "LanguageResult",
    "LineOrigin",
    "Master",
    "Measure",
    "ModelUse",
    "Moment",
    "Node",
    "Package",
    "PackageFile",
    "Region",
    "Segment",
    "Severity",
    "ShotChanges",
    "SubtitleTrack",
    "TermHit",
    "Text",
    "TextOrigin",
    "Transcript",
    "TranslatedLine",
    "Translation",
    "Utterance",
    "VideoStream",
    "Voice",
    "Word",
    "lines",
    "plain",
]
