"""The shots, drawn: a background wider than the frame to pan over, and the people who stand before it."""

from __future__ import annotations

import random
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1280, 720
_WIDE, _HIGH = 1408, 792
"""The background leaves room for a pan."""

#: Clothes and hair of the three.
_LOOKS: Final = {"lin": ((178, 58, 72), (28, 20, 24), True), "zhou": ((46, 58, 84), (22, 22, 26), False),
                 "he": ((96, 104, 92), (188, 188, 186), False)}
_SKIN: Final = (232, 190, 158)


def background(scene: str) -> Image.Image:
    """Return the background of a scene, RGB, 1408x792."""
    top, bottom = {"arcade": ((16, 22, 48), (52, 48, 70)), "teahouse": ((92, 54, 34), (48, 26, 18)),
                   "office": ((150, 176, 200), (86, 100, 118)), "river": ((226, 132, 84), (70, 60, 96)),
                   "gate": ((244, 196, 132), (150, 110, 92))}[scene]
    image = _gradient(top, bottom)
    {"arcade": _arcade, "teahouse": _teahouse, "office": _office, "river": _river, "gate": _gate}[scene](
        ImageDraw.Draw(image), random.Random(scene))  # noqa: S311 - the same picture each time, no secret
    return image.filter(ImageFilter.GaussianBlur(1.6))


