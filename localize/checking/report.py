"""One broken rule as a finding, with the rule's source out of the rule data."""

from __future__ import annotations

from localize.model import Cue, Finding, Severity
from localize.rules import Rules


def broken(rules: Rules, rule: str, severity: Severity, cue: Cue, message: str, measured: str, allowed: str) -> Finding:
    """Return the finding of a rule that a cue breaks.

    Args:
        rules: Of the language.
        rule: Its name with hyphens; the rule data has it with underscores.
        severity: How bad it is.
        cue: Which cue.
        message: For a person.
        measured: With its unit.
        allowed: With its unit.
    """
    return Finding(rule, severity, message, rules.language, cue.id, measured, allowed, rules.source(rule.replace("-", "_")))
