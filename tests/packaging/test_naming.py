"""Names of files: any title, every system, one template a profile."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.packaging import PackageOptions
from localize.packaging.naming import file_name, slug, tidy
from localize.rules import PROFILES, Profile, profile


@dataclass
class _Master:
    name: str = "第二集 终.mp4"


@dataclass
class _Work:
    options: PackageOptions

    @property
    def master(self) -> _Master:
        return _Master()

    @property
    def profile(self) -> Profile:
        return profile(self.options.profile)


def name(title: str, episode: str, profile_name: str, template: str = "subtitle", ending: str = "ttml", **more: str) -> str:
    work = _Work(PackageOptions(title, episode, profile_name))
    return file_name(work, template, ending, tag="pt-BR", kind="SUB", **more)  # type: ignore[arg-type]


def test_templates_of_the_profiles():
    assert name("木棉茶楼", "Episode 2", "netflix") == "subtitles/MuMianChaLou_Episode-2_pt-BR_SUB.xml"
    assert name("木棉茶楼", "", "netflix", "dub", "wav", layout="5.1") == "audio/MuMianChaLou_pt-BR_51.wav"
    assert name("木棉茶楼", "", "disney", "film", "mkv") == "MuMianChaLou.mkv"
    assert name("木棉茶楼", "2", "tiktok", "film", "mp4") == "木棉茶楼_2_pt-BR.mp4"
    assert name("木棉茶楼", "2", "generic", "film", "mkv") == "第二集-终.mkv"
    assert name("木棉茶楼", "2", "generic", ending="vtt") == "subtitles/pt-BR.vtt"
    assert name("木棉茶楼", "2", "broadcast-ebu", ending="ebu-tt-d") == "subtitles/MuMianChaLou_2_pt-BR_SUB.xml"


@pytest.mark.parametrize(("text", "wide", "plain"), [
    ("a/b\\c:d*e?", "a-b-c-d-e", "a-b-c-d-e"),
    ("../../etc/passwd", "etc-passwd", "etc-passwd"),
    ("🍵 tea 🫖", "tea", "tea"),
    ("متجر الشاي", "متجر-الشاي", None),
    ("\u202etxt.exe", "txt.exe", "txt.exe"),
    ("Bánh mì Đà Nẵng", "Bánh-mì-Đà-Nẵng", "Banh-mi-Da-Nang"),
    ("ฉันรัก", "ฉันรัก", None),
    ("...", "", None),
    ("line\nbreak\0", "line-break", "line-break"),
    ("", "", ""),
])
def test_titles_as_parts_of_names(text: str, wide: str, plain: str | None):
    assert slug(text) == wide
    found = slug(text, only_ascii=True)
    assert found == plain if plain is not None else re.fullmatch(r"[0-9a-f]{12}", found)


def test_a_device_name_of_windows_is_no_name():
    assert tidy("subtitles/CON.srt") == "subtitles/_CON.srt"
    assert tidy("aux") == "_aux"
    assert tidy("console.srt") == "console.srt"


def test_long_titles_that_begin_alike_stay_apart():
    one, two = (slug("很长的名字" * 40 + end) for end in "一二")
    assert one != two
    assert len(one.encode()) <= 80


@given(st.text(max_size=120), st.text(max_size=60), st.sampled_from(PROFILES), st.sampled_from(["film", "subtitle", "forced", "dub"]))
def test_no_title_leaves_the_folder(title: str, episode: str, profile_name: str, template: str):
    path = name(title, episode, profile_name, template, "mkv", layout="stereo")
    for part in path.split("/"):
        assert part not in {"", ".", ".."}
        assert len(part.encode()) <= 255
        assert not part.startswith(".")
        assert not re.search(r'[\\:*?"<>|\x00-\x1f\u202a-\u202e\u2066-\u2069]', part)
    if profile(profile_name).delivery.ascii_names:
        assert path.isascii()
    assert path.endswith(".mkv")
