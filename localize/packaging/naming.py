"""File names: a title in any script becomes part of a name that every system can hold, by the profile's template."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from localize.language import language
from localize.packaging.assembly import Assembly
from localize.store import key_of

_MOST: Final = 80
"""Bytes of a title or episode inside a name: two of them, a tag and an ending stay under the 255 of file systems."""
_KEPT: Final = frozenset("LMN")
"""Letters, marks and numbers of any script (Unicode general categories)."""
#: Device names of Windows, with any ending.
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)")
_LAYOUTS: Final = {"mono": "10", "stereo": "20", "5.1": "51"}


def file_name(work: Assembly, template: str, ending: str, *, tag: str = "", kind: str = "", layout: str = "") -> str:
    """Return the path of a file inside the package.

    Args:
        work: The package.
        template: Kind of name in the profile: ``film``, ``subtitle``, ``forced`` or ``dub``.
        ending: Format or file name ending, without a dot; the profile may want another.
        tag: Language.
        kind: ``SUB``, ``SDH`` or ``FN`` (forced narrative).
        layout: Channel layout of a dub.
    """
    delivery, options = work.profile.delivery, work.options
    only_ascii = delivery.ascii_names
    pieces = {
        "title": slug(options.title, only_ascii=only_ascii) or "title",
        "episode": slug(options.episode, only_ascii=only_ascii),
        "name": slug(work.master.name.rpartition(".")[0] or work.master.name, only_ascii=only_ascii) or "film",
        "language": tag, "kind": kind, "layout": _LAYOUTS.get(layout, layout), "ext": dict(delivery.endings).get(ending, ending),
    }
    return tidy(delivery.template(template).format(**pieces))


def tidy(path: str) -> str:
    """Return a path in which a part that was empty leaves no separator behind."""
    return "/".join(_RESERVED.sub(r"_\1", re.sub(r"[_-]+(?=\.[^.]+$)|(?<=_)_+|^[_-]+", "", part)) for part in path.split("/"))


def slug(text: str, *, only_ascii: bool = False) -> str:
    """Return a text as part of a file name: letters, marks and digits of its script, dots inside, hyphens for the rest.

    No separator, control, direction mark, emoji or leading dot is left; the empty text stays empty.

    Args:
        text: As people write it.
        only_ascii: Chinese by pinyin, accents left out; what has no such form by a digest of the text.
    """
    clean = unicodedata.normalize("NFC", text).strip()
    if only_ascii:
        clean = _ascii(clean)
    marked = "".join(char if unicodedata.category(char)[0] in _KEPT or char in "._" else "-" for char in clean)
    return _cut(re.sub(r"-*\.[-.]*", ".", re.sub(r"-{2,}", "-", marked)).strip("-._"))


def _ascii(text: str) -> str:
    from pypinyin import lazy_pinyin

    spoken = "".join(part.capitalize() if part != piece else part
                     for piece in re.findall(r"[\u3400-\u9fff]|[^\u3400-\u9fff]+", text)
                     for part in lazy_pinyin(piece))
    plain = unicodedata.normalize("NFKD", spoken.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()
    if text and not re.search(r"[A-Za-z0-9]", plain):
        return key_of("name", text)[:12]
    return plain


def _cut(text: str) -> str:
    if len(text.encode()) <= _MOST:
        return text
    # A digest keeps two long titles apart that begin alike.
    head = text.encode()[:_MOST - 9].decode("utf-8", "ignore")
    while head and unicodedata.category(head[-1])[0] == "M":
        head = head[:-1]
    return f"{head.rstrip('-._')}-{key_of('name', text)[:8]}"


def kind_of(work: Assembly, *, forced: bool) -> str:
    """Return the token for a kind of subtitle file."""
    if forced:
        return "FN"
    return "SDH" if work.options.hearing_impaired else "SUB"


def track_name(tag: str, *, forced: bool = False, hearing_impaired: bool = False, guide: bool = False,
               voice_over: bool = False) -> str:
    """Return a track's name as players show it: the language in itself, and what is special about the track."""
    special = [word for word, on in (
        ("forced", forced), ("SDH", hearing_impaired), ("guide", guide), ("voice-over", voice_over)) if on]
    return f"{language(tag).native} ({', '.join(special)})" if special else language(tag).native
