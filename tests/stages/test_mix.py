"""The mix stage: real voices over synthetic beds, real decoding and encoding, loudness confirmed by ffmpeg."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from localize.dubbing.targets import LoudnessTarget, target_of
from localize.engines.espeak import Espeak
from localize.engines.media import find_ffmpeg
from localize.engines.media.ffmpeg import FFmpeg
from localize.engines.sound import SoundFile
from localize.errors import Cancelled, InvalidMedia
from localize.model import (
    LineOrigin,
    Severity,
    Transcript,
    TranslatedLine,
    Translation,
    Utterance,
)
from localize.rules import profile
from localize.stages.dub import dub
from localize.stages.mix import MixOptions, mix
from localize.store import LocalStore
from localize.time import Span
from tests.stages.films import CAST, RATE, SECONDS, film, level, master_of, music, plan_of, surround_sound, talk


@pytest.fixture(scope="module")
def espeak():
    with Espeak(workers=2) as engine:
        yield engine


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("mix")


@pytest.fixture(scope="module")
def plan_store(folder):
    return LocalStore(folder / "store")


@pytest.fixture(scope="module")
def plan(espeak, plan_store):
    return plan_of(espeak, plan_store)


@pytest.fixture(scope="module")
def stereo(folder):
    both = np.stack([music(seed=1) + talk(), music(seed=2) + talk()], 1)
    return film(folder / "stereo.mov", both, "stereo")


@pytest.fixture(scope="module", params=["5.1", "5.1(side)"])
def surround(folder, request):
    return film(folder / f"{request.param}.mkv", surround_sound(), request.param)


def run(plan, path, store, **options):
    return mix(plan, master_of(path), path, FFmpeg(), SoundFile(), store, options=MixOptions(**options))


def heard(store, made) -> np.ndarray:
    return np.concatenate(list(SoundFile().read(store.path(made.audio))))


def ebur128(path: Path) -> tuple[float, float]:
    """Return integrated loudness and true peak as ffmpeg's own meter has them."""
    done = subprocess.run([find_ffmpeg(), "-hide_banner", "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"],
                          capture_output=True, text=True, check=True)
    summary = done.stderr[done.stderr.rindex("Summary:"):]
    return tuple(float(re.search(pattern, summary)[1]) for pattern in (r"I:\s+(-?[\d.]+) LUFS", r"Peak:\s+(-?[\d.]+) dBFS"))


@pytest.mark.parametrize("name", ["broadcast-ebu", "youtube"])
def test_stereo_stays_stereo_at_the_delivery_s_loudness(plan, plan_store, stereo, name):
    target = target_of(profile(name))
    made = run(plan, stereo, plan_store, target=target)
    assert made.layout == "stereo"
    assert made.bed == "ducked"
    loudness, peak = ebur128(plan_store.path(made.audio))
    assert loudness == pytest.approx(target.loudness, abs=0.6)
    assert loudness == pytest.approx(made.loudness, abs=0.15)
    assert peak <= target.true_peak + 0.1
    assert peak == pytest.approx(made.true_peak, abs=0.3)
    sound = heard(plan_store, made)
    assert sound.shape == (round(SECONDS * RATE), 2)
    assert [item.rule for item in made.findings] == ["dub.residual-dialogue"]


def test_dialogue_gated_loudness_counts_the_dub_s_lines_alone(plan, plan_store, stereo):
    target = target_of(profile("netflix"))
    made = run(plan, stereo, plan_store, target=target)
    assert made.loudness == pytest.approx(-27, abs=0.6)
    assert "dialogue-gated" in next(item.measured for item in made.measures if item.rule == "dub.loudness")
    sparse = replace(plan, segments=plan.segments[2:])
    made = run(sparse, stereo, plan_store, target=target)
    assert made.loudness == pytest.approx(-24, abs=0.6)
    assert ebur128(plan_store.path(made.audio))[0] == pytest.approx(-24, abs=0.6)


