"""The seal: what it signs, what it says of itself, and that nothing unchanged is signed anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from localize.composition import seal_for
from localize.engines.certificates import make_test_certificate
from localize.model import FileRole
from localize.packaging import Labelled, Seal, Signed
from localize.store import LocalStore
from tests.verification.packages import origin_of, rows, signed_package


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory):
    return make_test_certificate(tmp_path_factory.mktemp("certificate"))


def test_without_a_certificate_files_are_labelled_and_not_signed():
    seal = seal_for()

    assert isinstance(seal, Labelled)
    assert isinstance(seal, Seal)
    assert seal.against() == ()
    assert seal.account() == {"producer": "localize", "signed": None}


def test_the_packages_key_depends_on_producer_and_certificate(certificate, tmp_path: Path):
    other = make_test_certificate(tmp_path)
    seals = [seal_for(), seal_for(producer="studio"), seal_for(certificate.chain, certificate.key), seal_for(other.chain, other.key)]

    assert isinstance(seals[2], Signed)
    assert len({seal.identity for seal in seals}) == 4


def test_what_did_not_change_keeps_its_signature(certificate, tmp_path: Path):
    store = LocalStore(tmp_path / "store")
    seal = seal_for(certificate.chain, certificate.key).within(store)
    first = signed_package(tmp_path / "first", certificate, seal=seal)
    for row in rows(first.folder):
        store.put(str(row["sha256"]), first.folder / str(row["path"]))  # as the pipeline keeps finished files

    second = signed_package(tmp_path / "second", certificate, seal=seal, title="another title")
    apart = signed_package(tmp_path / "apart", certificate, title="another title")

    before, after, anew = ({row["path"]: row["sha256"] for row in rows(made.folder)} for made in (first, second, apart))
    same = ("dubs/en.m4a", "subtitles/en.srt", "subtitles/en.srt.c2pa", "forced/th.vtt.c2pa")
    assert {name: before[name] for name in same} == {name: after[name] for name in same}
    assert before["dubs/en.m4a"] != anew["dubs/en.m4a"]


def test_a_signature_that_the_store_has_lost_is_made_again(certificate, tmp_path: Path):
    store = LocalStore(tmp_path / "store")
    seal = seal_for(certificate.chain, certificate.key).within(store)
    made = signed_package(tmp_path / "first", certificate, seal=seal)
    again = signed_package(tmp_path / "second", certificate, seal=seal)  # nothing was put under its digest

    for package in (made, again):
        assert (package.folder / "subtitles/en.srt.c2pa").is_file()


@pytest.mark.parametrize(("role", "signs"), [(FileRole.DUB, True), (FileRole.STEM, True), (FileRole.STREAM, False),
                                            (FileRole.PLAYLIST, False), (FileRole.REPORT, False)])
def test_only_what_is_handed_out_alone_is_signed(certificate, tmp_path: Path, role: FileRole, signs: bool):
    made = signed_package(tmp_path / "made", certificate, seal=Labelled())
    copy = Path(shutil.copy(made.folder / "dubs/en.m4a", tmp_path / "copy.m4a"))
    sealed = seal_for(certificate.chain, certificate.key).seal(copy, role, origin_of(tmp_path / "made/episode.mp4"))

    assert sealed.signature == ("embedded" if signs else "")
