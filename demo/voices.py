"""The actors: espeak-ng as a program, or the library of the espeakng-loader wheel in a process of its own."""

from __future__ import annotations

import ctypes
import io
import sys
import tempfile
import wave
from pathlib import Path
from typing import Final

import numpy as np

from demo.script import Role
from localize.engine import Samples
from localize.engines.media import find_program, run

#: espeak_ng's speak_lib.h: AUDIO_OUTPUT_RETRIEVAL, espeakRATE, espeakPITCH, espeakCHARS_UTF8, POS_CHARACTER.
_RETRIEVAL, _RATE, _PITCH, _UTF8, _CHARACTER = 1, 1, 3, 1, 1
#: Below this share of the loudest sample, sound at either end is silence.
_SILENCE: Final = 0.01


def say(role: Role, text: str) -> tuple[Samples, int]:
    """Return a line as spoken by a role, trimmed, and its sample rate.

    Raises:
        EngineUnavailable: If there is neither the program nor the wheel.
        EngineError: If it fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "line.wav")
        program = find_program("espeak-ng")
        settings = [role.voice, str(role.pitch), str(role.speed), text]
        if program is not None:
            voice, pitch, speed, _ = settings
            run([program, "-v", voice, "-p", pitch, "-s", speed, "-w", out, "--", text], "speak a line")
        else:
            run([sys.executable, "-m", "demo.voices", out, *settings], "speak a line",
                cwd=Path(__file__).resolve().parents[1])
        return _trimmed(out.read_bytes())


def _trimmed(data: bytes) -> tuple[Samples, int]:
    with wave.open(io.BytesIO(data)) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float32) / np.float32(32768)
    loud = np.flatnonzero(np.abs(samples) > _SILENCE * np.abs(samples).max())
    return samples[loud[0]:loud[-1] + 1], rate


def _speak_with_library(out: Path, voice: str, pitch: int, speed: int, text: str) -> None:
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    heard = bytearray()
    callback_type = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)

    def take(samples: ctypes._Pointer[ctypes.c_short], count: int, _events: object) -> int:
        if samples and count > 0:
            heard.extend(ctypes.string_at(samples, count * 2))
        return 0

    callback = callback_type(take)
    rate = library.espeak_Initialize(_RETRIEVAL, 0, str(espeakng_loader.get_data_path()).encode(), 0)
    library.espeak_SetSynthCallback(callback)
    library.espeak_SetVoiceByName(voice.encode())
    library.espeak_SetParameter(_RATE, speed, 0)
    library.espeak_SetParameter(_PITCH, pitch, 0)
    data = text.encode() + b"\x00"
    library.espeak_Synth(data, len(data), 0, _CHARACTER, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    with wave.open(str(out), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(heard))


if __name__ == "__main__":
    _out, _voice, _pitch, _speed, _text = sys.argv[1:]
    _speak_with_library(Path(_out), _voice, int(_pitch), int(_speed), _text)
