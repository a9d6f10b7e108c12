"""Make the tiny models that the contract tests load: true architectures, random weights, converted by CTranslate2.

``python -m training.fixtures --out tests/fixtures/models`` in an environment with torch and transformers before 5 (which
loses M2M100's language tokens). The result is kept in git, so that running the tests needs no torch. M2M100, Marian,
MADLAD (T5) and Qwen3 come with their language tokens and a small vocabulary; Whisper's forms, with the true vocabulary
sizes and 80 and 128 mel bins, are made by tests/engines/test_whisper.py itself.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import ctranslate2
import sentencepiece
import tokenizers
import torch
import transformers
from tokenizers import decoders, models, pre_tokenizers

CORPUS = Path(__file__).parent / "corpus" / "dialogue"
M2M_LANGUAGES = ["af", "am", "ar", "ast", "az", "ba", "be", "bg", "bn", "br", "bs", "ca", "ceb", "cs", "cy", "da", "de", "el", "en", "es", "et", "fa", "ff", "fi", "fr", "fy", "ga", "gd", "gl", "gu", "ha", "he", "hi", "hr", "ht", "hu", "hy", "id", "ig", "ilo", "is", "it", "ja", "jv", "ka", "kk", "km", "kn", "ko", "lb", "lg", "ln", "lo", "lt", "lv", "mg", "mk", "ml", "mn", "mr", "ms", "my", "ne", "nl", "no", "ns", "oc", "or", "pa", "pl", "ps", "pt", "ro", "ru", "sd", "si", "sk", "sl", "so", "sq", "sr", "ss", "su", "sv", "sw", "ta", "th", "tl", "tn", "tr", "uk", "ur", "uz", "vi", "wo", "xh", "yi", "yo", "zh", "zu"]


def main() -> None:
    """Make every fixture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    torch.manual_seed(7)
    for name, make in (("m2m100", m2m100), ("marian", marian), ("madlad", madlad), ("qwen3", qwen3)):
        with tempfile.TemporaryDirectory() as temporary:
            place = out / name
            shutil.rmtree(place, ignore_errors=True)
            copied = make(Path(temporary))
            convert(Path(temporary), place, copied)
            size = sum(path.stat().st_size for path in place.iterdir())
            print(f"{name}: {size / 1e6:.2f} MB, {sorted(path.name for path in place.iterdir())}")


def convert(source: Path, out: Path, copied: list[str]) -> None:
    """Convert as `localize models pull` does: int8, with the tokenizer's files beside the weights."""
    out.parent.mkdir(parents=True, exist_ok=True)
    ctranslate2.converters.TransformersConverter(str(source), copy_files=copied).convert(str(out), quantization="int8")


def pieces(folder: Path, name: str, size: int) -> sentencepiece.SentencePieceProcessor:
    """Train a small sentencepiece model on the corpus."""
    rows = [json.loads(line) for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    text = folder / "text.txt"
    text.write_text("\n".join(row[tag] for row in rows[:300] for tag in ("zh", "en", "id", "th")), "utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(folder / name), vocab_size=size, character_coverage=0.98, hard_vocab_limit=False,
        minloglevel=2, num_threads=1, byte_fallback=False)
    return sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{name}.model"))


def m2m100(folder: Path) -> list[str]:
    """M2M100 with its hundred language tokens after the vocabulary."""
    spm = pieces(folder, "spm", 2000)
    (folder / "spm.model").rename(folder / "sentencepiece.bpe.model")
    vocabulary = ["<s>", "<pad>", "</s>", "<unk>"]
    vocabulary += [spm.id_to_piece(number) for number in range(spm.get_piece_size())
                   if spm.id_to_piece(number) not in vocabulary]
    (folder / "vocab.json").write_text(json.dumps({piece: number for number, piece in enumerate(vocabulary)},
                                                  ensure_ascii=False), "utf-8")
    config = transformers.M2M100Config(
        vocab_size=len(vocabulary) + len(M2M_LANGUAGES) + 8, d_model=16, encoder_layers=1, decoder_layers=1,
        encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=32, decoder_ffn_dim=32)
    transformers.M2M100ForConditionalGeneration(config).eval().save_pretrained(folder)
    # The published repository names its language tokens here; without them the converter leaves them out.
    (folder / "special_tokens_map.json").write_text(json.dumps({
        "bos_token": "<s>", "eos_token": "</s>", "sep_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>",
        "additional_special_tokens": [f"__{tag}__" for tag in M2M_LANGUAGES]}), "utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "M2M100Tokenizer",
                                                              "language_codes": "m2m100"}), "utf-8")
    return ["sentencepiece.bpe.model"]


