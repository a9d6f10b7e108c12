"""Production models: which there are, under what licence, and where they lie once pulled."""

from localize.models.choice import Choice, Chosen, choice
from localize.models.convert import convert
from localize.models.pull import pull, verify
from localize.models.registry import Model, allowed, folder, library, model, models, ready
from localize.models.speech import SpeechChoice, speech_at

__all__ = ["Choice", "Chosen", "Model", "SpeechChoice", "allowed", "choice", "convert", "folder", "library", "model", "models", "pull",
           "ready", "speech_at", "verify"]