def people(shot: str) -> Image.Image:
    """Return the people of a shot, RGBA, 1280x720: one in close-up, or those of a wide shot."""
    image = Image.new("RGBA", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(image)
    scene, _, who = shot.partition("-")
    if who in _LOOKS:
        _person(draw, who, {"lin": 800, "zhou": 480, "he": 520}[who], 330, 1.5)
        return image
    standing = {"arcade": ("he", "lin"), "office": ("zhou", "lin"), "river": ("he", "lin"),
                "gate": ("he", "lin", "zhou")}[scene]
    for number, name in enumerate(standing):
        _person(draw, name, WIDTH * (number + 1) // (len(standing) + 1), 400, 0.8)
    return image


def _gradient(top: tuple[int, int, int], bottom: tuple[int, int, int]) -> Image.Image:
    column = Image.new("RGB", (1, _HIGH))
    for y in range(_HIGH):
        share = y / _HIGH
        column.putpixel((0, y), tuple(round(a + (b - a) * share) for a, b in zip(top, bottom, strict=True)))
    return column.resize((_WIDE, _HIGH))


def _person(draw: ImageDraw.ImageDraw, who: str, x: int, y: int, size: float) -> None:
    cloth, hair, long = _LOOKS[who]
    head, wide = round(92 * size), round(210 * size)
    if long:
        draw.ellipse((x - head - 14, y - head - 26, x + head + 14, y + round(head * 2.1)), fill=hair)
    draw.rounded_rectangle((x - wide, y + round(head * 1.25), x + wide, HEIGHT + 200), round(90 * size), fill=cloth)
    draw.rectangle((x - head // 3, y + head // 2, x + head // 3, y + round(head * 1.45)), fill=_SKIN)
    draw.ellipse((x - round(head * 0.82), y - head, x + round(head * 0.82), y + round(head * 1.05)), fill=_SKIN)
    draw.chord((x - round(head * 0.9), y - round(head * 1.2), x + round(head * 0.9), y + round(head * 0.6)), 180, 360,
               fill=hair)
    for side in (-1, 1):
        eye = x + side * round(head * 0.34)
        draw.ellipse((eye - round(8 * size), y + round(2 * size), eye + round(8 * size), y + round(18 * size)),
                     fill=(30, 24, 24))
    draw.arc((x - head // 4, y + round(head * 0.4), x + head // 4, y + round(head * 0.66)), 20, 160, fill=(150, 70, 66),
             width=max(2, round(4 * size)))


def _arcade(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    draw.ellipse((1080, 60, 1180, 160), fill=(236, 232, 206))
    for number in range(5):
        left = 20 + number * 285
        draw.rectangle((left, 170, left + 260, 520), fill=(112 + 8 * number, 92, 84))
        for column in range(3):
            window = left + 28 + column * 76
            lit = chance.random() < 0.6
            draw.rectangle((window, 220, window + 48, 300), fill=(240, 206, 120) if lit else (50, 48, 60))
        draw.rectangle((left + 16, 400, left + 244, 620), fill=(36, 30, 36))
        draw.pieslice((left + 16, 330, left + 244, 470), 180, 360, fill=(36, 30, 36))
    draw.rectangle((0, 620, _WIDE, _HIGH), fill=(44, 42, 52))
    for _ in range(260):
        x, y = chance.randrange(_WIDE), chance.randrange(_HIGH)
        draw.line((x, y, x - 5, y + 22), fill=(150, 160, 190))


def _teahouse(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    for number in range(7):
        x = 70 + number * 205
        draw.rectangle((x, 60, x + 150, 420), outline=(40, 20, 12), width=10)
        for bar in range(3):
            draw.line((x + 38 * (bar + 1), 60, x + 38 * (bar + 1), 420), fill=(40, 20, 12), width=5)
    for _ in range(6):
        x, y = chance.randrange(60, _WIDE - 60), chance.randrange(40, 130)
        draw.line((x, 0, x, y), fill=(30, 16, 10), width=3)
        draw.ellipse((x - 44, y, x + 44, y + 78), fill=(206, 52, 40))
    draw.rectangle((0, 560, _WIDE, _HIGH), fill=(66, 36, 22))
    for x in (260, 700, 1140):
        draw.ellipse((x - 60, 520, x + 60, 600), fill=(120, 74, 44))
        draw.ellipse((x - 18, 500, x + 18, 545), fill=(214, 206, 190))


def _office(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    for number in range(22):
        x, height = number * 66, chance.randrange(180, 480)
        draw.rectangle((x, 560 - height, x + 52, 560), fill=(72 + number, 88, 108))
        for y in range(575 - height, 545, 26):
            draw.rectangle((x + 8, y, x + 44, y + 8), fill=(156, 172, 184))
    for x in (0, 460, 920, 1380):
        draw.rectangle((x, 0, x + 22, 600), fill=(40, 44, 52))
    draw.rectangle((0, 560, _WIDE, _HIGH), fill=(54, 44, 40))


def _river(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    draw.ellipse((620, 230, 780, 390), fill=(255, 214, 150))
    for number in range(14):
        x, height = number * 104, chance.randrange(40, 160)
        draw.rectangle((x, 380 - height, x + 80, 380), fill=(64, 48, 70))
    draw.rectangle((0, 380, _WIDE, 640), fill=(116, 86, 104))
    for _ in range(150):
        x, y = chance.randrange(_WIDE), chance.randrange(390, 640)
        draw.line((x, y, x + chance.randrange(20, 90), y), fill=(220, 150, 120), width=3)
    draw.rectangle((0, 640, _WIDE, _HIGH), fill=(50, 40, 50))


def _gate(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    draw.rectangle((300, 220, 360, 640), fill=(120, 40, 34))
    draw.rectangle((1040, 220, 1100, 640), fill=(120, 40, 34))
    draw.polygon(((220, 230), (700, 110), (1180, 230), (1180, 262), (220, 262)), fill=(74, 60, 56))
    draw.rectangle((480, 268, 920, 340), fill=(40, 34, 34), outline=(208, 168, 72), width=6)
    draw.ellipse((90, 430, 270, 600), fill=(214, 60, 40))
    draw.ellipse((125, 470, 165, 510), fill=(250, 250, 240))
    draw.ellipse((195, 470, 235, 510), fill=(250, 250, 240))
    draw.arc((120, 500, 240, 590), 10, 170, fill=(250, 220, 110), width=10)
    draw.rectangle((0, 620, _WIDE, _HIGH), fill=(126, 108, 98))
    for _ in range(60):
        x, y = chance.randrange(_WIDE), chance.randrange(630, _HIGH)
        draw.line((x, y, x + 60, y), fill=(106, 90, 82), width=2)
