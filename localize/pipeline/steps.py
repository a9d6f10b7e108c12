"""Each step of the plan: its key, and the stage that makes it when the key is not in the store."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from localize.corrections import stale_edits
from localize.dubbing import back
from localize.dubbing.targets import target_of
from localize.engine import Report, Samples
from localize.errors import EngineError, InvalidMedia
from localize.glossary import Glossary
from localize.model import (
    Dub,
    LanguageResult,
    Master,
    Package,
    Severity,
    ShotChanges,
    SubtitleTrack,
    TermReport,
    Transcript,
    Translation,
)
from localize.packaging import PackageOptions
from localize.packaging.manifest import read_manifest
from localize.pipeline.engines import Engines
from localize.pipeline.lexicon import edits_of, glossary_of, lexicon_of
from localize.pipeline.plan import JobSpec, Step, StepResult, plan
from localize.pipeline.voicing import casting, named_voices, speakers_key, told_apart
from localize.provenance.notice import Notice
from localize.record import from_json, to_data, to_json
from localize.rules import Audience, Rules, profile, rules
from localize.shaping.notice import with_notice
from localize.stages import check, dub, ingest, mix, package, subtitle, transcribe, translate
from localize.store import Key, Store, key_of
from localize.terminology.telling import as_data, details

R = TypeVar("R")
SPEECH_RATE: Final = 16_000
"""Hertz that recognisers take."""


@dataclass(frozen=True, slots=True)
class StepContext:
    """What a step works with."""

    spec: JobSpec
    step: Step
    results: Mapping[str, StepResult]
    engines: Engines
    store: Store
    report: Report
    failures: dict[str, str]

    def load(self, step: str, kind: type[R]) -> R:
        """Return the record another step made."""
        return from_json(self.store.path(self.results[step].key).read_bytes(), kind)

    def master(self) -> Master:
        """Return the probed master."""
        return self.load("ingest", Master)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A step's result key, whether it was made now, and what to tell about it."""

    key: Key
    made: bool
    detail: tuple[tuple[str, str], ...] = ()


def _once(context: StepContext, key: Key, kind: type[R], make: Callable[[], R],
          tell: Callable[[R], dict[str, object]]) -> Outcome:
    """Return the record under ``key``, made only if it is not there."""
    made = not context.store.has(key)
    record = make() if made else from_json(context.store.path(key).read_bytes(), kind)
    if made:
        context.store.put(key, to_json(record))
    context.report(1.0)
    return Outcome(key, made, tuple((name, str(value)) for name, value in tell(record).items()))


def _ingest(context: StepContext) -> Outcome:
    spec = context.spec
    key = key_of("ingest", ingest.VERSION, spec.master, spec.master_name)
    path = context.store.path(spec.master)
    return _once(context, key, Master, lambda: ingest.ingest(path, spec.master_name, context.engines.media),
                 lambda master: {"duration": f"{float(master.duration):.2f}", "notes": len(master.notes)})


def _shots(context: StepContext) -> Outcome:
    master, engine = context.master(), context.engines.shots
    key = key_of("shots", master.digest, to_data(engine.identity) if engine else None)
    path = context.store.path(context.spec.master)

    def make() -> ShotChanges:
        if engine is None:
            return ShotChanges(note="not looked for")
        try:
            return ShotChanges(engine.detect(path, master, context.report))
        except (EngineError, InvalidMedia) as error:
            # Subtitles are worth having without: cues then keep to the speech alone.
            return ShotChanges(note=str(error))

    return _once(context, key, ShotChanges, make, lambda made: {"cuts": len(made.cuts), **({"note": made.note} if made.note else {})})


def _recognize(context: StepContext) -> Outcome:
    master, engine = context.master(), context.engines.recognizer
    key = key_of("recognize", transcribe.VERSION, master.digest, to_data(engine.identity), context.spec.source)

    def make() -> Transcript:
        samples = _sound(context, master)
        return transcribe.transcript(engine.recognize(samples, context.spec.source, context.report), context.spec.source)

    return _once(context, key, Transcript, make, lambda made: {"utterances": len(made.utterances)})


