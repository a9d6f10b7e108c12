"""Shot changes of a film whose cuts are known: four still pictures one after another, then a pan."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from localize.engine import ShotDetector
from localize.engines.media.ffmpeg import FFmpeg
from localize.engines.shots import Shots
from localize.stages.ingest import ingest
from tests.engines.media.films import CODECS, SOUND, film, make

MEDIA = FFmpeg()
SCENES = ("mandelbrot=size=320x180:rate=25", "smptebars=size=320x180:rate=25", "color=navy:size=320x180:rate=25",
          "color=white:size=320x180:rate=25")


def test_every_cut_on_its_frame(tmp_path: Path):
    inputs = [part for scene in SCENES for part in ("-f", "lavfi", "-t", "1.2", "-i", scene)]
    path = make(tmp_path / "film.mp4", *inputs, *SOUND, "-filter_complex", "[0][1][2][3]concat=n=4:v=1:a=0[v]",
                "-map", "[v]", "-map", "4:a", *CODECS)
    told: list[float] = []
    cuts = Shots(MEDIA).detect(path, ingest(path, "film.mp4", MEDIA), told.append)
    assert cuts == (Fraction(6, 5), Fraction(12, 5), Fraction(18, 5))
    assert all(0 <= share <= 1 for share in told)


def test_movement_is_no_cut(tmp_path: Path):
    path = film(tmp_path / "film.mp4")
    assert Shots(MEDIA).detect(path, ingest(path, "film.mp4", MEDIA), lambda _: None) == ()


def test_it_is_an_engine():
    engine = Shots(MEDIA)
    assert isinstance(engine, ShotDetector)
    assert engine.identity.job == "shots"
