"""The demo film is what the demo says it is."""

from __future__ import annotations

import csv
import json
import re
from fractions import Fraction
from pathlib import Path

import numpy as np

from demo.master import DemoMaster
from demo.script import LINES, ROLES
from localize.engines.media.ffmpeg import FFmpeg
from localize.language import TARGETS
from localize.stages.ingest import ingest

DEMO = Path(__file__).resolve().parents[2] / "demo"
MEDIA = FFmpeg()


def test_the_film_is_25_fps_h264_with_5_1(demo_film: DemoMaster):
    master = ingest(demo_film.path, "demo.mp4", MEDIA)
    assert 60 <= master.duration <= 90
    assert abs(master.duration - demo_film.duration) < Fraction(1, 25)
    assert (master.video.codec, master.video.frame_rate, master.video.width) == ("h264", 25, 1280)
    assert master.audio[0].layout == "5.1"
    assert master.notes == ()


def test_the_dialogue_is_in_the_centre_alone(demo_film: DemoMaster):
    master = ingest(demo_film.path, "demo.mp4", MEDIA)
    sound = np.concatenate(list(MEDIA.decode(demo_film.path, master, rate=16_000, layout="native")))
    speech = np.zeros(len(sound), dtype=bool)
    for line in demo_film.lines:
        speech[int(line.span.begin * 16_000):int(line.span.end * 16_000)] = True
    energy = (sound.astype(np.float64) ** 2)
    assert energy[speech, 2].mean() > 1000 * energy[~speech, 2].mean()
    assert energy[~speech, 0].mean() > energy[speech, 0].mean() / 4  # the music goes on


def test_two_thirds_of_the_lines_are_in_the_phrase_memory(demo_film: DemoMaster, shared: Path):
    assert sum(line.known for line in LINES) == 16
    assert len(LINES) == 24
    known = set()
    for path in (shared / "data" / "dialogue").glob("*.jsonl"):
        known |= {json.loads(line)["zh"] for line in path.read_text(encoding="utf-8").splitlines()}
    names = "|".join(role.name for role in ROLES.values())
    for line in LINES:
        slotted = re.sub(names, "{NAME}", line.text).replace("佛山", "{PLACE}")
        assert (slotted in known) == line.known, line.text


def test_title_and_glossary_cover_every_language_and_occur():
    title = json.loads((DEMO / "title.json").read_text(encoding="utf-8"))
    assert {character["name"] for character in title["characters"]} == {role.name for role in ROLES.values()}
    tags = {language.tag for language in TARGETS}
    assert all(set(character["renderings"]) == tags for character in title["characters"])
    script = "".join(line.text for line in LINES)
    with (DEMO / "glossary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 8
    for row in rows:
        assert row["source"] in script
        assert all(row[tag] for tag in tags)
