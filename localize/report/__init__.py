"""What a person looks at: the report and the contact sheet."""

from localize.report.page import NOTICE, Report, page
from localize.report.sheet import Tile, contact_sheet, to_jpeg

__all__ = ["NOTICE", "Report", "Tile", "contact_sheet", "page", "to_jpeg"]
