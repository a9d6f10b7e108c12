"""``localize``: subcommands, exit codes, errors in words.

Exit codes: 0 done; 1 findings of severity error (``check``, ``verify``) or unmet terms asked to be strict; 2 wrong usage or bad
input; 3 an engine or the store failed; 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Final

from localize import __version__
from localize.cli import (
    check,
    convert,
    correct,
    dub,
    glossary,
    memory,
    models,
    package,
    run,
    signing,
    terms,
    transcribe,
    translate,
    verify,
    voices,
)
from localize.errors import Conflict, InvalidInput, LocalizeError, NotAllowed, NotFound

_COMMANDS: Final[tuple[ModuleType, ...]] = (run, transcribe, translate, dub, check, convert, correct, glossary, memory, models, package, signing, terms, verify, voices)
_USAGE: Final = (InvalidInput, NotFound, NotAllowed, Conflict)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all subcommands."""
    found = argparse.ArgumentParser(
        prog="localize", description="Subtitles, dub tracks and delivery packages of Chinese masters for the world.",
        epilog="localize COMMAND --help shows examples. Exit codes: 0 done, 1 findings, 2 bad input, 3 engine failed.")
    found.add_argument("--version", action="version", version=f"localize {__version__}")
    commands = found.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in _COMMANDS:
        module.add_parser(commands)
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except LocalizeError as error:
        print(f"localize: {error}", file=sys.stderr)
        return 2 if isinstance(error, _USAGE) else 3
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        print("localize: interrupted; run it again to go on where it stopped", file=sys.stderr)
        return 130
