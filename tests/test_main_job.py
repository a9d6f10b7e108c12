"""The main job on the real engines and real weights: a short film of the test's own, through the command line."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from demo import voices
from demo.script import ROLES
from localize.cli import main
from localize.engines.media import find_ffmpeg

LINES = ("你怎么来了？", "我刚从佛山回来。", "你会后悔的！")
AT = (0.6, 3.2, 6.4)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a nine-second film with three spoken lines under a tone; no burned-in subtitles."""
    import wave

    import numpy as np

    folder = tmp_path_factory.mktemp("film")
    sound = np.zeros(48000 * 9, np.float32)
    role = next(iter(ROLES.values()))
    for begin, text in zip(AT, LINES, strict=True):
        samples, rate = voices.say(role, text)
        at = np.arange(0, len(samples) * 48000 // rate) * rate / 48000
        spoken = np.interp(at, np.arange(len(samples)), samples).astype(np.float32)
        start = int(begin * 48000)
        sound[start:start + len(spoken)] += spoken[:len(sound) - start] * 0.6
    with wave.open(str(folder / "sound.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48000)
        file.writeframes((np.clip(sound, -1, 1) * 32000).astype("<i2").tobytes())
    path = folder / "film.mp4"
    subprocess.run([find_ffmpeg(), "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=9",
                    "-i", folder / "sound.wav", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-ac", "2",
                    "-shortest", path], check=True)
    (folder / "list.srt").write_text("".join(
        f"{number}\n00:00:{begin:06.3f} --> 00:00:{begin + 1.8:06.3f}\n{text}\n\n".replace(".", ",")
        for number, (begin, text) in enumerate(zip(AT, LINES, strict=True), start=1)), "utf-8")
    (folder / "terms.csv").write_text("source,en,ar\n佛山,Foshan,فوشان\n", "utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], film: Path, store: Path, out: Path, *more: str) -> dict:
    code = main(["run", str(film), "--from", "zh", "--to", "en,ar,km", "--store", str(store), "--out", str(out),
                 "--glossary", str(film.with_name("terms.csv")), "--json", *more])
    captured = capsys.readouterr()
    assert code == 0, captured.err
    assert "for trying out, not for delivery" in captured.err
    return json.loads(captured.out)


@pytest.mark.timeout(300)
def test_the_whole_way_and_nothing_made_twice(film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    listed = ("--transcribe", str(film.with_name("list.srt")))
    told = run(capsys, film, tmp_path / "store", tmp_path / "out", *listed)
    assert all(stage["made"] for stage in told["stages"])
    assert not told["deliverable"]
    out = tmp_path / "out"
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert {file["path"] for file in manifest["files"]} | {"manifest.json"} == set(told["files"])
    for name in ("subtitles/en.srt", "subtitles/ar.vtt", "subtitles/km.srt", "dubs/en.m4a", "dubs/ar.m4a", "film.mkv",
                 "film.mp4", "report.html", "contact-sheet.png"):
        assert (out / name).stat().st_size > 0, name
    assert (out / "dubs" / "km.m4a").stat().st_size > 0
    assert any(reason.startswith("guide tracks only") and "km" in reason for reason in manifest["reasons"])
    assert {row["engine"] for cast in manifest["voices"].values() for row in cast.values()} == {"espeak-ng"}
    assert "Foshan" in (out / "subtitles" / "en.srt").read_text("utf-8")
    assert "فوشان" in (out / "subtitles" / "ar.srt").read_text("utf-8")
    again = run(capsys, film, tmp_path / "store", tmp_path / "again", *listed)
    assert all(stage["reused"] for stage in again["stages"])
    assert (tmp_path / "again" / "film.mkv").read_bytes() == (out / "film.mkv").read_bytes()
    assert main(["test-certificate", "--out", str(tmp_path / "certificate")]) == 0
    capsys.readouterr()
    signed = run(capsys, film, tmp_path / "store", tmp_path / "signed", *listed, "--notice", "visible", "--sign-certificate",
                 str(tmp_path / "certificate" / "chain.pem"), "--sign-key", str(tmp_path / "certificate" / "key.pem"))
    assert [stage["step"] for stage in signed["stages"] if stage["made"]] == ["package"]
    assert "AI-GENERATED" in (tmp_path / "signed" / "subtitles" / "en.srt").read_text("utf-8")
    assert main(["verify", str(tmp_path / "signed"), "--trust", str(tmp_path / "certificate" / "authority.pem")]) == 0
    assert "nothing is wrong" in capsys.readouterr().out


@pytest.mark.timeout(300)
def test_speech_is_recognised_with_times(film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["transcribe", str(film), "--from", "zh", "--transcribe", "speech", "--store", str(tmp_path), "--json"]) == 0
    heard = json.loads(capsys.readouterr().out)["utterances"]
    assert heard
    assert all(item["origin"] == "speech" and item["text"] for item in heard)


def test_translate_takes_a_line_and_gives_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "lines.txt"
    path.write_text("住手！\n\n佛山的推土机\n", "utf-8")
    (tmp_path / "terms.csv").write_text("source,en\n推土机,bulldozer\n", "utf-8")
    command = ["translate", "--from", "zh", "--to", "en", "--store", str(tmp_path / "store"), "--glossary",
               str(tmp_path / "terms.csv"), str(path)]
    assert main(command) == 0
    lines = capsys.readouterr().out.split("\n")
    assert lines[0] == "Stop it!"
    assert lines[1] == ""
    assert "bulldozer" in lines[2].lower()
    assert main([*command, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row and row["origin"] for row in rows] == ["memory", None, "machine"]


@pytest.mark.parametrize(("command", "word"), [
    (["run", "no-such-film.mp4", "--from", "zh", "--to", "en", "--out", "out"], "no file"),
    (["translate", "--from", "zh", "--to", "tlh"], "tlh"),
    (["translate", "--from", "th", "--to", "en"], "source language"),
    (["check", "no-such-file.srt", "--lang", "th"], "no-such-file"),
    (["models", "pull", "gpt"], "gpt"),
    (["models", "pull", "nllb-200-distilled-600m"], "commercially"),
])
def test_bad_input_is_said_in_words_with_exit_code_2(command: list[str], word: str, capsys: pytest.CaptureFixture[str]):
    assert main(command) == 2
    assert word in capsys.readouterr().err


def test_text_named_mp4_is_refused(tmp_path: Path):
    path = tmp_path / "film.mp4"
    path.write_text("this is no film\n" * 99)
    code = main(["run", str(path), "--from", "zh", "--to", "en", "--out", str(tmp_path / "out"), "--store",
                 str(tmp_path / "store")])
    assert code == 2
    assert not (tmp_path / "out").exists()