def marian(folder: Path) -> list[str]:
    """Marian as OPUS-MT publishes it: a shared vocabulary, a sentencepiece model for each side."""
    spm = pieces(folder, "source", 2000)
    (folder / "source.model").rename(folder / "source.spm")
    shutil.copyfile(folder / "source.spm", folder / "target.spm")
    vocabulary = ["</s>", "<unk>", ">>ind<<"]
    vocabulary += [spm.id_to_piece(number) for number in range(3, spm.get_piece_size())] + ["<pad>"]
    (folder / "vocab.json").write_text(json.dumps({piece: number for number, piece in enumerate(vocabulary)},
                                                  ensure_ascii=False), "utf-8")
    pad = len(vocabulary) - 1
    config = transformers.MarianConfig(
        vocab_size=len(vocabulary), d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=32, decoder_ffn_dim=32, pad_token_id=pad, eos_token_id=0,
        decoder_start_token_id=pad, bos_token_id=0, forced_eos_token_id=0, max_position_embeddings=512)
    transformers.MarianMTModel(config).eval().save_pretrained(folder)
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "MarianTokenizer", "source_lang": "zho",
                                                              "target_lang": "eng"}), "utf-8")
    return ["source.spm", "target.spm"]


def madlad(folder: Path) -> list[str]:
    """MADLAD-400: T5 v1.1 whose source begins with the target's tag, `<2th>`."""
    tags = [f"<2{tag}>" for tag in ("zh", "yue", "en", "id", "ms", "vi", "th", "fil", "my", "km", "lo", "pt", "ar")]
    rows = [json.loads(line) for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    text = folder / "text.txt"
    text.write_text("\n".join(row[tag] for row in rows[:300] for tag in ("zh", "en", "id", "th")), "utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(folder / "spiece"), vocab_size=2000, character_coverage=0.98, minloglevel=2,
        hard_vocab_limit=False, num_threads=1, pad_id=0, eos_id=1, unk_id=2, bos_id=-1, user_defined_symbols=tags)
    spm = sentencepiece.SentencePieceProcessor(model_file=str(folder / "spiece.model"))
    # The published repository carries a fast tokenizer; one with the same pieces serves the converter.
    scores = [(spm.id_to_piece(number), spm.get_score(number)) for number in range(spm.get_piece_size())]
    fast = tokenizers.Tokenizer(models.Unigram(scores, unk_id=2))
    fast.pre_tokenizer = pre_tokenizers.Metaspace()
    transformers.PreTrainedTokenizerFast(tokenizer_object=fast, pad_token="<pad>", eos_token="</s>",
                                         unk_token="<unk>").save_pretrained(folder)
    config = transformers.T5Config(
        vocab_size=spm.get_piece_size(), d_model=16, d_kv=8, d_ff=32, num_layers=1, num_decoder_layers=1, num_heads=2,
        feed_forward_proj="gated-gelu", tie_word_embeddings=False, decoder_start_token_id=0, pad_token_id=0, eos_token_id=1)
    transformers.T5ForConditionalGeneration(config).eval().save_pretrained(folder)
    return ["spiece.model"]


def qwen3(folder: Path) -> list[str]:
    """Qwen3: a decoder-only model for the Generator."""
    names = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    fast = tokenizers.Tokenizer(models.BPE(vocab={}, merges=[], byte_fallback=False))
    fast.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    fast.decoder = decoders.ByteLevel()
    trainer = tokenizers.trainers.BpeTrainer(vocab_size=600, special_tokens=names, show_progress=False,
                                             initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    rows = [json.loads(line) for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    fast.train_from_iterator([row[tag] for row in rows[:200] for tag in ("zh", "en", "th")], trainer)
    transformers.PreTrainedTokenizerFast(tokenizer_object=fast, eos_token="<|im_end|>",
                                         pad_token="<|endoftext|>").save_pretrained(folder)
    config = transformers.Qwen3Config(
        vocab_size=fast.get_vocab_size(), hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=1, head_dim=8, max_position_embeddings=512, bos_token_id=0, eos_token_id=2, pad_token_id=0)
    transformers.Qwen3ForCausalLM(config).eval().save_pretrained(folder)
    return ["tokenizer.json"]


if __name__ == "__main__":
    main()
