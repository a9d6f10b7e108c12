"""Signatures: in every kind of file, bound to its bytes, with the master as parent; every tampering is seen."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from localize.engine import Identity, Origin, SignatureReader, Signer, Standing
from localize.engines.c2pa import C2PAReader, C2PASigner, has_room
from localize.engines.certificates import load, make_test_certificate
from localize.engines.media import find_ffmpeg
from localize.engines.media.ffmpeg import FFmpeg
from localize.errors import EngineError, InvalidInput, StorageFull
from localize.model import Master, VideoStream
from localize.provenance import label, labels, riff
from localize.store import digest_file

NAMES = ("film.mp4", "dub.m4a", "dub.mp3", "dub.flac", "stem.wav", "film.mkv", "en.srt", "manifest.json")
VALUE = label("localize", "digest")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a test certificate."""
    return make_test_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def signer(made):
    """Return a signer with a test certificate."""
    return C2PASigner(load(made.chain, made.key))


@pytest.fixture(scope="module")
def origin(tmp_path_factory):
    """Return where a file in English comes from: a master of one second."""
    path = tmp_path_factory.mktemp("master") / "master.mp4"
    subprocess.run([find_ffmpeg(), "-v", "error", "-f", "lavfi", "-i", "sine=d=1", "-f", "lavfi", "-i", "testsrc=s=64x64:d=1", path],
                   check=True, stdin=subprocess.DEVNULL)
    master = Master(digest_file(path), path.name, "mov", path.stat().st_size, Fraction(1),
                    VideoStream(1, "h264", 64, 64, Fraction(25)), ())
    return Origin("film", path, master, "zh", ("en", "th"), ("en",), translator=Identity("translate", "mt", "1"))


@pytest.fixture
def files(originals, tmp_path):
    """Return a folder with every kind of file of a package, labelled, unsigned."""
    return Path(shutil.copytree(originals, tmp_path / "files"))


@pytest.fixture(scope="module")
def originals(origin, tmp_path_factory):
    """Return a folder with every kind of file, made once."""
    folder = tmp_path_factory.mktemp("files")
    for name in NAMES[:4] + NAMES[5:6]:
        tags = ["-movflags", "use_metadata_tags"] if name.endswith(("mp4", "m4a")) else []
        streams = [] if name.startswith("film") else ["-vn"]
        subprocess.run([find_ffmpeg(), "-v", "error", "-i", origin.source, *streams, "-metadata", f"AIGC={VALUE}", *tags,
                        folder / name], check=True, stdin=subprocess.DEVNULL)
    subprocess.run([find_ffmpeg(), "-v", "error", "-i", origin.source, "-vn", folder / "bare.wav"], check=True)
    riff.write(folder / "bare.wav", folder / "stem.wav", VALUE)
    (folder / "bare.wav").unlink()
    (folder / "en.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nhello\n", "utf-8")
    (folder / "manifest.json").write_text('{"files": []}\n', "utf-8")
    return folder


def test_the_engine_is_what_the_protocols_say(signer):
    assert isinstance(signer, Signer)
    assert isinstance(C2PAReader(), SignatureReader)
    assert signer.identity.starter


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_file_is_signed_and_keeps_its_one_label(files, signer, origin, made, name):
    path = files / name
    picture = FFmpeg().picture_digest(path, "mov") if name == "film.mp4" else ""

    sidecar = signer.sign(path, origin)

    assert (sidecar is None) == has_room(path)
    found = C2PAReader(made.authority.read_bytes()).read(path, sidecar)
    assert found.standing is Standing.TRUSTED
    assert found.problems == ()
    assert found.actions == ("c2pa.opened", "c2pa.translated", "c2pa.translated", "c2pa.dubbed")
    assert (found.owner, found.serial, found.test) == ("localize test signer", signer.serial, True)
    assert found.parent == f"sha256:{origin.master.digest}"
    assert labels(path) == ((VALUE,) if not name.endswith(("srt", "json")) else ())
    if picture:
        assert FFmpeg().picture_digest(path, "mov") == picture
    assert C2PAReader().read(path, sidecar).standing is Standing.VALID
    assert sorted(item.name for item in files.iterdir() if item.name.startswith(".")) == []


