"""Verifying a package that somebody hands us: is it what its manifest says, whole, labelled, signed, playable, lawful?

Everything is read from the folder alone. What is wrong becomes a :class:`Fault`, in words, with what to do about it;
nothing a package holds makes verifying fail.
"""

from localize.verification.fault import Check, Fault
from localize.verification.verify import Tools, Verdict, verify

__all__ = ["Check", "Fault", "Tools", "Verdict", "verify"]
