"""Quality control of subtitles: rules about time, wording and script, and scores against a reference."""

from localize.checking.score import Score, score
from localize.checking.script import of_script
from localize.checking.timing import of_cuts, of_gaps, of_times
from localize.checking.wording import of_quotes, of_wording

__all__ = ["Score", "of_cuts", "of_gaps", "of_quotes", "of_script", "of_times", "of_wording", "score"]
