"""The committed generated code is what the proto files say, and buf has nothing against them."""

from __future__ import annotations

import pytest

from server import generate

pytest.importorskip("grpc_tools", reason="the `check` extra is not installed")


def test_generated_code_is_fresh() -> None:
    assert generate.stale() == []


def test_buf_lint_is_clean() -> None:
    if generate.buf() is None:
        pytest.skip("buf is not installed: it comes with the `check` extra")
    assert generate.lint() == 0
