"""The signal work of a dub: filters, loudness, peaks, limiting, stretching, layouts, envelopes. Pure numpy."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.dubbing import loudness as loud
from localize.dubbing.clip import ClipNote, decode_clip, encode_clip, read_note, trim
from localize.dubbing.envelope import Envelope, Window, merged
from localize.dubbing.filters import STEP, BlockFilter
from localize.dubbing.layouts import canonical, conform, matrix
from localize.dubbing.peaks import PeakMeter, decibels, limit
from localize.dubbing.stretch import resample, stretch
from localize.engine import Speech
from localize.errors import InvalidMedia, StorageError
from localize.time import Span

RATE = 48_000


def tone(hertz: float, seconds: float, level: float = 0.5, rate: int = RATE, phase: float = 0.0) -> np.ndarray:
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate + phase)).astype(np.float32)


def true_peak(sound: np.ndarray) -> float:
    meter = PeakMeter(sound.shape[1])
    meter.take(sound)
    return decibels(meter.finish())


def test_the_block_filter_is_the_recursive_filter():
    sections = ((1.5, -2.7, 1.2, -1.69, 0.732), (1.0, -2.0, 1.0, -1.99, 0.99007))
    x = np.random.default_rng(1).standard_normal((STEP * 4, 2)).astype(np.float32)
    wanted = x.astype(float)
    for b0, b1, b2, a1, a2 in sections:
        y, z1, z2 = np.zeros_like(wanted), np.zeros(2), np.zeros(2)
        for n, value in enumerate(wanted):
            y[n] = b0 * value + z1
            z1, z2 = b1 * value - a1 * y[n] + z2, b2 * value - a2 * y[n]
        wanted = y
    made = BlockFilter(sections, 2)
    assert np.abs(np.concatenate([made(x[:STEP]), made(x[STEP:])]) - wanted).max() < 1e-8


@pytest.mark.parametrize(("level", "channels", "wanted"), [
    # EBU Tech 3341, case 1: a stereo sine of 1 kHz at -23 dBFS measures -23 LUFS; one channel alone 3 LU less.
    (-23.0, 2, -23.0), (-33.0, 2, -33.0), (-23.0, 1, -26.01)])
def test_loudness_of_a_sine(level, channels, wanted):
    meter = loud.Meter(channels)
    sound = np.repeat(tone(1000, 10, 10 ** (level / 20))[:, None], channels, 1)
    for at in range(0, len(sound), 7777):
        meter.take(sound[at:at + 7777])
    assert loud.integrated(loud.weighted(meter.cells())) == pytest.approx(wanted, abs=0.1)


def test_quiet_stretches_are_gated():
    # EBU Tech 3341, case 3: 10 s at -36, 60 s at -23, 10 s at -36 measures -23.
    meter = loud.Meter(2)
    for level, seconds in ((-36, 10), (-23, 60), (-36, 10)):
        meter.take(np.repeat(tone(1000, seconds, 10 ** (level / 20))[:, None], 2, 1))
    assert loud.integrated(loud.weighted(meter.cells())) == pytest.approx(-23, abs=0.1)


def test_surrounds_weigh_more_and_the_lfe_nothing():
    def measured(channel: int) -> float:
        sound = np.zeros((RATE * 2, 6), np.float32)
        sound[:, channel] = tone(1000, 2, 0.1)
        meter = loud.Meter(6)
        meter.take(sound)
        return loud.integrated(loud.weighted(meter.cells()))

    assert measured(4) - measured(0) == pytest.approx(1.49, abs=0.05)
    assert measured(3) < -70


def test_silence_has_no_loudness():
    meter = loud.Meter(2)
    meter.take(np.zeros((RATE, 2), np.float32))
    assert loud.integrated(loud.weighted(meter.cells())) == -120


def test_the_true_peak_between_samples_is_found():
    # EBU Tech 3341, case 15: a quarter-rate sine at 45 degrees has samples at -9 dB and peaks at -6.
    sound = tone(12_000, 1, 0.5, phase=np.pi / 4)[:, None]
    assert decibels(float(np.abs(sound).max())) == pytest.approx(-9.03, abs=0.01)
    assert true_peak(sound[200:]) == pytest.approx(-6.0, abs=0.4)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 30_000), st.floats(0.05, 3.0), st.integers(1, 2), st.integers(1, 9_000))
def test_the_limiter_keeps_length_and_ceiling(count, level, channels, block):
    sound = (np.random.default_rng(count).standard_normal((count, channels)) * level).astype(np.float32)
    made = np.concatenate([*limit((sound[at:at + block] for at in range(0, count, block)), 0.7, channels),
                           np.zeros((0, channels), np.float32)])
    assert made.shape == sound.shape
    assert true_peak(made) <= decibels(0.7) + 0.05


def test_sound_under_the_ceiling_passes_untouched():
    sound = np.repeat(tone(440, 2, 0.4)[:, None], 2, 1)
    assert np.array_equal(np.concatenate(list(limit([sound[:50_000], sound[50_000:]], 0.9, 2))), sound)


def test_the_limiter_lets_go_again():
    sound = np.concatenate([tone(440, 1, 0.3), tone(440, 0.1, 2.0), tone(440, 2, 0.3)])[:, None]
    made = np.concatenate(list(limit([sound], 0.5, 1)))
    assert np.array_equal(made[:40_000], sound[:40_000])
    assert np.abs(made[-RATE:] - sound[-RATE:]).max() < 1e-4


@pytest.mark.parametrize("factor", [0.7, 0.9, 1.0, 1.13, 1.4])
def test_stretching_is_exact_in_length_and_keeps_pitch(factor):
    speech = Speech(tone(150, 1.5, rate=22_050), 22_050)
    length = round(len(speech.samples) * factor)
    made = stretch(speech, length).samples
    assert len(made) == length
    inner = made[2000:-2000]
    spectrum = np.abs(np.fft.rfft(inner * np.hanning(len(inner))))
    assert np.argmax(spectrum) * 22_050 / len(inner) == pytest.approx(150, abs=2)
    assert inner.std() == pytest.approx(speech.samples.std(), rel=0.05)


def test_stretching_keeps_a_pause():
    voiced = np.concatenate([tone(150, 0.6, rate=22_050), np.zeros(6615, np.float32), tone(150, 0.6, rate=22_050)])
    made = stretch(Speech(voiced, 22_050), round(len(voiced) / 1.25)).samples
    quiet = np.abs(made).reshape(-1)[len(made) // 2 - 1000:len(made) // 2 + 1000]
    assert quiet.max() < 0.01


@given(st.integers(0, 3000), st.integers(0, 3000))
@settings(max_examples=40, deadline=None)
def test_stretching_any_length_to_any_length(count, length):
    made = stretch(Speech(np.ones(count, np.float32), 8000), length)
    assert len(made.samples) == (length if count else 0)


def test_resampling_is_exact():
    made = resample(Speech(tone(440, 1, rate=22_050), 22_050), RATE).samples
    assert len(made) == RATE
    assert np.abs(made[2000:-2000] - tone(440, 1)[2000:-2000]).max() < 0.003


def test_trimming_keeps_the_pause_inside():
    speech = np.concatenate([np.zeros(5000), tone(200, 0.3), np.zeros(9000), tone(200, 0.3), np.zeros(7000)]).astype(np.float32)
    made = trim(Speech(speech, RATE)).samples
    assert len(made) == pytest.approx(2 * 14_400 + 9000, abs=500)
    assert len(trim(Speech(np.zeros(500, np.float32), RATE)).samples) == 0
    assert len(trim(Speech(np.zeros(0, np.float32), RATE)).samples) == 0


def test_clips_survive_the_store(tmp_path):
    speech = Speech(tone(200, 0.5, rate=22_050), 22_050)
    note = ClipNote(len(speech.samples), 1.1, (0.1, 0.2), (0.5, 0.6))
    path = tmp_path / "clip"
    path.write_bytes(encode_clip(speech, note))
    assert read_note(path) == note
    back = decode_clip(path.read_bytes())
    assert back.sample_rate == 22_050
    assert np.abs(back.samples - speech.samples).max() < 1e-4
    path.write_bytes(b"RIFF no clip")
    with pytest.raises(StorageError):
        read_note(path)
    with pytest.raises(StorageError):
        decode_clip(b"RIFF")


@pytest.mark.parametrize(("layout", "channels", "wanted"), [
    ("mono", 1, "mono"), ("stereo", 2, "stereo"), ("5.1", 6, "5.1"), ("5.1(side)", 6, "5.1"), ("7.1", 8, "5.1"),
    ("5.0", 5, "5.1"), ("", 6, "5.1"), ("6 channels", 6, "5.1"), ("quad", 4, "5.1"),
])
def test_layouts(layout, channels, wanted):
    assert canonical(layout, channels) == wanted


def test_surrounds_are_kept_whatever_they_are_called():
    block = np.arange(6, dtype=np.float32)[None, :] + 1
    for layout in ("5.1", "5.1(side)"):
        assert conform(block, matrix(layout, 6)).tolist() == [[1, 2, 3, 4, 5, 6]]
    eight = np.arange(8, dtype=np.float32)[None, :] + 1
    made = conform(eight, matrix("7.1", 8))[0]
    assert made[:4].tolist() == [1, 2, 3, 4]
    assert made[4] == pytest.approx((5 + 7) * 0.7071, abs=0.01)
    with pytest.raises(InvalidMedia):
        matrix("", 23)


def test_envelopes():
    spans = [Span(Fraction(1), Fraction(2)), Span(Fraction(21, 10), Fraction(3)), Span(Fraction(5), Fraction(6))]
    assert merged(spans, 100, 0.42) == ((100, 300), (500, 600))
    curve = Envelope([Window(100, 300, 0.1), Window(500, 600, 0.5)], 10, 30)
    assert curve.at(0, 80) is None
    assert curve.at(340, 100) is None
    made = curve.at(80, 300)
    assert made[:10].tolist() == [1.0] * 10
    assert made[20:220] == pytest.approx(0.1)
    assert made[270] == pytest.approx(1.0)
    assert Envelope([], 1, 1).at(0, 10) is None
    assert curve.power(7, 100)[2] == pytest.approx(0.01)
