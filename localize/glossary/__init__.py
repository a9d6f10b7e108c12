"""Term bases: entries, files, matching in source lines, verification in target lines."""

from localize.glossary.base import Glossary, combined, contradictions
from localize.glossary.characters import address_terms, character_terms, merged
from localize.glossary.dialogue import situations
from localize.glossary.files import FILES, GlossaryFile, export_terms, form_named, form_of, import_terms
from localize.glossary.gather import Import, Refusal
from localize.glossary.match import Match, Matcher, looked_for
from localize.glossary.scope import (
           ANYWHERE,
           EVERYWHERE,
           Scope,
           Situation,
           episode_number,
           read_episodes,
           write_episodes,
)
from localize.glossary.table import read_table, write_table
from localize.glossary.term import Kind, Mode, Rendering, Status, Term, term_id
from localize.glossary.verify import forbidden, found

__all__ = ["ANYWHERE", "EVERYWHERE", "FILES", "Glossary", "GlossaryFile", "Import", "Kind", "Match", "Matcher", "Mode",
           "Refusal", "Rendering", "Scope", "Situation", "Status", "Term", "address_terms", "character_terms",
           "combined", "contradictions", "episode_number", "export_terms", "forbidden", "form_named", "form_of", "found",
           "import_terms", "looked_for", "merged", "read_episodes", "read_table", "situations", "term_id",
           "write_episodes", "write_table"]
