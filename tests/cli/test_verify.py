"""``localize verify`` and ``localize test-certificate``: what they print, and their exit codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from localize.cli.main import main, parser
from localize.errors import InvalidInput
from tests.verification.packages import Signed, flip, signed_package


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    return signed_package(tmp_path_factory.mktemp("signed"))


@pytest.fixture
def package(original: Signed, tmp_path: Path) -> Signed:
    return Signed(Path(shutil.copytree(original.folder, tmp_path / "package")), original.certificate)


def test_a_good_package(package: Signed, capsys: pytest.CaptureFixture[str]):
    assert main(["verify", str(package.folder), "--trust", str(package.certificate.authority)]) == 0

    shown = capsys.readouterr().out
    assert "木棉茶楼 02, profile generic, 2 languages" in shown
    assert "✓ 12 signatures are good" in shown
    assert "warning: signed with a test certificate" in shown
    assert "not deliverable: signed with a test certificate" in shown
    assert shown.endswith("nothing is wrong\n")


def test_a_changed_file(package: Signed, capsys: pytest.CaptureFixture[str]):
    flip(package.folder / "subtitles/en.srt")

    assert main(["verify", str(package.folder)]) == 1

    shown = capsys.readouterr().out
    assert "✗ files: 1 wrong" in shown
    assert "error: subtitles/en.srt is not what the manifest vouches for: bytes were changed (fetch the package again" in shown
    assert "things are wrong" in shown


def test_in_json(package: Signed, capsys: pytest.CaptureFixture[str]):
    flip(package.folder / "episode.mp4")

    assert main(["verify", str(package.folder), "--json"]) == 1

    data = json.loads(capsys.readouterr().out)
    assert data["good"] is False
    assert {fault["path"] for fault in data["faults"] if fault["severity"] == "error"} == {"episode.mp4"}
    assert data["signed"]["test"] is True
    assert data["checked"]["signatures"] == 12


@pytest.mark.parametrize(("arguments", "message"), [
    (["missing"], "there is no folder"), (["{folder}", "--trust", "missing.pem"], "there is no trust at"),
    (["{folder}", "--trust", "{folder}/manifest.json"], "holds no certificate")])
def test_wrong_usage(package: Signed, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str):
    assert main(["verify", *(text.format(folder=package.folder) for text in arguments)]) == 2

    assert message in capsys.readouterr().err


def test_an_empty_folder_is_no_package(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["verify", str(tmp_path)]) == 1

    assert "there is no manifest.json (is this the package's own folder?)" in capsys.readouterr().out


def test_a_test_certificate_is_made_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["test-certificate", "--out", str(tmp_path / "made")]) == 0
    assert main(["test-certificate", "--out", str(tmp_path / "made")]) == 2

    said = capsys.readouterr().err
    assert "--trust" in said
    assert "give another folder" in said


def test_run_refuses_a_certificate_that_cannot_sign_before_anything_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "chain.pem").write_text("nothing", "utf-8")
    options = ["--from", "zh", "--to", "en", "--out", str(tmp_path / "out"), "--store", str(tmp_path / "store")]

    assert main(["run", str(tmp_path / "gone.mp4"), *options, "--sign-certificate", str(tmp_path / "chain.pem")]) == 2
    assert "go together" in capsys.readouterr().err
    assert main(["run", str(tmp_path / "gone.mp4"), *options, "--sign-certificate", str(tmp_path / "chain.pem"), "--sign-key",
                 str(tmp_path / "key.pem")]) == 2
    assert "cannot read" in capsys.readouterr().err
    assert not (tmp_path / "store").exists()


def test_signing_can_be_set_in_the_environment(monkeypatch: pytest.MonkeyPatch):
    from localize.cli.signing import engines

    monkeypatch.setenv("LOCALIZE_SIGNING_CERTIFICATE", "chain.pem")
    monkeypatch.setenv("LOCALIZE_PRODUCER", "珠江电影")
    arguments = parser().parse_args(["run", "film.mp4", "--from", "zh", "--to", "en", "--out", "out", "--notice", "both"])

    assert arguments.notice == "both"
    assert (arguments.sign_certificate, arguments.producer) == (Path("chain.pem"), "珠江电影")
    with pytest.raises(InvalidInput, match="go together"):
        engines(arguments)
