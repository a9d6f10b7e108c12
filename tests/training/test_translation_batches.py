"""What the network is shown: copy symbols agree on both sides, vocabularies lose nothing."""

from __future__ import annotations

import itertools

import pytest

from localize.starter.pieces import join, raise_starts
from training.translation import corpus, hints, symbols
from training.translation.batches import Sampler
from training.translation.vocabulary import UNKNOWN, Vocabulary, build


@pytest.fixture(scope="module")
def rows():
    return [row for row in corpus.dialogue() if not corpus.held_out(row.key)]


@pytest.fixture(scope="module")
def vocabulary(rows):
    return build(rows)


def test_target_text_survives_its_pieces(rows, vocabulary):
    for row in rows[:60]:
        if "{" in row.text["zh"]:
            continue
        for language in corpus.TARGETS:
            ids = vocabulary.write(language, row.text[language])
            assert vocabulary.target_ids[UNKNOWN] not in ids
            assert raise_starts(language, join([vocabulary.target[i] for i in ids])) == row.text[language]


def test_copy_symbols_agree_in_every_pair(rows, vocabulary):
    sampler = Sampler(rows, vocabulary, hints.learn(rows[:500]), seed=3)
    seen = 0
    for batch in itertools.islice(sampler.batches(1400, 4, pool=200), 12):
        for index, target in zip(batch.rows, batch.targets, strict=True):
            given = [vocabulary.source[i] for i in batch.sources[index] if vocabulary.source[i] in symbols.COPY]
            written = [vocabulary.target[i] for i in target if vocabulary.target[i] in symbols.COPY]
            assert sorted(given) == sorted(written)
            seen += len(given)
    assert seen > 50


def test_a_vocabulary_survives_its_folder(vocabulary, tmp_path):
    vocabulary.save(tmp_path)
    again = Vocabulary.open(tmp_path)
    assert (again.source, again.target) == (vocabulary.source, vocabulary.target)
    assert again.write("th", "เรากลับบ้านกันเถอะ") == vocabulary.write("th", "เรากลับบ้านกันเถอะ")
