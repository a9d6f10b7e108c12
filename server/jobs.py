"""Durable jobs: a workflow per job, one per language on the queue of its base, each step's result kept.

A killed server finds its jobs again when it starts: steps that had ended are not run again, the one that ran is, and
what it had put into the store under its key it finds there. Steps return store keys, never payloads. Failures are
results, not exceptions: one language's never reaches another's workflow.

The queue is one per process, because DBOS is; so is the :class:`Jobs` that its workflows run on.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, SetEnqueueOptions, SetWorkflowID

from localize.errors import Cancelled, LocalizeError
from localize.language import BASES, target
from localize.pipeline import Foresight, JobSpec, Step, StepResult
from localize.record import from_data, to_data
from server import series_progress
from server.backend import Backend
from server.castings import Castings
from server.cues import publish
from server.database import make_engine
from server.ledger import Ledger, failure
from server.settings import Settings

_LOG: Final = logging.getLogger("localize.jobs")
VERSION: Final = "2"
"""Of the workflows below. It is pinned, because DBOS would strand what is in flight after any change of the source;
raise it only when a workflow's steps change, and let the old version drain first."""
QUEUE_JOBS: Final = "jobs"
QUEUE_SOURCE: Final = "source"
QUEUES: Final = (QUEUE_JOBS, QUEUE_SOURCE, *BASES)
_VOICED: Final = frozenset({"dub", "package"})
"""Stages that ask the registry of voices and the title's casting."""
_REPORT_EVERY: Final = 0.5
"""Seconds between two progress reports of a step that reach the database."""

Work = dict[str, Any]
"""What every workflow of a job is given: its ``organization``, its ``spec`` and its ``plan``, as data."""
Outcome = dict[str, Any]
"""What a workflow returns: ``results`` by step, and ``error``, or None."""


class Runner(Protocol):
    """What runs a step: :class:`localize.pipeline.Pipeline`."""

    def run_step(self, spec: JobSpec, step: Step, results: Mapping[str, StepResult], report: Callable[[float], None],
                 failures: Mapping[str, str] | None = None) -> StepResult:
        """Run one step, or find its result in the store."""
        ...

    @property
    def foresight(self) -> Foresight:
        """What tells which lines a change touches."""
        ...


