"""Names of the shared conformance cases, known before a test runs so that each is a test of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("LOCALIZE_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "conformance"


def cases(folder: str, pattern: str, known_failures: dict[str, str]) -> list:
    """Return the files of a suite as parameters; one placeholder, which skips, where the data is not here."""
    root = ROOT / folder
    names = sorted(str(path.relative_to(root)) for path in root.rglob(pattern))
    unknown = set(known_failures) - set(names)
    assert not names or not unknown, f"known failures that are no cases: {unknown}"
    return [pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=known_failures[name]))
            if name in known_failures else name for name in names] or ["(no shared data)"]
