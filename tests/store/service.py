"""An S3 server in a process of its own, and a faulty network before it."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import IO

SECRET = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}


@contextmanager
def s3_server(**environment: str) -> Iterator[str]:
    """Run a server and yield its address: ``LOCALIZE_TEST_S3`` if that names one, moto in another process if not."""
    given = os.environ.get("LOCALIZE_TEST_S3", "")
    if given:
        yield given
        return
    process = subprocess.Popen([sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], stderr=subprocess.PIPE,
                               text=True, env=os.environ | environment)
    assert process.stderr is not None
    try:
        yield _address(process.stderr)
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def _address(stderr: IO[str]) -> str:
    for line in stderr:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            threading.Thread(target=lambda: [None for _ in stderr], daemon=True).start()  # or its pipe fills up
            return found[0]
    raise AssertionError("the server did not start")


@dataclass
class Fault:
    """What happens to requests on the way.

    Attributes:
        up: Changes the body of a request, by its method and path.
        down: Changes the body of an answer.
        cut: Answers of these many bytes of the body, and no more, once.
        status: Answers instead of the server, if not 0.
    """

    up: Callable[[str, str, bytes], bytes] = field(default=lambda _method, _path, data: data)
    down: Callable[[str, str, bytes], bytes] = field(default=lambda _method, _path, data: data)
    cut: int = 0
    status: int = 0
    error: str = ""
    seen: list[str] = field(default_factory=list)


@contextmanager
def proxy(target: str, fault: Fault) -> Iterator[str]:
    """Run a proxy to ``target`` with a fault, and yield its address."""
    host = target.removeprefix("http://")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            data = self.rfile.read(int(self.headers.get("content-length") or 0))
            if self.headers.get("expect"):
                del self.headers["expect"]
            fault.seen.append(f"{self.command} {self.path}")
            if fault.status:
                body = f"<Error><Code>{fault.error}</Code><Message>no</Message></Error>".encode()
                self._answer(fault.status, [], body)
                return
            upstream = http.client.HTTPConnection(host, timeout=30)
            upstream.request(self.command, self.path, fault.up(self.command, self.path, data), dict(self.headers.items()))
            answer = upstream.getresponse()
            body = fault.down(self.command, self.path, answer.read())
            self._answer(answer.status, answer.getheaders(), body)
            upstream.close()

        def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers:
                if name.lower() not in {"content-length", "transfer-encoding", "connection"} or (
                        self.command == "HEAD" and name.lower() == "content-length"):
                    self.send_header(name, value)
            self.send_header("connection", "close")
            self.close_connection = True
            if self.command != "HEAD":
                self.send_header("content-length", str(len(body)))
            self.end_headers()
            if self.command == "GET" and fault.cut and len(body) > fault.cut:
                self.wfile.write(body[:fault.cut])
                fault.cut = 0
                return
            with suppress(ConnectionError):  # the client was killed, or has read enough
                self.wfile.write(body if self.command != "HEAD" else b"")

        do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = handle_any  # noqa: N815 - as http.server calls them

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
