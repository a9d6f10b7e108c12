"""Published translation models behind the Translator Protocol: M2M100, NLLB, Marian and MADLAD-400 by CTranslate2."""

from localize.engines.seq2seq.families import FAMILIES, Family
from localize.engines.seq2seq.model import Seq2Seq, is_seq2seq

__all__ = ["FAMILIES", "Family", "Seq2Seq", "is_seq2seq"]
