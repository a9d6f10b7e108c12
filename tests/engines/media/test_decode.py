"""Sound and pictures out of masters."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from localize.engines.media import confine
from localize.engines.media.ffmpeg import FFmpeg
from localize.errors import InvalidMedia
from localize.stages.ingest import ingest
from tests.engines.media.films import CODECS, PICTURE, film, make

MEDIA = FFmpeg()


def loudest(samples: np.ndarray, rate: int) -> float:
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.fft.rfftfreq(len(samples), 1 / rate)[spectrum.argmax()])


def test_mono_at_16_khz(tmp_path: Path):
    path = film(tmp_path / "film.mp4")
    samples = np.concatenate(list(MEDIA.decode(path, ingest(path, "film.mp4", MEDIA))))
    assert samples.dtype == np.float32
    assert samples.ndim == 1
    assert abs(len(samples) - 32_000) < 1_600
    assert abs(loudest(samples, 16_000) - 440) < 2


@pytest.fixture(scope="module")
def surround(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Six tones, one a channel: L R C LFE Ls Rs.
    tones = "|".join(f"0.1*sin(2*PI*{hertz}*t)" for hertz in (300, 400, 500, 60, 700, 800))
    return make(tmp_path_factory.mktemp("film") / "surround.mp4", *PICTURE, "-f", "lavfi", "-i",
                f"aevalsrc='{tones}':channel_layout=5.1:sample_rate=48000:duration=2", *CODECS, "-b:a", "384k")


def test_dialogue_is_the_centre_of_a_5_1(surround: Path):
    master = ingest(surround, "surround.mp4", MEDIA)
    samples = np.concatenate(list(MEDIA.decode(surround, master, layout="dialogue")))
    assert abs(loudest(samples, 16_000) - 500) < 2


def test_native_keeps_six_channels_in_order(surround: Path):
    master = ingest(surround, "surround.mp4", MEDIA)
    samples = np.concatenate(list(MEDIA.decode(surround, master, rate=48_000, layout="native")))
    assert samples.shape[1] == 6
    found = [round(loudest(samples[4800:-4800, channel], 48_000), -1) for channel in range(6)]
    assert found == [300, 400, 500, 60, 700, 800]


def test_late_sound_is_padded_to_the_picture(tmp_path: Path):
    path = make(tmp_path / "late.mkv", *PICTURE, "-itsoffset", "0.5", "-f", "lavfi", "-i",
                "sine=frequency=440:sample_rate=48000:duration=1", *CODECS)
    samples = np.concatenate(list(MEDIA.decode(path, ingest(path, "late.mkv", MEDIA))))
    first = int(np.argmax(np.abs(samples) > 0.02))
    assert abs(first / 16_000 - 0.5) < 0.03


def test_a_stream_that_is_not_there(tmp_path: Path):
    path = film(tmp_path / "film.mp4")
    with pytest.raises(InvalidMedia, match="no sound track 9"):
        list(MEDIA.decode(path, ingest(path, "film.mp4", MEDIA), stream=9))


@pytest.mark.parametrize("suffix", ["mp4", "ts", "mkv"])
def test_frames_have_their_times(tmp_path: Path, suffix: str):
    path = film(tmp_path / f"film.{suffix}")
    times = []
    for at, picture in MEDIA.frames(path, ingest(path, path.name, MEDIA)):
        times.append(at)
        assert picture.shape == (240, 320)
    assert len(times) == 50
    assert all(abs(at - Fraction(number, 25)) < Fraction(1, 500) for number, at in enumerate(times))


def test_colour_frames(tmp_path: Path):
    path = make(tmp_path / "red.mp4", "-f", "lavfi", "-i", "color=red:size=320x240:rate=25:duration=1", "-f", "lavfi",
                "-i", "anullsrc=duration=1", *CODECS)
    _, picture = next(MEDIA.frames(path, ingest(path, "red.mp4", MEDIA), colour=True))
    assert picture.shape == (240, 320, 3)
    assert picture[100, 100, 0] > 200
    assert picture[100, 100, 1] < 50


@pytest.mark.parametrize("name", ["hls", "concat", "dash", "image2", "lavfi", "tty", "sdp"])
def test_other_demuxers_never_open(tmp_path: Path, name: str):
    with pytest.raises(InvalidMedia), confine.open_media(tmp_path / "x", name):
        pass
    with pytest.raises(InvalidMedia):
        confine.input_arguments(tmp_path / "x", name)
