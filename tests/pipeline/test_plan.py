from __future__ import annotations

import pytest

from localize.errors import InvalidInput, LocalizeError, NotFound, UnknownLanguage
from localize.pipeline import JobSpec, plan


def spec(**changes: object) -> JobSpec:
    return JobSpec(**{"title": "t", "master": "a" * 64, "master_name": "m.mp4", "source": "zh", "targets": ("en", "th")}
                   | changes)  # type: ignore[arg-type]


def test_every_step_comes_after_what_it_needs():
    done: set[str] = set()
    for step in plan(spec()):
        assert set(step.needs) <= done
        done.add(step.id)
    assert "package" in done


def test_auto_listens_and_reads_but_not_with_a_dialogue_list():
    assert {"recognize", "read"} <= {step.id for step in plan(spec())}
    with_list = {step.id for step in plan(spec(sidecar="b" * 64, sidecar_name="d.srt"))}
    assert not {"recognize", "read"} & with_list


def test_no_target_is_the_source_side_alone():
    steps = [step.id for step in plan(spec(targets=()))]
    assert "transcript" in steps
    assert "package" not in steps
    assert not [step for step in steps if "/" in step]


def test_subtitles_only():
    assert not [step for step in plan(spec(dub=False)) if step.stage == "dub"]


@pytest.mark.parametrize(("changes", "error", "field"), [
    ({"targets": ("en", "xx")}, UnknownLanguage, "language"),
    ({"targets": ("tl",)}, InvalidInput, "targets"),
    ({"targets": ("en", "en")}, InvalidInput, "targets"),
    ({"source": "th"}, UnknownLanguage, "language"),
    ({"source": "en"}, InvalidInput, "targets"),
    ({"transcribe": "guess"}, InvalidInput, "transcribe"),
    ({"transcribe": "sidecar"}, InvalidInput, "sidecar"),
    ({"profile": "cinema"}, NotFound, "profile"),
])
def test_bad_jobs_are_refused_with_a_field(changes: dict[str, object], error: type[LocalizeError], field: str):
    with pytest.raises(error) as caught:
        spec(**changes)
    assert caught.value.field == field
