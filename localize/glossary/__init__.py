"""Term bases: entries, files, matching in source lines, verification in target lines."""

from localize.glossary.base import Glossary
from localize.glossary.characters import address_terms, character_terms, merged
from localize.glossary.dialogue import situations
from localize.glossary.match import Match, Matcher
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

__all__ = ["ANYWHERE", "EVERYWHERE", "Glossary", "Kind", "Match", "Matcher", "Mode", "Rendering", "Scope", "Situation",
           "Status", "Term", "address_terms", "character_terms", "episode_number", "forbidden", "found", "merged",
           "read_episodes", "read_table", "situations", "term_id", "write_episodes", "write_table"]
