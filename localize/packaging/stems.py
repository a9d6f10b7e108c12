"""The stems of a package: dialogue, bed and mix of each dub as lossless files, where they were asked for."""

from __future__ import annotations

import shutil

from localize.model import FileRole
from localize.packaging.assembly import Assembly

FOLDER = "stems"
"""Where they lie."""


def write_stems(work: Assembly) -> None:
    """Write every stem as ``stems/<tag>.<name>.flac``: 24 bits, as long as the picture, to the sample."""
    for result in work.results:
        if result.dub is None:
            continue
        for name, source in result.stems:
            path = f"{FOLDER}/{result.language}.{name}.flac"
            (work.out / FOLDER).mkdir(exist_ok=True)
            shutil.copyfile(source, work.out / path)
            work.add(path, FileRole.STEM, result.language, {
                "codec": "flac", "layout": result.dub.layout, "duration": f"{float(result.dub.duration):.3f}", "stem": name})
