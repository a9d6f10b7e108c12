"""Which engines run: the composition root of the command line and the service.

Nothing is loaded here: every engine loads its weights at first use.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from io import StringIO
from pathlib import Path

from localize.engine import Identity, Recognizer, Translator, Watermarker
from localize.engines.burned_in import BurnedInReader
from localize.engines.ctranslate import starter
from localize.engines.espeak import Espeak
from localize.engines.generator import Generator
from localize.engines.loudness import Ebur128
from localize.engines.media.ffmpeg import FFmpeg
from localize.engines.separation import separator_of
from localize.engines.seq2seq import Seq2Seq, is_seq2seq
from localize.engines.shots import Shots
from localize.engines.sidecar import Sidecar
from localize.engines.sound import SoundFile
from localize.engines.speaker_embedding import OnnxEmbedder
from localize.engines.whisper import Whisper
from localize.errors import InvalidInput
from localize.memory import NameList, TranslationMemory, read_tmx
from localize.models import Chosen, SpeechChoice, choice
from localize.packaging import Labelled, Seal, Signed
from localize.pipeline import Engines
from localize.speech import speech_of


def engines_for(models: str = "starter", *, memory: bool = True, separator: str = "",
                speech: Sequence[SpeechChoice] | None = ()) -> Engines:
    """Return the engines of a choice of models.

    Args:
        models: ``starter``, ``production``, or the path of a models file.
        memory: Whether the phrase memory that ships is consulted.
        separator: What takes voices out of sound (see :func:`~localize.engines.separation.separator_of`); by default what
            ``$LOCALIZE_SEPARATOR`` says, else nothing.
        speech: Who speaks, before those that the models file names; espeak-ng for all other languages, and for every language if None.

    Raises:
        NotFound: If there is no such choice.
        NotAllowed: If a model's licence forbids it.
        EngineUnavailable: If a model or program is missing; says what to do.
    """
    media, sound = FFmpeg(), SoundFile()
    chosen_models = choice(models)
    jobs, espeak = chosen_models.jobs, Espeak()
    recognizer: Recognizer = Whisper.starter()
    translator: Translator = starter()
    if chosen := jobs.get("recognize"):
        recognizer = Whisper(chosen.folder, _identity("recognize", "faster-whisper", chosen))
    if chosen := jobs.get("translate"):
        identity = _identity("translate", "ctranslate2", chosen)
        translator = Seq2Seq(chosen.folder, identity) if is_seq2seq(chosen.folder) else Generator(chosen.folder, identity)
    shortener = translator if isinstance(translator, Generator) else None
    if chosen := jobs.get("condense"):
        shortener = Generator(chosen.folder, _identity("condense", "ctranslate2", chosen))
    return Engines(media=media, muxer=media, painter=media, fragmenter=media, recognizer=recognizer, reader=BurnedInReader(media),
                   sidecar=Sidecar(), sound=sound, translator=translator, synthesizer=espeak,
                   embedder=OnnxEmbedder(chosen_models.speakers) if chosen_models.speakers else None,
                   speech={} if speech is None else speech_of((*speech, *chosen_models.speech), espeak),
                   memory=starter_memory() if memory else TranslationMemory(()), names=starter_names(),
                   shots=Shots(media), shortener=shortener, meter=Ebur128(),
                   separator=separator_of(separator or os.environ.get("LOCALIZE_SEPARATOR", ""), sound))


def watermarker_for(*, wanted: bool) -> Watermarker | None:
    """Return what marks dubs, if that is wanted.

    Raises:
        EngineUnavailable: If it is not installed; says how to.
    """
    if not wanted:
        return None
    from localize.engines.watermark import Perth

    made = Perth()
    made.check()
    return made


def seal_for(certificate: Path | None = None, key: Path | None = None, timestamp_url: str = "",
             producer: str = "localize") -> Seal:
    """Return what labels the files of packages and, where there is a certificate, signs them.

    Args:
        certificate: PEM file of the chain, the signer's own certificate first; None for no signatures.
        key: PEM file of its private key.
        timestamp_url: Of a timestamp authority (RFC 3161), or empty.
        producer: Who makes the packages, as the labels name him.

    Raises:
        InvalidInput: If one of the files is missing or of no use; says what to do.
    """
    if certificate is None and key is None:
        return Labelled(producer)
    if certificate is None or key is None:
        raise InvalidInput("a signing certificate and its key go together",
                           field="signing_key" if key is None else "signing_certificate")
    from localize.engines.c2pa import C2PASigner
    from localize.engines.certificates import load

    return Signed(producer, C2PASigner(load(certificate, key), timestamp_url))


def _identity(job: str, engine: str, chosen: Chosen) -> Identity:
    return Identity(job, f"{engine}/{chosen.name}", chosen.revision, chosen.licence, chosen.commercial)


@lru_cache(maxsize=1)
def starter_memory() -> TranslationMemory:
    """Return the phrase memory that ships."""
    return TranslationMemory(read_tmx((files("localize.starter") / "memory.tmx.gz").read_bytes()))


@lru_cache(maxsize=1)
def starter_names() -> NameList:
    """Return the name list that ships."""
    text = (files("localize.starter") / "names.tsv").read_text("utf-8")
    return NameList(csv.DictReader(StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))
