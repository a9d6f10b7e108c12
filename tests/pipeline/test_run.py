"""How steps are run: order, re-use, isolation. The steps are toys; tests/test_main_job.py runs the real ones."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from localize.errors import EngineError, InvalidMedia
from localize.pipeline import JobSpec, Pipeline, plan, run
from localize.pipeline.steps import Outcome, StepContext
from localize.store import LocalStore, key_of

SPEC = JobSpec("t", "a" * 64, "m.mp4", "zh", ("en", "th", "ar"))


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the ids of the steps that did work; every step keeps its id under the digest of its needs."""
    done: list[str] = []

    def step(context: StepContext) -> Outcome:
        if context.step.id == "translate/th" and context.spec.title == "broken":
            raise EngineError("no Thai today")
        if context.step.id == "ingest" and context.spec.title == "rubbish":
            raise InvalidMedia("not a film")
        key = key_of(context.step.id, context.spec.title, sorted(context.failures),
                     {need: context.results[need].key for need in context.step.needs if need in context.results})
        made = not context.store.has(key)
        if made:
            done.append(context.step.id)
            context.store.put(key, b"{}")
        context.report(1.0)
        return Outcome(key, made, (("failures", ",".join(sorted(context.failures))),))

    # The package exports a function of the module's name: the module is found where modules are kept.
    monkeypatch.setattr(sys.modules["localize.pipeline.run"], "STEPS",
                        dict.fromkeys({item.stage for item in plan(SPEC)}, step))
    return done


def go(folder: Path, title: str = "t"):
    spec = JobSpec(title, SPEC.master, SPEC.master_name, SPEC.source, SPEC.targets)
    return list(run(Pipeline(None, LocalStore(folder)), spec, workers=3))  # type: ignore[arg-type]


def test_every_step_runs_once_and_running_again_runs_none(ran: list[str], tmp_path: Path):
    events = go(tmp_path)
    assert sorted(ran) == sorted(step.id for step in plan(SPEC))
    assert events[-1].step == "package"
    again = go(tmp_path)
    assert len(ran) == len(plan(SPEC))
    assert not any(event.result.made for event in again if event.result)


def test_a_failed_language_never_sinks_the_others(ran: list[str], tmp_path: Path):
    events = go(tmp_path, "broken")
    states = {event.step: event.state for event in events}
    assert states["translate/th"] == "failed"
    assert states["subtitle/th"] == states["dub/th"] == "skipped"
    assert states["dub/ar"] == states["dub/en"] == states["package"] == "done"
    result = next(event.result for event in events if event.step == "package" and event.result)
    assert dict(result.detail)["failures"] == "th"


def test_a_failed_source_side_ends_the_job(ran: list[str], tmp_path: Path):
    with pytest.raises(InvalidMedia):
        go(tmp_path, "rubbish")
    assert ran == []


def test_what_was_done_before_a_crash_is_not_made_again(ran: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    put, count = LocalStore.put, iter(range(100))

    def dies_at_the_fifth(self: LocalStore, key: str, source: bytes | Path) -> str:
        if next(count) == 5:
            raise KeyboardInterrupt
        return put(self, key, source)

    monkeypatch.setattr(LocalStore, "put", dies_at_the_fifth)
    with pytest.raises(KeyboardInterrupt):
        go(tmp_path)
    monkeypatch.setattr(LocalStore, "put", put)
    kept = {event.step for event in go(tmp_path) if event.result and not event.result.made}
    assert len(kept) >= 5
