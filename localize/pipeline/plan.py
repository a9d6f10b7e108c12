"""What a job is, and the steps it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from localize.errors import InvalidInput
from localize.language import source, target
from localize.model import CastEntry, Character, DubOptions, RegisteredVoice, RightsWindow
from localize.provenance.notice import Notice
from localize.rules import Audience, profile
from localize.store import Key

#: More voices than this nobody tells apart, people or machines.
_MOST_SPEAKERS: Final = 40


class TranscribeMode(StrEnum):
    """Where the transcript comes from."""

    AUTO = "auto"
    """A dialogue list if given, else speech; cross-checked with burned-in subtitles."""
    SPEECH = "speech"
    BURNED_IN = "burned-in"
    SIDECAR = "sidecar"


@dataclass(frozen=True, slots=True)
class JobSpec:
    """One master to localize: everything the result depends on, by key.

    Attributes:
        title: Display name of the title.
        master: Store key of the master's bytes.
        master_name: Its file name, without folders.
        source: Tag of the language spoken.
        targets: Tags wanted; none means the source side alone, up to the transcript.
        episode: Name of the episode, or empty.
        transcribe: Where the transcript comes from.
        sidecar: Store key of a dialogue list, or empty.
        sidecar_name: Its file name.
        glossary: Store key of the term base as CSV, or empty.
        characters: Of the title.
        profile: Delivery profile.
        edits: Store key of people's lines as JSON ``{language: {cue: {text, source}}}``, or empty; a bare text will do.
        dub: Whether dub tracks are made.
        audience: For whom the subtitles are: ``adult``, ``child``, ``sdh`` or ``sdh-child``.
        memory: Store key of the title's own translation memory as TMX, or empty.
        speaker_names: Who speaks, in the order in which they first speak, where the user knows it.
        speaker_count: How many speak; 0 if not known.
        speaker_turns: Store key of who speaks when, as RTTM, or empty.
        casting: The title's casting so far, and what people chose.
        voices: The registered voices that may come into question, with their owners' terms.
        title_name: Name of the title's resource, or empty.
        rights: Where, when and in which languages the title may be shown: told in the manifest.
        dub_options: How dubs are made.
        notice: How people are told that AI made it: ``none``, ``visible``, ``audible`` or ``both``.
        previous: Digest of the manifest of the package that this one supersedes, in the store; or empty.

    Raises:
        UnknownLanguage: If a tag is not one we serve in that direction.
        NotFound: If the profile is unknown.
        InvalidInput: If a target stands twice, or a mode has not what it needs.
    """

    title: str
    master: Key
    master_name: str
    source: str
    targets: tuple[str, ...]
    episode: str = ""
    transcribe: str = TranscribeMode.AUTO.value
    sidecar: Key = ""
    sidecar_name: str = ""
    glossary: Key = ""
    characters: tuple[Character, ...] = ()
    profile: str = "generic"
    edits: Key = ""
    dub: bool = True
    audience: str = Audience.ADULT.value
    memory: Key = ""
    speaker_names: tuple[str, ...] = ()
    speaker_count: int = 0
    speaker_turns: Key = ""
    casting: tuple[CastEntry, ...] = ()
    voices: tuple[RegisteredVoice, ...] = ()
    title_name: str = ""
    rights: tuple[RightsWindow, ...] = ()
    previous: Key = ""
    dub_options: DubOptions = field(default_factory=DubOptions)
    notice: str = Notice.NONE.value

    def __post_init__(self) -> None:
        source(self.source)
        for tag in self.targets:
            if target(tag).tag != tag:
                raise InvalidInput(f"{tag!r} should be written {target(tag).tag!r}", field="targets")
        if len(set(self.targets)) != len(self.targets):
            raise InvalidInput("a target language stands twice", field="targets")
        if self.source in self.targets:
            raise InvalidInput(f"{self.source} is the source language", field="targets")
        if self.transcribe not in {mode.value for mode in TranscribeMode}:
            raise InvalidInput(f"{self.transcribe!r} is no way to transcribe", field="transcribe",
                               hint="auto, speech, burned-in or a dialogue list")
        if self.transcribe == TranscribeMode.SIDECAR and not self.sidecar:
            raise InvalidInput("there is no dialogue list", field="sidecar", hint="give one, or transcribe=auto")
        if self.audience not in {audience.value for audience in Audience}:
            raise InvalidInput(f"{self.audience!r} is no audience", field="audience", hint="adult, child, sdh or sdh-child")
        if not 0 <= self.speaker_count <= _MOST_SPEAKERS:
            raise InvalidInput(f"{self.speaker_count} speakers cannot be told apart", field="speaker_count",
                               hint=f"1 to {_MOST_SPEAKERS}, or 0 to have them counted")
        if len(set(self.speaker_names)) != len(self.speaker_names) or not all(name.strip() for name in self.speaker_names):
            raise InvalidInput("a speaker's name is empty or stands twice", field="speaker_names")
        if self.notice not in {notice.value for notice in Notice}:
            raise InvalidInput(f"{self.notice!r} is no notice", field="notice", hint="none, visible, audible or both")
        profile(self.profile)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a job.

    Attributes:
        id: ``stage`` for the source side, ``stage/language`` for a language.
        stage: ``ingest shots recognize read transcript translate subtitle dub package``.
        language: Target tag, or empty.
        needs: Ids of the steps whose results it takes.
    """

    id: str
    stage: str
    language: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepResult:
    """What a step gave.

    Attributes:
        step: Id of the step.
        key: Store key of the result: a record as JSON.
        made: False when it was in the store already.
        seconds: Time it took.
        detail: Pairs for people and tables (``cues``, ``memory``, ``machine`` …).
    """

    step: str
    key: Key
    made: bool
    seconds: float
    detail: tuple[tuple[str, str], ...] = field(default=())


def plan(spec: JobSpec) -> tuple[Step, ...]:
    """Return the steps of a job, each after all it needs."""
    steps = [Step("ingest", "ingest")]
    mode = TranscribeMode(spec.transcribe)
    heard = mode is TranscribeMode.SPEECH or (mode is TranscribeMode.AUTO and not spec.sidecar)
    seen = mode is TranscribeMode.BURNED_IN or (mode is TranscribeMode.AUTO and not spec.sidecar)
    if heard:
        steps.append(Step("recognize", "recognize", needs=("ingest",)))
    if seen:
        steps.append(Step("read", "read", needs=("ingest",)))
    sources = tuple(step.id for step in steps)
    steps.append(Step("transcript", "transcript", needs=sources))
    if spec.targets:
        steps.append(Step("shots", "shots", needs=("ingest",)))
    last = []
    for tag in spec.targets:
        steps += [Step(f"translate/{tag}", "translate", tag, ("transcript",)),
                  Step(f"subtitle/{tag}", "subtitle", tag, ("ingest", "shots", "transcript", f"translate/{tag}"))]
        last += [f"translate/{tag}", f"subtitle/{tag}"]
        if spec.dub:
            steps.append(Step(f"dub/{tag}", "dub", tag, ("ingest", "transcript", f"translate/{tag}")))
            last.append(f"dub/{tag}")
    if not spec.targets:
        return tuple(steps)
    steps.append(Step("package", "package", needs=("ingest", "shots", "transcript", *last)))
    return tuple(steps)
