"""Which installed font draws which script, so that no subtitle comes out as empty boxes."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from localize.language import Language

#: For each ISO 15924 script: families in order of preference, with the file each is kept in. Noto first: it covers
#: every script we deliver; then what distributions install beside it.
_CHOICES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "Latn": (("Noto Sans", "NotoSans-Regular.ttf"), ("DejaVu Sans", "DejaVuSans.ttf"),
             ("Liberation Sans", "LiberationSans-Regular.ttf"), ("Arial", "Arial.ttf")),
    "Thai": (("Noto Sans Thai", "NotoSansThai-Regular.ttf"), ("Noto Looped Thai", "NotoLoopedThai-Regular.ttf"),
             ("Noto Serif Thai", "NotoSerifThai-Regular.ttf"), ("Loma", "Loma.otf"), ("Garuda", "Garuda.otf")),
    "Mymr": (("Noto Sans Myanmar", "NotoSansMyanmar-Regular.ttf"),
             ("Noto Serif Myanmar", "NotoSerifMyanmar-Regular.ttf"), ("Padauk", "Padauk-Regular.ttf")),
    "Khmr": (("Noto Sans Khmer", "NotoSansKhmer-Regular.ttf"), ("Noto Serif Khmer", "NotoSerifKhmer-Regular.ttf"),
             ("Khmer OS", "KhmerOS.ttf")),
    "Laoo": (("Noto Sans Lao", "NotoSansLao-Regular.ttf"), ("Noto Looped Lao", "NotoLoopedLao-Regular.ttf"),
             ("Noto Serif Lao", "NotoSerifLao-Regular.ttf"), ("Phetsarath OT", "Phetsarath_OT.ttf")),
    "Arab": (("Noto Sans Arabic", "NotoSansArabic-Regular.ttf"), ("Noto Naskh Arabic", "NotoNaskhArabic-Regular.ttf"),
             ("Amiri", "Amiri-Regular.ttf"), ("DejaVu Sans", "DejaVuSans.ttf")),
    "Hans": (("Noto Sans CJK SC", "NotoSansCJK-Regular.ttc"), ("Noto Serif CJK SC", "NotoSerifCJK-Regular.ttc"),
             ("Noto Sans SC", "NotoSansSC-Regular.otf"), ("WenQuanYi Zen Hei", "wqy-zenhei.ttc"),
             ("WenQuanYi Micro Hei", "wqy-microhei.ttc"), ("AR PL UMing CN", "uming.ttc")),
    "Hant": (("Noto Sans CJK HK", "NotoSansCJK-Regular.ttc"), ("Noto Serif CJK HK", "NotoSerifCJK-Regular.ttc"),
             ("Noto Sans TC", "NotoSansTC-Regular.otf"), ("WenQuanYi Zen Hei", "wqy-zenhei.ttc")),
}
_FOLDERS: Final = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts",
                   "~/.fonts", "~/.local/share/fonts", "~/Library/Fonts")


@dataclass(frozen=True, slots=True)
class Font:
    """An installed font: the family libass asks for, and its file."""

    family: str
    path: Path

    @property
    def line_height(self) -> float:
        """Height of a line in ems. libass scales a font so that this height, not the em, is the size asked for."""
        return _line_height(self.path)


def font_for(script: str) -> Font | None:
    """Return the best installed font for an ISO 15924 script, or None if there is none."""
    installed = _installed()
    for family, name in _CHOICES.get(script, ()):
        if name in installed:
            return Font(family, installed[name])
    return None


def fonts_of(language: Language) -> tuple[Font, ...]:
    """Return the fonts a subtitle of the language needs: its script's, then a Latin one for names in it."""
    found = (font_for(language.script), font_for("Latn"))
    return tuple(dict.fromkeys(font for font in found if font is not None))


@cache
def _installed() -> dict[str, Path]:
    # Searched by file name: needs no fontconfig, which static builds and bare containers lack.
    wanted = {name for choices in _CHOICES.values() for _, name in choices}
    found: dict[str, Path] = {}
    for folder in _FOLDERS:
        for parent, _, names in os.walk(Path(folder).expanduser()):
            for name in wanted.intersection(names):
                found.setdefault(name, Path(parent) / name)
    return found


@cache
def _line_height(path: Path) -> float:
    # OpenType: the table directory, then head.unitsPerEm and OS/2.usWinAscent and usWinDescent.
    data = path.read_bytes()
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    tables = {}
    for number in range(struct.unpack_from(">H", data, start + 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + number * 16)
        tables[tag] = offset
    if b"head" not in tables or b"OS/2" not in tables:
        return 1.36  # Noto Sans: what our sizes are meant for
    ascent, descent = struct.unpack_from(">HH", data, tables[b"OS/2"] + 74)
    em = struct.unpack_from(">H", data, tables[b"head"] + 18)[0]
    return float(ascent + descent) / float(em or 1000)
