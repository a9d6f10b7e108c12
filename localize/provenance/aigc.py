"""The label of AI-made material: one JSON object of strings under the key ``AIGC`` (GB 45438-2025).

Three groups of fields: ``Label`` says how sure it is, the producer's (``ContentProducer``, ``ProduceID``,
``ReservedCode1``) say who made it, the propagator's (``ContentPropagator``, ``PropagateID``, ``ReservedCode2``) who
passes it on. A file has one label; a master that brings one keeps it: see :func:`label`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from localize.store import key_of

KEY: Final = "AIGC"
"""The name the label has in every container."""

_PRODUCER: Final = ("ContentProducer", "ProduceID", "ReservedCode1")
_PROPAGATOR: Final = ("ContentPropagator", "PropagateID", "ReservedCode2")
_FIELDS: Final = ("Label", *_PRODUCER, *_PROPAGATOR)
_SURE: Final = {"1": "AI-made", "2": "possibly AI-made", "3": "suspected to be AI-made"}
_PRINTABLE: Final = re.compile(r"[\x21-\x7e]*")
#: Printable ASCII that stays as it is in a name; the percent sign is not among it, so that escapes are unambiguous.
_KEPT: Final = "!#$&'()*+,/:;=?@[]^`{|}~"


def label(producer: str, produced: str, existing: Sequence[str] = ()) -> str:
    """Return the one label of a file that we make: printable ASCII without spaces.

    What a master's own label says stays: whoever is named in it stays named, with his number and his reserved code,
    and fields the standard does not know are carried along. We enter as producer where none is named, and as
    propagator where none is named. ``Label`` is ``1`` in any case: what we add is AI-made beyond doubt. A label that
    is no JSON object is carried along as it is, because nobody may strip it.

    Args:
        producer: Who makes the file; what is not printable ASCII is percent-encoded.
        produced: What it is made of (the master's digest); its number is a digest of that.
        existing: Labels the master brings; the first counts.
    """
    name = quote(producer, safe=_KEPT) or "unknown"
    number = key_of("aigc", produced)[:32]
    found = _object(existing[0]) if existing else {}
    if found is None:
        return existing[0]
    merged = {**dict.fromkeys(_FIELDS, ""), **found, "Label": "1"}
    for group in (_PRODUCER, _PROPAGATOR):
        # As a group: our number under somebody else's name would be a lie.
        if not any(found.get(field) for field in group):
            merged |= dict(zip(group, (name, number, ""), strict=True))
    # A space inside somebody's value becomes an escape: the same value to a JSON reader, no space in the file.
    return json.dumps(merged, separators=(",", ":")).replace(" ", "\\u0020")


def problems(value: str) -> tuple[str, ...]:
    """Return what is wrong with a label, in words; nothing for a good one."""
    found = []
    if not _PRINTABLE.fullmatch(value):
        found.append("has characters beyond printable ASCII, or spaces")
    data = _object(value)
    if data is None:
        return (*found, "is no JSON object of strings")
    missing = [field for field in _FIELDS if field not in data]
    if missing:
        found.append(f"lacks {', '.join(missing)}")
    if data.get("Label", "1") not in _SURE:
        found.append(f"says {data['Label']!r} where only 1, 2 or 3 may stand")
    if not data.get("ContentProducer") and not data.get("ContentPropagator"):
        found.append("names neither producer nor propagator")
    return tuple(found)


def _object(value: str) -> dict[str, str] | None:
    try:
        data = json.loads(value)
    except ValueError:
        return None
    if not isinstance(data, dict) or not all(isinstance(item, str) for item in data.values()):
        return None
    return data
