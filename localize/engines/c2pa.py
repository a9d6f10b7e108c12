"""C2PA manifests: what was done to a master, signed into the file or beside it, and read back.

MP4, M4A, WAV, MP3 and FLAC carry the manifest themselves. Where a container has no room for one (Matroska, subtitle
files, ``manifest.json``) it stands beside the file as ``<name>.c2pa``, bound to the whole file by its sha256.
"""

from __future__ import annotations

import hashlib
import io
import json
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

import c2pa

from localize import __version__
from localize.engine import Identity, Origin, Signature, Standing
from localize.engines.certificates import TEST, Credential, authorities
from localize.errors import EngineError
from localize.store import typed_errors

SIDECAR: Final = ".c2pa"
"""Suffix of a manifest beside its file."""

_EMBEDDED: Final = {".mp4": "video/mp4", ".m4a": "audio/mp4", ".mov": "video/quicktime", ".wav": "audio/wav",
                    ".mp3": "audio/mpeg", ".flac": "audio/flac"}
#: Media types of masters that may bring a manifest, by demuxer; of others nothing is read.
_MASTERS: Final = {"mov": "video/mp4", "avi": "video/avi"}
_ANY: Final = "application/octet-stream"
_STORE: Final = "application/c2pa"
_SOURCE: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_PARENT: Final = "sha256:"
#: Nobody who hands us a package decides what we fetch.
_OFFLINE: Final = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
_WORDS: Final = {
    "assertion.dataHash.mismatch": "the file is not the one that was signed: bytes were changed, or the signature is another file's",
    "assertion.bmffHash.mismatch": "the file is not the one that was signed: bytes were changed",
    "assertion.hashedURI.mismatch": "what the signature says was edited",
    "claimSignature.mismatch": "the signature does not fit what it signs",
    "signingCredential.expired": "the certificate had expired when it signed",
    "signingCredential.invalid": "the certificate may not sign content",
}
_UNTRUSTED: Final = "signingCredential.untrusted"


_LARGEST: Final = 4 << 30
"""Bytes of a file that is rewritten to carry its manifest: the library wants as much again in the temporary folder, and a
gigabyte of memory. Of a larger one the hash is taken as it streams by, and the manifest stands beside it."""


def has_room(path: Path) -> bool:
    """Return whether a file carries its manifest itself: its container can, and it is not too large to be rewritten."""
    return path.suffix.lower() in _EMBEDDED and path.stat().st_size <= _LARGEST


class C2PASigner:
    """Signs with a certificate: ``c2pa.opened`` on the master, then ``c2pa.translated``, then ``c2pa.dubbed``.

    Args:
        credential: Certificate chain and key.
        timestamp_url: Of a timestamp authority (RFC 3161), asked at each signature; empty for none: then a signature
            is good only as long as its certificate.
    """

    def __init__(self, credential: Credential, timestamp_url: str = "") -> None:
        self._credential = credential
        self._url = timestamp_url
        self._parents: dict[str, bytes] = {}
        self._lock = threading.Lock()

    @property
    def identity(self) -> Identity:
        """The certificate's owner and digest; a test certificate counts as for trying out."""
        found = self._credential
        return Identity("sign", f"c2pa/{found.owner}", found.digest, starter=found.test)

    @property
    def serial(self) -> str:
        """The certificate's serial number, decimal."""
        return self._credential.serial

    def sign(self, path: Path, origin: Origin) -> Path | None:
        """Sign a file in place, or beside it; see :meth:`localize.engine.Signer.sign`.

        Raises:
            EngineError: If the library refuses, or the timestamp authority does not answer.
            StorageFull: If the disk is full.
        """
        part = path.with_name(f".{path.name}.part")
        sidecar = None if has_room(path) else path.with_name(path.name + SIDECAR)
        try:
            with typed_errors(path.name):
                if sidecar is None:
                    self._embed(path, part, origin)
                else:
                    part.write_bytes(self._beside(path, origin))
                part.replace(sidecar or path)
        except c2pa.C2paError as error:
            hint = "the timestamp authority may not have answered" if self._url else ""
            raise EngineError(f"cannot sign {path.name}: {error}", field="sign", hint=hint) from error
        finally:
            part.unlink(missing_ok=True)
        return sidecar

    def _embed(self, path: Path, out: Path, origin: Origin) -> None:
        kind = _EMBEDDED[path.suffix.lower()]
        with path.open("rb") as source, out.open("w+b") as file:
            watched = _Watched(file)
            try:
                self._builder(_definition(origin, kind), origin).sign(self._signer(), kind, source, watched)
            except c2pa.C2paError as error:
                # The library says only "io error"; the system said why.
                if watched.error is not None:
                    raise watched.error from error
                raise

    def _beside(self, path: Path, origin: Origin) -> bytes:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
        definition = _definition(origin, _ANY)
        definition["assertions"].append({"label": "c2pa.hash.data", "data": {
            "exclusions": [], "name": "the whole file", "alg": "sha256", "hash": list(digest), "pad": []}})
        builder = self._builder(definition, origin)
        builder.set_no_embed()
        made: bytes = builder.sign(self._signer(), _STORE, io.BytesIO(), io.BytesIO())
        return made

    def _builder(self, definition: dict[str, Any], origin: Origin) -> c2pa.Builder:
        context = c2pa.Context(c2pa.Settings.from_dict(_OFFLINE))
        builder = c2pa.Builder(definition, context=context)
        builder.add_ingredient_from_archive(io.BytesIO(self._parent(origin)))
        return builder

    def _parent(self, origin: Origin) -> bytes:
        """Return the master as an ingredient, with the manifest it brings: read once, however many files are signed."""
        digest = origin.master.digest
        with self._lock:
            if digest not in self._parents:
                kind = _MASTERS.get(origin.master.container, _ANY)
                identifier = f"{_PARENT}{digest}"
                builder = c2pa.Builder({"claim_generator_info": [_AGENT]}, context=c2pa.Context(c2pa.Settings.from_dict(_OFFLINE)))
                with origin.source.open("rb") as file:
                    builder.add_ingredient_from_stream({"title": origin.master.name, "relationship": "parentOf",
                                                        "instance_id": identifier}, kind, file)
                archive = io.BytesIO()
                builder.write_ingredient_archive(identifier, archive)
                self._parents = {digest: archive.getvalue()}
            return self._parents[digest]

    def _signer(self) -> c2pa.Signer:
        found = self._credential
        return c2pa.Signer.from_info(c2pa.C2paSignerInfo(found.algorithm, found.chain, found.key, self._url or None))


