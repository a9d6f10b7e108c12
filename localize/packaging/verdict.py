"""Whether a package may be delivered, and if not, why, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from localize.model import Finding, ModelUse, Severity
from localize.packaging.assembly import Assembly
from localize.report import NOTICE


def reasons(work: Assembly, findings: Iterable[Finding], models: Iterable[ModelUse]) -> Iterator[str]:
    """Yield each reason against delivery; none means that the package is deliverable."""
    if any(model.starter for model in models):
        yield NOTICE
    for tag, why in work.options.failures:
        yield f"{tag} was not made: {why}"
    guides = [result.language for result in work.results if result.dub is not None and result.dub.guide]
    if guides:
        yield f"guide tracks only, for voice actors: {', '.join(guides)}"
    grave = Counter(finding.rule for finding in findings if finding.severity is Severity.ERROR
                    and finding.rule != "package.language-failed")
    for rule, count in sorted(grave.items()):
        yield f"{count} error{'s' if count > 1 else ''} of {rule}"
