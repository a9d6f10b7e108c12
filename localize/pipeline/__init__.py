"""The one way through: plan a job, run its steps, skip what is in the store already."""

from localize.pipeline.engines import Engines
from localize.pipeline.plan import JobSpec, Step, StepResult, TranscribeMode, plan
from localize.pipeline.run import Event, Pipeline, run

__all__ = ["Engines", "Event", "JobSpec", "Pipeline", "Step", "StepResult", "TranscribeMode", "plan", "run"]
