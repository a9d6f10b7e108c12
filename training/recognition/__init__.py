"""How the starter speech recogniser is made: synthetic speech, a small Whisper, its data card."""
