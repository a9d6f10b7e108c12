"""``localize-server rights`` and ``audit``: windows and downloads at the command line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from server import tables
from server.__main__ import main
from server.database import Database


@pytest.fixture
def data(tmp_path: Path) -> list[str]:
    """A database with a title of acme's in it, and the options that name both."""
    database = Database(f"sqlite:///{tmp_path / 'localize.sqlite'}")
    database.migrate()
    with database.write() as session:
        session.add(tables.Title(organization="acme", id="harbour", display_name="Harbour", source_language="zh"))
        session.flush()
        session.add(tables.AuditEntry(organization="acme", partner="streamco", role="partner", title="harbour", master="e1",
                                      package="p1", path="films,all/th.mkv", sent_bytes=7, channel="grpc", outcome=2))
        session.add(tables.AuditEntry(organization="acme", partner="other", role="partner", title="harbour", master="e1",
                                      package="p1", path="x", channel="http", outcome=4, reason="ended"))
    database.close()
    return ["--data", str(tmp_path), "--organization", "acme"]


def test_windows_are_opened_listed_and_taken_back(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rights", "add", *data, "--title", "harbour", "--partner", "streamco", "--territory", "th", "--language",
                 "pt-br", "--begin", "2026-01-01", "--end", "2036-01-01T08:00+08:00", "--note", "contract 7"]) == 0
    name = capsys.readouterr().out.strip()
    assert name.startswith("titles/harbour/windows/w")
    assert main(["rights", "list", *data]) == 0
    assert capsys.readouterr().out == f"{name}  streamco  TH  pt-BR  2026-01-01 – 2036-01-01  open  contract 7\n"
    assert main(["rights", "remove", name, *data]) == 0
    assert main(["rights", "remove", name, *data]) == 1
    assert main(["rights", "list", *data, "--title", "harbour"]) == 0
    out = capsys.readouterr()
    assert (out.out, out.err) == ("", f"localize-server remove: name: there is no {name}\n")


def test_the_log_is_csv(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", *data]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["organization"], row["path"], row["sent_bytes"], row["outcome"]) for row in rows] == [
        ("streamco", "films,all/th.mkv", "7", "complete"), ("other", "x", "0", "refused")]
    assert rows[0]["package"] == "titles/harbour/masters/e1/packages/p1"
    assert main(["audit", *data, "--refused", "--partner", "other"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert main(["audit", *data, "--since", "2999-01-01"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.parametrize(("options", "said"), [
    (["--title", "none", "--partner", "p", "--territory", "TH"], "there is no titles/none"),
    (["--title", "harbour", "--partner", "p", "--territory", "Siam"], "is no territory"),
    (["--title", "harbour", "--partner", "p", "--territory", "TH", "--begin", "soon"], "'soon' is no time"),
    (["--title", "harbour", "--partner", "No!", "--territory", "TH"], "cannot be an organization")])
def test_what_cannot_be_a_window_is_refused(data: list[str], capsys: pytest.CaptureFixture[str], options: list[str], said: str) -> None:
    assert main(["rights", "add", *data, *options]) == 1
    assert said in capsys.readouterr().err
