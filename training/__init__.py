"""How the starter models are made: corpus, recipe, data card."""
