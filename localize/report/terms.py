"""The terms of a language in the report: how many were met and how, and what there would be without a glossary."""

from __future__ import annotations

from html import escape
from typing import Final

from localize.model import Strategy, TermReport, Unmet

#: From what needs no look to what does; the unmet come last.
_COLOURS: Final = {
    Strategy.PERSON: "#1b5e20", Strategy.MEMORY: "#2e7d32", Strategy.PLAIN: "#43a047", Strategy.REPLACED: "#7cb342",
    Strategy.N_BEST: "#9ccc65", Strategy.HINT: "#0288d1", Strategy.PLACEHOLDER: "#0288d1", Strategy.SUBSTITUTION: "#4fc3f7",
    Strategy.PROMPT: "#0288d1", Strategy.POSITION: "#7e57c2", Strategy.SPLICE: "#f9a825",
}
_UNMET: Final = "#c62828"
_WIDTH, _HEIGHT = 600, 18


def terms(report: TermReport | None) -> str:
    """Return the section as HTML: a bar by strategy, one for the model alone, and the figures; empty without terms."""
    if report is None or not report.hits:
        return ""
    met = [(name, count, _COLOURS[Strategy(name)]) for name, count in sorted(
        report.strategies, key=lambda item: list(_COLOURS).index(Strategy(item[0])))]
    bars = _row("with the glossary", [*met, ("unmet", report.hits - report.met, _UNMET)], report.hits)
    if report.asked:
        alone = [("met unasked", report.plain_met, _COLOURS[Strategy.PLAIN]),
                 ("not met unasked", report.asked - report.plain_met, _UNMET)]
        bars += _row("the model alone", alone, report.asked)
    return f'<div class="scroll"><table>{bars}</table></div><p class="soft">{_figures(report)}</p>'


def _figures(report: TermReport) -> str:
    figures = [f"{report.accuracy:.1%} of {report.hits} terms met", f"{report.normalised_accuracy:.1%} by the preferred rendering",
               f"{report.strict_accuracy:.1%} letter by letter", f"{report.consistency:.1%} rendered alike"]
    if report.asked:
        figures.append(f"{report.plain_accuracy:.1%} of {report.asked} without a glossary")
    if report.over:
        figures.append(f"{report.over} renderings where nothing asked for them")
    figures += [f"{count} unmet: {escape(_why(why))}" for why, count in report.unmet]
    return " · ".join(figures)


def _why(name: str) -> str:
    return name if name in set(Unmet) else "unknown"


def _row(title: str, parts: list[tuple[str, int, str]], total: int) -> str:
    left, boxes = 0.0, []
    for name, count, colour in parts:
        width = _WIDTH * count / total
        if count:
            boxes.append(f'<rect x="{left:.1f}" width="{width:.1f}" height="{_HEIGHT}" fill="{colour}">'
                         f"<title>{escape(name)}: {count}</title></rect>")
        left += width
    told = ", ".join(f"{count} {escape(name)}" for name, count, _ in parts if count)
    picture = (f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" width="100%" height="{_HEIGHT}" preserveAspectRatio="none" role="img" '
               f'aria-label="{escape(title)}: {told}">{"".join(boxes)}</svg>')
    return f'<tr><td>{escape(title)}</td><td style="width:50%">{picture}</td><td class="soft">{told}</td></tr>'
