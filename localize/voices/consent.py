"""Consent: whether a voice may be used for a piece of work, and if not, why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from localize.errors import NotAllowed
from localize.model import RegisteredVoice, VoiceKind


@dataclass(frozen=True, slots=True)
class VoiceUse:
    """What a voice is to be used for.

    Attributes:
        titles: The title's names, display and resource name.
        language: Target tag.
        territories: ISO 3166-1 codes of where it will be heard; empty for the whole world.
        day: When the work is done; None for today.
    """

    titles: tuple[str, ...]
    language: str
    territories: tuple[str, ...] = ()
    day: date | None = None


def refusal(voice: RegisteredVoice, use: VoiceUse) -> str:
    """Return why a voice may not be used so, as a sentence; empty if it may."""
    day = use.day or datetime.now(UTC).date()
    scope = voice.scope
    if voice.revoked:
        return f"it was revoked{f' on {voice.revoked_on}' if voice.revoked_on else ''}: {voice.revoked}"
    if voice.kind is VoiceKind.CLONED and not (voice.consent.document and voice.consent.person.strip()):
        return "it is cloned, and there is no evidence that the person consented"
    if scope.begins and day < scope.begins:
        return f"its term begins on {scope.begins}"
    if scope.ends and day > scope.ends:
        return f"its term ended on {scope.ends}"
    if scope.titles and not set(scope.titles) & set(use.titles):
        return f"its scope is the title {', '.join(scope.titles)}"
    if scope.languages and use.language not in scope.languages:
        return f"its scope is the language {', '.join(scope.languages)}"
    beyond = sorted(set(use.territories) - set(scope.territories))
    if scope.territories and (beyond or not use.territories):
        where = ", ".join(beyond) or "the whole world"
        return f"its scope is {', '.join(scope.territories)}, not {where}"
    return ""


def check(voice: RegisteredVoice, use: VoiceUse) -> None:
    """Refuse a use that the voice's owner has not agreed to.

    Raises:
        NotAllowed: With the reason.
    """
    reason = refusal(voice, use)
    if reason:
        raise NotAllowed(f"the voice {voice.id!r} may not be used for {use.language}: {reason}", field="voice",
                         hint="cast another voice, or bring the registry up to date: consent, scope, term")
