"""Certificates that sign packages: checked before anything is made, and a test one for trying out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from localize.errors import InvalidInput
from localize.store import typed_errors

TEST: Final = "test certificate: not for delivery"
"""Organization in every certificate that :func:`make_test_certificate` makes: how it is told from a real one."""

_DAYS: Final = 825
#: What a claim generator's certificate must be allowed to do, one of these (C2PA 2.x, "X.509 Certificates").
_PURPOSES: Final = frozenset({ExtendedKeyUsageOID.EMAIL_PROTECTION, x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36"),
                              x509.ObjectIdentifier("1.3.6.1.4.1.62558.2.1")})
_CURVES: Final = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}


@dataclass(frozen=True, slots=True)
class Credential:
    """A certificate chain and its key, fit to sign.

    Attributes:
        chain: PEM, the signer's own certificate first.
        key: PEM, PKCS #8.
        algorithm: As C2PA names it (``es256`` …).
        owner: Common name, or the whole name where there is none.
        serial: Serial number, decimal.
        digest: sha256 of the signer's certificate, hex.
        test: Whether it is a test certificate.
    """

    chain: bytes
    key: bytes
    algorithm: str
    owner: str
    serial: str
    digest: str
    test: bool


def load(certificate: Path, key: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Credential:
    """Return the credential in two PEM files, checked as far as can be without an authority.

    Args:
        certificate: The chain: the signer's own certificate, then its authorities', each issued by the next.
        key: Its private key, not encrypted.
        now: The clock.

    Raises:
        InvalidInput: If a file cannot be read, the chain is too short, out of order or expired, the key is another
            certificate's, or the certificate may not sign claims.
    """
    chain_pem, key_pem = _read(certificate, "signing_certificate"), _read(key, "signing_key")
    try:
        chain = x509.load_pem_x509_certificates(chain_pem)
    except ValueError as error:
        raise InvalidInput(f"{certificate.name} holds no certificate in PEM", field="signing_certificate") from error
    _check_chain(chain, now())
    leaf = chain[0]
    algorithm = _check_key(leaf, key_pem, key.name)
    _check_purpose(leaf)
    return Credential(chain_pem, key_pem, algorithm, owner_of(leaf), str(leaf.serial_number),
                      hashlib.sha256(leaf.public_bytes(Encoding.DER)).hexdigest(), is_test(leaf))


def authorities(pem: bytes) -> bytes:
    """Return the authorities' certificates of a PEM file, as PEM: what a verifier can trust.

    Raises:
        InvalidInput: If it holds none.
    """
    try:
        found = [item for item in x509.load_pem_x509_certificates(pem) if _is_authority(item)]
    except ValueError as error:
        raise InvalidInput("holds no certificate in PEM", field="trust") from error
    if not found:
        raise InvalidInput("holds no authority's certificate, only a signer's", field="trust",
                           hint="trust goes to who vouches for signers: give the certificate that issued theirs")
    return b"".join(item.public_bytes(Encoding.PEM) for item in found)


def owner_of(certificate: x509.Certificate) -> str:
    """Return the name a person knows a certificate by."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def is_test(certificate: x509.Certificate) -> bool:
    """Return whether it is one of our test certificates."""
    return any(item.value == TEST for item in certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME))


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _check_chain(chain: list[x509.Certificate], now: datetime) -> None:
    for item in chain:
        if not item.not_valid_before_utc <= now <= item.not_valid_after_utc:
            word = "expired" if now > item.not_valid_after_utc else "is not valid yet"
            when = item.not_valid_after_utc if word == "expired" else item.not_valid_before_utc
            raise InvalidInput(f"the certificate of {owner_of(item)} {word} ({when:%Y-%m-%d})", field="signing_certificate",
                               hint="ask its authority for a new one")
    if len(chain) < 2:
        raise InvalidInput("there is no chain: only the signer's own certificate", field="signing_certificate",
                           hint="append its authority's certificate to the file")
    for item, issuer in pairwise(chain):
        try:
            item.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature) as error:
            raise InvalidInput(f"the certificate of {owner_of(item)} was not issued by {owner_of(issuer)}, which follows it",
                               field="signing_certificate", hint="put the signer's first, then each one's authority") from error


