"""Voices: the registry of who may speak with which, and the guard that keeps it at synthesis."""

from localize.voices.consent import VoiceUse, check, refusal
from localize.voices.guard import GuardedSynthesizer
from localize.voices.registry import VoiceRegistry, read_registry, write_registry

__all__ = ["GuardedSynthesizer", "VoiceRegistry", "VoiceUse", "check", "read_registry", "refusal", "write_registry"]