def test_a_large_film_is_not_rewritten(files, signer, origin, made, monkeypatch):
    monkeypatch.setattr("localize.engines.c2pa._LARGEST", 1000)
    before = (files / "film.mp4").read_bytes()

    sidecar = signer.sign(files / "film.mp4", origin)

    assert sidecar == files / "film.mp4.c2pa"
    assert (files / "film.mp4").read_bytes() == before
    assert C2PAReader(made.authority.read_bytes()).read(files / "film.mp4", sidecar).standing is Standing.TRUSTED


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_byte_is_seen(files, signer, origin, name):
    path = files / name
    sidecar = signer.sign(path, origin)
    data = bytearray(path.read_bytes())
    data[len(data) * 3 // 4] ^= 1
    path.write_bytes(data)

    found = C2PAReader().read(path, sidecar)

    assert found.standing is Standing.INVALID
    assert found.problems


def test_another_authoritys_signature_is_not_trusted(files, origin, made, tmp_path):
    other = make_test_certificate(tmp_path / "other", name="somebody else")
    C2PASigner(load(other.chain, other.key)).sign(files / "film.mp4", origin)

    found = C2PAReader(made.authority.read_bytes()).read(files / "film.mp4")

    assert (found.standing, found.owner) == (Standing.VALID, "somebody else")


def test_swapped_sidecars_are_seen(files, signer, origin):
    first, second = signer.sign(files / "en.srt", origin), signer.sign(files / "manifest.json", origin)

    for path, sidecar in ((files / "en.srt", second), (files / "manifest.json", first)):
        found = C2PAReader().read(path, sidecar)
        assert found.standing is Standing.INVALID
        assert "another file's" in found.problems[0]


@pytest.mark.parametrize("data", [b"", b"no manifest at all", b"\0" * 4000])
def test_a_broken_sidecar_is_said_and_not_raised(files, data):
    (files / "en.srt.c2pa").write_bytes(data)

    assert C2PAReader().read(files / "en.srt", files / "en.srt.c2pa").standing is Standing.INVALID


@pytest.mark.parametrize("name", ["film.mp4", "film.mkv", "en.srt"])
def test_an_unsigned_file_has_no_standing(files, name):
    assert C2PAReader().read(files / name).standing is Standing.NONE


def test_a_missing_file_is_said(files):
    assert "No such file" in C2PAReader().read(files / "gone.mp4").problems[0]


def test_a_masters_own_manifest_becomes_the_parents(files, signer, origin, made):
    signer.sign(files / "film.mp4", origin)
    master = replace(origin.master, digest=digest_file(files / "film.mp4"), name="signed-master.mp4")
    second = replace(origin, source=files / "film.mp4", master=master)

    sidecar = signer.sign(files / "en.srt", second)

    found = C2PAReader(made.authority.read_bytes()).read(files / "en.srt", sidecar)
    assert (found.standing, found.parent) == (Standing.TRUSTED, f"sha256:{master.digest}")
    assert found.history == ("localize test signer", "localize test signer")


def test_a_master_that_c2pa_cannot_read_is_a_parent_all_the_same(files, signer, origin):
    master = replace(origin.master, container="matroska", digest="1" * 64, name="master.mkv")

    signer.sign(files / "dub.m4a", replace(origin, source=files / "film.mkv", master=master))

    found = C2PAReader().read(files / "dub.m4a")
    assert (found.standing, found.parent) == (Standing.VALID, f"sha256:{'1' * 64}")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")  # noqa: PTH110
def test_a_full_disk_is_said_and_the_file_stays_as_it_was(files, signer, origin):
    path = files / "film.mp4"
    before = path.read_bytes()
    (files / ".film.mp4.part").symlink_to("/dev/full")

    with pytest.raises(StorageFull):
        signer.sign(path, origin)

    assert path.read_bytes() == before


def test_a_timestamp_authority_that_does_not_answer_is_named(files, made, origin):
    signer = C2PASigner(load(made.chain, made.key), "http://127.0.0.1:9/")

    with pytest.raises(EngineError, match="cannot sign") as caught:
        signer.sign(files / "dub.m4a", origin)
    assert "timestamp" in caught.value.hint


def test_only_authorities_can_be_trusted(made):
    with pytest.raises(InvalidInput, match="no certificate"):
        C2PAReader(b"text")
    with pytest.raises(InvalidInput, match="only a signer's"):
        C2PAReader(made.chain.read_bytes().split(b"-----END CERTIFICATE-----")[0] + b"-----END CERTIFICATE-----\n")
