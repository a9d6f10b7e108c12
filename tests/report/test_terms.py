from __future__ import annotations

import xml.etree.ElementTree as ET

from localize.model import Strategy, TermReport, Unmet
from localize.report.terms import terms

REPORT = TermReport(10, 6, 7, 8, asked=9, asked_met=7, plain_met=3, over=2,
                    strategies=(("hint", 4), ("plain", 3), ("splice", 1)), unmet=((Unmet.NO_ALIGNMENT.value, 2),))


def test_the_bars_show_every_share():
    page = ET.fromstring(f"<div>{terms(REPORT)}</div>")
    first, second = page.iter("svg")
    widths = [float(box.attrib["width"]) for box in first.iter("rect")]
    assert sum(widths) == 600
    assert [title.text for title in first.iter("title")] == ["plain: 3", "hint: 4", "splice: 1", "unmet: 2"]
    assert [title.text for title in second.iter("title")] == ["met unasked: 3", "not met unasked: 6"]


def test_figures_and_reasons_stand_in_words():
    text = terms(REPORT)
    for said in ("80.0% of 10 terms met", "60.0% letter by letter", "33.3% of 9 without a glossary", Unmet.NO_ALIGNMENT,
                 "2 renderings where nothing asked"):
        assert said in text


def test_every_strategy_has_a_colour():
    for strategy in set(Strategy) - {Strategy.UNMET}:
        assert strategy.value in terms(TermReport(1, 1, 1, 1, strategies=((strategy.value, 1),)))


def test_nothing_is_said_where_no_term_stands():
    assert terms(None) == terms(TermReport()) == ""
