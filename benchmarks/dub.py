"""Speed and memory of dubs: cues into a long episode, synthesis, fitting, mixing and encoding told apart.

``python -m benchmarks dub [--minutes 45] [--cues 1000] [--languages id] [--layout stereo|5.1]``. The film is made by
code: grey pictures, noise and tones, so that nothing is downloaded. Times are cpu-seconds of this process and its
espeak-ng programs; machines shared with others keep them comparable where wall time is not.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from localize.engine import Samples, Speech, SpeechRequest
from localize.engines.espeak import Espeak
from localize.engines.media import find_ffmpeg
from localize.engines.media import run as run_program
from localize.engines.media.ffmpeg import FFmpeg
from localize.engines.sound import SoundFile
from localize.language import TARGETS, Voicing
from localize.model import (
    Character,
    Gender,
    LineOrigin,
    Master,
    Transcript,
    TranslatedLine,
    Translation,
    Utterance,
    Voice,
)
from localize.stages.dub import dub
from localize.stages.mix import mix
from localize.store import LocalStore
from localize.time import Span

#: One everyday line for each language, said with a number so that no two are the same take.
LINES = {
    "en": "I waited for you, number {}.", "id": "Aku menunggumu, nomor {}.", "ms": "Saya tunggu awak, nombor {}.",
    "vi": "Anh đã chờ em, số {}.", "th": "ฉันรอคุณ {}", "fil": "Hinintay kita, bilang {}.", "my": "စောင့်နေတာ {}",
    "pt-BR": "Esperei você, número {}.", "pt-PT": "Esperei por ti, número {}.", "ar": "انتظرتك رقم {}.",
}
CAST = (Character("林娜", gender=Gender.FEMALE), Character("陈总", gender=Gender.MALE), Character("小美", gender=Gender.FEMALE))


class Clock:
    """Cpu-seconds by name."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def add(self, name: str, seconds: float) -> None:
        """Add to a name."""
        self.spent[name] = self.spent.get(name, 0.0) + seconds


class TimedEspeak:
    """espeak-ng with its programs' cpu time counted."""

    def __init__(self, engine: Espeak, clock: Clock) -> None:
        self._engine, self._clock, self.lines, self.seconds = engine, clock, 0, 0.0
        self.identity = engine.identity

    def voices(self, language: str) -> tuple[Voice, ...]:
        """Return the engine's."""
        return self._engine.voices(language)

    def synthesize(self, requests: Sequence[SpeechRequest]) -> tuple[Speech, ...]:
        """Return the engine's, timed."""
        before = self._cpu()
        said = self._engine.synthesize(requests)
        self._clock.add("synthesis", self._cpu() - before)
        self.lines += len(said)
        self.seconds += sum(float(item.duration) for item in said)
        return said

    def _cpu(self) -> float:
        # Running children are not in getrusage: their own /proc entries are.
        ticks = 0
        for worker in self._engine.programs():
            fields = Path(f"/proc/{worker}/stat").read_text(encoding="ascii").rsplit(") ", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / 100 + time.process_time()


class TimedSound(SoundFile):
    """Sound files with encoding and reading back told apart from mixing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def write(self, path: Path, layout: str, blocks: Iterable[Samples]) -> None:
        """Encode, timed without what makes the blocks."""
        before, mixing = time.process_time(), self._clock.spent.get("mix", 0.0)
        super().write(path, layout, self._timed(blocks))
        self._clock.add("encode", time.process_time() - before - (self._clock.spent["mix"] - mixing))

    def _timed(self, blocks: Iterable[Samples]) -> Iterator[Samples]:
        source = iter(blocks)
        while True:
            before = time.process_time()
            block = next(source, None)
            self._clock.add("mix", time.process_time() - before)
            if block is None:
                return
            yield block


def film(folder: Path, minutes: float, layout: str) -> tuple[Path, Master]:
    """Return a film of grey pictures with noise and a tone, AAC, and its record."""
    path, seconds = folder / "film.mp4", f"{minutes * 60:g}"
    pan = "|".join(f"c{n}={gain}*c0" for n, gain in enumerate((1, 0.8, 0.3, 0.2, 0.5, 0.4)[:6 if layout == "5.1" else 2]))
    run_program([find_ffmpeg(), "-v", "error", "-y", "-f", "lavfi", "-i", f"color=gray:size=64x64:rate=1:duration={seconds}",
                 "-f", "lavfi", "-i", f"anoisesrc=color=pink:amplitude=0.1:sample_rate=48000:duration={seconds}",
                 "-af", f"pan={layout}|{pan}", "-c:v", "mpeg4", "-c:a", "aac", "-aac_coder", "fast", str(path)], "make the film")
    return path, FFmpeg().probe(path, "film.mp4", "mov")


def lines(tag: str, cues: int, duration: Fraction) -> tuple[Transcript, Translation]:
    """Return a scene of evenly spaced cues."""
    step = duration / cues
    said = tuple(Utterance(f"u{n}", Span(step * n, step * n + step * Fraction(7, 10)), "话", speaker=CAST[n % 3].name)
                 for n in range(cues))
    made = tuple(TranslatedLine(f"u{n}", "话", LINES[tag].format(n), LineOrigin.MACHINE, f"{n}") for n in range(cues))
    return Transcript("zh", said), Translation(tag, made)


def measure(tag: str, master: Master, path: Path, cues: int, store: LocalStore) -> dict[str, float]:
    """Return what one dub costs, in cpu-seconds by phase."""
    clock = Clock()
    with Espeak() as engine:
        voices = TimedEspeak(engine, clock)
        begin, wall = time.process_time(), time.monotonic()
        plan = dub(*lines(tag, cues, master.duration), CAST, voices, store, duration=master.duration)
        clock.add("fit", max(0.0, time.process_time() - begin - clock.spent["synthesis"]))
        begin = time.process_time()
        sound = TimedSound(clock)
        made = mix(plan, master, path, FFmpeg(), sound, store)
        total = time.process_time() - begin
    spent = clock.spent
    return {"lines/cpu-s": voices.lines / spent["synthesis"], "x realtime": voices.seconds / spent["synthesis"],
            "synthesis": spent["synthesis"], "fit": spent["fit"], "mix": spent["mix"], "encode": spent["encode"],
            "survey+measure": total - spent["mix"] - spent["encode"], "wall": time.monotonic() - wall,
            "loudness": made.loudness, "true peak": made.true_peak, "findings": len(made.findings),
            "MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main(argv: list[str]) -> None:
    """Print a table, one language a row."""
    parser = argparse.ArgumentParser(prog="benchmarks dub", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=45)
    parser.add_argument("--cues", type=int, default=1000)
    parser.add_argument("--layout", choices=("stereo", "5.1"), default="stereo")
    parser.add_argument("--languages", default="id", help="tags with commas, or all")
    options = parser.parse_args(argv)
    spoken = [item.tag for item in TARGETS if item.voicing is not Voicing.NONE]
    tags = spoken if options.languages == "all" else options.languages.split(",")
    with tempfile.TemporaryDirectory(prefix="localize-bench-") as name:
        path, master = film(Path(name), options.minutes, options.layout)
        store = LocalStore(Path(name) / "store")
        print(f"{options.cues} cues, {float(master.duration) / 60:.1f} min, {options.layout}; cpu-seconds")
        header = False
        for tag in tags:
            row = measure(tag, master, path, options.cues, store)
            if not header:
                print("lang   " + " ".join(f"{name:>14}" for name in row))
                header = True
            print(f"{tag:<6} " + " ".join(f"{value:>14.1f}" for value in row.values()), flush=True)
