"""What a person looks at: the report, the contact sheet, and the manifest that vouches for both."""

from localize.report.manifest import NOTICE, manifest
from localize.report.page import Report, page
from localize.report.sheet import Tile, contact_sheet, to_jpeg

__all__ = ["NOTICE", "Report", "Tile", "contact_sheet", "manifest", "page", "to_jpeg"]
