"""Verifying: a good package is good; whatever is done to it is said in words, and nothing is raised."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest

from localize import formats
from localize.engines.c2pa import C2PAReader
from localize.engines.media import find_ffmpeg, find_program
from localize.engines.media.ffmpeg import FFmpeg
from localize.errors import Cancelled
from localize.model import Cue, SubtitleTrack
from localize.provenance import label, labels
from localize.rules import rules
from localize.shaping.notice import with_notice
from localize.time import Span
from localize.verification import Check, Tools, verify
from localize.verification.substance import of_subtitles
from tests.verification.packages import Signed, admit, edit, flip, rows, signed_package

#: One of each kind of file that a package holds.
KINDS = ("episode.mp4", "episode.mkv", "dubs/en.m4a", "subtitles/en.srt", "subtitles/th.vtt", "forced/en.srt",
         "episode.mkv.c2pa", "subtitles/en.srt.c2pa", "contact-sheet.png", "report.html")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    return signed_package(tmp_path_factory.mktemp("signed"))


@pytest.fixture
def package(original: Signed, tmp_path: Path) -> Signed:
    return Signed(Path(shutil.copytree(original.folder, tmp_path / "package")), original.certificate)


def verdict(package: Signed, *, trust: bool = True):
    reader = C2PAReader(package.certificate.authority.read_bytes() if trust else b"")
    return verify(package.folder, Tools(reader, FFmpeg(), trust))


def said(package: Signed, check: Check, *, trust: bool = True) -> dict[str, str]:
    """Return the errors of one check by file, each with what to do."""
    found = [fault for fault in verdict(package, trust=trust).faults if fault.check is check and fault.severity == "error"]
    assert all(fault.hint for fault in found)
    return {fault.path: fault.message for fault in found}


def test_a_good_package_is_good(package: Signed):
    shares: list[float] = []
    found = verify(package.folder, Tools(C2PAReader(package.certificate.authority.read_bytes()), FFmpeg(), True), shares.append)

    assert found.good
    assert [fault.message for fault in found.faults] == ["signed with a test certificate: for trying out, not for delivery"]
    assert found.checked[Check.FILES] == len(rows(package.folder))
    assert found.checked[Check.LABELS] == 3
    assert found.checked[Check.SIGNATURES] == 3 + 8 + 1  # films and dub; subtitles and forced; the manifest
    assert found.checked[Check.PICTURE] == 2
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert verdict(package, trust=False).good


def test_every_container_carries_one_label_and_says_who_made_it(package: Signed):
    found = {labels(package.folder / name) for name in ("episode.mp4", "episode.mkv", "dubs/en.m4a")}

    assert len(found) == 1
    (only,) = found
    assert [json.loads(value)["ContentProducer"] for value in only] == ["localize"]


def test_the_manifest_names_the_certificate_and_is_not_deliverable(package: Signed):
    manifest = json.loads((package.folder / "manifest.json").read_bytes())

    assert manifest["provenance"]["signed"]["owner"] == "localize test signer"
    assert manifest["provenance"]["signed"]["test"] is True
    assert manifest["deliverable"] is False
    assert "signed with a test certificate: for trying out, not for delivery" in manifest["reasons"]
    by_path = {row["path"]: row for row in manifest["files"]}
    assert by_path["episode.mp4"]["signature"] == "embedded"
    assert by_path["episode.mkv"]["signature"] == "beside"
    assert by_path["episode.mkv.c2pa"]["of"] == "episode.mkv"


@pytest.mark.parametrize("name", KINDS)
def test_one_changed_byte_is_seen(package: Signed, name: str):
    flip(package.folder / name)

    assert "bytes were changed" in said(package, Check.FILES)[name]


@pytest.mark.parametrize("name", KINDS)
def test_a_changed_byte_that_the_manifest_admits_is_seen_by_the_signatures(package: Signed, name: str):
    flip(package.folder / name)
    admit(package.folder, name)

    assert said(package, Check.FILES) == {}
    found = said(package, Check.SIGNATURES)
    assert "the file is not the one that was signed" in found["manifest.json"]
    if not name.endswith(("png", "html")):
        assert name.removesuffix(".c2pa") in found


@pytest.mark.parametrize("name", KINDS)
def test_a_missing_file_is_named(package: Signed, name: str):
    (package.folder / name).unlink()

    assert said(package, Check.FILES) == {name: "is missing"}


def test_a_cut_off_file_is_told_by_its_size(package: Signed):
    path = package.folder / "dubs/en.m4a"
    size = path.stat().st_size
    os.truncate(path, size - 100)

    assert f"{size - 100} bytes, not {size}" in said(package, Check.FILES)["dubs/en.m4a"]


def test_an_extra_file_is_named(package: Signed):
    (package.folder / "subtitles" / "en2.srt").write_text("hello", "utf-8")

    assert "nobody vouches" in said(package, Check.FILES)["subtitles/en2.srt"]


def test_a_link_is_no_file(package: Signed, tmp_path: Path):
    name = "subtitles/en.srt"
    outside = tmp_path / "outside"
    (package.folder / name).rename(outside)
    (package.folder / name).symlink_to(outside)
    shutil.move(package.folder / "dubs", tmp_path / "dubs")
    (package.folder / "dubs").symlink_to(tmp_path / "dubs")

    found = said(package, Check.FILES)
    assert found[name] == found["dubs/en.m4a"] == "is a link or reached by one"


@pytest.mark.parametrize("path", ["../outside.srt", "/etc/passwd", "a/../../b", "..\\b", "a\0b", ""])
def test_a_path_that_leads_out_is_refused(package: Signed, path: str):
    found = rows(package.folder)
    found[0]["path"] = path
    edit(package.folder, files=found)

    (fault,) = verdict(package).faults
    assert (fault.check, fault.path) == (Check.MANIFEST, "manifest.json")
    assert "files.0.path" in fault.message


@pytest.mark.parametrize(("text", "message"), [
    ("", "no JSON"), ("{", "no JSON"), ("[]", "not of the form"), ('{"schema": "localize-package/1"}', "not of the form"),
    (None, "there is no manifest.json")])
def test_a_manifest_that_is_none_is_said(package: Signed, text: str | None, message: str):
    if text is None:
        (package.folder / "manifest.json").unlink()
    else:
        (package.folder / "manifest.json").write_text(text, "utf-8")

    found = verdict(package)
    assert not found.good
    assert message in found.faults[0].message
    assert found.faults[0].hint


def test_a_manifest_that_names_a_file_twice_is_refused(package: Signed):
    found = rows(package.folder)
    edit(package.folder, files=[*found, found[0]])

    assert f"names {found[0]['path']} twice" in verdict(package).faults[0].message


def test_an_edited_manifest_is_seen_by_its_signature(package: Signed):
    edit(package.folder, deliverable=True, reasons=[])

    assert list(said(package, Check.SIGNATURES)) == ["manifest.json"]


def test_a_package_made_unsigned_by_hand_is_not_trusted(package: Signed):
    kept = [{name: value for name, value in row.items() if name != "signature"} for row in rows(package.folder)
            if row["role"] != "provenance"]
    for path in package.folder.rglob("*.c2pa"):
        path.unlink()
    edit(package.folder, files=kept, provenance={"producer": "localize", "signed": None})

    assert said(package, Check.SIGNATURES) == {"": "the package is not signed"}
    assert verdict(package, trust=False).good


@pytest.mark.parametrize("name", ["episode.mp4", "episode.mkv", "dubs/en.m4a"])
def test_a_stripped_label_is_seen(package: Signed, name: str):
    path = package.folder / name
    _remuxed(path, "-map_metadata", "-1")
    admit(package.folder, name)

    assert "its AIGC label is gone" in said(package, Check.LABELS)[name]


@pytest.mark.skipif(find_program("mkvpropedit") is None, reason="mkvpropedit is not installed (mkvtoolnix)")
def test_a_doubled_label_is_seen(package: Signed, tmp_path: Path):
    simple = "".join(f"<Simple><Name>AIGC</Name><String>{label(name, 'x')}</String></Simple>" for name in ("one", "two"))
    (tmp_path / "tags.xml").write_text(f"<Tags><Tag>{simple}</Tag></Tags>", "utf-8")
    subprocess.run([find_program("mkvpropedit"), package.folder / "episode.mkv", "--tags", f"global:{tmp_path / 'tags.xml'}"],
                   check=True, capture_output=True)
    admit(package.folder, "episode.mkv")

    assert "2 AIGC labels" in said(package, Check.LABELS)["episode.mkv"]


def test_a_label_of_another_form_is_a_warning(package: Signed):
    _remuxed(package.folder / "dubs/en.m4a", "-movflags", "use_metadata_tags", "-metadata", 'AIGC={"Label":"9"}')

    assert any(fault.check is Check.LABELS and "only 1, 2 or 3" in fault.message for fault in verdict(package).faults)


def test_a_removed_signature_is_seen(package: Signed):
    _remuxed(package.folder / "episode.mp4", "-movflags", "use_metadata_tags")
    admit(package.folder, "episode.mp4")

    assert said(package, Check.SIGNATURES)["episode.mp4"] == "its signature was taken out"


def test_a_removed_sidecar_is_seen(package: Signed):
    (package.folder / "manifest.json.c2pa").unlink()

    assert said(package, Check.SIGNATURES) == {"manifest.json": "its signature manifest.json.c2pa is missing"}


def test_swapped_sidecars_are_seen(package: Signed):
    first, second = package.folder / "subtitles/en.srt.c2pa", package.folder / "subtitles/th.srt.c2pa"
    first.rename(first.with_suffix(".kept"))
    second.rename(first)
    first.with_suffix(".kept").rename(second)

    found = said(package, Check.SIGNATURES)
    assert "another file's" in found["subtitles/en.srt"]
    assert "another file's" in found["subtitles/th.srt"]


def test_a_package_of_another_certificate_is_not_trusted(package: Signed, tmp_path_factory: pytest.TempPathFactory):
    other = signed_package(tmp_path_factory.mktemp("other"))

    found = said(Signed(other.folder, package.certificate), Check.SIGNATURES)
    assert "none of the trusted authorities" in found["manifest.json"]
    assert len(found) == 12


def test_a_file_of_another_certificate_is_seen_without_trust(package: Signed, tmp_path_factory: pytest.TempPathFactory):
    other = signed_package(tmp_path_factory.mktemp("other"))
    shutil.copy(other.folder / "episode.mp4", package.folder / "episode.mp4")
    admit(package.folder, "episode.mp4")

    assert "another certificate" in said(package, Check.SIGNATURES, trust=False)["episode.mp4"]


def test_a_changed_picture_is_seen(package: Signed):
    path = package.folder / "episode.mkv"
    part = path.with_name("part.mkv")
    subprocess.run([find_ffmpeg(), "-v", "error", "-y", "-i", path, "-map", "0", "-c", "copy", "-c:v", "libx264", "-crf", "40", part],
                   check=True, stdin=subprocess.DEVNULL)
    part.replace(path)
    admit(package.folder, "episode.mkv")

    assert said(package, Check.PICTURE)["episode.mkv"] == "its picture is not the master's"


def test_subtitles_that_break_the_rules_are_named(package: Signed):
    path = package.folder / "subtitles/en.srt"
    path.write_text("1\n00:00:00,000 --> 00:00:00,900\n" + "far too much to read in so short a time " * 3 + "\n", "utf-8")
    (package.folder / "subtitles/th.vtt").write_text("no WebVTT at all", "utf-8")

    found = [fault.message for fault in verdict(package).faults if fault.check is Check.SUBTITLES]
    assert any("breaks the generic profile: 1 of characters-per-line" in message for message in found), found
    assert any("holds 1 cues, not 2" in message for message in found)
    assert any("cannot be read" in message for message in found)


def test_what_the_manifest_owns_up_to_is_no_news(package: Signed):
    path = package.folder / "subtitles/en.srt"
    path.write_text("1\n00:00:00,000 --> 00:00:00,900\n" + "far too much to read in so short a time\n" * 2, "utf-8")
    broken = {fault.message.rpartition(" ")[2] for fault in verdict(package).faults if fault.check is Check.SUBTITLES
              and "profile" in fault.message}
    assert broken

    edit(package.folder, findings=[{"rule": rule, "severity": "error", "message": "known", "language": "en"} for rule in broken])

    assert not any("profile" in message for message in said(package, Check.SUBTITLES).values())


def test_a_cloned_voice_without_consent_is_named(package: Signed):
    edit(package.folder, voices={"en": {"林小满": {"voice": "mei", "kind": "cloned", "consent": ""}}})

    assert "no consent" in said(package, Check.VOICES)[""]


def test_it_can_be_stopped(package: Signed):
    def stop(_: float) -> None:
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        verify(package.folder, Tools(C2PAReader(), FFmpeg()), stop)


def _remuxed(path: Path, *options: str) -> None:
    part = path.with_name(f"part{path.suffix}")
    subprocess.run([find_ffmpeg(), "-v", "error", "-y", "-i", path, "-map", "0", "-c", "copy", *options,
                    *(("-f", "mp4") if path.suffix == ".m4a" else ()), part], check=True, stdin=subprocess.DEVNULL)
    part.replace(path)


@pytest.mark.parametrize("profile", ["generic-hls", "netflix"])
def test_other_profiles(tmp_path: Path, profile: str):
    package = signed_package(tmp_path, profile=profile)
    found = verdict(package)

    assert found.good, found.faults
    assert found.checked[Check.PICTURE] == 1
    containers = [row for row in rows(package.folder) if str(row["media_type"]).startswith(("video/", "audio/"))]
    assert found.checked[Check.LABELS] == len(containers)
    assert all(len(labels(package.folder / str(row["path"]))) == 1 for row in containers)


def test_streams_are_covered_by_the_manifests_signature(tmp_path: Path):
    package = signed_package(tmp_path, profile="generic-hls")
    (package.folder / "stream/main.m3u8").write_text("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nelsewhere.m3u8\n", "utf-8")
    flip(package.folder / "stream/audio/en.mp4")
    admit(package.folder, "stream/main.m3u8", "stream/audio/en.mp4")

    assert "names elsewhere.m3u8" in said(package, Check.PLAYLISTS)["stream/main.m3u8"]
    assert list(said(package, Check.SIGNATURES)) == ["manifest.json"]


def test_a_master_keeps_its_label_and_its_signature(tmp_path: Path):
    first = signed_package(tmp_path / "first")
    master = tmp_path / "second" / "master.mp4"
    theirs = json.loads(labels(first.folder / "episode.mp4")[0]) | {"ContentProducer": "studio", "ProduceID": "77",
                                                                    "ContentPropagator": "", "PropagateID": ""}
    master.parent.mkdir()
    value = json.dumps(theirs, separators=(",", ":"))
    subprocess.run([find_ffmpeg(), "-v", "error", "-i", first.folder / "episode.mp4", "-map", "0:v", "-map", "0:a:0", "-c", "copy",
                    "-movflags", "use_metadata_tags", "-metadata", f"AIGC={value}", master], check=True, stdin=subprocess.DEVNULL)

    package = signed_package(tmp_path / "second", first.certificate, source=master)

    assert verdict(package).good
    for name in ("episode.mp4", "episode.mkv", "dubs/en.m4a"):
        (kept,) = labels(package.folder / name)
        data = json.loads(kept)
        assert (data["ContentProducer"], data["ProduceID"], data["ContentPropagator"]) == ("studio", "77", "localize")


@pytest.mark.parametrize(("format_", "ending"), [("srt", "srt"), ("sbv", "sbv"), ("imsc", "imsc"), ("stl", "stl"), ("ass", "ass")])
def test_text_at_the_upper_edge_covers_nothing(tmp_path: Path, format_: str, ending: str):
    rate = Fraction(25)
    said = SubtitleTrack("en", (Cue.of("u1", Span(Fraction(0), Fraction(3)), "Hello there"),))
    track = with_notice(said, rules("en", "generic"), rate, Fraction(60), dubbed=True)
    (tmp_path / f"en.{ending}").write_bytes(formats.write(track, format_, frame_rate=rate))
    row = {"path": f"en.{ending}", "language": "en", "cues": 2, "left_out": list(formats.by_name(format_).losses(track))}
    manifest = {"profile": "generic", "findings": [], "master": {"video": {"frame_rate": "25"}}}

    assert list(of_subtitles(tmp_path, row, manifest)) == []


def test_stems_are_labelled_and_signed(tmp_path: Path):
    package = signed_package(tmp_path, stems=True)

    assert verdict(package).good
    found = [row for row in rows(package.folder) if row["role"] == "stem"]
    assert [row["signature"] for row in found] == ["embedded", "embedded"]
    assert all(len(labels(package.folder / str(row["path"]))) == 1 for row in found)
