from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from localize.cli.main import main

GOOD = "1\n00:00:01,000 --> 00:00:03,000\nYou came back.\n\n2\n00:00:05,000 --> 00:00:07,000\nI never left.\n"
BAD = GOOD.replace("I never left.", "- I never left...\n- You did.")


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def package(folder: Path, **files: str) -> Path:
    rows = []
    for tag, text in files.items():
        path = write(folder, f"subtitles/{tag}.srt", text)
        rows.append({"path": f"subtitles/{tag}.srt", "role": "subtitle", "language": tag,
                     "sha256": hashlib.sha256(path.read_bytes()).hexdigest()})
    write(folder, "manifest.json", json.dumps({"files": rows}))
    return folder


def test_a_good_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["check", str(write(tmp_path, "a.srt", GOOD)), "--lang", "en"]) == 0
    assert "2 cues, 0 errors" in capsys.readouterr().out


def test_findings_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["check", str(write(tmp_path, "a.srt", BAD)), "--lang", "en", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    (dash,) = [item for item in told["findings"] if item["rule"] == "two-speaker-dash"]
    assert (dash["cue"], dash["severity"], dash["allowed"]) == ("2", "error", "'-'")
    assert "Netflix" in dash["source"]
    assert {item["rule"] for item in told["findings"]} == {"two-speaker-dash", "ellipsis"}


def test_a_format_the_platform_does_not_take(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = str(write(tmp_path, "a.srt", GOOD))
    assert main(["check", file, "--lang", "en", "--profile", "netflix"]) == 1
    assert "not a format of the netflix profile: srt (allowed ttml" in capsys.readouterr().out
    assert main(["check", file, "--lang", "en", "--profile", "youtube"]) == 0


def test_a_broken_file_is_an_error_finding_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = write(tmp_path, "a.xml", "<tt xmlns='http://www.w3.org/ns/ttml'><body><div><p begin=")
    assert main(["check", str(file), "--lang", "en", "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert [(item["rule"], item["severity"]) for item in told["findings"]] == [("malformed", "error")]


def test_cuts(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = str(write(tmp_path, "a.srt", GOOD))
    for text in ("2.9\n", "00:00:02.900\n", "[2.9]"):
        cuts = str(write(tmp_path, "cuts.txt", text))
        assert main(["check", file, "--lang", "en", "--cuts", cuts]) == 0
        assert "hangs over a shot change" in capsys.readouterr().out
    assert main(["check", file, "--lang", "en", "--cuts", str(write(tmp_path, "cuts.txt", "soon"))]) == 2


def test_scores_against_a_reference(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file, wanted = write(tmp_path, "a.srt", GOOD), write(tmp_path, "b.srt", GOOD.replace("01,000", "01,100"))
    assert main(["check", str(file), "--lang", "en", "--reference", str(wanted), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["score"]
    assert (found["suber"], found["chrf"], found["in_median"], found["in_95"]) == (0.0, 100.0, 50.0, 95.0)


def test_a_package(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = package(tmp_path, en=GOOD, vi=BAD.replace("- ", "-"))
    assert main(["check", str(folder), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [(item["file"], item["errors"]) for item in told["files"]] == [("subtitles/en.srt", 0), ("subtitles/vi.srt", 1)]
    assert main(["check", str(folder), "--lang", "en"]) == 0


def test_a_package_that_lacks_the_platforms_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["check", str(package(tmp_path, en=GOOD)), "--profile", "netflix"]) == 1
    assert "not a format of the netflix profile" in capsys.readouterr().out


def test_a_package_that_was_changed_or_points_outside(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = package(tmp_path / "p", en=GOOD) if (tmp_path / "p").mkdir() is None else tmp_path
    write(folder, "subtitles/en.srt", GOOD.replace("never", "NEVER"))
    assert main(["check", str(folder)]) == 1
    assert "is not what the manifest says" in capsys.readouterr().out
    write(folder, "manifest.json", json.dumps({"files": [{"path": "../x.srt", "role": "subtitle", "language": "en"}]}))
    assert main(["check", str(folder)]) == 2
    write(folder, "manifest.json", "[")
    assert main(["check", str(folder)]) == 2


def test_a_file_needs_its_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["check", str(write(tmp_path, "a.srt", GOOD))]) == 2
    assert "--lang" in capsys.readouterr().err


@pytest.mark.parametrize("flag", [[], ["--reference"]])
def test_a_file_far_too_large_is_refused_unread(tmp_path: Path, capsys: pytest.CaptureFixture[str], flag: list[str]) -> None:
    big = tmp_path / "big.srt"
    with big.open("wb") as file:
        # Sparse, and more than the machine could hold: reading it would be noticed.
        file.truncate(1 << 40)
    files = [str(write(tmp_path, "good.srt", GOOD)), *flag, str(big)] if flag else [str(big)]
    assert main(["check", *files, "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert "1048576 MiB" in said
    assert "at most 16 MiB" in said


def test_encoding_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "a.srt"
    path.write_bytes("1\n00:00:01,000 --> 00:00:03,000\nنعم\n".encode("cp1256"))
    assert main(["check", str(path), "--lang", "ar", "--encoding", "cp1256"]) == 0
    assert main(["check", str(path), "--lang", "ar", "--encoding", "utf-8"]) == 2
    assert "the file is not utf-8" in capsys.readouterr().out


def test_an_overlap_says_who_forbids_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = write(tmp_path, "a.srt", GOOD.replace("00:00:05", "00:00:02"))
    assert main(["check", str(path), "--lang", "en", "--json"]) == 1
    (found,) = [item for item in json.loads(capsys.readouterr().out)["findings"] if item["rule"] == "overlap"]
    assert "Subtitle Timing Guidelines" in found["source"]
