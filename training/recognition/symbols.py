"""The recogniser's tokens: one per Chinese character, then Whisper's special tokens, then the times.

CTranslate2 4.8.5 takes a Whisper model for multilingual when its vocabulary holds the empty token (the published
ones do; the size no longer counts), and only a multilingual model may say that its language is Chinese. It reads
all tokens from ``<|0.00|>`` to the end as times and counts the languages between ``<|startoftranscript|>`` and
``<|nospeech|>``, so the order below is not free.
"""

from __future__ import annotations

from dataclasses import dataclass

STEP_SECONDS = 0.02
INITIALS, FINALS, TONES = 28, 64, 6
"""How many parts of syllables there may be, silence and the unknown included."""
MARKS = " ，。？！"
UNKNOWN, EMPTY = "<|unk|>", ""
SPECIALS = ("<|endoftext|>", "<|startoftranscript|>", "<|zh|>", "<|translate|>", "<|transcribe|>", "<|startoflm|>",
            "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>")


@dataclass(frozen=True)
class Symbols:
    """The token inventory; ``characters`` are the text tokens in order, ``seconds`` the window's length."""

    characters: tuple[str, ...]
    seconds: int

    @classmethod
    def over(cls, texts: list[str], seconds: int) -> Symbols:
        """Collect the characters of the texts."""
        found = {c for text in texts for c in text if "一" <= c <= "鿿"}
        return cls((*MARKS, UNKNOWN, EMPTY, *sorted(found)), seconds)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {c: i for i, c in enumerate(self.characters)})

    @property
    def text_size(self) -> int:
        return len(self.characters)

    @property
    def times(self) -> int:
        """How many time tokens there are: 0.00 to the window's end."""
        return round(self.seconds / STEP_SECONDS) + 1

    @property
    def size(self) -> int:
        return self.text_size + len(SPECIALS) + self.times

    def special(self, name: str) -> int:
        """Return the id of a special token."""
        return self.text_size + SPECIALS.index(name)

    def time(self, seconds: float) -> int:
        """Return the id of a time within the window."""
        step = min(max(round(seconds / STEP_SECONDS), 0), self.times - 1)
        return self.text_size + len(SPECIALS) + step

    def text(self, text: str) -> list[int]:
        """Return the ids of the characters."""
        unknown = self.characters.index(UNKNOWN)
        return [self._index.get(c, unknown) for c in text]  # type: ignore[attr-defined]

    def vocabulary(self) -> list[str]:
        """Return all tokens in order."""
        times = [f"<|{i * STEP_SECONDS:.2f}|>" for i in range(self.times)]
        return [*self.characters, *SPECIALS, *times]
