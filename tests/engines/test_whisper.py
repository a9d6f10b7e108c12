"""The Whisper engine: the model that ships, and the published models' forms with random weights."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import ctranslate2
import numpy as np
import pytest
import tokenizers
from ctranslate2.specs import WhisperSpec

from localize.engine import Recognizer, SpeechRequest
from localize.engines.espeak import Espeak
from localize.engines.whisper import RATE, Whisper, _Clip
from localize.errors import Cancelled, EngineError, EngineUnavailable, InvalidInput

LINES = ("我等了你一整夜。", "他为什么不告诉我？")


def nothing(_share: float) -> None:
    """Take progress and leave it."""


def resampled(samples: np.ndarray, rate: int) -> np.ndarray:
    count = len(samples) * RATE // rate
    return np.interp(np.arange(count) * rate / RATE, np.arange(len(samples)), samples).astype(np.float32)


@pytest.fixture(scope="module")
def starter() -> Whisper:
    engine = Whisper.starter()
    try:
        assert engine.identity
    except EngineUnavailable as error:
        pytest.skip(f"no starter model: {error}")
    return engine


@pytest.fixture(scope="module")
def scene() -> tuple[np.ndarray, list[tuple[float, float]]]:
    """Two lines with silence around them, and when each is heard."""
    with Espeak(workers=1) as espeak:
        said = espeak.synthesize([SpeechRequest(line, "zh", "", 0.9) for line in LINES])
    parts, spans, at = [np.zeros(RATE, np.float32)], [], 1.0
    for one in said:
        sound = resampled(one.samples, one.sample_rate)
        spans.append((at, at + len(sound) / RATE))
        parts += [sound, np.zeros(3 * RATE, np.float32)]
        at += len(sound) / RATE + 3
    return np.concatenate(parts), spans


def test_is_a_recognizer_that_says_it_is_a_starter(starter):
    assert isinstance(starter, Recognizer)
    assert starter.identity.job == "recognize"
    assert starter.identity.starter
    assert starter.identity.licence == "Apache-2.0"
    assert len(starter.identity.revision) == 16


def test_hears_each_line_when_it_is_said(starter, scene):
    audio, spans = scene
    shares: list[float] = []
    found = starter.recognize(audio, "zh", shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len({u.id for u in found}) == len(found)
    begins = [u.span.begin for u in found]
    assert begins == sorted(begins)
    for begin, end in spans:
        inside = [u for u in found if float(u.span.begin) > begin - 0.4 and float(u.span.end) < end + 0.6]
        assert inside, f"nothing heard from {begin:.2f} to {end:.2f} s: {[(u.text, float(u.span.begin)) for u in found]}"
    for utterance in found:
        assert isinstance(utterance.span.begin, Fraction)
        assert utterance.text == "".join(word.text for word in utterance.words)
        assert all(utterance.span.begin <= w.span.begin <= w.span.end <= utterance.span.end for w in utterance.words)
        assert all(0 <= word.probability <= 1 for word in utterance.words)


def test_the_same_sound_gives_the_same_words(starter, scene):
    audio, _ = scene
    assert starter.recognize(audio, "zh", nothing) == starter.recognize(audio, "zh", nothing)


def test_nobody_speaks(starter):
    assert starter.recognize(np.zeros(0, np.float32), "zh", nothing) == ()
    assert starter.recognize(np.zeros(5 * RATE, np.float32), "zh", nothing) == ()


def test_a_language_it_does_not_know_is_refused(starter):
    with pytest.raises(EngineError, match="does not know"):
        starter.recognize(np.zeros(RATE, np.float32), "yue", nothing)


def test_stereo_is_refused(starter):
    with pytest.raises(InvalidInput, match="mono"):
        starter.recognize(np.zeros((RATE, 2), np.float32), "zh", nothing)


def test_the_caller_can_stop_it(starter, scene):
    def stop(_share: float) -> None:
        raise Cancelled("enough")

    with pytest.raises(Cancelled):
        starter.recognize(scene[0], "zh", stop)


def test_a_folder_without_a_model_says_what_is_missing(tmp_path: Path):
    with pytest.raises(EngineUnavailable, match=r"model\.bin"):
        Whisper(tmp_path).recognize(np.zeros(RATE, np.float32), "zh", nothing)


def published(folder: Path, *, mels: int, languages: int) -> Path:
    """Write a Whisper with the published vocabulary's form and random weights, 32 wide, one layer each way."""
    chance, width, text = np.random.default_rng(3), 32, 50256
    codes = ["en", "zh", *(f"l{i}" for i in range(languages - 3)), "yue"]
    vocabulary = [chr(0x4E00 + i) if i < 20000 else f"t{i}" for i in range(text)] + [
        "", "<|endoftext|>", "<|startoftranscript|>", *(f"<|{c}|>" for c in codes), "<|translate|>", "<|transcribe|>",
        "<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>", *(f"<|{i * 0.02:.2f}|>" for i in range(1501))]
    spec = WhisperSpec(1, 2, 1, 2)

    def fill(layer: object, rows: int, columns: int) -> None:
        layer.weight = chance.standard_normal((rows, columns)).astype(np.float32) * 0.1
        layer.bias = np.zeros(rows, np.float32)

    def norm(layer: object) -> None:
        layer.gamma, layer.beta = np.ones(width, np.float32), np.zeros(width, np.float32)

    for conv, inner in ((spec.encoder.conv1, mels), (spec.encoder.conv2, width)):
        conv.weight = chance.standard_normal((width, inner, 3)).astype(np.float32) * 0.1
        conv.bias = np.zeros(width, np.float32)
    spec.encoder.position_encodings.encodings = np.zeros((1500, width), np.float32)
    spec.decoder.position_encodings.encodings = np.zeros((448, width), np.float32)
    for side in (spec.encoder, spec.decoder):
        norm(side.layer_norm)
        for layer in side.layer:
            attentions = [layer.self_attention, *([layer.attention] if side is spec.decoder else [])]
            for attention in attentions:
                norm(attention.layer_norm)
                rows = [3 * width, width] if len(attention.linear) == 2 else [width, 2 * width, width]
                for linear, count in zip(attention.linear, rows, strict=True):
                    fill(linear, count, width)
            norm(layer.ffn.layer_norm)
            fill(layer.ffn.linear_0, 4 * width, width)
            fill(layer.ffn.linear_1, width, 4 * width)
    spec.decoder.embeddings.weight = spec.decoder.projection.weight = (
        chance.standard_normal((len(vocabulary), width)).astype(np.float32) * 0.1)
    spec.register_vocabulary(vocabulary)
    spec.config.lang_ids = [vocabulary.index(f"<|{c}|>") for c in codes]
    spec.config.alignment_heads = [[0, 0], [0, 1]]
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [], []
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    model = tokenizers.models.WordLevel({t: i for i, t in enumerate(vocabulary)}, unk_token="t50000")
    made = tokenizers.Tokenizer(model)
    made.decoder = tokenizers.decoders.Fuse()
    made.save(str(folder / "tokenizer.json"))
    about = {"chunk_length": 30, "feature_size": mels, "hop_length": 160, "n_fft": 400, "sampling_rate": 16000}
    (folder / "preprocessor_config.json").write_text(json.dumps(about), "utf-8")
    return folder


