"""Certificates: what cannot sign is refused before anything is made, with what to do about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from localize.engines.certificates import load, make_test_certificate
from localize.errors import InvalidInput


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a test certificate."""
    return make_test_certificate(tmp_path_factory.mktemp("certificate"))


def test_a_test_certificate_signs_and_says_what_it_is(made):
    found = load(made.chain, made.key)

    assert found.test
    assert (found.owner, found.algorithm) == ("localize test signer", "es256")
    assert made.key.stat().st_mode & 0o077 == 0


def test_an_expired_one_is_refused(made):
    with pytest.raises(InvalidInput, match=r"localize test signer expired \(\d{4}-") as caught:
        load(made.chain, made.key, lambda: datetime.now(UTC) + timedelta(days=3000))
    assert "new one" in caught.value.hint


def test_one_of_tomorrow_is_refused(made):
    with pytest.raises(InvalidInput, match="not valid yet"):
        load(made.chain, made.key, lambda: datetime.now(UTC) - timedelta(days=30))


def test_another_certificates_key_is_refused(made, tmp_path):
    other = make_test_certificate(tmp_path)

    with pytest.raises(InvalidInput, match="is not the key of localize test signer"):
        load(made.chain, other.key)


def test_a_certificate_without_its_chain_is_refused(made, tmp_path):
    alone = tmp_path / "alone.pem"
    alone.write_bytes(made.chain.read_bytes().split(b"-----END CERTIFICATE-----")[0] + b"-----END CERTIFICATE-----\n")

    with pytest.raises(InvalidInput, match="no chain") as caught:
        load(alone, made.key)
    assert "append" in caught.value.hint


def test_a_chain_out_of_order_is_refused(made, tmp_path):
    parts = made.chain.read_bytes().split(b"-----BEGIN")[1:]
    swapped = tmp_path / "swapped.pem"
    swapped.write_bytes(b"".join(b"-----BEGIN" + part for part in reversed(parts)))

    with pytest.raises(InvalidInput, match="was not issued by"):
        load(swapped, made.key)


def test_an_authority_may_not_sign_content(made, tmp_path):
    twice = tmp_path / "authority.pem"
    twice.write_bytes(made.authority.read_bytes() * 2)

    with pytest.raises(InvalidInput, match="not the key"):
        load(twice, made.key)


@pytest.mark.parametrize(("chain", "key", "said"), [
    (b"text", None, "no certificate"), (None, b"text", "no private key"), (None, None, "cannot read")])
def test_files_that_are_no_pem_are_refused(made, tmp_path, chain, key, said):
    paths = [made.chain, made.key]
    for number, data in enumerate((chain, key)):
        if data is not None:
            paths[number] = tmp_path / "file.pem"
            paths[number].write_bytes(data)
    if chain is key is None:
        paths[0] = tmp_path / "missing.pem"

    with pytest.raises(InvalidInput, match=said):
        load(*paths)
