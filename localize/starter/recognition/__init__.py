"""The starter speech recogniser: a small Whisper for Mandarin, made by ``training/recognition``."""
