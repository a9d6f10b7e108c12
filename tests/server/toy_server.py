"""A server of its own process with the toy pipeline: what tests kill."""

from __future__ import annotations

import sys
from pathlib import Path

from server.__main__ import _stop_signal, _until
from server.host import Host
from server.settings import Settings
from tests.server.toy import ToyPipeline

if __name__ == "__main__":
    data = Path(sys.argv[1])
    stop = _stop_signal()
    host = Host(Settings(data=data, listen="127.0.0.1:0", insecure_loopback=True, poll=0.05, shutdown_grace=0.0),
                lambda store: ToyPipeline(store, data / "made.log", data / "gate"))
    host.serve()
    sys.stdout.write(f"{host.address}\n")
    sys.stdout.flush()
    _until(stop, host)
