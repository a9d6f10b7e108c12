"""Production models: which there are, under what licence, and where they lie once pulled."""

from localize.models.pull import pull, verify
from localize.models.registry import Model, allowed, folder, library, model, models

__all__ = ["Model", "allowed", "folder", "library", "model", "models", "pull", "verify"]
