"""Adaptive streaming: one set of CMAF tracks, an HLS playlist and a DASH manifest that both point at it.

Every track is one file with an index at its front; players ask for byte ranges. WebVTT alone comes as small files.
"""

from localize.packaging.streaming.write import write_streams

__all__ = ["write_streams"]
