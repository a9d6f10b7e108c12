"""A local HTTP server stands in for the hub."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from localize.errors import (
    DigestMismatch,
    EngineUnavailable,
    InvalidInput,
    NotAllowed,
    NotFound,
    StorageFull,
    UnsafePath,
)
from localize.models import Model, allowed, folder, model, models, pull, verify

WEIGHTS = bytes(range(256)) * 8192
COMMIT = "c" * 40


def a_model(**files: str) -> Model:
    return Model("tiny", "translate", "org/tiny", "main", tuple(files.items()) or (("model.bin", ""), ("sub/config.json", "")),
                 1, ("zh", "en"), "MIT", True, "test")


class Hub:
    """What the hub holds, and what it was asked."""

    def __init__(self) -> None:
        self.files = {"model.bin": WEIGHTS, "sub/config.json": b"{}"}
        self.asked: list[tuple[str, str]] = []
        self.stop_after = 0

    def handler(hub) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hub.asked.append((self.path, self.headers.get("Range", "")))
                if self.path == "/api/models/org/tiny/revision/main":
                    return self.answer(200, b'{"sha": "%s"}' % COMMIT.encode())
                name = self.path.removeprefix(f"/org/tiny/resolve/{COMMIT}/")
                data = hub.files.get(name)
                if data is None:
                    return self.answer(404, b"")
                begin = int(self.headers["Range"][6:-1]) if "Range" in self.headers else 0
                if begin >= len(data) and begin:
                    return self.answer(416, b"")
                return self.answer(206 if begin else 200, data[begin:])

            def answer(self, status: int, data: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if hub.stop_after and len(data) > hub.stop_after:
                    self.wfile.write(data[:hub.stop_after])
                    self.wfile.flush()
                    self.connection.close()
                    return
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    found = Hub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), found.handler())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_address[1]}")
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def test_pull_fetches_pins_and_verifies(hub: Hub, tmp_path: Path):
    seen: list[tuple[str, int, int]] = []
    place = pull(a_model(), tmp_path, report=lambda *row: seen.append(row))
    assert (place / "model.bin").read_bytes() == WEIGHTS
    assert seen[-1] == ("sub/config.json", 2, 2)
    assert verify(a_model(), tmp_path) == ()
    (place / "model.bin").write_bytes(b"changed")
    assert verify(a_model(), tmp_path) == ("model.bin has changed",)


def test_pulling_again_fetches_nothing(hub: Hub, tmp_path: Path):
    pull(a_model(), tmp_path)
    asked = len(hub.asked)
    pull(a_model(), tmp_path)
    assert len(hub.asked) == asked


def test_a_broken_fetch_is_gone_on_with(hub: Hub, tmp_path: Path):
    hub.stop_after = 1 << 20
    with pytest.raises(EngineUnavailable, match="pull tiny"):
        pull(a_model(), tmp_path)
    assert (tmp_path / "tiny" / "model.bin.part").stat().st_size == 1 << 20
    hub.stop_after = 0
    pull(a_model(), tmp_path)
    assert (f"/org/tiny/resolve/{COMMIT}/model.bin", f"bytes={1 << 20}-") in hub.asked
    assert (tmp_path / "tiny" / "model.bin").read_bytes() == WEIGHTS


def test_wrong_digest_is_thrown_away(hub: Hub, tmp_path: Path):
    with pytest.raises(DigestMismatch) as caught:
        pull(a_model(**{"model.bin": "0" * 64}), tmp_path)
    assert caught.value.field == "model.bin"
    assert not any(path.name.startswith("model.bin") for path in (tmp_path / "tiny").iterdir())


def test_right_digest_is_kept(hub: Hub, tmp_path: Path):
    pull(a_model(**{"model.bin": hashlib.sha256(WEIGHTS).hexdigest()}), tmp_path)
    assert (tmp_path / "tiny" / "model.bin").is_file()


def test_missing_file(hub: Hub, tmp_path: Path):
    with pytest.raises(NotFound) as caught:
        pull(a_model(**{"gone.bin": ""}), tmp_path)
    assert caught.value.field == "gone.bin"


def test_no_space(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=10))
    with pytest.raises(StorageFull, match="MiB"):
        pull(a_model(), tmp_path)


def test_a_file_name_that_leaves_the_folder(hub: Hub, tmp_path: Path):
    with pytest.raises(UnsafePath):
        pull(a_model(**{"../evil": ""}), tmp_path)


def test_no_network_says_what_to_pull_and_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(EngineUnavailable) as caught:
        pull(a_model(), tmp_path)
    assert "localize models pull tiny" in caught.value.hint
    assert str(folder(a_model(), tmp_path)) in caught.value.hint


def test_the_registry_names_licence_and_claim():
    names = {item.name for item in models()}
    assert {"whisper-large-v3", "whisper-large-v3-turbo", "whisper-small", "madlad400-3b", "m2m100-418m", "m2m100-1.2b",
            "opus-mt-zh-en", "nllb-200-distilled-600m", "qwen3-4b", "kokoro-82m", "chatterbox", "voxcpm2"} <= names
    assert all(item.licence and item.claim and item.files and item.languages for item in models())


def test_non_commercial_models_are_refused_with_a_reason():
    nllb = model("nllb-200-distilled-600m")
    with pytest.raises(NotAllowed, match="CC-BY-NC"):
        allowed(nllb, commercial=True)
    assert allowed(nllb, commercial=False) is nllb
    with pytest.raises(NotFound):
        model("gpt-5")


def test_a_broken_registry_names_the_model(tmp_path: Path):
    path = tmp_path / "models.toml"
    path.write_text('[mine]\njob = "translate"\n')
    with pytest.raises(InvalidInput, match="mine"):
        models(path)
    path.write_text("not toml at all [")
    with pytest.raises(InvalidInput, match="TOML"):
        models(path)