_AGENT: Final = {"name": "localize", "version": __version__}


def _definition(origin: Origin, kind: str) -> dict[str, Any]:
    actions = [{"action": "c2pa.opened", "parameters": {"ingredientIds": [f"{_PARENT}{origin.master.digest}"]}},
               *_actions("c2pa.translated", origin, origin.translated, origin.translator),
               *_actions("c2pa.dubbed", origin, origin.dubbed, origin.synthesizer)]
    return {"claim_generator_info": [_AGENT], "title": origin.title, "format": kind,
            "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": actions}}]}


def _actions(name: str, origin: Origin, languages: tuple[str, ...], agent: Identity | None) -> Iterator[dict[str, Any]]:
    # A subtitle file holds nothing but what a model wrote; everything else holds the master's picture or sound as well.
    kind = "trainedAlgorithmicMedia" if origin.whole else "compositeWithTrainedAlgorithmicMedia"
    for tag in languages:
        yield {"action": name, "digitalSourceType": _SOURCE + kind,
               "softwareAgent": {"name": agent.name, "version": agent.revision[:64]} if agent else _AGENT,
               "parameters": {"sourceLanguage": origin.spoken, "targetLanguage": tag}}


class _Watched:
    """A file that remembers why a write failed: the library swallows what its callbacks raise."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._file.write(data)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        try:
            self._file.flush()
        except OSError as error:
            self.error = error
            raise

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def seek(self, at: int, whence: int = 0) -> int:
        return self._file.seek(at, whence)

    def tell(self) -> int:
        return self._file.tell()


class C2PAReader:
    """Reads manifests, offline, and checks them against the bytes.

    Args:
        trusted: PEM of the authorities that are trusted; empty for none.

    Raises:
        InvalidInput: If there is no authority's certificate among them.
    """

    def __init__(self, trusted: bytes = b"") -> None:
        settings: dict[str, Any] = dict(_OFFLINE)
        if trusted:
            settings["trust"] = {"trust_anchors": authorities(trusted).decode("ascii")}
        self._context = c2pa.Context(c2pa.Settings.from_dict(settings))

    def read(self, path: Path, sidecar: Path | None = None) -> Signature:
        """Return what is said of a file; see :meth:`localize.engine.SignatureReader.read`."""
        kind = _ANY if sidecar else _EMBEDDED.get(path.suffix.lower(), _ANY)
        try:
            with path.open("rb") as file:
                data = sidecar.read_bytes() if sidecar else None
                return _signature(c2pa.Reader(kind, file, data, self._context))
        except c2pa.C2paError as error:
            if sidecar is None and str(error).startswith(("ManifestNotFound", "NotSupported")):
                return Signature(Standing.NONE)
            return Signature(Standing.INVALID, problems=(f"the signature cannot be read: {error}",))
        except OSError as error:
            return Signature(Standing.INVALID, problems=(f"cannot be read: {error.strerror}",))


def _signature(reader: c2pa.Reader) -> Signature:
    data = json.loads(reader.json())
    manifests = data.get("manifests", {})
    manifest = manifests.get(data.get("active_manifest", ""), {})
    failures = [item["code"] for item in data.get("validation_results", {}).get("activeManifest", {}).get("failure", [])]
    grave = tuple(dict.fromkeys(_WORDS.get(code, f"the signature is not good: {code}") for code in failures
                                if code != _UNTRUSTED))
    standing = Standing.INVALID if grave or data.get("validation_state") == "Invalid" else (
        Standing.TRUSTED if data.get("validation_state") == "Trusted" else Standing.VALID)
    info = manifest.get("signature_info", {})
    others = (item for item in manifests.values() if item is not manifest)
    return Signature(standing, _owner(manifest), str(info.get("cert_serial_number", "")), info.get("issuer") == TEST,
                     tuple(_done(manifest)), (_owner(manifest), *map(_owner, others)), _parent_of(manifest), grave)


def _owner(manifest: Mapping[str, Any]) -> str:
    info = manifest.get("signature_info", {})
    return str(info.get("common_name") or info.get("issuer", ""))


def _done(manifest: Mapping[str, Any]) -> Iterator[str]:
    for assertion in manifest.get("assertions", []):
        if assertion.get("label", "").startswith("c2pa.actions"):
            yield from (action.get("action", "") for action in assertion["data"].get("actions", []))


def _parent_of(manifest: Mapping[str, Any]) -> str:
    return next((str(item.get("instance_id", "")) for item in manifest.get("ingredients", [])
                 if item.get("relationship") == "parentOf"), "")
