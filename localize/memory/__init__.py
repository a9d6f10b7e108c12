"""Translation memory: approved lines re-used, names as placeables; TMX and XLIFF 2 in and out."""

from localize.memory.approved import approved_unit
from localize.memory.files import MEMORY_FILES, MemoryFile, export_memory, import_memory
from localize.memory.fuzzy import LEAST, Difference, FuzzyIndex, Suggestion, differences
from localize.memory.lookup import Hit, TranslationMemory
from localize.memory.names import LISTED, Finder, NameList, Names, Slotted, placeables, rendering_of, romanise, slot
from localize.memory.tmx import read_tmx, write_tmx
from localize.memory.unit import MemoryImport, Unit
from localize.memory.xliff import write_xliff

__all__ = ["LEAST", "LISTED", "MEMORY_FILES", "Difference", "Finder", "FuzzyIndex", "Hit", "MemoryFile", "MemoryImport",
           "NameList", "Names", "Slotted", "Suggestion", "TranslationMemory", "Unit", "approved_unit", "differences",
           "export_memory", "import_memory", "placeables", "read_tmx", "rendering_of", "romanise", "slot", "write_tmx",
           "write_xliff"]
