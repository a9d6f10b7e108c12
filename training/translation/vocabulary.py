"""Vocabularies: Chinese characters and English pieces to read, pieces of twelve languages to write.

Each language group has its own byte-pair segmentation, so that Lao or Khmer get whole syllables
and words although they have few lines; a piece that two groups share is one token.
"""

from __future__ import annotations

import collections
import dataclasses
import functools
import io
import json
import random
import string
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import sentencepiece

from localize.starter.pieces import SYMBOL, UNKNOWN, SourceText, lower_starts
from training.translation import symbols
from training.translation.corpus import HAN, TARGETS, Row

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("en",),
    "malay": ("id", "ms"),
    "vi": ("vi",),
    "th": ("th",),
    "fil": ("fil",),
    "my": ("my",),
    "km": ("km",),
    "lo": ("lo",),
    "pt": ("pt-BR", "pt-PT"),
    "ar": ("ar",),
}
SIZES: Final[Mapping[str, int]] = {
    "en": 1600,
    "malay": 1700,
    "vi": 1200,
    "th": 900,
    "fil": 1300,
    "my": 900,
    "km": 900,
    "lo": 800,
    "pt": 1800,
    "ar": 1500,
}
ENGLISH: Final = 2200
UNSPACED: Final = ("th", "my", "km", "lo")
START, END = "<s>", "</s>"
_SCRIPTS: Final = {"th": (0x0E01, 0x0E4E), "lo": (0x0E81, 0x0EDD), "my": (0x1000, 0x104F), "km": (0x1780, 0x17E9)}
_CAP: Final = 8000


def token(language: str) -> str:
    """Return the decoder's first token for a target language."""
    return f"<2{language}>"


def _segmentation(texts: Sequence[str], size: int, required: str, longest: int = 14) -> bytes:
    buffer = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=buffer,
        vocab_size=size,
        model_type="bpe",
        max_sentencepiece_length=longest,
        character_coverage=0.9998,
        required_chars=required,
        add_dummy_prefix=False,
        remove_extra_whitespaces=False,
        normalization_rule_name="identity",
        bos_id=-1,
        eos_id=-1,
        hard_vocab_limit=False,
        num_threads=1,
        minloglevel=2,
    )
    return buffer.getvalue()


def _sampled(rows: Iterable[Row], languages: Sequence[str]) -> list[str]:
    """Return texts of a group: all of the dialogue, a capped draw of the rest."""
    own: list[str] = []
    public: list[str] = []
    made: list[str] = []
    buckets = {"tatoeba": public, "tico": public, "templates": made}
    for row in rows:
        for language in languages:
            if language in row.text:
                bucket = buckets.get(row.origin, own)
                parts = SYMBOL.split(row.text[language].replace("{", " <n1>").replace("}", " "))
                bucket.append(lead(language, " ".join(p for p in parts if p and not p.isupper())))
    random.Random(7).shuffle(public)
    random.Random(7).shuffle(made)  # templates repeat themselves: more of them would become pieces whole
    return own + public[:_CAP] + made[:2500]


def lead(language: str, text: str) -> str:
    """Return the text as it is segmented: spaced languages begin with a space and in lower case."""
    return text if language in UNSPACED else " " + lower_starts(language, text)


