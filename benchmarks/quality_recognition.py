"""How well the starter recogniser hears: the figures of training/recognition/DATACARD.md, measured again.

``python -m benchmarks.quality_recognition [--shared ../shared] [--sentences 75] [--json FILE]``

Sentences that training never saw, said by espeak-ng variants that it never heard, go through the engine as shipped
(voice activity detection included). Character error rate is edits over characters, marks and spaces left out. Times
are compared for characters recognised rightly: espeak-ng's own events are the truth. Real clips come from
``../shared/data/speech``; they are human (AISHELL) or probably synthetic (the others), and few.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from faster_whisper import decode_audio

from localize.engine import Samples
from localize.engines.whisper import RATE, Whisper
from localize.model import Utterance
from training.recognition import corpus, sound
from training.recognition.batches import UNSEEN, a_manner
from training.recognition.espeak import Spoken, say

NEAR_SECONDS = 0.12
SEED = 2026
CONDITIONS: dict[str, float | None] = {"clean": None, "20 dB": 20, "10 dB": 10, "5 dB": 5}
REAL = (
    ("aishell_librispeech_wenet/BAC009S0724W0121.wav", "广州市房地产中介协会分析"),
    ("aishell_librispeech_wenet/BAC009S0764W0121.wav", "甚至出现交易几乎停滞的情况"),
    ("azure_zh/zhcn_continuous_mode_sample.wav", ""),
)


@dataclass(slots=True)
class Score:
    """Sums over clips."""

    edits: int = 0
    characters: int = 0
    exact: int = 0
    clips: int = 0
    begins: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return rates in per cent."""
        made = {"cer": 100 * self.edits / max(1, self.characters), "exact": 100 * self.exact / max(1, self.clips),
                "clips": self.clips, "characters": self.characters}
        if self.begins:
            begins, ends = np.abs(self.begins), np.abs(self.ends)
            made |= {"begin_near": 100 * float(np.mean(begins <= NEAR_SECONDS)),
                     "end_near": 100 * float(np.mean(ends <= NEAR_SECONDS)),
                     "both_near": 100 * float(np.mean((begins <= NEAR_SECONDS) & (ends <= NEAR_SECONDS))),
                     "begin_median_ms": 1000 * float(np.median(begins))}
        return {key: round(value, 1) for key, value in made.items()}


def hanzi(text: str) -> str:
    """Return the Chinese characters alone."""
    return re.sub(r"[^一-鿿]", "", text)


def aligned(want: str, got: str) -> tuple[int, list[tuple[int, int]]]:
    """Return the edit distance and the pairs of indices at which both agree."""
    table: npt.NDArray[np.int32] = np.zeros((len(want) + 1, len(got) + 1), np.int32)
    table[:, 0], table[0] = np.arange(len(want) + 1), np.arange(len(got) + 1)
    for i, a in enumerate(want, 1):
        for j, b in enumerate(got, 1):
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a != b))
    i, j, pairs = len(want), len(got), list[tuple[int, int]]()
    while i and j:
        same = want[i - 1] == got[j - 1]
        if table[i, j] == table[i - 1, j - 1] + (not same):
            i, j = i - 1, j - 1
            if same:
                pairs.append((i, j))
        elif table[i, j] == table[i - 1, j] + 1:
            i -= 1
        else:
            j -= 1
    return int(table[-1, -1]), pairs[::-1]


def spoken_clips(lines: list[corpus.Line], count: int) -> Iterator[tuple[Spoken, float]]:
    """Yield held-out lines said by unseen voices, and the silence to put before each."""
    chance, made = random.Random(SEED), 0
    drama = [line for line in lines if line.source != "parallel"]
    other = [line for line in lines if line.source == "parallel"]
    chance.shuffle(drama)
    chance.shuffle(other)
    for line in [x for pair in zip(drama, other or drama, strict=False) for x in pair]:
        one = say(line.filled(chance), a_manner(chance, UNSEEN))
        if one is not None and one.duration < 9:
            yield one, chance.uniform(0.3, 0.7)
            made += 1
        if made == count:
            return


