"""The registry of voices: a list, kept as JSON beside the store or as rows of the service."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from localize.errors import InvalidInput, LocalizeError, NotAllowed
from localize.model import RegisteredVoice, Voice, VoiceKind
from localize.record import from_data, to_data
from localize.voices.consent import VoiceUse, check

_FORM: Final = 1


class VoiceRegistry:
    """Registered voices, found by their own id or by the engine's.

    Args:
        voices: Of one organization.

    Raises:
        InvalidInput: If two share an id, or speak with one voice of an engine.
    """

    def __init__(self, voices: Iterable[RegisteredVoice] = ()) -> None:
        self.voices = tuple(voices)
        for field in ("id", "speaks"):
            twice = [name for name, count in Counter(getattr(item, field) for item in self.voices).items() if count > 1]
            if twice:
                raise InvalidInput(f"two voices have the {field} {twice[0]!r}", field=f"voices.{field}",
                                   hint="one person's consent must not cover another's voice")
        self._by_name = {item.speaks: item for item in self.voices} | {item.id: item for item in self.voices}

    def find(self, voice: str) -> RegisteredVoice | None:
        """Return the entry of an id, the registry's or an engine's; None for an engine's own voice."""
        return self._by_name.get(voice.removeprefix("voices/"))

    def spoken(self, voice: str) -> str:
        """Return the engine's id of a voice."""
        found = self.find(voice)
        return found.speaks if found else voice

    def overlaid(self, voices: Sequence[Voice]) -> tuple[Voice, ...]:
        """Return an engine's voices with kind, licence and pitch as the registry has them."""
        return tuple(_overlaid(item, self._by_name.get(item.id)) for item in voices)

    def check(self, voice: Voice, use: VoiceUse) -> None:
        """Refuse a voice that may not be used so.

        Raises:
            NotAllowed: If its scope or revocation forbids it, or it is cloned and nobody has registered it.
        """
        found = self._by_name.get(voice.id)
        if found is not None:
            check(found, use)
        elif voice.kind == VoiceKind.CLONED:
            raise NotAllowed(f"the voice {voice.id!r} is cloned, and the registry does not know it", field="voice",
                             hint="register it with the person's consent: localize voices add")

    def permits(self, voice: Voice, use: VoiceUse) -> bool:
        """Return whether :meth:`check` would let a voice pass."""
        try:
            self.check(voice, use)
        except NotAllowed:
            return False
        return True


def read_registry(data: bytes) -> VoiceRegistry:
    """Return the registry of :func:`write_registry`.

    Raises:
        InvalidInput: If the data is none; says which voice is at fault.
    """
    try:
        rows = json.loads(data)["voices"]
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput("this is no registry of voices", field="voices",
                           hint="it is written by: localize voices add") from error
    found = []
    for row in rows:
        try:
            found.append(from_data(row, RegisteredVoice))
        except LocalizeError as error:
            name = row.get("id", "?") if isinstance(row, dict) else "?"
            raise InvalidInput(f"the voice {name!r} cannot be read: {_reason(error)}", field="voices") from error
    return VoiceRegistry(found)


def write_registry(registry: VoiceRegistry) -> bytes:
    """Return a registry as JSON."""
    data = {"form": _FORM, "voices": to_data(registry.voices)}
    return (json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _reason(error: BaseException) -> str:
    """Return what our own record said, under the layers that the converter put around it."""
    for inner in (*getattr(error.__cause__, "exceptions", ()), *getattr(error, "exceptions", ())):
        if (found := _reason(inner)):
            return found
    return error.message if isinstance(error, LocalizeError) else ""


def _overlaid(voice: Voice, entry: RegisteredVoice | None) -> Voice:
    if entry is None:
        return voice
    return Voice(voice.id, voice.engine, voice.language, entry.gender if entry.gender != "unknown" else voice.gender,
                 entry.pitch or voice.pitch, entry.kind.value, entry.licence or voice.licence, voice.guide)
