"""Terms kept: which lines they bear on, what is done for each, and how well it went."""

from localize.terminology.cascade import MARGIN, STEPS, Cascade, Draft
from localize.terminology.lines import (
    HYPOTHESES,
    VERSION,
    Decoding,
    Lexicon,
    LineReader,
    SourceLine,
    decoding_of,
    line_key,
    normalised,
)

__all__ = ["HYPOTHESES", "MARGIN", "STEPS", "VERSION", "Cascade", "Decoding", "Draft", "Lexicon", "LineReader",
           "SourceLine", "decoding_of", "line_key", "normalised"]
