"""``localize correct``: two term bases compared over a film, in a terminal; real engines."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from localize.cli import main
from localize.engines.media import find_ffmpeg
from localize.memory import Unit, write_tmx


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("film")
    path = folder / "film.mp4"
    subprocess.run([find_ffmpeg(), "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=6", "-f", "lavfi",
                    "-i", "sine=duration=6", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-shortest", path], check=True)
    (folder / "list.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\n推土机来了。\n\n2\n00:00:03,000 --> 00:00:05,000\n天黑了。\n",
                                     encoding="utf-8")
    (folder / "old.csv").write_text("source,en,ar\n推土机,bulldozer,جرافة\n", encoding="utf-8")
    (folder / "new.csv").write_text("source,en,ar\n推土机,earthmover,جرافة\n", encoding="utf-8")
    return path


def run(film: Path, store: Path, *more: str) -> int:
    return main(["correct", str(film), "--from", "zh", "--to", "en,ar", "--transcribe", str(film.with_name("list.srt")),
                 "--store", str(store), "--was", str(film.with_name("old.csv")), *more])


def test_it_says_which_cues_change_and_how(film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(film, tmp_path, "--glossary", str(film.with_name("new.csv")), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["cues"], told["of"], list(told["touched"])) == (1, 4, ["en"])
    (row,) = told["sample"]
    assert "bulldozer" in row["before"].lower()
    assert "earthmover" in row["after"].lower()
    assert run(film, tmp_path, "--glossary", str(film.with_name("new.csv"))) == 0
    shown = capsys.readouterr()
    assert "1 of 2" in shown.out
    assert "as they are: ar" in shown.err


def test_nothing_changes_where_nothing_differs(film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(film, tmp_path, "--glossary", str(film.with_name("old.csv"))) == 0
    assert "no cue changes" in capsys.readouterr().err


def test_a_missing_term_base_is_said(film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(film, tmp_path, "--glossary", "no-such.csv") == 2
    assert "no-such.csv" in capsys.readouterr().err


def test_it_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["correct", "--help"])
    assert "examples:" in capsys.readouterr().out


def test_lines_of_one_s_own_come_first_and_near_ones_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    memory, lines, terms = tmp_path / "own.tmx", tmp_path / "lines.txt", tmp_path / "terms.csv"
    memory.write_bytes(write_tmx([Unit("1", {"zh": "{NAME}，你别走！", "en": "{NAME}, stay!"}), Unit("2", {"zh": "住手！", "en": "Enough!"})]))
    lines.write_text("住手！\n林晚，你别走！\n", encoding="utf-8")
    terms.write_text("source,en,kind\n林晚,Lin Wan,character\n", encoding="utf-8")
    assert main(["translate", str(lines), "--from", "zh", "--to", "en", "--memory", str(memory), "--glossary", str(terms),
                 "--store", str(tmp_path / "store")]) == 0
    assert capsys.readouterr().out.splitlines() == ["Enough!", "Lin Wan, stay!"]
    assert main(["memory", "suggest", str(memory), "林晚，你不要走！", "--from", "zh", "--to", "en", "--glossary", str(terms)]) == 0
    assert "Lin Wan, stay!  (别 → 不要)" in capsys.readouterr().out
    assert main(["memory", "suggest", str(memory), "x", "--from", "zh", "--to", "en", "--least", "2"]) == 2