class Jobs:
    """The job queue of this process.

    Args:
        backend: What services share.
        runner: What runs steps.
        queues: Those this process works on; empty for none: then it only puts jobs in.
    """

    def __init__(self, backend: Backend, runner: Runner, queues: Sequence[str] = QUEUES) -> None:
        self.ledger = Ledger(backend)
        self.castings = Castings(backend)
        self.backend = backend
        self.runner = runner
        self._queues = tuple(queues)

    def start(self) -> None:
        """Open the queue, take up what was in flight, and put in what never reached it."""
        global _current  # noqa: PLW0603 - workflows are functions of the process, as DBOS is
        _current = self
        DBOS(config=_config(self.backend.settings))
        DBOS.listen_queues(list(self._queues))
        DBOS.launch()
        settings = self.backend.settings
        # Each organization is a partition of every queue: whoever comes last does not wait for all of another's work.
        # Steps of a lone organization may take every place; of jobs it may not, since a job keeps its place to its end.
        for name, limit, share in ((QUEUE_JOBS, settings.jobs, min(settings.jobs, settings.organization_jobs)),
                                   (QUEUE_SOURCE, settings.source_workers, settings.source_workers),
                                   *((base, settings.language_workers, settings.language_workers) for base in BASES)):
            DBOS.register_queue(name, worker_concurrency=limit, partition_worker_concurrency=share,
                                polling_interval_sec=settings.poll)
        for row in self.ledger.pending():
            self.submit(row.id, row.priority)

    def submit(self, job: str, priority: int) -> None:
        """Put a job into the queue; doing it twice is doing it once."""
        organization = self.ledger.organization(job)
        if not organization:
            return
        with SetWorkflowID(job), SetEnqueueOptions(priority=priority, queue_partition_key=organization):
            DBOS.enqueue_workflow(QUEUE_JOBS, run_job, job, priority)
        self.ledger.enqueued(job)

    def stop(self, grace: float) -> None:
        """Take no more work, give what runs ``grace`` seconds, and return; what still runs is taken up at the next start."""
        # A parent that waits for a child cannot be woken: the end is bounded here, and the process ends hard after it.
        ending = threading.Thread(
            target=lambda: DBOS.destroy(workflow_completion_timeout_sec=int(grace)), daemon=True)
        ending.start()
        ending.join(grace + 5)

    def step(self, job: str, step: Step, results: Mapping[str, Any], failures: Mapping[str, str]) -> Outcome:
        """Run one step for its workflow; an error is a result."""
        try:
            spec = self.ledger.begin_step(job, step.id)
            found = {name: from_data(data, StepResult) for name, data in results.items() if name in step.needs}
            result = self._run(job, spec, step, found, failures)
            self.ledger.end_step(job, step.id, result)
        except Cancelled as error:
            return {"result": None, "error": failure(error)}
        except Exception as error:  # noqa: BLE001 - here a job's step ends
            if not isinstance(error, LocalizeError):
                _LOG.error("step %s of job %s broke", step.id, job, exc_info=error)
            self.ledger.fail_step(job, step.id, failure(error))
            return {"result": None, "error": failure(error)}
        return {"result": to_data(result), "error": None}

    def _run(self, job: str, spec: JobSpec, step: Step, found: Mapping[str, StepResult],
             failures: Mapping[str, str]) -> StepResult:
        """Run a step; one that speaks, with the voices as they are now, and as the title's other episodes have them."""
        report = self._reporter(job, step.id)
        if step.stage not in _VOICED:
            return self.runner.run_step(spec, step, found, report, failures)
        result = self.runner.run_step(self.castings.current(job, spec), step, found, report, failures)
        if step.stage == "dub" and not self.castings.settle(job, step.language, result, found["transcript"]):
            result = self.runner.run_step(self.castings.current(job, spec), step, found, report, failures)
            self.castings.replace_lost(job, step.language, result, found["transcript"])
        return result

    def _reporter(self, job: str, step: str) -> Callable[[float], None]:
        last = time.monotonic()

        def report(share: float) -> None:
            nonlocal last
            if time.monotonic() - last >= _REPORT_EVERY:
                last = time.monotonic()
                self.ledger.progress(job, step, share)

        return report


_current: Jobs | None = None


def _jobs() -> Jobs:
    assert _current is not None, "workflows run in a process that has started its Jobs"
    return _current


@DBOS.workflow(name="localize")
def run_job(job: str, priority: int) -> None:
    """Run a whole job: the source side, every language side by side, then the package."""
    work = DBOS.run_step({"name": "work"}, _read_work, job)
    source = _source_side(job, priority, work)
    if source["error"]:
        DBOS.run_step({"name": "close"}, _close, job, "", {"source": source["error"]})
        return
    children = [(tag, _child(target(tag).base, job, tag, priority, run_language, work, tag, source["results"]))
                for tag in work["spec"]["targets"]]
    outcomes = {tag: child.get_result(polling_interval_sec=_poll()) for tag, child in children}
    failures = {tag: outcome["error"] for tag, outcome in outcomes.items() if outcome["error"]}
    record = ""
    if len(failures) < len(outcomes):
        results = {name: data for outcome in (source, *outcomes.values()) for name, data in outcome["results"].items()}
        said = {tag: f"{error['stage']}: {error['message']}" for tag, error in failures.items()}
        packed = _child(QUEUE_SOURCE, job, "package", priority, run_package, work, results, said).get_result(
            polling_interval_sec=_poll())
        record = packed["results"]["package"]["key"] if not packed["error"] else ""
        failures |= {"package": packed["error"]} if packed["error"] else {}
    DBOS.run_step({"name": "close"}, _close, job, record, failures)


@DBOS.workflow(name="localize-source")
def run_source(job: str, work: Work, step: str, results: dict[str, Any]) -> Outcome:
    """Run one of the steps that every language needs."""
    return _run(job, [item for item in _plan(work) if item.id == step], results, {})


@DBOS.workflow(name="localize-language")
def run_language(job: str, work: Work, language: str, source: dict[str, Any]) -> Outcome:
    """Run the steps of one language, and show its cues."""
    outcome = _run(job, [step for step in _plan(work) if step.language == language], source, {})
    lines = outcome["results"].get(f"translate/{language}")
    if lines is not None:
        DBOS.run_step({"name": f"cues/{language}"}, _publish, job, language, source["transcript"]["key"], lines["key"])
    return outcome