def test_the_original_is_lowered_where_it_speaks_and_left_alone_elsewhere(plan, plan_store, stereo):
    made = run(plan, stereo, plan_store, stems=True)
    bed = np.concatenate(list(SoundFile().read(plan_store.path(dict(made.stems)["bed"]))))
    original = np.stack([music(seed=1) + talk(), music(seed=2) + talk()], 1)
    assert level(bed, 1, 3) <= level(original, 1, 3) - 17.5
    assert level(bed, 7.5, 9.5) == pytest.approx(level(original, 7.5, 9.5), abs=0.1)
    dialogue = np.concatenate(list(SoundFile().read(plan_store.path(dict(made.stems)["dialogue"]))))
    assert level(dialogue, 7.5, 9.5) < -100
    assert level(dialogue, 1.2, 2.3) > level(bed, 1.2, 2.3) + 8
    assert len(bed) == len(dialogue) == round(SECONDS * RATE)


def test_surround_stays_surround_and_loses_its_dialogue_only(plan, plan_store, surround):
    made = run(plan, surround, plan_store, stems=True, target=LoudnessTarget(-23, 1, -1))
    assert (made.layout, made.bed) == ("5.1", "centre-removed")
    assert made.findings == ()
    sound, source = heard(plan_store, made), surround_sound()
    assert sound.shape == source.shape
    bed = np.concatenate(list(SoundFile().read(plan_store.path(dict(made.stems)["bed"]))))
    # Every channel is where it was, the surrounds too: the SL/SR trap.
    for channel in (0, 1, 3, 4, 5):
        assert level(bed[:, channel], 7.5, 9.5) == pytest.approx(level(source[:, channel], 7.5, 9.5), abs=0.3), channel
        assert np.corrcoef(bed[8 * RATE:9 * RATE, channel], source[8 * RATE:9 * RATE, channel])[0, 1] > 0.99
    # The centre is shut while the original speaks and open elsewhere.
    assert level(bed[:, 2], 1, 3) < -90
    assert level(bed[:, 2], 7.5, 9.5) == pytest.approx(level(source[:, 2], 7.5, 9.5), abs=0.1)
    # The dub speaks from the centre.
    dialogue = np.concatenate(list(SoundFile().read(plan_store.path(dict(made.stems)["dialogue"]))))
    assert level(dialogue[:, 2], 1.2, 2.3) > -40
    assert np.abs(dialogue[:, [0, 1, 3, 4, 5]]).max() == 0
    loudness, _ = ebur128(plan_store.path(made.audio))
    assert loudness == pytest.approx(-23, abs=0.6)


def test_surround_whose_centre_is_empty_is_ducked(plan, plan_store, folder):
    sound = surround_sound()
    sound[:, 2] = 0
    sound[:, :2] += talk()[:, None]
    made = run(plan, film(folder / "hollow.mkv", sound, "5.1"), plan_store)
    assert made.bed == "ducked"


def test_dialogue_that_leaks_into_the_sides_is_found(plan, plan_store, folder):
    sound = surround_sound()
    sound[:, :2] += 0.3 * talk()[:, None]
    made = run(plan, film(folder / "leaky.mkv", sound, "5.1"), plan_store)
    assert made.bed == "centre-removed"
    assert [item.rule for item in made.findings] == ["dub.residual-dialogue"]


def test_a_stem_is_preferred_and_left_as_it_is(plan, plan_store, stereo, folder):
    stem = folder / "me.wav"
    SoundFile().write(stem, "stereo", [np.stack([music(0.02, 1), music(0.02, 2)], 1)])
    made = run(plan, stereo, plan_store, stem=stem, stems=True)
    assert made.bed == "stem"
    assert made.findings == ()
    bed = np.concatenate(list(SoundFile().read(plan_store.path(dict(made.stems)["bed"]))))
    assert level(bed, 7.5, 9.5) == pytest.approx(level(np.stack([music(0.02, 1), music(0.02, 2)], 1), 7.5, 9.5), abs=0.1)


def test_loud_music_gives_way_to_the_words(plan, plan_store, folder):
    sound = surround_sound()
    sound[:, :2] *= 12
    made = run(plan, film(folder / "loud.mkv", np.clip(sound, -1, 1), "5.1"), plan_store)
    assert next(item for item in made.measures if item.rule == "dub.over-music").passed