def covered(one: Spoken, lead: float, decibels: float | None, bank: sound.Bank, number: int) -> Samples:
    """Return the clip with silence around it, covered with noise (even numbers) or music (odd ones)."""
    quiet = np.zeros(int(lead * RATE), np.float32)
    clip = np.concatenate([quiet, one.samples, quiet])
    if decibels is None:
        return clip
    loud = np.abs(clip) > 0.02 * np.abs(clip).max()
    cover = bank.cut(np.random.default_rng(number), ("noise", "music")[number % 2], len(clip))
    heard = sound.cover(clip, sound.level(clip[loud]), cover, decibels)
    return (heard / max(1.0, float(np.abs(heard).max()))).astype(np.float32)


def add(score: Score, one: Spoken, lead: float, found: tuple[Utterance, ...]) -> None:
    """Count one clip."""
    words = [w for u in found for w in u.words for _ in hanzi(w.text)]
    got = "".join(hanzi(w.text) for u in found for w in u.words)
    want = hanzi(one.text)
    edits, pairs = aligned(want, got)
    score.edits += edits
    score.characters += len(want)
    score.exact += not edits
    score.clips += 1
    for i, j in pairs:
        _, begin, end, _ = one.characters[i]
        score.begins.append(float(words[j].span.begin) - begin - lead)
        score.ends.append(float(words[j].span.end) - end - lead)


def synthetic(engine: Whisper, lines: list[corpus.Line], count: int) -> dict[str, dict[str, float]]:
    """Measure each condition; 10 dB on all clips, the others on a third."""
    bank = sound.Bank(SEED, 16)
    clips = list(spoken_clips([line for line in lines if line.held_out], count))
    scores = {}
    for name, decibels in CONDITIONS.items():
        score = Score()
        for number, (one, lead) in enumerate(clips if name == "10 dB" else clips[: count // 3]):
            found = engine.recognize(covered(one, lead, decibels, bank, number), "zh", lambda _: None)
            add(score, one, lead, found)
        scores[name] = score.figures()
    score = Score()
    for number in range(20):
        cover = bank.cut(np.random.default_rng(number), ("noise", "music")[number % 2], 6 * RATE)
        said = hanzi("".join(u.text for u in engine.recognize(cover, "zh", lambda _: None)))
        score.clips += 1
        score.exact += not said
        score.edits += len(said)
    scores["nobody speaks"] = {"clips": score.clips, "silent": 100 * score.exact / score.clips, "invented": score.edits}
    return scores


def real(engine: Whisper, folder: Path) -> dict[str, dict[str, float | str]]:
    """Measure the real clips."""
    scores: dict[str, dict[str, float | str]] = {}
    for name, known in REAL:
        path = folder / name
        want = hanzi(known or path.with_suffix(".txt").read_text(encoding="utf-8"))
        found = engine.recognize(decode_audio(str(path), sampling_rate=RATE), "zh", lambda _: None)
        got = hanzi("".join(u.text for u in found))
        scores[path.name] = {"cer": round(100 * aligned(want, got)[0] / len(want), 1), "heard": got[:40]}
    return scores


def main(argv: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--model", type=Path, help="a model folder; the one that ships by default")
    parser.add_argument("--sentences", type=int, default=75)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args(argv)
    parallel, speech = arguments.shared / "data" / "parallel", arguments.shared / "data" / "speech"
    engine = Whisper(arguments.model) if arguments.model else Whisper.starter()
    lines = corpus.lines(parallel if parallel.is_dir() else None)
    figures: dict[str, object] = dict(synthetic(engine, lines, arguments.sentences))
    if speech.is_dir():
        figures |= real(engine, speech)
    for name, row in figures.items():
        print(f"{name}: {json.dumps(row, ensure_ascii=False)}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