@DBOS.workflow(name="localize-package")
def run_package(job: str, work: Work, results: dict[str, Any], failures: dict[str, str]) -> Outcome:
    """Run the last step, on what succeeded."""
    return _run(job, [step for step in _plan(work) if step.stage == "package"], results, failures)


def _source_side(job: str, priority: int, work: Work) -> Outcome:
    """Run the source side in waves: steps that do not need each other run side by side; a failure ends it."""
    waiting = [step for step in _plan(work) if not step.language and step.stage != "package"]
    results: dict[str, Any] = {}
    while waiting:
        wave = [step for step in waiting if all(need in results for need in step.needs)]
        children = [_child(QUEUE_SOURCE, job, step.id, priority, run_source, work, step.id, dict(results))
                    for step in wave]
        outcomes = [child.get_result(polling_interval_sec=_poll()) for child in children]
        for outcome in outcomes:
            results |= outcome["results"]
        error = next((outcome["error"] for outcome in outcomes if outcome["error"]), None)
        if error:
            return {"results": results, "error": error}
        waiting = [step for step in waiting if step not in wave]
    return {"results": results, "error": None}


def _run(job: str, steps: Sequence[Step], given: Mapping[str, Any], failures: Mapping[str, str]) -> Outcome:
    """Run steps in order; one that needs a failed one is left out, the others are run all the same."""
    made: dict[str, Any] = {}
    error: dict[str, Any] | None = None
    for step in steps:
        needs = {name: data for name, data in {**given, **made}.items() if name in step.needs}
        if step.stage != "package" and len(needs) < len(step.needs):
            DBOS.run_step({"name": f"skip {step.id}"}, _skip, job, step.id)
            continue
        outcome = DBOS.run_step({"name": step.id}, _step, job, to_data(step), needs, dict(failures))
        if outcome["error"]:
            error = error or {**outcome["error"], "stage": step.stage}
        else:
            made[step.id] = outcome["result"]
    return {"results": made, "error": error}


def _child(queue: str, job: str, part: str, priority: int, workflow: Callable[..., Outcome], work: Work,
           *arguments: Any) -> Any:
    with SetWorkflowID(f"{job}.{part}"), SetEnqueueOptions(priority=priority, queue_partition_key=work["organization"]):
        return DBOS.enqueue_workflow(queue, workflow, job, work, *arguments)


def _plan(work: Work) -> tuple[Step, ...]:
    return tuple(from_data(step, Step) for step in work["plan"])


def _poll() -> float:
    return _jobs().backend.settings.poll


def _read_work(job: str) -> Work:
    spec, steps = _jobs().ledger.work(job)
    return {"organization": _jobs().ledger.organization(job), "spec": to_data(spec), "plan": to_data(steps)}


def _step(job: str, step: Any, results: dict[str, Any], failures: dict[str, str]) -> Outcome:
    return _jobs().step(job, from_data(step, Step), results, failures)


def _skip(job: str, step: str) -> None:
    _jobs().ledger.skip_steps(job, [step])


def _publish(job: str, language: str, transcript: str, translation: str) -> None:
    foresight = _jobs().runner.foresight
    foresight.script(transcript)  # kept in its short form, so that the first preview of a title need not make it
    publish(_jobs().backend, job, language, transcript, translation, foresight.basis)


def _close(job: str, record: str, failures: dict[str, dict[str, Any]]) -> None:
    _jobs().ledger.close(job, record, failures)
    series_progress.announce(_jobs().backend, job)


def _config(settings: Settings) -> DBOSConfig:
    embedded = sa.make_url(settings.queue_url).get_backend_name() == "sqlite"
    config: DBOSConfig = {
        "name": "localize", "application_version": VERSION, "executor_id": settings.executor,
        "system_database_url": settings.queue_url, "log_level": "WARNING",
        "notification_listener_polling_interval_sec": settings.poll, "enable_otlp": False}
    if embedded:
        # DBOS's own engine keeps SQLite's defaults; ours has WAL and synchronous=NORMAL.
        config["system_database_engine"] = make_engine(settings.queue_url)
    return config
