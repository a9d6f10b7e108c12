"""``localize convert``: exit codes, what it says and where."""

from __future__ import annotations

import json
import os

import pytest

from localize import formats
from localize.cli.convert import main

SRT = "1\n00:00:01,000 --> 00:00:02,000\n<i>Hi</i>\n"


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "a.srt"
    path.write_text(SRT, encoding="utf-8")
    return path


def test_converts_by_ending(source, tmp_path, capsys):
    target = tmp_path / "a.vtt"
    assert main([str(source), str(target), "--lang", "fil"]) == 0
    assert target.read_text(encoding="utf-8") == "WEBVTT\nLanguage: fil\n\n1\n00:00:01.000 --> 00:00:02.000\n<i>Hi</i>\n"
    assert "vtt, 1 cue" in capsys.readouterr().err


def test_standard_output_and_named_format(source, capsysbinary):
    assert main([str(source), "-", "--to-format", "json"]) == 0
    assert json.loads(capsysbinary.readouterr().out)["cues"][0]["begin"] == "1/1"


def test_losses_are_said_and_strict_fails(source, tmp_path, capsys):
    target = tmp_path / "a.sbv"
    assert main([str(source), str(target)]) == 0
    assert "not kept in sbv: markup <i> in 1 cue" in capsys.readouterr().err
    target.unlink()
    assert main([str(source), str(target), "--strict"]) == 1
    assert not target.exists()


def test_what_the_file_says_of_itself_is_said_when_it_goes(tmp_path, capsys):
    source = tmp_path / "a.ttml"
    source.write_text('<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xml:lang="th" ttp:frameRate="25">'
                      '<body><div><p begin="1s" end="2s">a</p></div></body></tt>', encoding="utf-8")
    assert main([str(source), str(tmp_path / "a.srt")]) == 0
    said = capsys.readouterr().err
    assert "not kept in srt: the language tag th" in said
    assert "not kept in srt: the frame rate 25" in said
    assert main([str(source), str(tmp_path / "a.imsc"), "--strict"]) == 0


@pytest.mark.parametrize(("arguments", "says"), [
    (["missing.srt", "x.vtt"], "there is no input at missing.srt"), (["SOURCE", "x.foo"], "no ending we know"),
    (["SOURCE", "x.vtt", "--from-format", "nope"], "no subtitle format"), (["SOURCE", "x.vtt", "--fps", "zero"], "no frame rate"),
    (["SOURCE", "missing/x.vtt"], "cannot write"), ([".", "x.vtt"], "cannot read"), (["SOURCE", "x.vtt", "--encoding", "utf-32"], "")])
def test_errors_are_one_line(source, tmp_path, monkeypatch, capsys, arguments, says):
    monkeypatch.chdir(tmp_path)
    assert main([str(source) if item == "SOURCE" else item for item in arguments]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.startswith("localize convert: ")
    assert "Traceback" not in said


def test_large_file_is_refused_unread(tmp_path, capsys):
    path = tmp_path / "big.srt"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 100 * 1024 * 1024)
    assert main([str(path), str(tmp_path / "x.vtt")]) == 2
    assert "100 MiB" in capsys.readouterr().err


def test_every_format_is_named_in_the_help(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "examples:" in capsys.readouterr().out
    assert formats.by_name("webvtt") is formats.by_name("vtt")
