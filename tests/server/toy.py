"""A small pipeline for tests of the service: real steps with real results, of a master that is a text.

The first line of a master lists orders: ``fail:<step>`` makes a step fail, ``hold:<step>`` makes it wait for a file of
that name in the gate folder; ``film`` packs a film, a stem and a manifest too, ``hls`` streams.
A line may begin with who says it and a fullwidth colon. Every step that is made, not found, is written to the log.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from localize.dubbing.casting import Cast
from localize.engine import Identity
from localize.errors import EngineError, InvalidMedia
from localize.model import (
    Dub,
    FileRole,
    Gender,
    Package,
    PackageFile,
    Transcript,
    Translation,
    Utterance,
    Voice,
)
from localize.pipeline import Foresight, JobSpec, Step, StepResult, lexicon_of
from localize.pipeline.voicing import casting, named_voices
from localize.record import from_json, to_data, to_json
from localize.stages.translate import translate
from localize.store import LocalStore, key_of
from localize.time import Seconds, Span
from tests.server.toy_words import LINGUIST


class ToyVoices:
    """Three voices for every language, which never speak."""

    identity = Identity("synthesize", "toy", "1")

    def voices(self, language: str) -> tuple[Voice, ...]:
        """Return them."""
        return tuple(Voice(f"toy/{language}+{name}", "toy", language, gender) for name, gender in (
            ("m1", Gender.MALE), ("f1", Gender.FEMALE), ("m2", Gender.MALE)))

    def synthesize(self, requests: Any) -> Any:
        """Say nothing."""
        raise AssertionError(requests)


class ToyPipeline:
    """Runs steps over a store."""

    def __init__(self, store: LocalStore, log: Path, gate: Path) -> None:
        self.store = store
        self.log = log
        self.gate = gate
        self.foresight = Foresight(LINGUIST, store)

    def run_step(self, spec: JobSpec, step: Step, results: Mapping[str, StepResult],
                 report: Callable[[float], None], failures: Mapping[str, str] | None = None) -> StepResult:
        """Run one step, or find its result."""
        text = self.store.path(spec.master).read_text(encoding="utf-8")
        orders = text.splitlines()[0].split()
        self._hold(step, orders, report)
        if f"fail:{step.id}" in orders:
            raise EngineError(f"{step.id} was told to fail", field="orders", hint="tell it otherwise")
        key = key_of("toy", step.id, to_data(spec) if step.stage in {"translate", "package"} else spec.master,
                     {name: result.key for name, result in results.items()},
                     to_data(self._cast(spec, step, results)) if step.stage == "dub" else None)
        made = not self.store.has(key)
        if made:
            self.store.put(key, to_json(self._make(spec, step, results, text, failures or {})))
            # After the result is kept: what died before that was not finished, and may be made again.
            with self.log.open("a", encoding="utf-8") as log:
                log.write(f"{step.id}\n")
        report(1.0)
        if step.stage == "translate":
            # Under its own digest, as the real pipeline does: what follows it follows what it says.
            key = self.store.put_bytes(self.store.path(key).read_bytes())
        return StepResult(step.id, key, made, 0.25, (("cues", "3"),))

    def _hold(self, step: Step, orders: list[str], report: Callable[[float], None]) -> None:
        name = f"hold:{step.id}"
        if name not in orders:
            return
        (self.gate / f"reached-{step.id.replace('/', '-')}").touch()
        tick = threading.Event()
        while not (self.gate / step.id.replace("/", "-")).exists():
            report(0.5)
            tick.wait(0.02)

    def _make(self, spec: JobSpec, step: Step, results: Mapping[str, StepResult], text: str,
              failures: Mapping[str, str]) -> Any:
        if step.stage == "ingest" and text.startswith("no film"):
            raise InvalidMedia("this is no film", field="media")
        if step.stage == "transcript":
            return Transcript(spec.source, tuple(
                Utterance(f"u{number:04d}", Span(Seconds(number), Seconds(number) + Seconds(7, 8)),
                          line.rpartition("：")[2], speaker=line.rpartition("：")[0])
                for number, line in enumerate(text.splitlines()[1:], start=1)))
        if step.stage == "translate":
            return self._translate(spec, step, from_json(self.store.path(results["transcript"].key).read_bytes(),
                                                         Transcript))
        if step.stage == "package":
            return self._package(spec, results, failures, orders=text.splitlines()[0].split())
        if step.stage == "dub":
            cast = self._cast(spec, step, results)
            return Dub(step.language, (), "", "stereo", Seconds(1),
                       voices=tuple((name, voice.id) for name, voice in cast.voices) if cast else ())
        return {"step": step.id}

    def _cast(self, spec: JobSpec, step: Step, results: Mapping[str, StepResult]) -> Cast | None:
        transcript = from_json(self.store.path(results["transcript"].key).read_bytes(), Transcript)
        return casting(spec, step.language, transcript, ToyVoices())[1]

    def _translate(self, spec: JobSpec, step: Step, transcript: Transcript) -> Translation:
        lexicon = lexicon_of(spec, LINGUIST, self.store, step.language)
        return translate(transcript, step.language, lexicon, LINGUIST.translator, self.store, lambda _: None)

    def _package(self, spec: JobSpec, results: Mapping[str, StepResult], failures: Mapping[str, str], *,
                 orders: list[str]) -> Package:
        files = []
        for name, result in results.items():
            if name.startswith("translate/"):
                data = self.store.path(result.key).read_bytes() * 200
                files.append(PackageFile(f"subtitles/{name[10:]}.txt", FileRole.SUBTITLE, "text/plain", len(data),
                                         self.store.put_bytes(data), name[10:]))
        if "film" in orders:
            files += self._film(spec, files, streams="hls" in orders)
        dubs = [from_json(self.store.path(result.key).read_bytes(), Dub) for name, result in results.items()
                if name.startswith("dub/")]
        voices = json.dumps(named_voices(dubs, spec, lambda tag: ToyVoices()))
        return Package(spec.title, spec.master, tuple(files), (), tuple(tag for tag in spec.targets
                                                                        if tag not in failures),
                       deliverable=False, reasons=tuple(failures.values()), details=(("voices", voices),))

    def _film(self, spec: JobSpec, files: list[PackageFile], *, streams: bool) -> list[PackageFile]:
        def file(path: str, role: FileRole, kind: str, data: bytes) -> PackageFile:
            return PackageFile(path, role, kind, len(data), self.store.put_bytes(data))

        pictures = b"".join(number.to_bytes(4, "big") for number in range(1 << 16)) * 32
        more = [file("film.mkv", FileRole.VIDEO, "video/x-matroska", pictures),
                file("music.txt", FileRole.STEM, "text/plain", b"la la la")]
        if streams:
            tracks = "".join(f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",LANGUAGE="{tag}",NAME="{tag}",URI="{tag}.m3u8"\n'
                             for tag in (spec.source, *spec.targets))
            more += [file("streams/main.m3u8", FileRole.PLAYLIST, "application/vnd.apple.mpegurl", (
                         f'#EXTM3U\n{tracks}#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="sound"\nvideo.m3u8\n').encode()),
                     file("streams/video.mp4", FileRole.STREAM, "video/mp4", pictures)]
        listed = [{"path": item.path, "language": item.language, "sha256": item.sha256} for item in [*files, *more]]
        manifest = json.dumps({"title": spec.title, "languages": list(spec.targets), "files": listed,
                               "voices": dict.fromkeys(spec.targets, "espeak")}, ensure_ascii=False).encode()
        return [*more, file("manifest.json", FileRole.OTHER, "application/json", manifest)]
