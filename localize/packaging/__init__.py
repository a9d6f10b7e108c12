"""The parts a package is put together from: names, subtitle files, dub files, films, the sheet, the verdict.

:mod:`localize.stages.package` calls them in turn; each writes into one :class:`Assembly`.
"""

from localize.packaging.assembly import Assembly, PackageOptions
from localize.packaging.seal import Labelled, Seal, aigc_label

__all__ = ["Assembly", "Labelled", "PackageOptions", "Seal", "aigc_label"]
