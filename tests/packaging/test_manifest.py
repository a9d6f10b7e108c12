"""The manifest keeps its published schema, says the same of the same package, and tells what it supersedes."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.errors import InvalidInput, InvalidPackage
from localize.model import (
    AudioStream,
    Changes,
    FileRole,
    Master,
    ModelUse,
    Package,
    PackageFile,
    RightsWindow,
    VideoStream,
)
from localize.packaging.changes import changes, digests
from localize.packaging.manifest import manifest, master_data, read_manifest
from localize.report import NOTICE

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCHEMA = Path(__file__).resolve().parents[2] / "localize" / "packaging" / "manifest.schema.json"
MASTER = Master("2" * 64, "a.mp4", "mov", 5, Fraction(61, 2), VideoStream(0, "h264", 320, 240, Fraction(24000, 1001)),
                (AudioStream(1, "aac", 48000, 2, "stereo"),))
DETAILS = tuple((name, json.dumps(value)) for name, value in {
    "master": master_data(MASTER), "picture": {"sha256": "5" * 64, "untouched": True}, "glossary": {"revision": 3},
    "voices": {"ar": {"林小满": {"voice": "espeak-ng/ar"}}}, "provenance": {"producer": "localize", "signed": None},
    "lines": {"ar": {"machine": 3}}, "edited": {"ar": 0.25}}.items())
SUBTITLE = PackageFile("subtitles/ar.srt", FileRole.SUBTITLE, "application/x-subrip", 9, "0" * 64, "ar",
                       (("codec", "srt"), ("cues", "3"), ("left_out", "the speaker of 3 cues; markup <c>")))
DUB = PackageFile("dubs/ar.m4a", FileRole.DUB, "audio/mp4", 9, "3" * 64, "ar",
                  (("codec", "aac"), ("duration", "30.500"), ("layout", "stereo"), ("loudness_lufs", "-16.0"),
                   ("true_peak_dbtp", "-1.5"), ("guide", "false")))
OWN = PackageFile("manifest.json", FileRole.OTHER, "application/json", 1, "1" * 64)
MODEL = ModelUse("translate", "m", "1", "MIT", starter=False)
PACKAGE = Package("木棉茶楼", "2" * 64, (SUBTITLE, DUB, OWN), (MODEL,), ("ar",), True, details=DETAILS, episode="第二集",
                  rights=(RightsWindow("SA", "ar", "2026-01-01", "2027-12-31"),), made_from="4" * 64)


def test_it_is_the_same_for_the_same_package_and_leaves_itself_out():
    assert manifest(PACKAGE) == manifest(PACKAGE)
    data = json.loads(manifest(PACKAGE))
    assert [item["path"] for item in data["files"]] == ["subtitles/ar.srt", "dubs/ar.m4a"]
    assert data["files"][0]["cues"] == 3
    assert data["files"][0]["left_out"] == ["the speaker of 3 cues", "markup <c>"]
    assert (data["files"][1]["loudness_lufs"], data["files"][1]["duration"], data["files"][1]["guide"]) == (-16.0, 30.5, False)
    assert data["master"]["video"]["frame_rate"] == "24000/1001"
    assert data["master"]["duration"] == 30.5
    assert data["rights"] == [{"territory": "SA", "language": "ar", "begin": "2026-01-01", "end": "2027-12-31"}]
    assert "notice" not in data
    assert read_manifest(manifest(PACKAGE)) == data


def test_starter_models_give_it_away():
    starter = replace(PACKAGE, models=(replace(MODEL, starter=True),), deliverable=False, reasons=(NOTICE,))
    assert json.loads(manifest(starter))["notice"] == NOTICE
    with pytest.raises(InvalidPackage):
        manifest(replace(starter, deliverable=True, reasons=()))


def test_the_published_schema_is_the_one_that_is_checked():
    assert (DOCS / "manifest.schema.json").read_bytes() == SCHEMA.read_bytes()


@pytest.mark.parametrize("package", [
    replace(PACKAGE, deliverable=False),  # and no reason why
    replace(PACKAGE, reasons=("guide tracks only",)),
    replace(PACKAGE, title=""),
    replace(PACKAGE, details=DETAILS[1:]),
    replace(PACKAGE, files=(replace(SUBTITLE, path="../ar.srt"),)),
    replace(PACKAGE, files=(replace(SUBTITLE, path="/etc/passwd"),)),
    replace(PACKAGE, files=(replace(SUBTITLE, sha256="0"),)),
    replace(PACKAGE, files=(replace(DUB, details=DUB.details[:1]),)),
])
def test_nothing_is_written_that_breaks_the_schema(package: Package):
    with pytest.raises(InvalidPackage):
        manifest(package)


@pytest.mark.parametrize("fields", [("Saudi Arabia",), ("sa",), ("SA", "ar", "soon"), ("SA", "", "2026-02-30"),
                                    ("SA", "", "2026-02-01", "2026-01-01")])
def test_windows_of_rights_are_checked_where_they_are_made(fields: tuple[str, ...]):
    with pytest.raises(InvalidInput):
        RightsWindow(*fields)


@pytest.mark.parametrize(("text", "where"), [
    (b"", "no JSON"), (b"[]", "manifest"), (b"{}", "required"), (b"\xff", "no JSON"),
    (manifest(PACKAGE).replace(b'"size": 9', b'"size": -9'), "files.0.size"),
    (manifest(PACKAGE).replace(b"localize-package/2", b"localize-package/9"), "schema"),
])
def test_a_broken_manifest_is_refused_with_its_place(text: bytes, where: str):
    with pytest.raises(InvalidPackage, match=where):
        read_manifest(text)


def test_what_a_newer_package_changes():
    old = {"a": "1", "b": "2", "c": "3"}
    new = {"a": "1", "b": "4", "d": "5"}
    assert changes(old, new) == Changes(("d",), ("b",), ("c",))
    assert digests(PACKAGE.files) == {"subtitles/ar.srt": "0" * 64, "dubs/ar.m4a": "3" * 64}
    newer = replace(PACKAGE, supersedes="6" * 64, changes=changes(old, new))
    assert json.loads(manifest(newer))["supersedes"] == {"manifest": "6" * 64, "added": ["d"], "changed": ["b"],
                                                        "removed": ["c"]}


_DIGESTS = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("123"))


@given(_DIGESTS, _DIGESTS)
def test_changes_lead_from_the_old_to_the_new(old: dict[str, str], new: dict[str, str]):
    found = changes(old, new)
    kept = {path: digest for path, digest in old.items() if path not in {*found.changed, *found.removed}}
    assert kept | {path: new[path] for path in (*found.added, *found.changed)} == new
    assert changes(new, new) == Changes()
    assert changes(new, old) == Changes(found.removed, found.changed, found.added)
