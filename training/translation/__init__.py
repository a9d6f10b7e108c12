"""Recipe of the starter translation models: corpus, training, conversion, measurement."""
