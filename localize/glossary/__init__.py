"""Term bases: entries, files, matching in source lines, verification in target lines."""

from localize.glossary.match import Match, Matcher
from localize.glossary.table import read_table, write_table
from localize.glossary.term import Glossary, Kind, Mode, Rendering, Status, Term, character_terms, merged, term_id
from localize.glossary.verify import forbidden, found

__all__ = ["Glossary", "Kind", "Match", "Matcher", "Mode", "Rendering", "Status", "Term", "character_terms",
           "forbidden", "found", "merged", "read_table", "term_id", "write_table"]