@dataclasses.dataclass(frozen=True, eq=False)
class Vocabulary:
    """Both token lists and what segments into them.

    Attributes:
        source: Source tokens, by id.
        target: Target tokens, by id.
        english: Serialised SentencePiece model of the source side.
        groups: Serialised SentencePiece models of the target groups.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    english: bytes
    groups: Mapping[str, bytes]

    @functools.cached_property
    def reader(self) -> SourceText:
        """What cuts source lines."""
        return SourceText(self.english, self.source)

    @functools.cached_property
    def source_ids(self) -> Mapping[str, int]:
        """Source ids by token."""
        return {t: i for i, t in enumerate(self.source)}

    @functools.cached_property
    def target_ids(self) -> Mapping[str, int]:
        """Target ids by token."""
        return {t: i for i, t in enumerate(self.target)}

    @functools.cached_property
    def _writers(self) -> Mapping[str, sentencepiece.SentencePieceProcessor]:
        made = {g: sentencepiece.SentencePieceProcessor(model_proto=m) for g, m in self.groups.items()}
        return {language: made[g] for g, ls in GROUPS.items() for language in ls}

    @functools.lru_cache(maxsize=1 << 19)  # noqa: B019  (one vocabulary lives as long as its run)
    def _segment(self, language: str, text: str) -> tuple[int, ...]:
        unknown = self.target_ids[UNKNOWN]
        pieces = self._writers[language].encode(text, out_type=str)
        return tuple(self.target_ids.get(piece, unknown) for piece in pieces)

    def write(self, language: str, text: str) -> list[int]:
        """Return the ids of a target text with copy symbols in place, without start and end."""
        found: list[int] = []
        end, text = 0, lead(language, text)
        for match in SYMBOL.finditer(text):
            found += self._segment(language, text[end : match.start()]) if match.start() > end else ()
            found.append(self.target_ids[match.group()])
            end = match.end()
        return found + list(self._segment(language, text[end:]) if end < len(text) else ())

    def read(self, text: str, *, sample: bool = False) -> list[int]:
        """Return the ids of a source line."""
        return [self.source_ids[t] for t in self.reader.tokens(text, sample=sample)]

    def save(self, folder: Path) -> None:
        """Write everything below a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        lists = {"source": self.source, "target": self.target}
        (folder / "vocabulary.json").write_text(json.dumps(lists, ensure_ascii=False), "utf-8")
        (folder / "english.spm").write_bytes(self.english)
        for group, model in self.groups.items():
            (folder / f"{group}.spm").write_bytes(model)

    @classmethod
    def open(cls, folder: Path) -> Vocabulary:
        """Read what :meth:`save` wrote."""
        lists = json.loads((folder / "vocabulary.json").read_text("utf-8"))
        groups = {group: (folder / f"{group}.spm").read_bytes() for group in GROUPS}
        english = (folder / "english.spm").read_bytes()
        return cls(tuple(lists["source"]), tuple(lists["target"]), english, groups)


def _common() -> set[str]:
    """Return the 3755 characters of GB 2312's first level: rows 16 to 55 by frequency of use."""
    return {
        bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)
    } - {""}


def build(rows: Sequence[Row]) -> Vocabulary:
    """Learn the segmentations from the rows there are."""
    basics = string.ascii_letters + string.digits + ".,!?'\"-:"
    groups = {}
    for group, languages in GROUPS.items():
        first, last = _SCRIPTS.get(languages[0], (1, 0))
        script = "".join(c for c in map(chr, range(first, last + 1)) if c.isprintable())
        texts = _sampled(rows, languages)
        groups[group] = _segmentation(texts, SIZES[group], basics + script, 8 if script else 14)
    lowered = [text.lower().strip() for text in _sampled(rows, ("en",))]
    english = _segmentation(lowered, ENGLISH, string.ascii_lowercase + string.digits + ".,!?'\"-:~")
    seen = collections.Counter(c for row in rows for s in ("zh", "yue") for c in row.text.get(s, "") if HAN.match(c))
    han = sorted(_common() | set(seen), key=lambda c: (-seen[c], c))
    latin = sentencepiece.SentencePieceProcessor(model_proto=english)
    source = [UNKNOWN, START, END, *symbols.ALL, *han]
    source += [p for p in (latin.id_to_piece(i) for i in range(len(latin))) if p != UNKNOWN]
    target = [UNKNOWN, START, END, *map(token, TARGETS), *symbols.COPY]
    for model in groups.values():
        writer = sentencepiece.SentencePieceProcessor(model_proto=model)
        target += [writer.id_to_piece(i) for i in range(len(writer))]
    return Vocabulary(tuple(dict.fromkeys(source)), tuple(dict.fromkeys(target)), english, groups)
