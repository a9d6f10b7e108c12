"""When a TTML picture changes, and which text is shown from when to when.

The moments are those of TTML's intermediate synchronic documents: every begin and end of what can be presented.
Something is shown while text or a line break of a presented region is active and not ``display="none"``; a region's
background alone is not counted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from fractions import Fraction

from localize.formats.ttml.document import Document, Timed

Stretch = tuple[Fraction, Fraction | None]
"""Begin and end in seconds; no end is None."""


def leaves(document: Document) -> Iterator[tuple[Timed, Timed, str, list[Stretch]]]:
    """Yield every text and line break: itself, its paragraph, its region's id, and when it is shown."""
    if document.body is not None:
        yield from _leaves(document, document.body, None, "", [(Fraction(0), None)])


def _leaves(document: Document, element: Timed, paragraph: Timed | None, region: str,
            shown: list[Stretch]) -> Iterator[tuple[Timed, Timed, str, list[Stretch]]]:
    if element.region in document.regions and element.region != region:
        if region:
            # An element cannot leave the region it stands in (TTML1, 9.3.3): it is not presented.
            return
        region = element.region
        shown = visible(document, document.regions[region], shown)
    shown = visible(document, element, shown)
    if element.kind in {"#text", "br"}:
        if paragraph is not None:
            yield element, paragraph, region, shown
        return
    paragraph = element if element.kind == "p" else paragraph
    for child in element.children:
        yield from _leaves(document, child, paragraph, region, shown)


def visible(document: Document, element: Timed, within: list[Stretch]) -> list[Stretch]:
    """Return the parts of ``within`` in which an element is active and displayed."""
    if element.end is not None and element.end <= element.begin:
        return []
    if element.kind == "#text":
        return _cut(within, element.begin, element.end)
    still = element.styles.get("display", document.initials.get("display", "auto"))
    steps = [(value, begin, end) for name, value, begin, end in element.sets if name == "display"]
    if not steps:
        return [] if still == "none" else _cut(within, element.begin, element.end)
    marks = sorted({element.begin, *(time for _, begin, end in steps for time in (begin, end) if time is not None)})
    found = []
    for number, mark in enumerate(marks):
        after = marks[number + 1] if number + 1 < len(marks) else None
        value = still
        for step, begin, end in steps:
            if begin <= mark and (end is None or mark < end):
                value = step
        if value != "none":
            found.extend(_cut(_cut(within, mark, after), element.begin, element.end))
    return found


def _cut(stretches: list[Stretch], begin: Fraction, end: Fraction | None) -> list[Stretch]:
    found = []
    for start, stop in stretches:
        low = max(start, begin)
        high = stop if end is None else end if stop is None else min(stop, end)
        if high is None or low < high:
            found.append((low, high))
    return found


def counts(leaf: Timed) -> bool:
    """Return whether a leaf alone shows something: a break, or text that is more than collapsible white space."""
    return leaf.kind == "br" or bool(leaf.text if leaf.preserve else leaf.text.strip("\t\r\n "))


def changes(document: Document) -> tuple[tuple[Fraction, bool], ...]:
    """Return the moments at which the picture changes and whether something is shown from then on."""
    times = set(_moments(document))
    spans: list[Stretch] = []
    for leaf, _, region, shown in leaves(document):
        if counts(leaf) and (region or not document.regions):
            spans.extend(shown)
    merged = _union(spans)
    begins = [begin for begin, _ in merged]
    found = []
    for time in sorted(times):
        at = bisect_right(begins, time) - 1
        on = False
        if at >= 0:
            end = merged[at][1]
            on = end is None or time < end
        found.append((time, on))
    return tuple(found)


def _union(spans: list[Stretch]) -> list[Stretch]:
    merged: list[Stretch] = []
    for begin, end in sorted(spans, key=lambda item: item[0]):
        if merged and (merged[-1][1] is None or begin <= merged[-1][1]):
            last = merged[-1][1]
            merged[-1] = (merged[-1][0], None if last is None or end is None else max(last, end))
        else:
            merged.append((begin, end))
    return merged


def _moments(document: Document) -> Iterator[Fraction]:
    for region in document.regions.values():
        yield from _own(region)
    if document.body is not None:
        yield from _below(document, document.body, "")


def _below(document: Document, element: Timed, region: str) -> Iterator[Fraction]:
    if element.end is not None and element.end <= element.begin:
        return
    if element.region in document.regions:
        if region and element.region != region and len(document.regions) > 1:
            return
        region = element.region
    if len(document.regions) > 1 and not region and not element.children:
        return
    yield from _own(element)
    for child in element.children:
        yield from _below(document, child, region)


def _own(element: Timed) -> Iterator[Fraction]:
    if element.end is not None and element.end <= element.begin:
        return
    yield element.begin
    if element.end is not None:
        yield element.end
    for _, _, begin, end in element.sets:
        if end is None or begin < end:
            yield begin
            if end is not None:
                yield end
