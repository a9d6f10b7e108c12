"""The mix stage: voice-over, separation, stems, rooms, a second meter, and what a changed line leaves alone."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from localize.dubbing.room import furnished
from localize.engine import Identity
from localize.engines.espeak import Espeak
from localize.engines.loudness import Ebur128
from localize.engines.media.ffmpeg import FFmpeg
from localize.engines.sound import SoundFile
from localize.errors import EngineError, InvalidMedia
from localize.model import DubMode, Room, Severity
from localize.stages.mix import MixOptions, mix
from localize.store import LocalStore
from tests.stages.films import RATE, SECONDS, film, level, master_of, music, plan_of, surround_sound, talk


@pytest.fixture(scope="module")
def espeak():
    with Espeak(workers=2) as engine:
        yield engine


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("modes")


@pytest.fixture(scope="module")
def store(folder):
    return LocalStore(folder / "store")


@pytest.fixture(scope="module")
def plan(espeak, store):
    return plan_of(espeak, store)


@pytest.fixture(scope="module")
def both():
    return np.stack([music(seed=1) + talk(), music(seed=2) + talk()], 1)


@pytest.fixture(scope="module")
def stereo(folder, both):
    return film(folder / "stereo.mov", both, "stereo")


def run(plan, path, store, separator=None, meter=None, **options):
    return mix(plan, master_of(path), path, FFmpeg(), SoundFile(), store, options=MixOptions(**options),
               separator=separator, meter=meter)


def stem(store, made, name) -> np.ndarray:
    return np.concatenate(list(SoundFile().read(store.path(dict(made.stems)[name]))))


def measure(made, rule):
    return next(item for item in made.measures if item.rule == rule)


class Halving:
    """A separator for tests: gives back music it was told of, and a part of the voices."""

    def __init__(self, bed: np.ndarray, layout: str = "stereo") -> None:
        self.bed, self.layout, self.asked = bed, layout, 0

    @property
    def identity(self):
        return Identity("separate", "test", str(self.bed.sum()), "MIT")

    def separate(self, source, out, report):
        self.asked += 1
        assert sum(map(len, SoundFile().read(source))) == round(SECONDS * RATE)
        SoundFile().write(out, self.layout, [self.bed])
        report(1.0)


def test_the_original_is_heard_before_the_voice_over_and_under_it(espeak, store, stereo, both):
    plan = plan_of(espeak, store, mode=DubMode.VOICE_OVER)
    made = run(plan, stereo, store, stems=True)
    assert (made.mode, made.bed) == (DubMode.VOICE_OVER, "voiced-over")
    bed = stem(store, made, "bed")
    first = plan.segments[0].span
    assert level(bed, 1.0, float(first.begin) - 0.2) == pytest.approx(level(both, 1.0, float(first.begin) - 0.2), abs=0.1)
    assert -16 < level(bed, float(first.begin) + 0.1, 3.0) - level(both, float(first.begin) + 0.1, 3.0) < -14
    assert measure(made, "dub.over-music").passed
    assert "dub.residual-dialogue" not in {item.rule for item in made.measures}


def test_a_voice_over_keeps_the_original_s_voices_even_if_there_is_a_stem(espeak, store, stereo, folder):
    path = folder / "quiet.wav"
    SoundFile().write(path, "stereo", [np.stack([music(0.02, 1)] * 2, 1)])
    assert run(plan_of(espeak, store, mode=DubMode.VOICE_OVER), stereo, store, stem=path).bed == "voiced-over"


def test_a_separated_bed_is_preferred_to_ducking_and_made_once(plan, store, stereo, both):
    separator = Halving(np.stack([music(seed=1), music(seed=2)], 1))
    made = run(plan, stereo, store, separator=separator)
    assert made.bed == "separated"
    assert measure(made, "dub.residual-dialogue").passed
    run(replace(plan, segments=plan.segments[1:]), stereo, store, separator=separator)
    assert separator.asked == 1


def test_voices_that_a_separator_leaves_are_found(plan, store, stereo, both):
    leaky = np.stack([music(seed=1) + 0.2 * talk(), music(seed=2) + 0.2 * talk()], 1)
    found = measure(run(plan, stereo, store, separator=Halving(leaky)), "dub.residual-dialogue")
    assert not found.passed
    assert found.measured == "-12 dB (separated)"


def test_a_stem_and_a_centre_come_before_a_separator(plan, store, stereo, folder):
    class Never:
        identity = Identity("separate", "never", "1")

        def separate(self, source, out, report):
            raise AssertionError("asked")

    path = folder / "stem.wav"
    SoundFile().write(path, "stereo", [np.stack([music(seed=1), music(seed=2)], 1)])
    assert run(plan, stereo, store, separator=Never(), stem=path).bed == "stem"
    assert run(plan, film(folder / "six.mkv", surround_sound(), "5.1"), store, separator=Never()).bed == "centre-removed"


@pytest.mark.parametrize(("bed", "layout"), [(np.zeros((RATE, 2), np.float32), "stereo"), (np.zeros((round(SECONDS * RATE), 1), np.float32), "mono")])
def test_a_separator_that_gives_something_else_is_refused(plan, store, stereo, bed, layout):
    with pytest.raises((EngineError, InvalidMedia)):
        run(plan, stereo, store, separator=Halving(bed, layout))


def test_a_stem_that_does_not_lie_on_the_original_is_not_judged_and_a_short_one_is_said(plan, store, stereo, folder):
    path = folder / "other.wav"
    SoundFile().write(path, "stereo", [np.stack([music(0.05, 7), music(0.05, 8)], 1)[:9 * RATE]])
    made = run(plan, stereo, store, stem=path)
    assert "cannot be told" in measure(made, "dub.residual-dialogue").measured
    assert [(item.rule, item.severity) for item in made.findings] == [("dub.stem-length", Severity.WARNING)]


def test_voices_in_a_stem_are_found(plan, store, stereo, folder):
    path = folder / "spoken.wav"
    SoundFile().write(path, "stereo", [np.stack([music(seed=1) + 0.1 * talk(), music(seed=2) + 0.1 * talk()], 1)])
    assert measure(run(plan, stereo, store, stem=path), "dub.residual-dialogue").measured == "-19 dB (stem)"


def test_the_mix_is_kept_as_a_stem_and_a_second_meter_confirms_it(plan, store, stereo):
    made = run(plan, stereo, store, stems=True, meter=Ebur128())
    assert [name for name, _ in made.stems] == ["dialogue", "bed", "mix"]
    encoded = np.concatenate(list(SoundFile().read(store.path(made.audio))))
    whole = stem(store, made, "mix")
    assert whole.shape == encoded.shape
    assert np.corrcoef(whole[:, 0], encoded[:, 0])[0, 1] > 0.99
    confirmed = measure(made, "dub.loudness-confirmed")
    assert confirmed.passed, confirmed
    assert Ebur128().programme(store.path(made.audio)) == pytest.approx(made.loudness, abs=0.15)


def test_the_curve_follows_the_loudness(plan, store, stereo):
    made = run(plan, stereo, store)
    assert len(made.curve) == 12
    assert max(made.curve) < made.loudness + 6
    assert made.curve[2] > made.curve[8] + 3  # speech over music, music alone


def test_a_room_is_heard_after_the_voice_and_moves_nothing(plan, store, stereo):
    dry = stem(store, run(plan, stereo, store, stems=True), "dialogue")
    wet = stem(store, run(plan, stereo, store, stems=True, room=Room.SMALL), "dialogue")
    end = float(plan.segments[0].span.end)
    assert level(dry, end + 0.01, end + 0.1) < -100
    assert -70 < level(wet, end + 0.01, end + 0.1) < -35
    assert abs(level(wet, 1.2, 2.3) - level(dry, 1.2, 2.3)) < 0.7
    begin = round(plan.segments[0].span.begin * RATE)
    assert np.abs(wet[:begin]).max() == 0


@pytest.mark.parametrize("room", [Room.SMALL, Room.LARGE])
def test_a_room_dies_away(room):
    click = np.zeros(4800, np.float32)
    click[0] = 1.0
    heard = furnished(click, room)
    assert heard[0] == pytest.approx(1.0, abs=0.01)
    assert 0.01 < np.sum(heard[1:] ** 2) < 0.05
    assert np.abs(heard[-RATE // 50:]).max() < 0.001


def test_a_changed_line_leaves_every_sample_away_from_it_alone(espeak, store, folder):
    # A minute with a line every three seconds: one line is a small part of the programme, as in a film.
    cues = [(n * 3.0 + 0.2, n * 3.0 + 2.4, "林娜" if n % 2 else "陈总", f"Aku menunggumu di rumah nomor {n}.") for n in range(20)]
    seconds = Fraction(60)
    sound = np.tile(np.stack([music(seed=1), music(seed=2)], 1), (5, 1))[:60 * RATE]
    path = film(folder / "long.mov", sound, "stereo", frames=1500)
    changed = [*cues[:10], (30.2, 32.4, "陈总", "Jangan pergi dulu, dengarkan aku."), *cues[11:]]
    before, after = (run(plan_of(espeak, store, lines, duration=seconds), path, store, stems=True) for lines in (cues, changed))
    assert [one == two for one, two in zip(before.segments, after.segments, strict=True)].count(False) == 1
    one, two = stem(store, before, "mix"), stem(store, after, "mix")
    apart = np.flatnonzero((one != two).any(axis=1)) / RATE
    assert apart.min() > 29.0
    assert apart.max() < 34.0
