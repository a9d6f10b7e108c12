"""Dub files: the layouts a profile asks for, levelled and measured, from the mix before it was coded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from localize.engines.sound import SoundFile
from tests.engines.media.films import make
from tests.packaging.made import Made, dub_file, master_file, package, result

SECONDS = 6


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return master_file(tmp_path_factory.mktemp("dubs") / "master.mp4", seconds=SECONDS, size="128x96")


def tone(path: Path) -> float:
    """Return the loudest frequency of a file's sound."""
    samples = np.concatenate(list(SoundFile().read(path))).sum(axis=1)
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * 48_000 / len(samples))


def packed(tmp_path: Path, source: Path, layout: str, profile: str = "netflix", *, lossless: bool = False) -> Made:
    dub = dub_file(tmp_path / "dub", SECONDS, layout, frequency=550)
    made = result("en", SECONDS, dub, layout)
    if lossless:
        kept = make(tmp_path / "mix.flac", "-f", "lavfi", "-i", f"sine=frequency=880:sample_rate=48000:duration={SECONDS},"
                    f"aformat=channel_layouts={layout},volume=0.04").rename(tmp_path / "mix")
        made = replace(made, dub_lossless=kept)
    return package(tmp_path / "out", profile, source, [made])


def rows(made: Made) -> dict[str, dict[str, object]]:
    return {item["layout"]: item for item in made.manifest["files"] if item["role"] == "dub"}


def test_wav_is_made_from_the_mix_before_it_was_coded(tmp_path: Path, source: Path):
    made = packed(tmp_path, source, "5.1", lossless=True)
    for row in rows(made).values():
        assert tone(made.out / str(row["path"])) == pytest.approx(880, abs=2)


def test_where_only_coded_sound_was_kept_that_is_taken(tmp_path: Path, source: Path):
    made = packed(tmp_path, source, "5.1")
    for row in rows(made).values():
        assert tone(made.out / str(row["path"])) == pytest.approx(550, abs=2)


def test_a_folded_dub_is_brought_to_loudness_and_says_so(tmp_path: Path, source: Path):
    found = rows(packed(tmp_path, source, "5.1"))
    assert "BS.775" in str(found["stereo"]["derived"])
    assert found["stereo"]["loudness_lufs"] == pytest.approx(-27, abs=0.5)
    assert "derived" not in found["5.1"]


def test_mono_is_doubled_for_who_asks_for_stereo(tmp_path: Path, source: Path):
    made = packed(tmp_path, source, "mono", "broadcast-ebu")
    (row,) = rows(made).values()
    assert (row["layout"], row["derived"]) == ("stereo", "the mono mix on both channels")
    assert row["loudness_lufs"] == pytest.approx(-23, abs=0.5)
    samples = np.concatenate(list(SoundFile().read(made.out / str(row["path"]))))
    assert np.array_equal(samples[:, 0], samples[:, 1])


def test_a_mix_that_misses_its_loudness_is_not_deliverable(tmp_path: Path, source: Path):
    made = packed(tmp_path, source, "stereo", "broadcast-ebu")  # the tone as ffmpeg makes it, far from -23
    assert any("LUFS" in reason and "-23" in reason and reason.endswith(": en") for reason in made.package.reasons)
