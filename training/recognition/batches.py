"""Training samples: lines said by many voices, put into windows, covered with noise, music and rooms.

Seconds are turned into the encoder's positions (40 ms; position p stands for the time 0.04 p). For each token the
sample says over which span its attention should lie: characters over their sound, ``' '`` over the silence before
an utterance, marks over the pause after a character, the end over what is left.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from training.recognition import corpus, sound
from training.recognition.espeak import Manner, Spoken, libraries, say
from training.recognition.symbols import FINALS, INITIALS, Symbols

POSITION = 0.04
COMMON = ("", "", "f1", "f2", "f4", "f5", "m1", "m2", "m3", "m5", "m7", "m8")
OTHERS = ("Alex", "Alicia", "Andrea", "Andy", "Annie", "Denis", "Diogo", "Gene", "Henrique", "Hugo", "Jacky", "Lee",
          "Marco", "Mario", "Michael", "Mike", "Nguyen", "RicishayMax", "Storm", "anika", "announcer", "antonio", "aunty",
          "belinda", "benjamin", "caleb", "david", "ed", "edward", "grandma", "grandpa", "gustave", "iven", "iven2",
          "john", "kaukovalta", "klatt", "klatt2", "klatt3", "klatt4", "marcelo", "max", "michel", "miguel", "norbert",
          "pablo", "paul", "quincy", "rob", "robert", "sandro", "shelby", "steph", "steph3", "travis", "victor", "zac")
UNSEEN = ("f3", "m4", "m6", "adam", "linda", "pedro", "steph2", "boris")


@dataclass(slots=True)
class Sample:
    """One window, ready to be batched."""

    mel: npt.NDArray[np.float32]
    tokens: list[int]
    first: int
    spans: list[tuple[int, float, float]] = field(default_factory=list)
    frames: list[tuple[float, float, tuple[int, int, int]]] = field(default_factory=list)


_SYLLABLE = re.compile(r"(tS;h|tsh|ts\.h|ts\.|tS;|S;|s\.|z\.|ph|th|kh|ts|[pmftnlkXswj])?(.*?)(\d)")


# In the order in which they were first met; a checkpoint depends on it.
_INITIALS = "tsh s. ts.h th m j k S; ts. l p tS;h w n tS; f t z. X ph s ts kh -".split()  # noqa: SIM905
_FINALS = (  # noqa: SIM905
    "ai A o- aN u iou Au yE iA @n @ i u@n i. iAN @N uei ei an iN o jAu iE AN ou uo wAN y&n in i[ iEn wan wA y ong An "
    "uai uan y@n wo wei @r wu@n yin waN uN yuN ;y yN ;y@n"
).split()


def sounds(syllable: str) -> tuple[int, int, int]:
    """Return the ids of a toned syllable's initial, final and tone; 0 is silence, the last id of each unknown.

    Parts instead of whole syllables: there are 24, 50 and 5 of them, not 1,300, and a rare syllable's are common.
    """
    match = _SYLLABLE.fullmatch(syllable)
    initial, final, tone = match.groups() if match else ("?", "?", "5")
    return (
        _INITIALS.index(initial or "-") + 1 if (initial or "-") in _INITIALS else INITIALS - 1,
        _FINALS.index(final) + 1 if final in _FINALS else FINALS - 1,
        int(tone),
    )


def a_manner(chance: random.Random, variants: tuple[str, ...] | None = None) -> Manner:
    """Draw a voice, rate and pitch."""
    pool = variants or (COMMON if chance.random() < 0.65 else OTHERS)
    plain = chance.random() < 0.15
    return Manner(
        variant=chance.choice(pool),
        rate=175 if plain else round(chance.triangular(130, 245, 185)),
        pitch=50 if plain else round(chance.triangular(15, 90, 50)),
        pitch_range=50 if plain else round(chance.triangular(20, 85, 50)),
        build=1 if len(libraries()) > 1 and chance.random() < 0.35 else 0,
    )


class Maker:
    """Makes samples; everything is drawn from one seed and the sample's number.

    ``hard``, 0 to 1, is how often a sample is stretched, reverberated, coloured, torn, prompted or made of mere words:
    little learning time is better spent on plain speech.
    """

    def __init__(self, lines: list[corpus.Line], words: list[tuple[str, int]], symbols: Symbols, bank: sound.Bank,
                 *, seconds: int, hard: float = 1.0) -> None:
        self.symbols, self.bank, self.seconds, self.hard = symbols, bank, seconds, hard
        self.drama = [line for line in lines if line.source != "parallel"]
        self.other = [line for line in lines if line.source == "parallel"] or self.drama
        self.words = [w for w, _ in words]
        self.weights = list(np.cumsum([count**0.4 for _, count in words]))
        self.recent: list[npt.NDArray[np.float32]] = []

    def text(self, chance: random.Random) -> str:
        """Draw what to say."""
        kind = chance.random()
        if kind < 0.32:
            return chance.choice(self.drama).filled(chance)
        if kind < 1 - 0.13 * self.hard or not self.words:
            return chance.choice(self.other).filled(chance)
        return "".join(chance.choices(self.words, cum_weights=self.weights, k=chance.randint(1, 5))) + "。"

    def sample(self, seed: int) -> Sample:
        """Make the sample of a number."""
        chance, dice = random.Random(seed), np.random.default_rng(seed)
        if chance.random() < 0.02 + 0.02 * self.hard:
            return self._nothing(chance, dice)
        spoken = self._utterances(chance)
        clean, times = self._place(spoken, chance)
        heard = self._cover(clean, chance, dice)
        return self._label(heard, spoken, times, chance)

    def _utterances(self, chance: random.Random) -> list[Spoken]:
        count = chance.choices((1, 2, 3), (60, 28, 12))[0]
        manner, kept, left = a_manner(chance), list[Spoken](), self.seconds - 0.6
        while len(kept) < count:
            if chance.random() < 0.3:
                manner = a_manner(chance)
            stretch = chance.uniform(0.88, 1.14) if chance.random() < 0.5 * self.hard else 1.0
            one = say(self.text(chance), manner, stretch=stretch)
            if one is None:
                continue
            if chance.random() < 0.06 * self.hard:
                one = _torn(one, chance)
            length = one.characters[-1][2] - one.characters[0][1] + 0.3
            if length > left:
                if kept:
                    break
                continue
            left -= length + 0.3
            kept.append(one)
        return kept

    def _place(self, spoken: list[Spoken], chance: random.Random) -> tuple[sound.Sound, list[float]]:
        """Lay the utterances out; return the sound and each one's shift in seconds."""
        spare = self.seconds - sum(s.characters[-1][2] - s.characters[0][1] + 0.1 for s in spoken)
        lead = min(chance.choice((chance.uniform(0, 0.2), chance.uniform(0, 0.4), chance.uniform(0, 1.0))), spare * 0.3)
        gaps = [min(chance.triangular(0.1, 1.0, 0.15), spare * 0.2) for _ in spoken[1:]]
        tail = min(chance.triangular(0, 0.8, 0.1), spare * 0.2)
        parts, shifts, at = [np.zeros(int(lead * sound.RATE), np.float32)], list[float](), int(lead * sound.RATE)
        for one, gap in zip(spoken, [*gaps, tail], strict=True):
            begin = max(0, int((one.characters[0][1] - 0.02) * sound.RATE))
            end = int((one.characters[-1][2] + 0.06) * sound.RATE)
            part = one.samples[begin:end] * 10 ** (chance.uniform(-4, 4) / 20)
            shifts.append((at - begin) / sound.RATE)
            rest = np.zeros(int(gap * sound.RATE), np.float32)
            parts += [part, rest]
            at += len(part) + len(rest)
        self.recent = [*self.recent[-20:], spoken[0].samples]
        return np.concatenate(parts), shifts

    def _cover(self, clean: sound.Sound, chance: random.Random, dice: sound.Chance) -> sound.Sound:
        loud = np.abs(clean) > 0.02 * (np.abs(clean).max() + 1e-9)
        active = sound.level(clean[loud]) if loud.any() else 0.05
        heard = clean
        if chance.random() < 0.35 * self.hard:
            heard = sound.reverberate(heard, self.bank.rooms[int(dice.integers(len(self.bank.rooms)))])
        if chance.random() < 0.5 + 0.35 * self.hard:
            kind = chance.choices(("noise", "music", "murmur"), (45, 40, 15))[0]
            if kind == "murmur" and len(self.recent) > 4:
                other = sum(np.resize(s, len(clean)) for s in chance.sample(self.recent[:-1], 3))
                heard = sound.cover(heard, active, np.asarray(other, np.float32), chance.uniform(9, 22))
            else:
                other = self.bank.cut(dice, "noise" if kind == "noise" else "music", len(clean))
                heard = sound.cover(heard, active, other, chance.uniform(8 - 4 * self.hard, 24))
        heard = heard * (10 ** (chance.uniform(-28, -1) / 20) / (np.abs(heard).max() + 1e-9))
        return (heard + dice.standard_normal(len(heard)) * 10 ** chance.uniform(-5.5, -3.5)).astype(np.float32)

    def _mel(self, heard: sound.Sound, chance: random.Random) -> npt.NDArray[np.float32]:
        mel = sound.features(heard)
        if chance.random() < 0.4 * self.hard:
            tilt = np.interp(np.arange(80), (0, 25, 50, 79), [chance.gauss(0, 0.12) for _ in range(4)])
            mel = mel + tilt.astype(np.float32)
        if chance.random() < 0.3 * self.hard:
            at, wide = chance.randrange(72), chance.randint(2, 8)
            mel[:, at : at + wide] = mel.mean()
        return mel

    def _nothing(self, chance: random.Random, dice: sound.Chance) -> Sample:
        """Make a window in which nobody speaks."""
        count = int(chance.uniform(0.5, 5) * sound.RATE)
        kind = chance.random()
        other = np.zeros(count, np.float32) if kind < 0.2 else self.bank.cut(dice, "noise" if kind < 0.6 else "music", count)
        other = other * chance.uniform(0.01, 2) + dice.standard_normal(count) * 10 ** chance.uniform(-5, -3)
        s = self.symbols
        tokens = [s.special("<|startoftranscript|>"), s.special("<|zh|>"), s.special("<|transcribe|>")]
        timed = chance.random() < 0.4
        tokens += [s.time(0)] if timed else [s.special("<|notimestamps|>")]
        mel = self._mel(other.astype(np.float32), chance)
        return Sample(mel, [*tokens, s.special("<|endoftext|>")], -1, frames=[])

    def _label(self, heard: sound.Sound, spoken: list[Spoken], shifts: list[float], chance: random.Random) -> Sample:
        s, end = self.symbols, len(heard) / sound.RATE
        mel = self._mel(heard, chance)
        timed = chance.random() < 0.15 + 0.2 * self.hard
        prompt = self._prompt(spoken, chance)
        tokens = [*prompt, s.special("<|startoftranscript|>"), s.special("<|zh|>"), s.special("<|transcribe|>")]
        if not timed:
            tokens.append(s.special("<|notimestamps|>"))
        sample = Sample(mel, tokens, len(prompt))
        last = 0.0
        for number, (one, shift) in enumerate(zip(spoken, shifts, strict=True)):
            spans = {i: (a + shift, b + shift) for i, a, b, _ in one.characters}
            start, stop = spans[one.characters[0][0]][0], spans[one.characters[-1][0]][1]
            following = end if number + 1 == len(spoken) else spoken[number + 1].characters[0][1] + shifts[number + 1]
            if timed:
                tokens.append(s.time(start))
            self._token(sample, s.text(" ")[0], last, start)
            for index, character in enumerate(one.text):
                here = spans.get(index)
                if here is None:
                    a = spans.get(index - 1, (last, stop))[1]
                    b = spans[index + 1][0] if index + 1 in spans else a + min(0.24, (following - a) / 2)
                    here, last = (a, b), b
                self._token(sample, s.text(character)[0], *here)
            if timed:
                tokens.append(s.time(stop))
            sample.frames += [(a + shift, b + shift, sounds(y)) for _, a, b, y in one.characters]
        self._token(sample, s.special("<|endoftext|>"), last, end)
        if timed:
            sample.spans = []
        return sample

    @staticmethod
    def _token(sample: Sample, token: int, start: float, end: float) -> None:
        # A row of attention belongs to the token that is read when this one is to be predicted: the one before.
        sample.spans.append((len(sample.tokens) - 1, start, end))
        sample.tokens.append(token)

    def _prompt(self, spoken: list[Spoken], chance: random.Random) -> list[int]:
        """Sometimes give a prompt: words that occur (and some that do not), or a line said before."""
        kind = chance.random()
        if kind > 0.2 * self.hard:
            return []
        if kind < 0.12 * self.hard:
            said = "".join(one.text for one in spoken)
            words = [w for w in (said[i : i + chance.randint(2, 3)] for i in
                                 (chance.randrange(len(said)) for _ in range(chance.randint(1, 3))))
                     if len(w) > 1 and not set(w) & set("，。？！")]
            words += [corpus.a_name(chance) for _ in range(chance.randint(0, 3))]
            chance.shuffle(words)
            text = " " + "，".join(words)
        else:
            text = " " + self.text(chance)
        return [self.symbols.special("<|startofprev|>"), *self.symbols.text(text)]


