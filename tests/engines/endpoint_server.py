"""A speech endpoint on a port of this machine: hums a line, and does what a test tells it to do before."""

from __future__ import annotations

import io
import json
import threading
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np


class Endpoint:
    """What the server was asked, and what it shall answer before it behaves.

    Attributes:
        url: Its address, with ``/v1``.
        asked: Bodies of all calls, oldest first.
        headers: Their headers.
        script: Answers to give first: status, headers, body; a status of 0 hangs up.
    """

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/v1"
        self.asked: list[dict] = []
        self.headers: list[dict[str, str]] = []
        self.script: list[tuple[int, dict[str, str], bytes]] = []
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()


def sound(body: dict) -> bytes:
    """Return a WAV: 50 ms a character at speed 1, higher for a longer voice name."""
    count = int(24_000 * 0.05 * len(body["input"]) / body["speed"])
    samples = 0.4 * np.sin(np.arange(count) * 0.02 * len(body["voice"]))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return out.getvalue()


@contextmanager
def serving() -> Iterator[Endpoint]:
    """Run a server until the block ends."""
    class Handler(BaseHTTPRequestHandler):
        """One call."""

        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            with endpoint.lock:
                endpoint.at_once += 1
                endpoint.most_at_once = max(endpoint.most_at_once, endpoint.at_once)
                endpoint.asked.append({"path": self.path, **body})
                endpoint.headers.append({key.lower(): value for key, value in self.headers.items()})
                status, headers, data = endpoint.script.pop(0) if endpoint.script else (200, {}, sound(body))
            if status:
                self.send_response(status)
                for key, value in {"content-length": str(len(data)), **headers}.items():
                    self.send_header(key, value)
                self.end_headers()
                self.wfile.write(data)
            else:
                self.close_connection = True
            with endpoint.lock:
                endpoint.at_once -= 1

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    endpoint = Endpoint(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
