"""``manifest.json``: every file of a package, what made it, and whether it may be delivered."""

from __future__ import annotations

import json
from typing import Final

from localize.model import Package
from localize.record import to_data

SCHEMA: Final = "localize-package/1"
"""Name and version of the manifest's form."""

NOTICE: Final = "starter models: for trying out, not for delivery"
"""What everything made with starter models says of itself."""


def manifest(package: Package) -> bytes:
    """Return the manifest of a package as indented UTF-8 JSON; equal packages, equal bytes.

    The manifest itself is not among its files: a file cannot hold its own digest.
    """
    data = {
        "schema": SCHEMA, "title": package.title, "master": {"sha256": package.master},
        "languages": list(package.languages), "deliverable": package.deliverable, "reasons": list(package.reasons),
        "models": [to_data(model) for model in package.models],
        "files": [{"path": item.path, "role": item.role.value, "language": item.language,
                   "format": item.path.rpartition(".")[2], "media_type": item.media_type, "size": item.size,
                   "sha256": item.sha256, **dict(item.details)}
                  for item in package.files if item.path != "manifest.json"],
        "findings": [to_data(finding) for finding in package.findings],
    }
    if any(model.starter for model in package.models):
        data["notice"] = NOTICE
    for name, value in package.details:
        known = data.get(name)
        parsed = json.loads(value)
        data[name] = {**known, **parsed} if isinstance(known, dict) and isinstance(parsed, dict) else parsed
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
