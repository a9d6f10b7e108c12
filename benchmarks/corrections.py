"""Corrections on a title of 100 episodes in 12 languages (50,400 cues): time to preview, and the share of the full job that a change costs.

Data: lines put together of the dialogue corpus, 42 an episode; a term stands in 1 % of them, spread evenly (the worst case:
it reaches 42 episodes) or gathered in 2 episodes. Preview: the service's own call, over its database with every cue in it.
Work: the pipeline's own translate and subtitle steps, with a translator that answers at once and counts its lines; what the
starter models take for a line is measured in the same run and added for each line that was asked for. Floors: preview 1 s,
2 % of the full job. ``--episodes N`` makes the title shorter; ``--preview`` measures the preview alone.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from localize.composition import engines_for
from localize.engine import Hypothesis, Identity, SpeechRequest, TranslationRequest
from localize.glossary import Glossary, Rendering, Term, write_table
from localize.language import TARGETS
from localize.memory import TranslationMemory
from localize.model import Master, ShotChanges, Transcript, Utterance, VideoStream
from localize.pipeline import Engines, Foresight, JobSpec, Question, Step, StepResult
from localize.pipeline.steps import STEPS, StepContext
from localize.record import to_json
from localize.store import LocalStore
from localize.time import Span

CORPUS = Path(__file__).parents[1] / "training" / "corpus" / "dialogue"
LINES = 42
TERM = "海珠桥"
TAGS = tuple(language.tag for language in TARGETS)
SECONDS = 105


class Counting:
    """A translator that answers at once, and counts."""

    identity = Identity("translate", "counting", "1")
    follows_hints = True

    def __init__(self) -> None:
        self.lines = 0

    def translate(self, requests: Sequence[TranslationRequest]) -> tuple[tuple[Hypothesis, ...], ...]:
        """Answer each line with words of its own, and the rendering of its terms."""
        self.lines += len(requests)
        return tuple((Hypothesis(" ".join([*(hint.rendering for hint in request.hints), *_words(request)]), -0.5),)
                     for request in requests)


def _words(request: TranslationRequest) -> list[str]:
    return [f"w{ord(character) % 97}" for character in request.text[:9]]


@dataclass(frozen=True)
class Episode:
    """One episode: its job before the change, and what its source side gave."""

    spec: JobSpec
    results: dict[str, StepResult]
    transcript: Transcript


def main(argv: list[str]) -> None:
    """Print the time of the preview, and what a change costs, as shares of the full job."""
    episodes = int(argv[argv.index("--episodes") + 1]) if "--episodes" in argv else 100
    if "--preview" in argv:
        _preview_alone(episodes)
        return
    taken, spoken = _starter()
    print(f"starter models, measured now: {taken * 1000:.1f} ms to translate a line, {spoken * 1000:.1f} ms to say one")
    for name, holds in (("spread", lambda number: number % 100 == 50),
                        ("gathered", lambda number: number >= (episodes - 2) * LINES and number % 2 == 0)):
        with tempfile.TemporaryDirectory() as folder:
            _measure(name, Path(folder), episodes, holds, taken, spoken)


def _measure(name: str, folder: Path, episodes: int, holds: Callable[[int], bool], taken: float, spoken: float) -> None:
    store, translator = LocalStore(folder / "store"), Counting()
    engines = replace(engines_for("starter"), translator=translator, memory=TranslationMemory(()), names=None)
    before, after = (store.put_bytes(write_table(_glossary(text))) for text in ("Haizhu Bridge", "Haizhu Iron Bridge"))
    title = [_episode(number, before, store, holds) for number in range(episodes)]
    full, cost = _timed(lambda: [_run(item, item.spec, TAGS, engines, store) for item in title])
    keys = dict(zip((item.spec.master for item in title), full, strict=True))
    lines = translator.lines
    print(f"{name}: {episodes} episodes, {len(TAGS)} languages, {episodes * LINES * len(TAGS)} cues; "
          f"full job {cost:.1f} cpu-s beside the models")
    told, preview = _previews(folder, store, engines, title, keys, after)
    translator.lines = 0
    _, again = _timed(lambda: [_run(item, replace(item.spec, glossary=after), TAGS, engines, store)
                               for item, by_language in zip(title, told, strict=True) if by_language])
    hit, reached = sum(len(ids) for item in told for ids in item.values()), sum(map(bool, told))
    # A hinted second pass asks the translator again for the same line: it is counted as the lines it is.
    total = cost + lines * taken + episodes * LINES * len(TAGS) * spoken
    spent = preview + again + translator.lines * taken + hit * spoken
    print(f"  touched {hit} cues ({hit / (episodes * LINES * len(TAGS)):.2%}) in {reached} episodes; "
          f"{translator.lines} lines asked for, {again:.2f} cpu-s beside the models")
    print(f"  correction costs {spent / total:.2%} of the full job (floor 2 %); without the models {again / cost:.2%}")


def _previews(folder: Path, store: LocalStore, engines: Engines, title: list[Episode], keys: dict[str, dict[str, str]],
              after: str) -> tuple[tuple[dict[str, tuple[str, ...]], ...], float]:
    from benchmarks import _corrections_service

    questions = [Question(item.spec, replace(item.spec, glossary=after), item.results["transcript"].key, TAGS,
                          keys[item.spec.master]) for item in title]
    for item in title:
        Foresight(engines, store).script(item.results["transcript"].key)  # as the service does when it shows cues
    told, cost = _timed(lambda: Foresight(engines, store).touched(questions))
    service = _corrections_service.Service(folder, store, Foresight(engines, store), title, keys)
    cold, warm = (service.preview(TERM, "Haizhu Iron Bridge") for _ in range(2))
    assert cold.cues == warm.cues == sum(len(ids) for item in told for ids in item.values())
    print(f"  preview through the service: {cold.seconds:.2f} s the first time, {warm.seconds:.2f} s again (floor 1 s); "
          f"with a sample of 5 {service.preview(TERM, 'Haizhu Iron Bridge', sample=5).seconds:.2f} s")
    return told, cost


def _preview_alone(episodes: int) -> None:
    """Print the wall-clock seconds of four previews in a fresh process, over a title that was never translated."""
    from benchmarks import _corrections_service

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = LocalStore(folder / "store")
        engines = replace(engines_for("starter"), translator=Counting(), memory=TranslationMemory(()), names=None)
        table = store.put_bytes(write_table(_glossary("Haizhu Bridge")))
        title = [_episode(number, table, store, lambda line: line % 100 == 50) for number in range(episodes)]
        for item in title:
            Foresight(engines, store).script(item.results["transcript"].key)
        keys = {item.spec.master: dict.fromkeys(TAGS, "0" * 64) for item in title}
        service = _corrections_service.Service(folder, store, Foresight(engines, store), title, keys)
        told = [service.preview(TERM, "Haizhu Iron Bridge") for _ in range(4)]
        print(f"{episodes * LINES * len(TAGS)} cues, {told[0].cues} touched: "
              + ", ".join(f"{item.seconds:.2f} s" for item in told))


def _episode(number: int, glossary: str, store: LocalStore, holds: Callable[[int], bool]) -> Episode:
    rows = _corpus()
    said = []
    for at in range(LINES):
        line = number * LINES + at
        text = f"{rows[line % len(rows)]}{rows[(line * 7 + line // len(rows)) % len(rows)]}"
        span = Span(Fraction(SECONDS * at, LINES), Fraction(SECONDS * at, LINES) + 2)
        said.append(Utterance(f"u{at:04d}", span, f"在{TERM}，{text}" if holds(line) else text))
    transcript = Transcript("zh", tuple(said))
    digest = store.put_bytes(f"episode {number}".encode())
    master = Master(digest, f"e{number}.mp4", "mp4", 0, Fraction(SECONDS), VideoStream(0, "h264", 320, 180, Fraction(25)), ())
    records = {"ingest": master, "shots": ShotChanges(), "transcript": transcript}
    results = {name: StepResult(name, store.put_bytes(to_json(record)), made=True, seconds=0.0)
               for name, record in records.items()}
    spec = JobSpec("Bridge", digest, f"e{number}.mp4", "zh", TAGS, episode=f"第{number + 1}集", glossary=glossary)
    return Episode(spec, results, transcript)


def _run(item: Episode, spec: JobSpec, tags: Sequence[str], engines: Engines, store: LocalStore) -> dict[str, str]:
    results, made = dict(item.results), {}
    for tag in tags:
        for stage in ("translate", "subtitle"):
            step = Step(f"{stage}/{tag}", stage, tag)
            outcome = STEPS[stage](StepContext(spec, step, results, engines, store, lambda _: None, {}))
            results[step.id] = StepResult(step.id, outcome.key, outcome.made, 0.0)
        made[tag] = results[f"translate/{tag}"].key
    return made


def _glossary(text: str) -> Glossary:
    others = [Term(f"t{number}", (f"生僻词{number}号",), {tag: Rendering(f"word {number}") for tag in TAGS})
              for number in range(300)]
    local = {tag: Rendering(text) for tag in TAGS}
    return Glossary("Bridge", (Term("bridge", (TERM,), local), *others))


def _starter() -> tuple[float, float]:
    """Return the seconds that the starter models take to translate and to say a line, in batches as a job asks."""
    engines, rows = engines_for("starter"), _corpus()
    requests = [TranslationRequest(f"{rows[number * 31]}{rows[number * 17]}", "zh", tag, (), hypotheses=4)
                for tag in ("en", "th") for number in range(1, 43)]
    engines.translator.translate(requests[:2])
    _, taken = _timed(lambda: [engines.translator.translate(requests[:42]), engines.translator.translate(requests[42:])])
    voice = engines.synthesizer.voices("en")[0].id
    spent = []
    for batch in range(9):
        said = [SpeechRequest(f"This is line number {number} of batch {batch}, and it says little.", "en", voice, 1.0)
                for number in range(20)]
        begin = time.perf_counter()
        engines.synthesizer.synthesize(said)
        spent.append(time.perf_counter() - begin)
    # It speaks in processes of its own, whose cpu time is not ours: the fastest of nine is the least disturbed.
    return taken / len(requests), min(spent) / 20


def _corpus() -> list[str]:
    if not _ROWS:
        _ROWS.extend(json.loads(line)["zh"] for path in sorted(CORPUS.glob("*.jsonl"))
                     for line in path.read_text("utf-8").splitlines())
    return _ROWS


_ROWS: list[str] = []


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begin = time.process_time()
    result = work()
    return result, time.process_time() - begin
