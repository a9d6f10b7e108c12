"""Labels and signatures: each container says once that it is AI-made, and who signed is who the manifest names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from localize.engine import Signature, SignatureReader, Standing
from localize.errors import LocalizeError
from localize.provenance import carries_label, labels, problems
from localize.verification.contents import MANIFEST, SIDECAR, Manifest
from localize.verification.fault import Check, Fault, error, warning

_UNSIGNED: Final = "have it signed: give `localize run` or the server a certificate and key"
_SIGNED_ROLES: Final = frozenset({"video", "dub", "stem", "subtitle", "forced"})


def of_label(folder: Path, name: str) -> Iterator[Fault]:
    """Yield what is wrong with the labels in a file; a file that can carry none has nothing wrong."""
    try:
        if not carries_label(folder / name):
            return
        found = labels(folder / name)
    except LocalizeError as failed:
        yield error(Check.LABELS, name, f"cannot be read: {failed.message}")
        return
    if not found:
        yield error(Check.LABELS, name, "does not say that it is AI-made: its AIGC label is gone",
                    "label it again; whoever strips a label breaks GB 45438-2025")
    if len(found) > 1:
        yield error(Check.LABELS, name, f"carries {len(found)} AIGC labels, where one may stand", "remove all but the first")
    for value in found[:1]:
        for problem in problems(value):
            yield warning(Check.LABELS, name, f"its AIGC label {problem}")


def of_signatures(folder: Path, manifest: Manifest, there: Sequence[str], reader: SignatureReader, *,
                  trusts: bool) -> Iterator[tuple[str, Sequence[Fault]]]:
    """Yield each file that should be signed, the manifest last, with what is wrong with its signature.

    Args:
        folder: The package.
        manifest: Its manifest.
        there: Files of the manifest that are present.
        reader: Reads signatures.
        trusts: Whether the reader was told whom to trust: then everything must be trusted.
    """
    signed = manifest["provenance"]["signed"]
    if signed is None:
        told = error if trusts else warning
        yield MANIFEST, (told(Check.SIGNATURES, "", "the package is not signed", _UNSIGNED),)
        return
    rows = {row["path"]: row for row in manifest["files"]}
    for name in there:
        if rows[name]["role"] in _SIGNED_ROLES:
            yield name, tuple(_of_file(folder, name, rows[name].get("signature", ""), manifest, reader, trusts))
    yield MANIFEST, tuple(_of_file(folder, MANIFEST, "beside", manifest, reader, trusts))
    if signed["test"]:
        yield "", (warning(Check.SIGNATURES, "", "signed with a test certificate: for trying out, not for delivery",
                           "sign with a certificate that an authority issued"),)


def _of_file(folder: Path, name: str, where: str, manifest: Manifest, reader: SignatureReader,
             trusts: bool) -> Iterator[Fault]:
    sidecar = folder / (name + SIDECAR) if where == "beside" else None
    if not where:
        yield error(Check.SIGNATURES, name, "is not signed, where every such file of the package is", _UNSIGNED)
        return
    if sidecar is not None and not sidecar.is_file():
        yield error(Check.SIGNATURES, name, f"its signature {name + SIDECAR} is missing", "fetch the package again")
        return
    found = reader.read(folder / name, sidecar)
    if found.standing is Standing.NONE:
        yield error(Check.SIGNATURES, name, "its signature was taken out", "fetch the package again: it was changed on the way")
        return
    for problem in found.problems:
        yield error(Check.SIGNATURES, name, problem, "fetch the package again, or ask who made it")
    if found.standing is not Standing.INVALID:
        yield from _of_owner(name, found, manifest, trusts)


def _of_owner(name: str, found: Signature, manifest: Manifest, trusts: bool) -> Iterator[Fault]:
    named: dict[str, Any] = manifest["provenance"]["signed"]
    if found.serial != named["serial"]:
        yield error(Check.SIGNATURES, name, f"is signed by another certificate, of {found.owner}, than the manifest names "
                    f"({named['owner']})", "ask who made the package")
    if trusts and found.standing is not Standing.TRUSTED:
        yield error(Check.SIGNATURES, name, f"is signed by {found.owner}, for whom none of the trusted authorities vouches",
                    "was --trust given the right authority's certificate?")
    if found.parent != f"sha256:{manifest['master']['sha256']}":
        yield error(Check.SIGNATURES, name, "its signature names another master than the manifest", "ask who made the package")
