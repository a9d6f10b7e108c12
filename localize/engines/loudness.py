"""FFmpeg's ``ebur128`` as a second opinion on loudness."""

from __future__ import annotations

from pathlib import Path

import av
import av.error
import av.filter

from localize.errors import InvalidMedia


class Ebur128:
    """Measures sound files by FFmpeg's filter of that name: EBU R128, ITU-R BS.1770."""

    def programme(self, path: Path) -> float:
        """Return the integrated loudness of our own track in LUFS; -70 for silence.

        Raises:
            InvalidMedia: If it cannot be decoded.
        """
        try:
            with av.open(f"file:{path.resolve()}", "r", options={"protocol_whitelist": "file"}) as opened:
                track = opened.streams.audio[0]
                graph = av.filter.Graph()
                graph.link_nodes(graph.add_abuffer(template=track), graph.add("ebur128", "metadata=1"),
                                 graph.add("abuffersink")).configure()
                found = -70.0
                for frame in opened.decode(track):
                    graph.push(frame)
                    found = _last(graph, found)
                graph.push(None)
                found = _last(graph, found)
        except (av.error.FFmpegError, IndexError) as error:
            raise InvalidMedia(f"its loudness cannot be measured: {error}", field="sound") from error
        return found


def _last(graph: av.filter.Graph, found: float) -> float:
    """Return the newest figure of the filter; ``found`` if it has none yet."""
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return found
        found = float(frame.metadata.get("lavfi.r128.I", found))
