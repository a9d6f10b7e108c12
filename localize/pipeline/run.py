"""Running a plan: each step by its key, languages side by side, one failure never sinking the others."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from localize.errors import LocalizeError
from localize.pipeline.engines import Engines
from localize.pipeline.foresight import Foresight
from localize.pipeline.plan import JobSpec, Step, StepResult, plan
from localize.pipeline.steps import STEPS, StepContext
from localize.store import Store

Report = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened to a step.

    Attributes:
        step: Its id.
        state: ``started progress done failed skipped``.
        fraction: Share done, 0 to 1.
        result: When done.
        error: When failed.
    """

    step: str
    state: str
    fraction: float = 0.0
    result: StepResult | None = None
    error: LocalizeError | None = None


class Pipeline:
    """Runs steps on engines, over a store.

    Args:
        engines: What does the work.
        store: Where artifacts are kept.
    """

    def __init__(self, engines: Engines, store: Store) -> None:
        self.engines = engines
        self.store = store
        self.foresight = Foresight(engines, store)

    def run_step(self, spec: JobSpec, step: Step, results: Mapping[str, StepResult], report: Report,
                 failures: Mapping[str, str] | None = None) -> StepResult:
        """Run one step, or find its result in the store.

        Args:
            spec: The job.
            step: One of :func:`~localize.pipeline.plan.plan`.
            results: Results of the steps it needs, by id.
            report: Told the share done; may raise :class:`~localize.errors.Cancelled`.
            failures: For the package: what went wrong, by language.

        Raises:
            LocalizeError: If the step fails; nothing half-made is kept.
        """
        begin = time.monotonic()
        context = StepContext(spec, step, results, self.engines, self.store, report, dict(failures or {}))
        outcome = STEPS[step.stage](context)
        return StepResult(step.id, outcome.key, outcome.made, round(time.monotonic() - begin, 3), outcome.detail)


@dataclass(slots=True)
class _Run:
    """The state of one run."""

    results: dict[str, StepResult] = field(default_factory=dict)
    failed: dict[str, LocalizeError] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    running: dict[Future[StepResult], Step] = field(default_factory=dict)
    waiting: list[Step] = field(default_factory=list)


def run(pipeline: Pipeline, spec: JobSpec, workers: int | None = None) -> Iterator[Event]:
    """Run a whole job, yielding what happens; the package step is last.

    Languages fail alone: their steps are skipped, the package says why, the others arrive.

    Args:
        pipeline: Engines and store.
        spec: The job.
        workers: Steps at the same time; the number of cores by default.

    Raises:
        LocalizeError: If the source side or the package fails, or every language does.
    """
    state = _Run(waiting=list(plan(spec)))
    events: queue.SimpleQueue[Event | Future[StepResult]] = queue.SimpleQueue()
    with ThreadPoolExecutor(workers or os.cpu_count() or 1, thread_name_prefix="step") as pool:
        while state.waiting or state.running:
            for event in _start_ready(pipeline, spec, state, pool, events):
                yield event
            happened = events.get()
            if isinstance(happened, Event):
                yield happened
                continue
            step = state.running.pop(happened)
            event = _finish(step, happened, state)
            yield event
            if event.error is not None and not step.language:
                pool.shutdown(cancel_futures=True)
                raise event.error


def _start_ready(pipeline: Pipeline, spec: JobSpec, state: _Run, pool: ThreadPoolExecutor,
                 events: queue.SimpleQueue[Event | Future[StepResult]]) -> Iterator[Event]:
    for step in list(state.waiting):
        settled = {*state.results, *state.failed}
        if any(need not in settled for need in step.needs):
            continue
        state.waiting.remove(step)
        if step.stage != "package" and any(need in state.failed for need in step.needs):
            state.failed[step.id] = next(state.failed[need] for need in step.needs if need in state.failed)
            yield Event(step.id, "skipped", error=state.failed[step.id])
            continue
        yield Event(step.id, "started")

        def work(step: Step = step) -> StepResult:
            def report(share: float) -> None:
                events.put(Event(step.id, "progress", share))

            return pipeline.run_step(spec, step, dict(state.results), report, dict(state.failures))

        future = pool.submit(work)
        state.running[future] = step
        future.add_done_callback(events.put)


def _finish(step: Step, future: Future[StepResult], state: _Run) -> Event:
    try:
        result = future.result()
    except LocalizeError as error:
        state.failed[step.id] = error
        if step.language:
            state.failures.setdefault(step.language, f"{step.stage}: {error}")
        return Event(step.id, "failed", error=error)
    state.results[step.id] = result
    return Event(step.id, "done", 1.0, result)
