from __future__ import annotations

import json
from pathlib import Path

import pytest

from localize.cli import main
from localize.cli.progress import terms_line
from localize.model import EntryUse, TermReport
from localize.pipeline import StepResult
from localize.terminology.telling import as_data


def package(folder: Path, name: str, form: str, met: int = 2) -> Path:
    use = EntryUse("sifu", "师父", "Sifu", 2, met, ((form, met),))
    report = TermReport(2, met, met, met, asked=2, asked_met=met, plain_met=1, strategies=(("hint", met),), entries=(use,))
    place = folder / name
    place.mkdir()
    (place / "manifest.json").write_text(json.dumps({"glossary": {"kept": {"en": as_data(report)}}}))
    return place


def test_episodes_are_added_up_and_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    places = [str(package(tmp_path, "one", "Sifu")), str(package(tmp_path, "two", "Shifu") / "manifest.json")]
    assert main(["terms", *places, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["en"]
    assert (told["hits"], told["met"], told["consistency"], told["without_glossary"]) == (4, 4, 0.5, 0.5)
    assert told["unlike"] == [{"source": "师父", "episodes": {"one": "Sifu", "two": "Shifu"}}]
    assert main(["terms", *places]) == 0
    assert "师父 is not rendered alike: one: Sifu; two: Shifu" in capsys.readouterr().out.replace("\n", " ")


def test_strict_fails_where_a_term_is_unmet_or_unlike(tmp_path: Path):
    one, two, three = package(tmp_path, "1", "Sifu"), package(tmp_path, "2", "Shifu"), package(tmp_path, "3", "Sifu", 1)
    assert main(["terms", "--strict", str(one)]) == 0
    assert main(["terms", "--strict", str(one), str(two)]) == 1
    assert main(["terms", "--strict", str(three)]) == 1


@pytest.mark.parametrize("text", ["no json", "[]", '{"glossary": 3}', '{"glossary": {"kept": {"en": {"hits": 1}}}}'])
def test_what_is_no_manifest_is_said(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "manifest.json").write_text(text)
    assert main(["terms", str(tmp_path)]) in {2, 3}
    assert "manifest" in capsys.readouterr().err


def test_a_finished_job_says_what_became_of_its_terms():
    told = {"terms_met": 3, "terms_unmet": 1, "terms_strict": 2, "terms_over": 1, "terms_asked": 4, "terms_without_glossary": 1,
            "terms_by": "hint 2, plain 1", "terms_unmet_because": "nowhere in the line did it fit (1)"}
    step = StepResult("translate/en", "k", True, 0.1, tuple((name, str(value)) for name, value in told.items()))
    assert terms_line("en", {"translate/en": step}) == (
        "en terms: 3 of 4 met (hint 2, plain 1); 2 letter by letter; the model alone 1 of 4; said unasked 1 times; "
        "unmet: nowhere in the line did it fit (1)")
    assert terms_line("en", {"translate/en": StepResult("translate/en", "k", True, 0.1, (("terms_met", "0"),))}) == ""
    assert terms_line("th", {"translate/en": step}) == ""
