"""Which engines run: the composition root of the command line and the service.

Nothing is loaded here: every engine loads its weights at first use.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files
from io import StringIO

from localize.engines.burned_in import BurnedInReader
from localize.engines.ctranslate import StarterTranslator
from localize.engines.espeak import Espeak
from localize.engines.media.ffmpeg import FFmpeg
from localize.engines.sidecar import Sidecar
from localize.engines.whisper import Whisper
from localize.glossary import Term
from localize.memory import TranslationMemory, name_terms, read_tmx
from localize.pipeline import Engines


def engines_for(models: str = "starter", *, memory: bool = True) -> Engines:
    """Return the engines of a choice of models.

    Args:
        models: ``starter``, ``production``, or the path of a models file.
        memory: Whether the phrase memory that ships is consulted.

    Raises:
        NotFound: If there is no such choice.
        EngineUnavailable: If a model or program is missing; says what to do.
    """
    media = FFmpeg()
    return Engines(media=media, muxer=media, painter=media, recognizer=Whisper.starter(), reader=BurnedInReader(media),
                   sidecar=Sidecar(), translator=StarterTranslator(), synthesizer=Espeak(),
                   memory=starter_memory() if memory else TranslationMemory(()), names=starter_names())


@lru_cache(maxsize=1)
def starter_memory() -> TranslationMemory:
    """Return the phrase memory that ships."""
    return TranslationMemory(read_tmx((files("localize.starter") / "memory.tmx.gz").read_bytes()))


@lru_cache(maxsize=1)
def starter_names() -> tuple[Term, ...]:
    """Return the name list that ships, as terms of low priority."""
    path = files("localize.starter") / "names.tsv"
    if not path.is_file():
        return ()
    return name_terms(csv.DictReader(StringIO(path.read_text("utf-8")), delimiter="\t", quoting=csv.QUOTE_NONE))
