"""Synchronous templates: frames over an inflected lexicon, in fourteen languages.

``python -m training.templates --count N --seed S > rows.jsonl`` writes rows of
the same shape as the dialogue corpus. The frames and the lexicon are TSV files
under ``training/corpus/templates``.
"""
