"""First embeddings from co-occurrence: tokens of any language that share lines start alike.

Latent semantic analysis over the fifteen-way rows: a line is a document, its tokens in every
language are the terms. Rare words get a meaning at once that gradient steps would need hours to
find; target tokens also get a vector of their language, because meaning alone does not tell
``you`` from ``kamu``.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import torch
from torch import Tensor

from training.translation import symbols
from training.translation.batches import SLOT
from training.translation.corpus import SOURCES, TARGETS, Row
from training.translation.vocabulary import Vocabulary, token


def _documents(rows: Sequence[Row], vocabulary: Vocabulary) -> list[set[int]]:
    """Return the token ids of each line; target ids follow the source ids."""
    shift = len(vocabulary.source)
    documents = []
    for row in rows:
        found: set[int] = set()
        for language, text in row.text.items():
            bare = SLOT.sub(" ", text).strip()
            if language in SOURCES:
                found.update(vocabulary.read(bare))
            if language in TARGETS:
                found.update(shift + i for i in vocabulary.write(language, bare))
        documents.append(found)
    return documents


def _factors(documents: Sequence[set[int]], tokens: int, width: int, rounds: int = 4) -> Tensor:
    """Return unit vectors of the tokens, shape ``(tokens, width)``, by subspace iteration."""
    places = [(t, d) for d, found in enumerate(documents) for t in found]
    index = torch.tensor(places).T
    seen = torch.bincount(index[0], minlength=tokens).float()
    length = torch.tensor([max(1, len(found)) for found in documents]).float()
    weight = (len(documents) / seen.clamp(min=1)).log() / seen.clamp(min=1).pow(0.25)
    values = weight[index[0]] / length[index[1]].sqrt()
    table = torch.sparse_coo_tensor(index, values, (tokens, len(documents))).coalesce().to_sparse_csr()
    turned = torch.sparse_coo_tensor(index.flip(0), values, (len(documents), tokens)).coalesce().to_sparse_csr()
    basis = torch.linalg.qr(torch.randn(tokens, width + 24))[0]
    for _ in range(rounds):
        basis = torch.linalg.qr(table @ (turned @ basis))[0]
    inner = turned @ basis
    strength, turn = torch.linalg.eigh(inner.T @ inner)
    order = strength.argsort(descending=True)[1 : width + 1]  # the first is mere frequency
    vectors = (basis @ turn[:, order]) * strength[order].clamp(min=1e-9).pow(0.25)
    return torch.nn.functional.normalize(vectors, dim=1)


def embeddings(rows: Sequence[Row], vocabulary: Vocabulary, width: int, most: int = 26000) -> tuple[Tensor, Tensor]:
    """Return first source and target embeddings, rows of unit length.

    Args:
        rows: Training rows; of the synthetic and public ones a draw is used.
        vocabulary: Both token lists.
        width: Model dimension.
        most: How many rows outside the dialogue to use.
    """
    own = [row for row in rows if row.origin in ("dialogue", "more")]
    rest = [row for row in rows if row.origin not in ("dialogue", "more")]
    random.Random(11).shuffle(rest)
    documents = _documents([*own, *own, *rest[:most]], vocabulary)
    shift, count = len(vocabulary.source), len(vocabulary.source) + len(vocabulary.target)
    vectors = _factors(documents, count, width)
    tongues = {t: torch.nn.functional.normalize(torch.randn(width), dim=0) for t in TARGETS}
    spoken = torch.zeros(len(vocabulary.target), width)
    for row in own + rest[:4000]:
        for language in row.text.keys() & set(TARGETS):
            spoken[list(set(vocabulary.write(language, row.text[language])))] += tongues[language]
    spoken = torch.nn.functional.normalize(spoken, dim=1)
    noise = torch.randn(count, width) / math.sqrt(width)
    source = vectors[:shift] + 0.3 * noise[:shift]
    target = vectors[shift:] + 0.6 * spoken + 0.3 * noise[shift:]
    for language, tongue in tongues.items():
        target[vocabulary.target_ids[token(language)]] = tongue
    for symbol in symbols.COPY:
        source[vocabulary.source_ids[symbol]] = target[vocabulary.target_ids[symbol]] = torch.randn(width)
    return torch.nn.functional.normalize(source, dim=1), torch.nn.functional.normalize(target, dim=1)
