"""The parts a package is put together from: names, subtitle files, dub files, films, the sheet, the verdict.

:mod:`localize.stages.package` calls them in turn; each writes into one :class:`Assembly`.
"""

from localize.packaging.assembly import Assembly, PackageOptions
from localize.packaging.seal import Labelled, Seal, Signed

__all__ = ["Assembly", "Labelled", "PackageOptions", "Seal", "Signed"]
