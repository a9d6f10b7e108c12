"""A clock that tests move."""

from __future__ import annotations

from datetime import datetime, timedelta

from server.database import now


class Clock:
    """The server's time, put forward by whoever asks."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return now() + self.ahead

    def forward(self, **how_far: float) -> None:
        """Put it forward, as ``timedelta`` takes it."""
        self.ahead += timedelta(**how_far)