@pytest.mark.parametrize(("mels", "languages", "rows"), [(80, 99, 51865), (128, 100, 51866)])
def test_the_published_forms_run_from_sound_to_word_times(tmp_path, scene, monkeypatch, mels, languages, rows):
    folder = published(tmp_path, mels=mels, languages=languages)
    engine = Whisper(folder, device="cpu", workers=1, beam=1)
    assert not engine.identity.starter
    model = engine._model()
    assert model.model.is_multilingual
    assert model.model.n_mels == mels
    assert model.model.num_languages == languages
    assert len(json.loads((folder / "vocabulary.json").read_text("utf-8"))) == rows
    # Random weights never end a line: let them say little, once.
    monkeypatch.setattr(model, "max_length", 24)
    monkeypatch.setattr("localize.engines.whisper._UNLIKELY", -100.0)
    monkeypatch.setattr("localize.engines.whisper._REPETITIVE", 1e9)
    audio, _ = scene
    found = engine.recognize(audio, "yue", nothing)
    assert found
    assert all(0 <= w.span.begin <= w.span.end <= Fraction(len(audio), RATE) + 1 for u in found for w in u.words)


def test_gpu_memory_running_out_halves_the_batch(monkeypatch):
    engine = Whisper(Path(), batch=8)
    asked: list[int] = []

    def words(_model: object, _audio: object, clips: list[_Clip], _code: str, batch: int) -> list[list[object]]:
        asked.append(len(clips))
        if batch > 2:
            raise EngineError("speech recognition failed: CUDA failed with error out of memory")
        return [[] for _ in clips]

    monkeypatch.setattr(engine, "_words", words)
    clips = [_Clip(i, i + 1) for i in range(5)]
    assert len(list(engine._batches(None, np.zeros(1, np.float32), clips, "zh"))) == 5
    assert asked == [5, 4, 2, 2, 1]


def test_ctranslate2_counts_a_model_with_the_empty_token_as_multilingual(starter):
    """The vocabulary's order and its empty token are what makes the starter say that it knows Chinese."""
    assert isinstance(starter._model().model, ctranslate2.models.Whisper)
    assert starter._model().model.is_multilingual
    assert starter._model().model.num_languages == 1
