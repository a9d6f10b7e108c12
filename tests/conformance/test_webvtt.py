"""The web-platform tests for WebVTT, seen through the JSON that ``localize convert`` writes."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest

from localize import formats
from localize.time import format_clock
from tests.conformance.shared_cases import cases

#: Name of a case to the reason it fails; none does.
KNOWN_FAILURES: dict[str, str] = {}

FILES = cases("webvtt/wpt-file-parsing", "*.vtt", KNOWN_FAILURES)
TREES = cases("webvtt/wpt-cue-parsing", "*.vtt", KNOWN_FAILURES)


def converted(path: Path) -> dict:
    return json.loads(formats.write(formats.read(path.read_bytes(), path.name), "json"))


def look_up(data: dict, path: str):
    """Return what a path of the browser's API (``cues[3].line``) means in our JSON."""
    if path == "cues.length":
        return len(data["cues"])
    match = re.fullmatch(r"cues\[(\d+)\]\.(?:(region)\.)?(\w+)", path)
    assert match, path
    cue, name = data["cues"][int(match[1])], match[3]
    if match[2]:
        return next(region for region in data["regions"] if region["id"] == cue["region"])[name]
    name = {"startTime": "begin_seconds", "endTime": "end_seconds"}.get(name, name)
    return cue[name] if name in cue else cue["settings"][name]


@pytest.mark.parametrize("name", FILES)
def test_file_parsing(name, shared, conformance_case):
    path = shared / "conformance" / "webvtt" / "wpt-file-parsing" / name
    data = converted(path)
    for row in json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8")):
        found = look_up(data, row[0])
        if len(row) == 3:
            assert found != row[2], row
        else:
            assert found == row[1], row
    conformance_case("webvtt file parsing")


def dump(nodes: list, depth: int = 0) -> str:
    """Return a tree as the web-platform tests write it; WebVTT's own names become HTML's."""
    lines = []
    for node in nodes:
        head = "| " + "  " * depth
        if node["node"] == "text":
            lines.append(f'{head}"{node["value"]}"\n')
        elif node["node"] == "moment":
            lines.append(f"{head}<?timestamp {format_clock(Fraction(node['at']))}>\n")
        elif node["node"] == "element":
            name = "span" if node["name"] in {"c", "v", "lang"} else node["name"]
            lines.append(f"{head}<{name}>\n{dump(node['children'], depth + 1)}")
        else:
            raise AssertionError(node)
    return "".join(lines)


@pytest.mark.parametrize("name", TREES)
def test_cue_text(name, shared, conformance_case):
    path = shared / "conformance" / "webvtt" / "wpt-cue-parsing" / name
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    cues = converted(path)["cues"]
    assert len(cues) == len(expected)
    for cue, row in zip(cues, expected, strict=True):
        assert dump(cue["content"]) == row["expectedTree"], row["text"]
    conformance_case("webvtt cue text trees", len(expected))
