"""Records to JSON and back: how they are kept in the store and shown by ``--json``."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any, Final, TypeVar

import cattrs
from cattrs.strategies import configure_tagged_union

from localize.errors import StorageError
from localize.model import Element, Node

R = TypeVar("R")

# Type checkers do not take a union for a type yet.
_NODE: Final[Any] = Node
_CONVERTER: Final = cattrs.Converter()
# A fraction is kept exactly, as "numerator/denominator": JSON numbers would round it.
_CONVERTER.register_unstructure_hook(Fraction, str)
_CONVERTER.register_structure_hook(Fraction, lambda value, _: Fraction(value))
_CONVERTER.register_unstructure_hook(date, date.isoformat)
_CONVERTER.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
configure_tagged_union(_NODE, _CONVERTER, tag_name="node",
                       tag_generator=lambda kind: kind.__name__.lower())
_CONVERTER.register_structure_hook(Element, lambda value, _: Element(
    name=value["name"], children=tuple(_CONVERTER.structure(child, _NODE) for child in value["children"]),
    classes=tuple(value["classes"]), annotation=value["annotation"],
    style=tuple((name, text) for name, text in value["style"])))
_CONVERTER.register_unstructure_hook(Element, lambda element: {
    "name": element.name, "children": [_CONVERTER.unstructure(child, _NODE) for child in element.children],
    "classes": list(element.classes), "annotation": element.annotation,
    "style": [list(pair) for pair in element.style]})


def to_data(record: object) -> Any:
    """Return a record as JSON-able data: dicts, lists, strings; fractions as ``"n/d"``."""
    return _CONVERTER.unstructure(record)


def to_json(record: object) -> bytes:
    """Return a record as UTF-8 JSON with sorted keys: equal records, equal bytes."""
    return json.dumps(to_data(record), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def from_data(data: Any, kind: type[R]) -> R:
    """Return the record of JSON-able data.

    Raises:
        StorageError: If the data is not such a record.
    """
    try:
        return _CONVERTER.structure(data, kind)
    except (cattrs.BaseValidationError, ValueError, KeyError, TypeError) as error:
        raise StorageError(f"stored data is no {kind.__name__}: {error}") from error


def from_json(data: bytes, kind: type[R]) -> R:
    """Return the record of its JSON.

    Raises:
        StorageError: If the bytes are no JSON, or not such a record.
    """
    try:
        return from_data(json.loads(data), kind)
    except ValueError as error:
        raise StorageError(f"stored data is no JSON: {error}") from error
