"""Channel layouts: whatever a master has, brought to mono, L R, or L R C LFE Ls Rs by the channels' names.

By name, never by position or by a filter's labels: ffmpeg's ``pan`` with SL and SR on a file whose surrounds are BL
and BR drops them in silence.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from localize.engine import Samples
from localize.errors import InvalidMedia

MONO, STEREO, SURROUND = "mono", "stereo", "5.1"
CHANNELS: Final = {MONO: 1, STEREO: 2, SURROUND: 6}
"""How many channels our three layouts have."""
CENTRE: Final = 2
"""Where 5.1 has its dialogue."""

#: FFmpeg's standard layouts (libavutil/channel_layout.h) as channel names in file order.
_NAMES: Final = {
    "mono": "FC", "stereo": "FL FR", "downmix": "FL FR", "2.1": "FL FR LFE", "3.0": "FL FR FC", "3.0(back)": "FL FR BC",
    "4.0": "FL FR FC BC", "quad": "FL FR BL BR", "quad(side)": "FL FR SL SR", "3.1": "FL FR FC LFE",
    "5.0": "FL FR FC BL BR", "5.0(side)": "FL FR FC SL SR", "4.1": "FL FR FC LFE BC", "5.1": "FL FR FC LFE BL BR",
    "5.1(side)": "FL FR FC LFE SL SR", "6.0": "FL FR FC BC SL SR", "6.1": "FL FR FC LFE BC SL SR",
    "6.1(back)": "FL FR FC LFE BL BR BC", "7.0": "FL FR FC BL BR SL SR", "7.1": "FL FR FC LFE BL BR SL SR",
}
#: What FFmpeg takes a bare number of channels for.
_BARE: Final = {1: "mono", 2: "stereo", 3: "2.1", 4: "4.0", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}
_HALF: Final = float(np.sqrt(0.5))


def canonical(layout: str, channels: int) -> str:
    """Return which of our three layouts a master's becomes: 2.0 stays 2.0, 5.1 stays 5.1, the rest become 5.1.

    Raises:
        InvalidMedia: If there is no such layout of that many channels.
    """
    names = _channel_names(layout, channels)
    return {1: MONO, 2: STEREO}.get(len(names), SURROUND)


def is_folded(layout: str, channels: int) -> bool:
    """Return whether channels beyond 5.1 are folded into the surrounds."""
    return not set(_channel_names(layout, channels)) <= {"FL", "FR", "FC", "LFE", "BL", "BR"} and channels > 6


def matrix(layout: str, channels: int) -> Samples:
    """Return the matrix, shape ``(channels, ours)``, that brings blocks of a layout to ours.

    Raises:
        InvalidMedia: If there is no such layout of that many channels.
    """
    names = _channel_names(layout, channels)
    ours = canonical(layout, channels)
    if ours != SURROUND:
        return np.eye(CHANNELS[ours], dtype=np.float32)
    made = np.zeros((len(names), 6), np.float32)
    both = {"BL", "SL"} <= set(names)
    for row, name in enumerate(names):
        if name in {"BL", "SL"}:
            made[row, 4] = _HALF if both else 1.0
        elif name in {"BR", "SR"}:
            made[row, 5] = _HALF if both else 1.0
        elif name == "BC":
            made[row, 4:6] = _HALF
        else:
            made[row, ["FL", "FR", "FC", "LFE"].index(name)] = 1.0
    return made


def _channel_names(layout: str, channels: int) -> tuple[str, ...]:
    names = tuple(_NAMES.get(layout, _NAMES.get(_BARE.get(channels, ""), "")).split())
    if not names or len(names) != channels:
        raise InvalidMedia(f"sound of {channels} channels in the layout {layout or 'unknown'!r} is not one we mix",
                           field="audio", hint="mono, stereo, 5.1, 7.1, or one between")
    return names


def conform(block: Samples, by: Samples) -> Samples:
    """Return a block of any layout in ours, shape ``(n, ours)``, by its :func:`matrix`."""
    wide = block[:, None] if block.ndim == 1 else block
    if by.shape[0] == by.shape[1] and np.array_equal(by, np.eye(len(by), dtype=np.float32)):
        return wide
    return np.asarray(wide @ by, dtype=np.float32)
