"""Saying how well terms were kept: as data for manifests, as pairs for steps, as a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localize.errors import InvalidPackage
from localize.model import EntryUse, TermReport
from localize.model.terms import Counts


def as_data(report: TermReport) -> dict[str, Any]:
    """Return a report as a manifest holds it: counts, shares from 0 to 1, and each entry; :func:`from_data` reads it."""
    return {
        "hits": report.hits, "met": report.met, "strict": report.strict, "normalised": report.normalised,
        "asked": report.asked, "asked_met": report.asked_met, "plain_met": report.plain_met, "over": report.over,
        "accuracy": round(report.accuracy, 4), "strict_accuracy": round(report.strict_accuracy, 4),
        "normalised_accuracy": round(report.normalised_accuracy, 4), "without_glossary": round(report.plain_accuracy, 4),
        "consistency": round(report.consistency, 4), "strategies": dict(report.strategies), "unmet": dict(report.unmet),
        "entries": {use.entry: {"source": use.source, "wanted": use.wanted, "hits": use.hits, "met": use.met,
                                "forms": dict(use.forms), "over": use.over} for use in report.entries},
    }


def from_data(data: Mapping[str, Any]) -> TermReport:
    """Return the report that a manifest holds.

    Raises:
        InvalidPackage: If it is none.
    """
    try:
        counts = {name: int(data[name]) for name in ("hits", "strict", "normalised", "met", "asked", "asked_met", "plain_met",
                                                     "over")}
        entries = tuple(EntryUse(name, str(item["source"]), str(item["wanted"]), int(item["hits"]), int(item["met"]),
                                 _counts(item["forms"]), int(item["over"])) for name, item in sorted(data["entries"].items()))
        return TermReport(**counts, strategies=_counts(data["strategies"]), unmet=_counts(data["unmet"]), entries=entries)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidPackage(f"the manifest's account of terms is broken: {error}", field="glossary") from error


def details(report: TermReport) -> dict[str, object]:
    """Return what a step tells of its terms: how many of what was met, and what would have been without a glossary."""
    told: dict[str, object] = {"terms_met": report.met, "terms_unmet": report.hits - report.met}
    if report.hits:
        told |= {"terms_strict": report.strict, "terms_normalised": report.normalised, "terms_over": report.over,
                 "terms_consistency": f"{report.consistency:.3f}", "terms_asked": report.asked,
                 "terms_without_glossary": report.plain_met,
                 "terms_by": ", ".join(f"{name} {count}" for name, count in report.strategies)}
    if report.unmet:
        told["terms_unmet_because"] = "; ".join(f"{why} ({count})" for why, count in report.unmet)
    return told


def sentence(report: TermReport) -> str:
    """Return one line for people; empty where no term stands."""
    if not report.hits:
        return ""
    parts = [f"{report.met} of {report.hits} terms met ({report.accuracy:.0%}; {report.strict_accuracy:.0%} letter by letter)"]
    if report.asked:
        parts.append(f"the model alone {report.plain_accuracy:.0%} of {report.asked}")
    parts.append("by " + ", ".join(f"{name} {count}" for name, count in report.strategies) if report.strategies else "")
    if report.over:
        parts.append(f"said unasked {report.over} times")
    parts.append("unmet: " + "; ".join(f"{why} ({count})" for why, count in report.unmet) if report.unmet else "")
    return "; ".join(filter(None, parts))


def _counts(data: Mapping[str, Any]) -> Counts:
    return tuple(sorted(((str(name), int(count)) for name, count in data.items()), key=lambda item: (-item[1], item[0])))
