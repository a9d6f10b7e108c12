"""Clusters: which stretches of speech are of one voice.

Distances are taken in units of how much one voice varies within its own lines (within-class covariance
normalisation, Hatch and Stolcke, 2006): the pieces of one line are of one voice, whoever it is. So one threshold
serves every recording. Ward's linkage then joins what is nearest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist

from localize.dubbing.voiceprints import Features

#: Voices nearer than this, in within-voice deviations, count as one where the number is not known. `python -m
#: benchmarks speakers`: one voice parts at 1.8 to 3.4 (espeak-ng, studio speech), two differ by 7.9 to 22.
APART: Final = 7.5
#: A voice that is nobody known says at least this many long lines: a shout is not a second person.
_FEWEST: Final = 3
#: How much of the covariance between features is given up for the certainty of their variances.
_SHRINK: Final = 0.3
_MOST: Final = 40


def whitened(rows: Features, within: Features) -> Features:
    """Return rows in units of the deviation within one voice.

    Args:
        rows: One stretch a row.
        within: Pieces of stretches less their stretch's mean, same columns; may have no rows.
    """
    if len(within) < rows.shape[1]:
        spread = rows.std(axis=0)
        return np.asarray((rows - rows.mean(axis=0)) / np.where(spread > 0, spread, 1.0))
    covariance = within.T @ within / len(within)
    held = (1 - _SHRINK) * covariance + _SHRINK * np.diag(np.diag(covariance)) + 1e-3 * np.eye(len(covariance))
    return np.asarray((rows - rows.mean(axis=0)) @ np.linalg.cholesky(np.linalg.inv(held)))


def clusters(rows: Features, count: int = 0, apart: float = APART) -> tuple[int, ...]:
    """Return the cluster of each row, numbered from 0 in order of first appearance.

    Args:
        rows: Whitened, one stretch a row.
        count: How many voices there are; 0 if not known: then as many as lie surely apart, rather too few.
        apart: Distance of two voices' centres from which they count as two.
    """
    if len(rows) < 2 or count == 1:
        return (0,) * len(rows)
    tree = linkage(rows, "ward")
    wanted = min(count, len(rows)) or _number(tree, rows, apart)
    return _renumbered(fcluster(tree, wanted, "maxclust").tolist())


def centres(rows: Features, labels: Sequence[int]) -> Features:
    """Return the mean row of each cluster, by its number."""
    return np.array([rows[np.array(labels) == label].mean(axis=0) for label in range(max(labels) + 1)])


def _number(tree: Features, rows: Features, apart: float) -> int:
    """Return the greatest number of voices that lie surely apart from each other."""
    found = 1
    for wanted in range(2, min(len(rows) // _FEWEST, _MOST) + 1):
        labels = _renumbered(fcluster(tree, wanted, "maxclust").tolist())
        if min(np.bincount(labels)) >= _FEWEST and pdist(centres(rows, labels)).min() >= apart:
            found = wanted
    return found


def _renumbered(labels: Sequence[int]) -> tuple[int, ...]:
    order: dict[int, int] = {}
    return tuple(order.setdefault(label, len(order)) for label in labels)