def _check_key(leaf: x509.Certificate, pem: bytes, name: str) -> str:
    try:
        key = load_pem_private_key(pem, None)
    except TypeError as error:
        raise InvalidInput(f"{name} is encrypted", field="signing_key",
                           hint="openssl pkcs8 -topk8 -nocrypt makes one that is not; guard the file instead") from error
    except ValueError as error:
        raise InvalidInput(f"{name} holds no private key in PEM", field="signing_key") from error
    if _public(key.public_key()) != _public(leaf.public_key()):
        raise InvalidInput(f"{name} is not the key of {owner_of(leaf)}'s certificate", field="signing_key",
                           hint="the first certificate of the chain and the key belong together")
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    raise InvalidInput(f"{name} is of a kind we do not sign with", field="signing_key", hint="EC P-256 (ES256) or Ed25519")


def _public(key: object) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined, no-any-return]


def _check_purpose(leaf: x509.Certificate) -> None:
    try:
        purposes = set(leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
        signs = leaf.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
    except x509.ExtensionNotFound:
        purposes, signs = set(), False
    if not signs or not purposes & _PURPOSES:
        raise InvalidInput(f"the certificate of {owner_of(leaf)} may not sign content", field="signing_certificate",
                           hint="it needs the key usage digitalSignature and an extended one: C2PA claim signing, document "
                                "signing or e-mail protection")


def _read(path: Path, field: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"cannot read {path}: {error.strerror}", field=field) from error


@dataclass(frozen=True, slots=True)
class TestCertificate:
    """Files of a test certificate.

    Attributes:
        chain: The signer's certificate and its authority's.
        key: The signer's key.
        authority: The authority's certificate alone: what a verifier is told to trust.
    """

    __test__ = False  # no test class, whatever its name

    chain: Path
    key: Path
    authority: Path


def make_test_certificate(folder: Path, *, name: str = "localize test signer", begin: datetime | None = None,
                          days: int = _DAYS) -> TestCertificate:
    """Write a certificate that says of itself that it is for trying out, with an authority made for it alone.

    Args:
        folder: Where ``chain.pem``, ``key.pem`` and ``authority.pem`` go; made if it is not there.
        name: Common name of the signer.
        begin: When it begins to be valid; yesterday by default.
        days: For how long.
    """
    start = begin or datetime.now(UTC) - timedelta(days=1)
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority_name, subject = _name("localize test authority"), _name(name)
    authority = (_certificate(authority_name, authority_name, authority_key, start, days)
                 .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
                 .add_extension(_usage(authority=True), critical=True).sign(authority_key, hashes.SHA256()))
    leaf = (_certificate(subject, authority_name, key, start, days)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(authority=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
            .sign(authority_key, hashes.SHA256()))
    made = TestCertificate(folder / "chain.pem", folder / "key.pem", folder / "authority.pem")
    with typed_errors("the test certificate"):
        folder.mkdir(parents=True, exist_ok=True)
        made.authority.write_bytes(authority.public_bytes(Encoding.PEM))
        made.chain.write_bytes(leaf.public_bytes(Encoding.PEM) + authority.public_bytes(Encoding.PEM))
        made.key.touch(mode=0o600)
        made.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return made


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, TEST),
                      x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, begin: datetime,
                 days: int) -> x509.CertificateBuilder:
    return (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(begin + timedelta(days=days))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False))


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(digital_signature=not authority, content_commitment=False, key_encipherment=False,
                         data_encipherment=False, key_agreement=False, key_cert_sign=authority, crl_sign=authority,
                         encipher_only=False, decipher_only=False)
