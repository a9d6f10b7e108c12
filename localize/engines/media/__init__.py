"""ffmpeg, PyAV and mkvtoolnix behind the Protocols for media, muxing and painting."""

from localize.engines.media.programs import ffmpeg_version, find_ffmpeg, find_program, run

__all__ = ["ffmpeg_version", "find_ffmpeg", "find_program", "run"]
