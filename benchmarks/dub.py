"""Speed and memory of dubs: cues into a long episode, synthesis, fitting, mixing and encoding told apart.

``python -m benchmarks dub [--minutes 45] [--cues 1000] [--languages id] [--layout stereo|5.1]``. The film is made by
code: grey pictures and noise, so that nothing is downloaded; the lines are the phrase memory's own, each language its
side of the same ones. Times are cpu-seconds of this process and its espeak-ng programs: machines shared with others
keep them comparable where wall time is not.

Columns: lines and seconds of speech for each cpu-second of synthesis (a line is said twice at most); ``fit``: choosing,
trimming, stretching; ``read``: the master decoded, for its survey and under the mix; ``mix``: bed, dialogue, limiter;
``encode``: AAC; ``check``: the encoded track read back and measured, by our meter and by ebur128.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from localize.engine import Samples, Speech, SpeechRequest
from localize.engines.espeak import Espeak
from localize.engines.loudness import Ebur128
from localize.engines.media import find_ffmpeg
from localize.engines.media import run as run_program
from localize.engines.media.ffmpeg import FFmpeg
from localize.engines.sound import SoundFile
from localize.language import TARGETS, Voicing
from localize.memory import Unit, read_tmx
from localize.model import (
    Character,
    Gender,
    LineOrigin,
    Master,
    Severity,
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

CAST = (Character("林娜", gender=Gender.FEMALE), Character("陈总", gender=Gender.MALE), Character("小美", gender=Gender.FEMALE))


class Clock:
    """Cpu-seconds by name."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self.begun = time.process_time()
        self.own = 0.0

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
        own, programs = time.process_time(), self.programs_cpu()
        said = self._engine.synthesize(requests)
        own = time.process_time() - own
        self._clock.own += own
        self._clock.add("synthesis", own + self.programs_cpu() - programs)
        self.lines += len(said)
        self.seconds += sum(float(item.duration) for item in said)
        return said

    def programs_cpu(self) -> float:
        """Return the cpu-seconds that the programs have spent."""
        # Running children are not in getrusage: their own /proc entries are.
        ticks = 0
        for worker in self._engine.programs():
            fields = Path(f"/proc/{worker}/stat").read_text(encoding="ascii").rsplit(") ", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / 100


class TimedMedia(FFmpeg):
    """FFmpeg with decoding timed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def decode(self, path: Path, master: Master, *, stream: int | None = None, rate: int = 16_000,
               layout: str = "mono") -> Iterator[Samples]:
        """Decode, timed."""
        return timed(super().decode(path, master, stream=stream, rate=rate, layout=layout), self._clock, "read")


def timed(blocks: Iterable[Samples], clock: Clock, name: str) -> Iterator[Samples]:
    """Yield blocks; what making them costs is added to a name."""
    source = iter(blocks)
    while True:
        before = time.process_time()
        block = next(source, None)
        clock.add(name, time.process_time() - before)
        if block is None:
            return
        yield block


class TimedSound(SoundFile):
    """Sound files with encoding told apart from mixing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def write(self, path: Path, layout: str, blocks: Iterable[Samples]) -> None:
        """Encode, timed without what makes the blocks; what reads the master is no mixing."""
        before, made, read = time.process_time(), self._clock.spent.get("made", 0.0), self._clock.spent.get("read", 0.0)
        super().write(path, layout, timed(blocks, self._clock, "made"))
        made = self._clock.spent["made"] - made
        self._clock.add("encode", time.process_time() - before - made)
        self._clock.add("mix", made - (self._clock.spent.get("read", 0.0) - read))


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
    made = tuple(TranslatedLine(f"u{n}", "话", text, LineOrigin.MACHINE, f"{n}") for n, text in enumerate(everyday(tag, cues)))
    return Transcript("zh", said), Translation(tag, made)


def everyday(tag: str, count: int) -> list[str]:
    """Return so many different lines of the phrase memory."""
    found = list(dict.fromkeys(text for unit in _memory() if (text := unit.texts.get(tag, "")) and "{" not in text))
    return [found[number * len(found) // count] for number in range(count)]


@lru_cache(maxsize=1)
def _memory() -> tuple[Unit, ...]:
    return read_tmx((files("localize.starter") / "memory.tmx.gz").read_bytes())


def measure(tag: str, master: Master, path: Path, cues: int, store: LocalStore) -> dict[str, float]:
    """Return what one dub costs, in cpu-seconds by phase."""
    scene = lines(tag, cues, master.duration)
    clock, wall = Clock(), time.monotonic()
    with Espeak() as engine:
        voices = TimedEspeak(engine, clock)
        begin = time.process_time()
        plan = dub(*scene, CAST, voices, store, duration=master.duration)
        clock.add("fit", max(0.0, time.process_time() - begin - clock.own))
        programs = voices.programs_cpu()
    begin = time.process_time()
    made = mix(plan, master, path, TimedMedia(clock), TimedSound(clock), store, meter=Ebur128())
    total = time.process_time() - begin
    spent = clock.spent
    read, mixing, encode = spent["read"], spent["mix"], spent["encode"]
    return {"lines/cpu-s": voices.lines / spent["synthesis"], "x realtime": voices.seconds / spent["synthesis"],
            "synthesis": spent["synthesis"], "fit": spent["fit"], "read": read, "mix": mixing, "encode": encode,
            "check": total - read - mixing - encode, "cpu": programs + time.process_time() - clock.begun,
            "wall": time.monotonic() - wall, "LUFS": made.loudness, "dBTP": made.true_peak,
            "errors": sum(item.severity is Severity.ERROR for item in made.findings),
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
        header, whole, begun = False, 0.0, time.monotonic()
        for tag in tags:
            row = measure(tag, master, path, options.cues, store)
            if not header:
                print("lang   " + " ".join(f"{name:>11}" for name in row))
                header = True
            print(f"{tag:<6} " + " ".join(f"{value:>11.1f}" for value in row.values()), flush=True)
            whole += row["cpu"]
        print(f"{len(tags)} dubs: {whole:.0f} cpu-s in {time.monotonic() - begun:.0f} s of wall time")
