"""The committed generated code is what the proto files say, and buf has nothing against them."""

from __future__ import annotations

from server import generate


def test_generated_code_is_fresh() -> None:
    assert generate.stale() == []


def test_buf_lint_is_clean() -> None:
    assert generate.lint() == 0
