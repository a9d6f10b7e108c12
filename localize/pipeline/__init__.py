"""The one way through: plan a job, run its steps, skip what is in the store already."""

from localize.pipeline.engines import Engines
from localize.pipeline.foresight import Foresight, Linguist, Question
from localize.pipeline.lexicon import Edit, glossary_of, lexicon_of
from localize.pipeline.plan import JobSpec, Step, StepResult, TranscribeMode, plan
from localize.pipeline.run import Event, Pipeline, run
from localize.pipeline.voicing import cast_entries, refuse_casting

__all__ = ["Edit", "Engines", "Event", "Foresight", "JobSpec", "Linguist", "Pipeline", "Question", "Step", "StepResult",
           "TranscribeMode", "cast_entries", "glossary_of", "lexicon_of", "plan", "refuse_casting", "run"]