def _sound(context: StepContext, master: Master) -> Samples:
    """Return the dialogue as mono at 16 kHz: the centre where there is one, else a downmix."""
    import numpy as np

    blocks = list(context.engines.media.decode(context.store.path(context.spec.master), master, rate=SPEECH_RATE,
                                               layout="dialogue"))
    return np.concatenate(blocks).reshape(-1) if blocks else np.zeros(0, np.float32)


def _read(context: StepContext) -> Outcome:
    master, engine = context.master(), context.engines.reader
    key = key_of("read", transcribe.VERSION, master.digest, to_data(engine.identity), context.spec.source)
    path = context.store.path(context.spec.master)
    return _once(context, key, Transcript,
                 lambda: transcribe.transcript(engine.read(path, master, context.spec.source, context.report),
                                               context.spec.source),
                 lambda made: {"utterances": len(made.utterances)})


def _transcript(context: StepContext) -> Outcome:
    spec = context.spec
    needs = {name: context.results[name].key for name in ("recognize", "read") if name in context.results}
    key = key_of("transcript", transcribe.VERSION, needs, spec.sidecar, spec.sidecar_name, spec.transcribe, spec.source,
                 context.results["ingest"].key, speakers_key(spec, context.engines))

    def make() -> Transcript:
        speech = context.load("recognize", Transcript) if "recognize" in needs else None
        burned_in = context.load("read", Transcript) if "read" in needs else None
        sidecar = None
        if spec.sidecar:
            data = context.store.path(spec.sidecar).read_bytes()
            sidecar = context.engines.sidecar.read(data, spec.sidecar_name, spec.source)
        made = transcribe.reconcile(speech, burned_in, sidecar, mode=spec.transcribe)
        return told_apart(spec, made, lambda: _sound(context, context.master()), context.engines, context.store,
                          context.report)

    return _once(context, key, Transcript, make,
                 lambda made: {"utterances": len(made.utterances), "speakers": len(made.speakers),
                               "findings": len(made.findings)})


def _translate(context: StepContext) -> Outcome:
    spec, tag, engines, store = context.spec, context.step.language, context.engines, context.store
    lexicon = lexicon_of(spec, engines, store, tag)
    edits = edits_of(spec, store).get(tag, {})
    key = key_of("translate", translate.VERSION, context.results["transcript"].key, tag, spec.glossary,
                 to_data(spec.characters), lexicon.memory.revision, to_data(engines.translator.identity),
                 engines.names.revision if engines.names else "", to_data(edits), to_data(lexicon.place))
    made = not store.has(key)
    if made:
        translation = translate.translate(context.load("transcript", Transcript), tag, lexicon, engines.translator, store,
                                          context.report)
        stale = stale_edits(translation.lines, {cue: edit.source for cue, edit in edits.items()}, tag)
        translation = replace(translation, findings=(*translation.findings, *stale))
        # Under its own digest, so that subtitles and dubs follow what it says and not what it was made from: a changed
        # term leaves the languages and episodes alone in which no line changed.
        content = store.put_bytes(to_json(translation))
        store.put(key, content.encode())
    else:
        content = store.path(key).read_bytes().decode()
        translation = from_json(store.path(content).read_bytes(), Translation)
    context.report(1.0)
    return Outcome(content, made, tuple((name, str(value)) for name, value in _told_of_translation(translation).items()))


def _lines_key(context: StepContext, tag: str) -> Key:
    """Return the digest of a translation's lines: what is told of it (how its terms fared) changes no subtitle and no dub."""
    return key_of(json.loads(context.store.path(context.results[f"translate/{tag}"].key).read_bytes())["lines"])


def _told_of_translation(translation: Translation) -> dict[str, object]:
    origins = Counter(line.origin.value for line in translation.lines)
    return {"cues": len(translation.lines), **origins, **details(translation.terms or TermReport()),
            "findings": len(translation.findings)}


