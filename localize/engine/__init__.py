"""What an engine is: Protocols of at most three methods, and the records they take and give.

An engine is named by its :class:`Identity`, which goes into every key made with it: change the weights and the
work is made again; keep them and it is re-used.
"""

from localize.engine.identity import Identity, Pixels, Report, Samples
from localize.engine.media import (
    Fragmenter,
    FragmentPlan,
    LoudnessMeter,
    Media,
    Muxer,
    MuxPlan,
    MuxTrack,
    Painter,
    Separator,
    ShotDetector,
    SoundFiles,
    Still,
    SubtitleReader,
)
from localize.engine.provenance import Origin, Signature, SignatureReader, Signer, Standing, Watermarker
from localize.engine.shortening import Shortener, Shortening
from localize.engine.speakers import SpeakerEmbedder
from localize.engine.words import (
    Aligner,
    Alignment,
    Begun,
    Completion,
    ContextReader,
    Hint,
    HintReader,
    Hypothesis,
    PrefixDecoder,
    Recognizer,
    SidecarReader,
    Speech,
    SpeechRequest,
    Synthesizer,
    TranslationRequest,
    Translator,
)

__all__ = ["Aligner", "Alignment", "Begun", "Completion", "ContextReader", "FragmentPlan", "Fragmenter", "Hint", "HintReader", "Hypothesis",
           "Identity", "LoudnessMeter", "Media", "MuxPlan", "MuxTrack", "Muxer", "Origin", "Painter", "Pixels",
           "PrefixDecoder", "Recognizer", "Report", "Samples", "Separator", "Shortener", "Shortening", "ShotDetector",
           "SidecarReader", "Signature", "SignatureReader", "Signer", "SoundFiles", "SpeakerEmbedder", "Speech",
           "SpeechRequest", "Standing", "Still", "SubtitleReader", "Synthesizer", "TranslationRequest", "Translator",
           "Watermarker"]
