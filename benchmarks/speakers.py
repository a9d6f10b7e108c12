"""Telling speakers apart: purity at the known number, and the number found where it is not known.

``python -m benchmarks speakers [--shared ../shared]``. Purity is the share of lines whose cluster's most frequent true
speaker is their own. Voices: the demo episode's, espeak-ng's own in several numbers, and the recorded clips of the shared
speech data, cut into lines of two seconds.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import scipy.signal

from demo import voices
from demo.script import LINES as SCRIPT
from demo.script import ROLES
from localize.dubbing.speakers import with_speakers
from localize.dubbing.voiceprints import RATE
from localize.engine import Samples, SpeechRequest
from localize.engines.espeak import Espeak
from localize.model import Transcript, Utterance
from localize.time import Span

Said = tuple[str, Samples]
_CUT = 2 * RATE
#: Clips of one speaker each; multilingual.mp3 reads English, then German.
_CLIPS = ("azure_zh/zhcn_continuous_mode_sample.wav", "faster_whisper_tests/jfk.flac", "faster_whisper_tests/multilingual.mp3",
          "aishell_librispeech_wenet/BAC009S0724W0121.wav", "aishell_librispeech_wenet/BAC009S0764W0121.wav",
          "aishell_librispeech_wenet/1995-1837-0001.wav", "aishell_librispeech_wenet/triton_long.wav")


def demo() -> list[Said]:
    """Return the demo's twenty-four lines by role."""
    return [(line.role, _resampled(*voices.say(ROLES[line.role], line.text))) for line in SCRIPT]


def synthetic(count: int, lines: int = 60) -> list[Said]:
    """Return lines in turn by ``count`` of espeak-ng's voices."""
    with Espeak() as espeak:
        cast = [voice.id for voice in espeak.voices("en")[:count]]
        orders = [SpeechRequest(f"I waited for you all night, and nobody came but number {number}.",
                                "en", cast[number % count]) for number in range(lines)]
        return [(order.voice, _resampled(speech.samples, speech.sample_rate))
                for order, speech in zip(orders, espeak.synthesize(orders), strict=True)]


def recorded(folder: Path) -> list[Said]:
    """Return the recorded clips in lines of two seconds, at most eleven of each."""
    said: list[Said] = []
    for name in _CLIPS:
        samples = _decoded(folder / name)
        said += [(name, samples[at:at + _CUT]) for at in range(0, min(len(samples), 11 * _CUT) - RATE, _CUT)]
    return said


def measure(said: Sequence[Said]) -> tuple[float, float, int, float]:
    """Return purity at the known number, purity and number where it is not known, and seconds."""
    at, parts, utterances = 0, [], []
    for number, (_, samples) in enumerate(said):
        utterances.append(Utterance(f"u{number}", Span(Fraction(at, RATE), Fraction(at + len(samples), RATE)), "x"))
        parts += [samples, np.zeros(RATE // 4, np.float32)]
        at += len(samples) + RATE // 4
    transcript, sound = Transcript("en", tuple(utterances)), np.concatenate(parts)
    true = [who for who, _ in said]
    begin = time.process_time()
    known = with_speakers(transcript, sound, count=len(set(true)))
    spent = time.process_time() - begin
    unknown = with_speakers(transcript, sound)
    return _purity(true, known), _purity(true, unknown), len({item.speaker for item in unknown.utterances}), spent


def _purity(true: Sequence[str], made: Transcript) -> float:
    groups: dict[str, Counter[str]] = {}
    for who, item in zip(true, made.utterances, strict=True):
        groups.setdefault(item.speaker, Counter())[who] += 1
    return sum(max(group.values()) for group in groups.values()) / len(true)


def _resampled(samples: Samples, rate: int) -> Samples:
    return np.asarray(scipy.signal.resample_poly(samples, RATE, rate), np.float32)


def _decoded(path: Path) -> Samples:
    with av.open(str(path)) as container:
        mono = av.AudioResampler("fltp", "mono", RATE)
        return np.concatenate([block.to_ndarray()[0] for frame in (*container.decode(audio=0), None)
                               for block in mono.resample(frame)])


def main(argv: list[str]) -> None:
    """Print a table, one set of voices a row."""
    parser = argparse.ArgumentParser(prog="benchmarks speakers", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder of the shared data")
    options = parser.parse_args(argv)
    sets = {"demo episode": demo(), **{f"espeak-ng, {count}": synthetic(count) for count in (1, 2, 4, 6, 10)}}
    if (options.shared / "data" / "speech").is_dir():
        sets["recorded clips"] = recorded(options.shared / "data" / "speech")
    print(f"{'voices':<18}{'lines':>6}{'speakers':>9}{'purity':>8}{'found':>7}{'purity':>8}{'cpu-s':>7}")
    for name, said in sets.items():
        known, unknown, found, spent = measure(said)
        print(f"{name:<18}{len(said):>6}{len({who for who, _ in said}):>9}{known:>8.3f}{found:>7}{unknown:>8.3f}{spent:>7.2f}")
