"""The contact sheet: frames with their subtitles, a language each, so that a glance tells shaping and direction."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from localize.engine import Pixels

_COLUMNS: Final = 3
_BAR, _GAP = 30, 8
_GROUND, _INK = (24, 26, 30), (226, 228, 232)


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture of the sheet and the caption under it, in Latin letters."""

    picture: Pixels
    caption: str


def contact_sheet(tiles: Sequence[Tile]) -> bytes:
    """Return the tiles, three in a row, as a PNG file; all have the size of the first."""
    if not tiles:
        return _png(Image.new("RGB", (640, 64), _GROUND))
    high, wide = tiles[0].picture.shape[:2]
    rows = -(-len(tiles) // _COLUMNS)
    columns = min(_COLUMNS, len(tiles))
    sheet = Image.new("RGB", (columns * (wide + _GAP) + _GAP, rows * (high + _BAR + _GAP) + _GAP), _GROUND)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(18)
    for number, tile in enumerate(tiles):
        left = _GAP + number % _COLUMNS * (wide + _GAP)
        top = _GAP + number // _COLUMNS * (high + _BAR + _GAP)
        sheet.paste(Image.fromarray(tile.picture), (left, top))
        draw.text((left + 4, top + high + 4), tile.caption, fill=_INK, font=font)
    return _png(sheet)


def to_jpeg(png: bytes, width: int) -> bytes:
    """Return a picture as JPEG, at most ``width`` pixels wide: for pages that carry it inside."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    if image.width > width:
        image = image.resize((width, round(image.height * width / image.width)))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=False, compress_level=6)
    return out.getvalue()