def _torn(one: Spoken, chance: random.Random) -> Spoken:
    """Cut a line's sound and text at a character, as the edge of a window does."""
    place, _, end, _ = chance.choice(one.characters)
    if chance.random() < 0.5:
        kept = tuple(c for c in one.characters if c[0] <= place)
        return Spoken(one.text[: place + 1], one.samples[: int(end * sound.RATE)], kept)
    kept = tuple((i - place, a, b, y) for i, a, b, y in one.characters if i >= place)
    return Spoken(one.text[place:], one.samples, kept)


def made_anew(maker: Maker, seed: int, count: int) -> list[Sample]:
    """Return the samples of a pool."""
    return [maker.sample(seed * 1_000_003 + i) for i in range(count)]


class Makers:
    """Pools of samples, made here or ahead of time in other processes: a GPU learns faster than one core can speak."""

    def __init__(self, maker: Maker, workers: int, count: int) -> None:
        self._maker, self._count = maker, count
        self._processes = ProcessPoolExecutor(workers, initializer=_take_maker, initargs=(maker,)) if workers else None
        self._ahead: dict[int, Future[list[Sample]]] = {}
        self._reach = 2 * workers

    def made(self, pool: int) -> list[Sample]:
        """Return a pool's samples; the same for a number wherever they are made, but for the murmur in them."""
        if self._processes is None:
            return made_anew(self._maker, pool, self._count)
        for number in range(pool, pool + self._reach):
            if number not in self._ahead:
                self._ahead[number] = self._processes.submit(_made_there, number, self._count)
        return self._ahead.pop(pool).result()


_there: list[Maker] = []


def _take_maker(maker: Maker) -> None:
    _there.append(maker)


def _made_there(pool: int, count: int) -> list[Sample]:
    return made_anew(_there[0], pool, count)


def batched(samples: list[Sample], seed: int, positions: int) -> Iterator[list[Sample]]:
    """Yield batches of samples of like length, each at most ``positions`` long in all when padded."""
    made = sorted(samples, key=lambda x: len(x.mel))
    groups, group = list[list[Sample]](), list[Sample]()
    for one in made:
        if group and (len(group) + 1) * (len(one.mel) // 2 + 2) > positions:
            groups.append(group)
            group = []
        group.append(one)
    groups.append(group)
    random.Random(seed).shuffle(groups)
    yield from groups
