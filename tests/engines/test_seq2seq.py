"""True architectures with random weights (tests/fixtures/models, made by training/fixtures.py): loaded, run, asked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from localize.device import choose, halving
from localize.engine import Hint, Identity, TranslationRequest, Translator
from localize.engines.seq2seq import Seq2Seq
from localize.errors import EngineUnavailable, UnknownLanguage

MODELS = Path(__file__).parents[1] / "fixtures" / "models"
IDENTITY = Identity("translate", "fixture", "1")


def engine(family: str, folder: Path, **told: object) -> Seq2Seq:
    place = folder / family
    shutil.copytree(MODELS / family, place)
    (place / "localize.json").write_text(json.dumps({"family": family, **told}))
    return Seq2Seq(place, IDENTITY, device="cpu")


@pytest.fixture(params=["m2m100", "madlad", "marian"])
def translator(request: pytest.FixtureRequest, tmp_path: Path) -> Seq2Seq:
    codes = {"codes": {"zh": "", "id": ">>ind<<"}} if request.param == "marian" else {}
    return engine(request.param, tmp_path, **codes)


def test_it_is_a_translator(translator: Seq2Seq):
    assert isinstance(translator, Translator)
    assert translator.identity == IDENTITY


def test_one_call_answers_every_request_in_order(translator: Seq2Seq):
    texts = ["你好，我是师父。", "走！", "我不会放过你的，你听见了吗？"]
    answers = translator.translate([TranslationRequest(text, "zh", "id", hypotheses=3) for text in texts])
    assert len(answers) == 3
    for answer in answers:
        assert 1 <= len(answer) <= 3
        assert [item.score for item in answer] == sorted((item.score for item in answer), reverse=True)
    alone = [translator.translate([TranslationRequest(text, "zh", "id")])[0][0].text for text in texts]
    assert alone == [answer[0].text for answer in answers]


def test_unknown_languages_are_refused(translator: Seq2Seq):
    with pytest.raises(UnknownLanguage, match="zh"):
        translator.translate([TranslationRequest("Hallo", "de", "id")])


def test_random_weights_are_found_not_to_copy(translator: Seq2Seq):
    assert translator.follows_hints is False
    answer = translator.translate([TranslationRequest("师父来了", "zh", "id", (Hint(0, 2, "Guru"),))])
    assert len(answer) == 1


def test_lost_language_tokens_are_found_at_load(tmp_path: Path):
    broken = engine("m2m100", tmp_path)
    path = tmp_path / "m2m100" / "shared_vocabulary.json"
    tokens = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps([f"lost{index}" if token == "__km__" else token for index, token in enumerate(tokens)]))
    with pytest.raises(EngineUnavailable, match="__km__"):
        broken.translate([TranslationRequest("你好", "zh", "en")])


def test_a_folder_that_is_no_model(tmp_path: Path):
    with pytest.raises(EngineUnavailable, match="pull"):
        Seq2Seq(tmp_path, IDENTITY)
    (tmp_path / "localize.json").write_text('{"family": "m2m100"}')
    with pytest.raises(EngineUnavailable, match="loaded"):
        Seq2Seq(tmp_path, IDENTITY).translate([TranslationRequest("你好", "zh", "en")])


def test_out_of_memory_halves_the_batch():
    tried: list[int] = []

    def work(batch: int) -> int:
        tried.append(batch)
        if batch > 16:
            raise RuntimeError("CUDA failed with error out of memory")
        return batch

    assert halving(work, 64) == 16
    assert tried == [64, 32, 16]
    with pytest.raises(RuntimeError, match="other"):
        halving(lambda _: (_ for _ in ()).throw(RuntimeError("other")), 8)


def test_the_cpu_runs_one_thread_for_each_worker():
    device = choose("cpu")
    assert (device.device, device.compute_type, device.threads) == ("cpu", "int8", 1)
