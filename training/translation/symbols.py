"""Copy symbols: the tokens that stand for names, places and glossary terms.

A placeable is written in the source as ``<n1>``, optionally followed by the source words it
stands for and the closing mark: ``<n1>林晚</>``. The translation holds ``<n1>`` exactly once,
and the runtime puts the wanted rendering there. The kinds differ because the target's grammar
does: Filipino marks persons (``si``) otherwise than places (``sa``), and a term keeps its source
words so that number and gender can agree.
"""

from __future__ import annotations

from typing import Final

PERSONS: Final = tuple(f"<n{i}>" for i in range(1, 5))
PLACES: Final = tuple(f"<p{i}>" for i in range(1, 3))
TERMS: Final = tuple(f"<t{i}>" for i in range(1, 5))
CLOSE: Final = "</>"
COPY: Final = (*PERSONS, *PLACES, *TERMS)
ALL: Final = (*COPY, CLOSE)
