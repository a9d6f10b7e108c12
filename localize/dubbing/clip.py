"""Speech as it is kept: 16-bit mono WAV with a note on how it was made, trimmed of silence."""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np

from localize.engine import Samples, Speech
from localize.errors import StorageError

#: "Trim at -50 dB" below the clip's peak: reference, "Exact fit".
TRIM_DB: Final = -50.0
#: The private chunk that carries the note; WAV readers pass over chunks they do not know.
_NOTE: Final = b"lcnt"


@dataclass(frozen=True, slots=True)
class ClipNote:
    """What is known of a clip without reading its sound.

    Attributes:
        samples: Its length.
        rate: Speed against the voice's natural rate.
        cells: K-weighted mean squares of its cells of 100 ms, the last one filled up with silence.
        peaks: Highest sample of each of them, 0 to 1.
        text: What was said, where more than one rendering could be; empty for the first.
    """

    samples: int = 0
    rate: float = 1.0
    cells: tuple[float, ...] = ()
    peaks: tuple[float, ...] = ()
    text: str = ""


def encode_clip(speech: Speech, note: ClipNote | None = None) -> bytes:
    """Return speech as a 16-bit mono WAV file; ``note`` goes before the sound in a private chunk."""
    pcm = np.clip(np.rint(speech.samples * 32767.0), -32768, 32767).astype("<i2").tobytes()
    rate = speech.sample_rate
    form = struct.pack("<HHIIHH", 1, 1, rate, rate * 2, 2, 16)
    extra = json.dumps(asdict(note or ClipNote(len(speech.samples))), sort_keys=True).encode()
    body = b"WAVE" + _chunk(_NOTE, extra) + _chunk(b"fmt ", form) + _chunk(b"data", pcm)
    return _chunk(b"RIFF", body)


def decode_clip(data: bytes) -> Speech:
    """Return the speech of :func:`encode_clip`.

    Raises:
        StorageError: If the bytes are no such file.
    """
    try:
        chunks = _chunks(data)
        form = struct.unpack("<HHIIHH", chunks[b"fmt "][:16])
        samples = np.frombuffer(chunks[b"data"], "<i2").astype(np.float32) / np.float32(32767.0)
        return Speech(samples, form[2])
    except (KeyError, ValueError, struct.error) as error:
        raise StorageError(f"stored speech is damaged: {error}") from error


def read_note(path: Path) -> ClipNote:
    """Return the note of a clip's file; its sound is not read.

    Raises:
        StorageError: If the file is no such clip.
    """
    try:
        with path.open("rb") as file:
            head = file.read(20)
            if head[:4] != b"RIFF" or head[12:16] != _NOTE:
                raise StorageError("stored speech is damaged: it has no note", field="speech")
            found = json.loads(file.read(int.from_bytes(head[16:20], "little")))
        return ClipNote(found["samples"], found["rate"], tuple(found["cells"]), tuple(found["peaks"]),
                        found.get("text", ""))
    except (OSError, KeyError, ValueError) as error:
        raise StorageError(f"stored speech is damaged: {error}", field="speech") from error


def trim(speech: Speech, threshold_db: float = TRIM_DB) -> Speech:
    """Return speech from its first to its last sample above ``threshold_db`` under its peak, 5 ms of edge kept.

    Pauses inside stay. Pure silence becomes zero samples.
    """
    level = np.abs(speech.samples)
    peak = float(level.max()) if len(level) else 0.0
    # Below the last bit of 16 there is no speech.
    loud = np.flatnonzero(level > max(peak * 10 ** (threshold_db / 20), 1 / 32768)) if peak > 0 else np.empty(0, int)
    if not len(loud):
        return Speech(np.zeros(0, np.float32), speech.sample_rate)
    edge = speech.sample_rate // 200
    return Speech(speech.samples[max(0, loud[0] - edge):loud[-1] + 1 + edge], speech.sample_rate)


def soften(samples: Samples, length: int) -> Samples:
    """Return mono samples with raised-cosine edges of ``length`` samples, so that cuts never click."""
    length = min(length, len(samples) // 2)
    if not length:
        return samples
    ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(length) + 0.5) / length)).astype(np.float32)
    softened = samples.copy()
    softened[:length] *= ramp
    softened[-length:] *= ramp[::-1]
    return softened


def _chunks(data: bytes) -> dict[bytes, bytes]:
    found, at = {}, 12
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4:at + 8], "little")
        found[data[at:at + 4]] = data[at + 8:at + 8 + size]
        at += 8 + size + size % 2
    return found


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