def _glossary(context: StepContext) -> Glossary:
    return glossary_of(context.spec.glossary, context.spec.characters, context.store)


def _rules(context: StepContext, tag: str) -> Rules:
    return rules(tag, context.spec.profile, Audience(context.spec.audience))


def _subtitle(context: StepContext) -> Outcome:
    spec, tag = context.spec, context.step.language
    hearing = subtitle.Hearing(spec.characters) if spec.audience.startswith(Audience.SDH.value) else None
    key = key_of("subtitle", subtitle.VERSION, context.results["transcript"].key, context.results["ingest"].key,
                 _lines_key(context, tag), context.results["shots"].key, spec.profile,
                 to_data(_rules(context, tag)), to_data(hearing) if hearing else None,
                 to_data(context.engines.shortener.identity) if context.engines.shortener else None)
    master, cuts = context.master(), context.load("shots", ShotChanges).cuts

    def make() -> SubtitleTrack:
        return subtitle.subtitle(context.load("transcript", Transcript), context.load(f"translate/{tag}", Translation),
                                 _rules(context, tag), master.video.frame_rate, master.duration, cuts, hearing,
                                 context.engines.shortener)

    def tell(track: SubtitleTrack) -> dict[str, object]:
        findings = check.check(track, _rules(context, tag), frame_rate=master.video.frame_rate, cuts=cuts)
        grave = sum(finding.severity is Severity.ERROR for finding in findings)
        return {"cues": len(track.cues), "errors": grave, "findings": len(findings)}

    return _once(context, key, SubtitleTrack, make, tell)


def _dub(context: StepContext) -> Outcome:
    spec, tag, engines, master = context.spec, context.step.language, context.engines, context.master()
    wanted, store = spec.dub_options, context.store
    target, lossless = target_of(profile(spec.profile)), profile(spec.profile).delivery.sound == "wav"
    synthesizer, voices = casting(spec, tag, context.load("transcript", Transcript), engines.speaks(tag))
    key = key_of("dub", dub.VERSION, mix.VERSION, back.VERSION, master.digest, context.results["transcript"].key,
                 _lines_key(context, tag), to_data(voices), to_data(synthesizer.identity),
                 to_data(target), to_data(wanted), Notice(spec.notice).heard, to_data(back.ear(engines.recognizer)),
                 to_data(engines.separator.identity) if engines.separator else "", engines.meter is not None,
                 to_data(engines.watermarker.identity) if engines.watermarker else "", *(["lossless"] if lossless else []))
    path = store.path(spec.master)

    def make() -> Dub:
        plan = dub.dub(context.load("transcript", Transcript), context.load(f"translate/{tag}", Translation),
                       spec.characters, synthesizer, store, duration=master.duration, mode=wanted.mode, casting=voices,
                       report=lambda share: context.report(share / 2))
        heard = back.back_transcribed(plan.segments, engines.recognizer, tag, store)
        plan = replace(plan, measures=plan.measures + heard, findings=plan.findings + back.back_findings(heard, tag))
        options = mix.MixOptions(target, store.path(wanted.m_and_e) if wanted.m_and_e else None, stems=wanted.stems,
                                 room=wanted.room, notice=Notice(spec.notice).heard, watermarker=engines.watermarker,
                                 lossless=lossless)
        return mix.mix(plan, master, path, engines.media, engines.sound, store, options=options,
                       separator=engines.separator, meter=engines.meter,
                       report=lambda share: context.report((1 + share) / 2))

    return _once(context, key, Dub, make,
                 lambda made: {"segments": len(made.segments), "guide": made.guide, "voiced": bool(made.audio),
                               "seconds": f"{float(sum(item.span.duration for item in made.segments)):.1f}",
                               "findings": len(made.findings)})


