"""True architectures with random weights (tests/fixtures/models, made by training/fixtures.py): loaded, run, asked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from localize.device import choose, halving
from localize.engine import Aligner, Begun, Hint, HintReader, Identity, PrefixDecoder, TranslationRequest, Translator
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


class Echo:
    """Stands where CTranslate2's model does and writes what it reads, all attention on the piece it copies."""

    def __init__(self, spoilt: str = "") -> None:
        self.spoilt = spoilt

    def translate_batch(self, sources, target_prefix, num_hypotheses=1, return_attention=False, **_):
        made = []
        for source, prefix in zip(sources, target_prefix, strict=True):
            inner = [piece.replace("XQ", self.spoilt or "XQ") for piece in source[1:-1]]
            tokens = [*prefix, *inner[len(prefix) - 1:]]
            rows = [[float(at == min(number, len(source) - 1)) for at in range(len(source))] for number in range(len(tokens))]
            made.append(SimpleNamespace(hypotheses=[tokens] * num_hypotheses, scores=[-0.5] * num_hypotheses,
                                        attention=[rows] * num_hypotheses if return_attention else []))
        return made


def echo(folder: Path, spoilt: str = "") -> Seq2Seq:
    model = engine("m2m100", folder)
    model.translate([TranslationRequest("你好", "zh", "id")])  # loads
    model._model = Echo(spoilt)  # the weights are random: only a stand-in copies
    return model


def test_a_model_that_copies_placeholders_is_found_to(tmp_path: Path):
    model = echo(tmp_path)
    assert model.follows_hints
    assert model.hinting("zh", "id") == "placeholder"
    request = TranslationRequest("师父和弟子来了", "zh", "id", (Hint(0, 2, "Guru"), Hint(3, 5, "murid")))
    assert model.translate([request])[0][0].text == "Guru和murid来了"


def test_another_way_is_tried_where_one_is_spoilt(tmp_path: Path):
    model = echo(tmp_path, spoilt="Xq-")
    assert model.hinting("zh", "id") == "placeholder"
    assert model.translate([TranslationRequest("找师父", "zh", "id", (Hint(1, 3, "Guru"),))])[0][0].text.startswith("找Guru")


@pytest.mark.parametrize(("text", "hints", "said"), [
    ("XQ0Z找师父", (Hint(5, 7, "Guru"),), "XQ0Z找Guru"),  # a placeholder that stands in the source already
    ("师父的弟子", (Hint(0, 5, "A"), Hint(3, 5, "B")), "A"),  # a hint inside a hint
    ("师父师父", (Hint(2, 4, "B"), Hint(0, 2, "A")), "AB"),  # out of order
    ("师父", (Hint(1, 1, "A"),), "师父"),  # an empty span
    ("师父弟子", (Hint(0, 2, "XQ1Z"), Hint(2, 4, "B")), "XQ1ZB"),  # a rendering that looks like another's mark
    ("师父", (Hint(0, 2, r"\\1 g<0>"),), r"\\1 g<0>"),  # a rendering that looks like a pattern
])
def test_marks_keep_apart(tmp_path: Path, text: str, hints: tuple[Hint, ...], said: str):
    answer = echo(tmp_path).translate([TranslationRequest(text, "zh", "id", hints)])
    assert answer[0][0].text == said


def test_alignment_tells_characters_and_fills_marks(tmp_path: Path):
    request = TranslationRequest("我师父来", "zh", "id", (Hint(1, 3, "Guru"),))
    (found,) = echo(tmp_path).align([request])
    assert "".join(found.pieces) == "我Guru来"
    assert found.pieces[found.fixed.index(True)].strip() == "Guru"
    for piece, row in zip(found.pieces, found.weights, strict=True):
        if piece.strip() in {"我", "来"}:
            assert row[request.text.index(piece.strip())] == pytest.approx(1)


def test_attention_that_does_not_look_at_what_is_copied_says_nothing(tmp_path: Path):
    class Elsewhere(Echo):
        def translate_batch(self, sources, target_prefix, **options):
            made = super().translate_batch(sources, target_prefix, **options)
            for item in made:
                item.attention = [[[1.0, *[0.0] * (len(row) - 1)] for row in rows] for rows in item.attention]
            return made

    model = echo(tmp_path)
    model._model = Elsewhere()
    (found,) = model.align([TranslationRequest("我师父来", "zh", "id")])
    assert "".join(found.pieces) == "我师父来"
    assert {share for row in found.weights for share in row} == {0.0}


def test_it_goes_on_from_any_beginning_weighs_and_aligns(translator: Seq2Seq):
    request = TranslationRequest("师父来了", "zh", "id")
    assert isinstance(translator, PrefixDecoder | HintReader)
    assert isinstance(translator, Aligner)
    tokens = translator.spell("guru", "id")
    assert tokens
    (made,) = translator.complete([Begun(request, tokens)])
    assert made.tokens[:len(tokens)] == tokens
    (logs,) = translator.weigh([Begun(request, made.tokens)])
    assert len(logs) == len(made.tokens) + 1
    assert all(value <= 0 for value in logs)
    (found,) = translator.align([request])
    assert len(found.pieces) == len(found.weights)
    assert all(len(row) == len(request.text) and 0 <= sum(row) <= 1.001 for row in found.weights)


def test_what_its_vocabulary_cannot_write_is_not_spelled(translator: Seq2Seq):
    assert translator.spell("ꙮ", "id") == ()
    assert translator.complete([]) == translator.weigh([]) == translator.align([]) == ()


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
