"""XML from outside, read safely: no entities, no network, no external DTD, a bounded size, one element at a time."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from typing import Final

from lxml import etree

from localize.errors import InvalidInput

LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
LARGEST: Final = 256 << 20
"""Bytes of the largest document that is read."""


def entries(data: bytes, roots: Collection[str], names: Collection[str], field: str) -> Iterator[etree._Element]:
    """Yield the elements of some names as they end, each emptied once the next is asked for.

    Args:
        data: The document; its encoding by byte order mark or declaration.
        roots: Local names that its root may have.
        names: Local names of the elements wanted; those inside another of them are not yielded.
        field: What errors name.

    Raises:
        InvalidInput: If it is no well-formed XML, has another root, declares entities, or is too large.
    """
    if len(data) > LARGEST:
        raise InvalidInput(f"the file is larger than {LARGEST >> 20} MiB", field=field, hint="split it")
    try:
        yield from _entries(data, roots, names, field)
    except etree.XMLSyntaxError as error:
        raise InvalidInput(f"not well-formed XML: {error.msg}", field=field) from error


def _entries(data: bytes, roots: Collection[str], names: Collection[str], field: str) -> Iterator[etree._Element]:
    depth, root = 0, None
    for event, element in etree.iterparse(io.BytesIO(data), events=("start", "end"), resolve_entities=False,
                                          no_network=True, load_dtd=False, huge_tree=False):
        name = local(element)
        if event == "start":
            if root is None:
                root = element
                _check_root(element, roots, field)
            depth += name in names
        elif name in names:
            depth -= 1
            if depth == 0:
                yield element
                element.clear()
                while (before := element.getprevious()) is not None and (parent := element.getparent()) is not None:
                    parent.remove(before)


def _check_root(root: etree._Element, roots: Collection[str], field: str) -> None:
    if local(root) not in roots:
        raise InvalidInput(f"the root element is {local(root)!r}, not {' or '.join(roots)}", field=field)
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise InvalidInput("the file declares XML entities", field=field, hint="export it again without")


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace; empty for comments and processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: etree._Element, *names: str) -> list[etree._Element]:
    """Return the children of some local names, in order."""
    return [child for child in element if local(child) in names]
