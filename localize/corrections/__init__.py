"""Corrections: which lines a changed term or line bears on, and what people's edits suggest."""

from localize.corrections.difference import TermChange, changed, spellings
from localize.corrections.index import SourceIndex, Spot
from localize.corrections.locked import source_changed, stale_edits
from localize.corrections.propose import EditedCue, Proposal, proposals

__all__ = ["EditedCue", "Proposal", "SourceIndex", "Spot", "TermChange", "changed", "proposals", "source_changed",
           "spellings", "stale_edits"]
