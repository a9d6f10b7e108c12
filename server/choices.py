"""What requests may choose from, once for both ends: our words, and the numbers that travel.

A word stands with each of its numbers; the last one is sent. Number 0 is what a request says that says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from localize.errors import InvalidInput
from localize.model import Formality, Gender
from localize.pipeline import TranscribeMode
from localize.provenance.notice import Notice
from localize.rules import Audience
from server._gen.localization.v1 import localization_service_pb2 as service
from server._gen.localization.v1 import title_pb2

V = TypeVar("V")

MODES: Final = {service.TRANSCRIBE_MODE_UNSPECIFIED: TranscribeMode.AUTO, service.TRANSCRIBE_MODE_AUTO: TranscribeMode.AUTO,
                service.TRANSCRIBE_MODE_SPEECH: TranscribeMode.SPEECH,
                service.TRANSCRIBE_MODE_BURNED_IN: TranscribeMode.BURNED_IN,
                service.TRANSCRIBE_MODE_DIALOGUE_LIST: TranscribeMode.SIDECAR}
AUDIENCES: Final = {service.AUDIENCE_UNSPECIFIED: Audience.ADULT, service.AUDIENCE_ADULT: Audience.ADULT,
                    service.AUDIENCE_CHILD: Audience.CHILD, service.AUDIENCE_SDH: Audience.SDH,
                    service.AUDIENCE_SDH_CHILD: Audience.SDH_CHILD}
NOTICES: Final = {service.NOTICE_UNSPECIFIED: Notice.NONE, service.NOTICE_NONE: Notice.NONE,
                  service.NOTICE_VISIBLE: Notice.VISIBLE, service.NOTICE_AUDIBLE: Notice.AUDIBLE,
                  service.NOTICE_BOTH: Notice.BOTH}
FORMALITIES: Final = {title_pb2.FORMALITY_UNSPECIFIED: Formality.NEUTRAL, title_pb2.FORMALITY_INTIMATE: Formality.INTIMATE,
                      title_pb2.FORMALITY_POLITE: Formality.POLITE, title_pb2.FORMALITY_HONORIFIC: Formality.HONORIFIC}
GENDERS: Final = {title_pb2.GENDER_UNSPECIFIED: Gender.UNKNOWN, title_pb2.GENDER_FEMALE: Gender.FEMALE,
                  title_pb2.GENDER_MALE: Gender.MALE}


def meant(table: Mapping[Any, V], number: int, field: str) -> V:
    """Return what an enum's number means.

    Raises:
        InvalidInput: If it means nothing to us; a newer client may send one that we do not have yet.
    """
    if number not in table:
        raise InvalidInput(f"this server knows no {field} number {number}", field=field, hint="leave it out for the default")
    return table[number]


def number_of(table: Mapping[Any, V], word: V, field: str) -> Any:
    """Return the number to send for a word.

    Raises:
        InvalidInput: If it is none of ours.
    """
    numbers = [number for number, meaning in table.items() if meaning == word]
    if not numbers:
        raise InvalidInput(f"{word!r} is no {field}", field=field, hint=", ".join(sorted({str(item) for item in table.values()})))
    return numbers[-1]
