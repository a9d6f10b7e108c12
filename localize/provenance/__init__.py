"""Where a file comes from, said in the file itself: labels of AI-made material, and notices people see or hear.

Pure code over bytes and records: reading and writing labels in every container a package holds, and the wording of
notices. Signatures need an engine: :mod:`localize.engines.c2pa`.
"""

from localize.provenance.aigc import KEY, label, problems
from localize.provenance.labels import carries_label, labels

__all__ = ["KEY", "carries_label", "label", "labels", "problems"]
