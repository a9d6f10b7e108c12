"""A program of its own: says lines with libespeak-ng and hands the samples back over a pipe.

espeak-ng is GPL and keeps its state in globals, so it never lives in our process: :mod:`localize.engines.espeak`
starts this file as a separate program, several times for several cores. It imports nothing of the package.

Arguments: the library's path, and the folder that holds ``espeak-ng-data`` (empty for the library's own).

Out, once: one JSON line ``{"version": …, "rate": hertz}``. In: one JSON line per request,
``{"pieces": [[voice, text], …], "speed": words per minute, "pitch": 0-100}``, or ``{"clauses": [text, …], "voice": …}``
for phonemes instead of sound. Out per request: eight bytes, status and length as little-endian uint32, then that many
bytes: 16-bit mono PCM or a JSON list of clauses in IPA (status 0), or a UTF-8 message (status 1).
"""

import ctypes
import json
import os
import struct
import sys

# Constants of speak_lib.h.
_SYNCHRONOUS = 2
_CHARS_UTF8 = 1
_RATE, _PITCH = 1, 3
_POS_CHARACTER = 1
_IPA = 2
#: Milliseconds of sound between two calls back to us: a line in one or two, where the library's own 60 ms take a tenth longer.
_BUFFER = 2000
#: Nothing a person says in one line lasts longer; a voice that goes on is stuck in letters.
_LONGEST_SECONDS = 900

_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class _Library:
    """libespeak-ng, initialised for synthesis into memory."""

    def __init__(self, path: str, data: str) -> None:
        self._lib = ctypes.CDLL(path)
        self.rate = self._lib.espeak_Initialize(_SYNCHRONOUS, _BUFFER, data.encode() or None, 0)
        if self.rate <= 0:
            raise RuntimeError("libespeak-ng could not be initialised: is its data there?")
        self._lib.espeak_Info.restype = ctypes.c_char_p
        self.version = self._lib.espeak_Info(None).decode().split()[0]
        self._samples = bytearray()
        self._callback = _CALLBACK(self._take)
        self._lib.espeak_SetSynthCallback(self._callback)
        self._voice = ""

    def _take(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: object) -> int:
        if samples and count > 0:
            self._samples += ctypes.string_at(samples, count * 2)
        return int(len(self._samples) > _LONGEST_SECONDS * self.rate * 2)

    def say(self, pieces: list[list[str]], speed: int, pitch: int) -> bytes:
        """Return 16-bit mono PCM of the pieces, one after another."""
        self._samples = bytearray()
        for voice, text in pieces:
            self._choose(voice)
            # A voice change resets both.
            self._lib.espeak_SetParameter(_RATE, speed, 0)
            self._lib.espeak_SetParameter(_PITCH, pitch, 0)
            raw = text.encode() + b"\0"
            # No SSML and no phoneme flag: whatever the text holds, it is text.
            status = self._lib.espeak_Synth(raw, ctypes.c_size_t(len(raw)), 0, _POS_CHARACTER, 0, _CHARS_UTF8, None, None)
            if status != 0:
                raise RuntimeError(f"libespeak-ng failed with status {status}")
        if len(self._samples) > _LONGEST_SECONDS * self.rate * 2:
            raise ValueError(f"the line would last over {_LONGEST_SECONDS} s")
        return bytes(self._samples)

    def phonemes(self, clauses: list[str], voice: str) -> bytes:
        """Return a JSON list: each clause in IPA."""
        self._choose(voice)
        self._lib.espeak_TextToPhonemes.restype = ctypes.c_char_p
        said = []
        for clause in clauses:
            raw = ctypes.c_char_p(clause.encode())
            at = ctypes.cast(raw, ctypes.c_void_p)
            parts = []
            while at.value:  # the library goes through the text clause by clause, as it sees clauses
                parts.append((self._lib.espeak_TextToPhonemes(ctypes.byref(at), _CHARS_UTF8, _IPA) or b"").decode())
            said.append(" ".join(part.strip() for part in parts if part.strip()))
        return json.dumps(said).encode()

    def _choose(self, voice: str) -> None:
        if voice != self._voice:
            if self._lib.espeak_SetVoiceByName(voice.encode()) != 0:
                raise ValueError(f"libespeak-ng has no voice {voice!r}")
            self._voice = voice


def main() -> int:
    """Serve requests until the pipe closes."""
    # The library may print to its standard output: only our own handle leads to the parent.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    library = _Library(sys.argv[1], sys.argv[2])
    out.write(json.dumps({"version": library.version, "rate": library.rate}).encode() + b"\n")
    out.flush()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            if "clauses" in request:
                status, payload = 0, library.phonemes(request["clauses"], request["voice"])
            else:
                status, payload = 0, library.say(request["pieces"], request["speed"], request["pitch"])
        except (ValueError, RuntimeError) as error:
            status, payload = 1, str(error).encode()
        out.write(struct.pack("<II", status, len(payload)) + payload)
        out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
