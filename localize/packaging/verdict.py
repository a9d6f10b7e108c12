"""Whether a package may be delivered, and if not, why, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from localize.model import Finding, ModelUse, Severity
from localize.packaging.assembly import LACKS, Assembly
from localize.report import NOTICE

FAILED = "package.language-failed"
"""Rule of the findings that tell which language was not made."""


def reasons(work: Assembly, findings: Iterable[Finding], models: Iterable[ModelUse]) -> Iterator[str]:
    """Yield each reason against delivery; none means that the package is deliverable."""
    grave = [finding for finding in findings if finding.severity is Severity.ERROR]
    if any(model.starter for model in models):
        yield NOTICE
    yield from work.options.seal.against()
    for tag, why in work.options.failures:
        yield f"{tag} was not made: {why}"
    yield from _told(finding for finding in grave if finding.rule == LACKS)
    guides = [result.language for result in work.results if result.dub is not None and result.dub.guide]
    if guides:
        yield f"guide tracks only, for voice actors: {', '.join(guides)}"
    counted = Counter(finding.rule for finding in grave if finding.rule not in {FAILED, LACKS})
    for rule, count in sorted(counted.items()):
        yield f"{count} error{'s' if count > 1 else ''} of {rule}"


def _told(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield each sentence once, with all the languages it holds for."""
    tags: dict[str, list[str]] = {}
    for finding in findings:
        tags.setdefault(finding.message, []).append(finding.language)
    for message, found in tags.items():
        named = ", ".join(tag for tag in found if tag)
        yield f"{message}: {named}" if named else message