def _package(context: StepContext) -> Outcome:
    spec, engines, store = context.spec, context.engines, context.store
    made = [tag for tag in spec.targets if tag not in context.failures]
    if not made:
        raise EngineError("every language failed", field="targets",
                          hint="; ".join(f"{tag}: {why}" for tag, why in context.failures.items()))
    results = tuple(_language_result(context, tag) for tag in made)
    models = engines.identities({step.stage for step in plan(spec)}, made)
    voices = named_voices([item.dub for item in results if item.dub], spec, engines.speaks)
    keys = {name: result.key for name, result in context.results.items() if name != "package"}
    made_from = key_of("package", package.VERSION, spec.title, spec.episode, spec.profile, spec.glossary, keys,
                       to_data(spec.rights), sorted(context.failures.items()), to_data(models), voices, engines.seal.identity, spec.notice)
    previous, older = _previous(store, spec.previous, made_from)
    key = key_of("superseding package", made_from, previous) if previous else made_from
    glossary = {"digest": spec.glossary, "entries": [term.name for term in _glossary(context).approved()],
                "kept": {item.language: as_data(item.translation.terms) for item in results if item.translation.terms}}
    options = PackageOptions(
        title=spec.title, episode=spec.episode, profile=spec.profile, models=models,
        failures=tuple(context.failures.items()), hearing_impaired=spec.audience.startswith(Audience.SDH.value),
        rights=spec.rights, made_from=made_from, previous=older, seal=engines.seal.within(store),
        details=(("glossary", json.dumps(glossary)), ("memory", json.dumps(engines.memory.revision)),
                 ("voices", json.dumps(voices)), ("audience", json.dumps(spec.audience))))

    tools = package.Tools(engines.muxer, engines.painter, engines.sound, engines.fragmenter, engines.meter)

    def make() -> Package:
        # Beside the store, so that finished files move in by a rename and large ones are not written twice.
        with tempfile.TemporaryDirectory(dir=store.root, prefix=".package-") as folder:
            out = Path(folder)
            found = package.build(context.master(), store.path(spec.master), context.load("transcript", Transcript),
                                  results, tools, out, options, context.report)
            for item in found.files:
                store.adopt(item.sha256, out / item.path)
            return found

    return _once(context, key, Package, make,
                 lambda found: {"files": len(found.files), "deliverable": found.deliverable,
                                "findings": len(found.findings)})


def _previous(store: Store, manifest: Key, made_from: Key) -> tuple[Key, bytes]:
    """Return the digest and bytes of the manifest that a package made from ``made_from`` supersedes.

    A package made from the same things is the same package: it supersedes what its twin did.
    """
    if manifest and store.has(manifest):
        data = store.path(manifest).read_bytes()
        known = read_manifest(data)
        if known["made_from"] != made_from:
            return manifest, data
        older = (known["supersedes"] or {}).get("manifest", "")
        if older and store.has(older):
            return older, store.path(older).read_bytes()
    return "", b""


def _language_result(context: StepContext, tag: str) -> LanguageResult:
    track, master = context.load(f"subtitle/{tag}", SubtitleTrack), context.master()
    dub_made = context.load(f"dub/{tag}", Dub) if f"dub/{tag}" in context.results else None
    audio = context.store.path(dub_made.audio) if dub_made and dub_made.audio else None
    if Notice(context.spec.notice).seen:
        track = with_notice(track, _rules(context, tag), master.video.frame_rate, master.duration, dubbed=audio is not None)
    findings = check.check(track, _rules(context, tag), frame_rate=master.video.frame_rate,
                           cuts=context.load("shots", ShotChanges).cuts)
    stems = tuple((name, context.store.path(key)) for name, key in dub_made.stems) if dub_made else ()
    return LanguageResult(tag, context.load(f"translate/{tag}", Translation), track, dub_made, audio, findings,
                          stems if context.spec.dub_options.stems else (), dict(stems).get("mix"))


STEPS: Final[Mapping[str, Callable[[StepContext], Outcome]]] = {
    "ingest": _ingest, "shots": _shots, "recognize": _recognize, "read": _read, "transcript": _transcript, "translate": _translate,
    "subtitle": _subtitle, "dub": _dub, "package": _package,
}
