"""Fixtures for every test: where the shared data lies, and what ran on it."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("LOCALIZE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
_CASES: Counter[str] = Counter()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of shared data, or skip: a user's clone does not have it."""
    if not (SHARED / "conformance").is_dir():
        pytest.skip("shared data is not here (../shared); CI has it")
    return SHARED


@pytest.fixture(scope="session")
def demo_film(tmp_path_factory: pytest.TempPathFactory):
    """Return the demo master and the truth about it; made once a session (a quarter of a minute)."""
    from demo.master import make_master

    return make_master(tmp_path_factory.mktemp("demo") / "demo.mp4")


@pytest.fixture
def conformance_case(request: pytest.FixtureRequest):
    """Return a function that counts a case of a named conformance suite for the closing summary."""

    def count(suite: str, cases: int = 1) -> None:
        _CASES[suite] += cases

    return count


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the counts of a worker process to the one that prints."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["conformance_cases"] = dict(_CASES)


class _Gather:
    """Adds up what the worker processes counted."""

    @staticmethod
    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(node: object) -> None:
        _CASES.update(getattr(node, "workeroutput", {}).get("conformance_cases", {}))


def pytest_configure(config: pytest.Config) -> None:
    """Listen to worker processes, where there are any."""
    config.pluginmanager.register(_Gather(), "gather-conformance-cases")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which conformance suites ran on how many cases."""
    terminalreporter.section("conformance suites")
    if not _CASES:
        terminalreporter.write_line("none ran (no shared data, or not selected)")
    for suite, cases in sorted(_CASES.items()):
        terminalreporter.write_line(f"{suite}: {cases} cases")
