"""Translation memory: approved lines re-used, names as placeables; TMX in and out."""

from localize.memory.lookup import Hit, TranslationMemory
from localize.memory.names import LISTED, Finder, NameList, Names, Slotted, placeables, rendering_of, romanise, slot
from localize.memory.tmx import Unit, read_tmx, write_tmx

__all__ = ["LISTED", "Finder", "Hit", "NameList", "Names", "Slotted", "TranslationMemory", "Unit", "placeables", "read_tmx",
           "rendering_of", "romanise", "slot", "write_tmx"]
