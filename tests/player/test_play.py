"""A package's streams in real players in a real browser: languages are switched, cues are read on the screen."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.packaging.made import Made, dub_file, master_file, package, result
from tests.player.ranges import served

HERE = Path(__file__).parent
CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), "")
NODE = shutil.which("node") or ""
SECONDS = 20
TONES = {"zh": 330, "en": 550, "ar": 880}
pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed (scripts/setup.sh test)"),
    pytest.mark.skipif(not NODE, reason="node is not installed"),
    pytest.mark.skipif(not (HERE / "node_modules" / "playwright-core").is_dir(),
                       reason="the players are not here: scripts/setup.sh test fetches them where npm is"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("streams")
    source = master_file(folder / "master.mp4", seconds=SECONDS)
    results = [result(tag, SECONDS, dub_file(folder / tag, SECONDS, frequency=TONES[tag])) for tag in ("en", "ar")]
    return package(folder / "out", "generic-hls", source, results)


def play(made: Made, *steps: str) -> list[Any]:
    with served(player=HERE, package=made.out) as address:
        done = subprocess.run([NODE, HERE / "play.cjs", CHROMIUM, f"{address}/player/page.html", *steps],
                              capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_hls_in_hls_js(made: Made):
    opened, zh, en, ar, english, shown, _, hidden, arabic, faults = play(
        made, "openHls('/package/stream/main.m3u8')", "tone()", "listenHls('en')",
        "listenHls('ar')", "readHls('en', 7)", "shot", "hideHls()", "shot", "readHls('ar', 9)", "window.faults")
    assert [track["lang"] for track in opened["audio"]] == ["zh", "en", "ar"]
    assert [track["default"] for track in opened["audio"]] == [True, False, False]
    assert {(track["lang"], track["forced"]) for track in opened["subtitles"]} == {
        ("en", False), ("en", True), ("ar", False), ("ar", True)}
    assert opened["size"] == [320, 180]
    assert opened["duration"] == pytest.approx(SECONDS, abs=0.1)
    assert [zh, en, ar] == [pytest.approx(TONES[tag], abs=6) for tag in ("zh", "en", "ar")]
    assert (english["begin"], english["end"]) == (pytest.approx(6.5, abs=0.002), pytest.approx(7.5, abs=0.002))
    assert english["text"] == "The shop is not for sale. 3"
    assert shown != hidden
    assert "المتجر ليس للبيع" in arabic["text"]
    assert not [fault for fault in faults if fault.endswith("true")]


def test_dash_in_shaka_player(made: Made):
    opened, zh, ar, english, arabic = play(
        made, "openDash('/package/stream/manifest.mpd')", "tone()", "listenDash('ar')", "readDash('en', 7)",
        "readDash('ar', 9)")
    assert {track["lang"] for track in opened["audio"]} == {"zh", "en", "ar"}
    assert {track["lang"]: track["roles"] for track in opened["audio"]}["ar"] == ["dub"]
    assert {track["codecs"] for track in opened["subtitles"]} == {"stpp.ttml.im1t"}
    assert opened["duration"] == pytest.approx(SECONDS, abs=0.1)
    assert [zh, ar] == [pytest.approx(TONES[tag], abs=6) for tag in ("zh", "ar")]
    assert re.sub("<[^>]*>", "", english["text"]) == "The shop is not for sale. 3"
    assert english["begin"] == pytest.approx(6.5, abs=0.002)
    assert "المتجر ليس للبيع" in arabic["text"]
