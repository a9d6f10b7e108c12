"""A correction through the real pipeline, engines and weights: what it does not touch keeps every byte."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from localize.composition import engines_for
from localize.engines.media import find_ffmpeg
from localize.glossary import Glossary, Rendering, Term, write_table
from localize.model import Package, SubtitleTrack, Translation
from localize.pipeline import Foresight, JobSpec, Pipeline, Question, StepResult, run
from localize.record import from_json
from localize.store import LocalStore

EPISODES = {"第1集": ("推土机来了。", "天黑了，快走！"), "第2集": ("你怎么来了？", "我们回家吧。")}
TAGS = ("en", "ar", "km")


def glossary(**renderings: str) -> bytes:
    return write_table(Glossary("g", (Term("t", ("推土机",), {tag: Rendering(text) for tag, text in renderings.items()}),)))


def srt(lines: Sequence[str]) -> bytes:
    return "".join(f"{number}\n00:00:0{2 * number - 1},000 --> 00:00:0{2 * number},500\n{line}\n\n"
                   for number, line in enumerate(lines, start=1)).encode()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_untouched_languages_and_episodes_keep_every_byte(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    subprocess.run([find_ffmpeg(), "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=6", "-f", "lavfi",
                    "-i", "sine=frequency=220:duration=6", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac",
                    "-shortest", film], check=True)
    store, engines = LocalStore(tmp_path / "store"), engines_for("starter")
    pipeline = Pipeline(engines, store)
    first = store.put_bytes(glossary(en="bulldozer", ar="جرافة"))
    second = store.put_bytes(glossary(en="earthmover", ar="جرافة"))
    specs = {name: JobSpec("Bridge", store.put_file(film), "film.mp4", "zh", TAGS, episode=name, transcribe="sidecar",
                           sidecar=store.put_bytes(srt(lines)), sidecar_name="list.srt", glossary=first)
             for name, lines in EPISODES.items()}
    before = {name: results(pipeline, spec) for name, spec in specs.items()}
    sight = Foresight(engines, store)
    told = sight.touched([Question(spec, replace(spec, glossary=second), before[name]["transcript"].key, TAGS)
                          for name, spec in specs.items()])
    assert [set(item) for item in told] == [{"en"}, set()]
    after = {name: results(pipeline, replace(spec, glossary=second)) for name, spec in specs.items()}
    # Untouched languages: every step behind the translation is found under the key it had.
    for name, tags in (("第1集", ("ar", "km")), ("第2集", TAGS)):
        for tag in tags:
            for stage in ("translate", "subtitle", "dub"):
                assert after[name][f"{stage}/{tag}"].key == before[name][f"{stage}/{tag}"].key, (name, stage, tag)
    old, new = (from_json(store.path(side["第1集"]["translate/en"].key).read_bytes(), Translation) for side in (before, after))
    changed = [a.utterance for a, b in zip(old.lines, new.lines, strict=True) if a.text != b.text]
    assert tuple(changed) == told[0]["en"]
    assert "earthmover" in new.lines[0].text.lower()
    tracks = [from_json(store.path(side["第1集"]["subtitle/en"].key).read_bytes(), SubtitleTrack) for side in (before, after)]
    assert [a.id for a, b in zip(tracks[0].cues, tracks[1].cues, strict=True) if a != b] == list(told[0]["en"])
    for name, touched in (("第1集", {"en"}), ("第2集", set())):
        kept, made = (files(store, side[name]) for side in (before, after))
        assert kept.keys() == made.keys()
        for path in kept:
            if path.startswith(("subtitles/", "dubs/")) and not any(tag in Path(path).name for tag in touched):
                assert made[path] == kept[path], path
        assert any(made[path] != kept[path] for path in kept if path.startswith("subtitles/en")) is ("en" in touched)


def results(pipeline: Pipeline, spec: JobSpec) -> dict[str, StepResult]:
    return {event.result.step: event.result for event in run(pipeline, spec, workers=2) if event.result is not None}


def files(store: LocalStore, made: dict[str, StepResult]) -> dict[str, str]:
    package = from_json(store.path(made["package"].key).read_bytes(), Package)
    return {item.path: item.sha256 for item in package.files}