def test_mono_stays_mono(plan, plan_store, folder):
    made = run(plan, film(folder / "mono.mov", (music() + talk())[:, None], "mono"), plan_store)
    assert made.layout == "mono"
    assert heard(plan_store, made).shape == (round(SECONDS * RATE), 1)


def test_sound_shorter_than_the_picture_is_filled(plan, plan_store, folder):
    both = np.stack([music() + talk(), music() + talk()], 1)[:9 * RATE]
    made = run(plan, film(folder / "short.mov", both, "stereo"), plan_store)
    assert len(heard(plan_store, made)) == round(SECONDS * RATE)


def test_placement_is_exact_to_the_sample(plan, plan_store, folder):
    silence = np.zeros((round(SECONDS * RATE), 2), np.float32)
    made = run(plan, film(folder / "silent.mov", silence, "stereo"), plan_store, stems=True)
    dialogue = np.concatenate(list(SoundFile().read(plan_store.path(dict(made.stems)["dialogue"]))))[:, 0]
    starts = [round(segment.span.begin * RATE) for segment in plan.segments]
    ends = [round(segment.span.end * RATE) for segment in plan.segments]
    for begin, end in zip(starts, ends, strict=True):
        assert np.abs(dialogue[begin - 2000:begin]).max() == 0
        assert np.abs(dialogue[begin:begin + 2000]).max() > 0
        assert np.abs(dialogue[end:end + 2000]).max() == 0


def test_mixing_again_decodes_nothing(plan, plan_store, stereo):
    first = run(plan, stereo, plan_store)

    class Broken(FFmpeg):
        def decode(self, *args, **kwargs):
            raise AssertionError("decoded again")

    again = mix(plan, master_of(stereo), stereo, Broken(), SoundFile(), plan_store, options=MixOptions())
    assert again == first


class Mute:
    """A synthesizer that speaks no language."""

    def __init__(self, engine):
        self.identity = engine.identity

    def voices(self, language):
        return ()

    def synthesize(self, requests):
        raise AssertionError("asked to speak")


def test_a_language_without_voice_has_no_track(espeak, plan_store, stereo):
    said = Transcript("zh", (Utterance("u0", Span(Fraction(1), Fraction(2)), "话"),))
    line = TranslatedLine("u0", "话", "សួស្តី", LineOrigin.MACHINE, "k")
    made = run(dub(said, Translation("km", (line,)), CAST, Mute(espeak), plan_store, duration=SECONDS), stereo, plan_store)
    assert made.audio == ""
    assert [(item.rule, item.severity) for item in made.findings] == [("dub.no-voice", Severity.WARNING)]


def test_a_master_without_sound_is_refused(plan, plan_store, stereo):
    with pytest.raises(InvalidMedia):
        mix(plan, replace(master_of(stereo), audio=()), stereo, FFmpeg(), SoundFile(), plan_store)


def test_it_can_be_stopped(plan, plan_store, stereo):
    def stop(part: float) -> None:
        if part > 0.4:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        mix(replace(plan, source=()), master_of(stereo), stereo, FFmpeg(), SoundFile(), plan_store, report=stop)


def test_speech_is_kept_apart_from_the_mix(plan, plan_store):
    assert all(plan_store.has(segment.speech) for segment in plan.segments)


def test_a_notice_is_heard_at_the_beginning_and_nowhere_else(stereo, plan, plan_store):
    master = master_of(stereo)
    plain = mix(plan, master, stereo, FFmpeg(), SoundFile(), plan_store)
    told = mix(plan, master, stereo, FFmpeg(), SoundFile(), plan_store, options=MixOptions(notice=True))
    first, second = (np.concatenate(list(SoundFile().read(plan_store.path(made.audio))))[:, 0] for made in (plain, told))
    tone = np.exp(-2j * np.pi * 880 * np.arange(RATE // 10) / RATE)

    def heard(at: float) -> float:
        begin = round(at * RATE)
        return float(abs(np.dot((second - first)[begin:begin + RATE // 10], tone)) * 2 / len(tone))

    assert told.audio != plain.audio
    assert told.loudness == pytest.approx(plain.loudness, abs=0.5)
    assert heard(0.5) > 0.1 < heard(0.8)
    assert heard(3.5) < 0.02
