"""The records that go from stage to stage: frozen, typed, checked where they are made."""

from localize.model.dub import Dub, DubMode, DubOptions, DubPlan, Measure, Room, Segment, Voice
from localize.model.finding import Finding, Severity
from localize.model.media import AudioStream, Master, ShotChanges, VideoStream
from localize.model.package import Changes, FileRole, LanguageResult, ModelUse, Package, PackageFile, RightsWindow
from localize.model.speech import (
    Address,
    Character,
    Formality,
    Gender,
    Speaker,
    TextOrigin,
    Transcript,
    Utterance,
    Word,
)
from localize.model.terms import EntryUse, TermReport
from localize.model.text import Break, Element, Moment, Node, Text, lines, plain
from localize.model.track import Cue, CueKind, Region, SubtitleTrack
from localize.model.translation import Held, LineOrigin, Strategy, TermHit, TranslatedLine, Translation, Unmet
from localize.model.voice import CastEntry, Consent, RegisteredVoice, VoiceKind, VoiceScope

__all__ = [
    "Address",
    "AudioStream",
    "Break",
    "CastEntry",
    "Changes",
    "Character",
    "Consent",
    "Cue",
    "CueKind",
    "Dub",
    "DubMode",
    "DubOptions",
    "DubPlan",
    "Element",
    "EntryUse",
    "FileRole",
    "Finding",
    "Formality",
    "Gender",
    "Held",
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
    "RegisteredVoice",
    "RightsWindow",
    "Room",
    "Segment",
    "Severity",
    "ShotChanges",
    "Speaker",
    "Strategy",
    "SubtitleTrack",
    "TermHit",
    "TermReport",
    "Text",
    "TextOrigin",
    "Transcript",
    "TranslatedLine",
    "Translation",
    "Unmet",
    "Utterance",
    "VideoStream",
    "Voice",
    "VoiceKind",
    "VoiceScope",
    "Word",
    "lines",
    "plain",
]
