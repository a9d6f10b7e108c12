"""``localize-client``: what translators do on a server, from a terminal: glossaries, corrections, the memory, cues."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from localize.errors import InvalidInput, LocalizeError, NotAllowed
from server import client_glossary, client_memory
from server.callfailed import CallFailed
from server.correction_client import CorrectionClient

_EXAMPLES: Final = """
examples:
  export LOCALIZE_SERVER=127.0.0.1:8443 LOCALIZE_TOKEN=loc_…
  localize-client glossary preview glossaries/harbour --set '师父=en:Sifu;th:ซือฝู'
  localize-client glossary apply glossaries/harbour --set '师父=en:Sifu;th:ซือฝู' --summary '师父 is Sifu'
  localize-client glossary revisions glossaries/harbour
  localize-client glossary rollback glossaries/harbour 7
  localize-client memory suggest titles/harbour/masters/e1/localizations/en/cues/u0003

exit codes: 0 done, 1 some masters failed, 2 refused or wrong usage, 3 the server cannot be reached, 130 interrupted
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command against a server and return its exit code."""
    options = parser().parse_args(arguments)
    try:
        with _client(options) as client:
            return int(options.run(client, options))
    except LocalizeError as error:
        sys.stderr.write(f"localize-client: {error}\n")
        rows = error.violations if isinstance(error, CallFailed) and len(error.violations) > 1 else ()
        sys.stderr.writelines(f"  {text}\n" for _, text in rows)
        return 3 if isinstance(error, CallFailed) and error.status.name in {"UNAVAILABLE", "DEADLINE_EXCEEDED"} else 2
    except KeyboardInterrupt:
        sys.stderr.write("localize-client: interrupted; what was begun on the server goes on\n")
        return 130


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    found = argparse.ArgumentParser(prog="localize-client", description="Work on a localization server.", epilog=_EXAMPLES,
                                    formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument("--server", default=os.environ.get("LOCALIZE_SERVER", "127.0.0.1:8443"), metavar="HOST:PORT",
                       help="default %(default)s; also $LOCALIZE_SERVER")
    found.add_argument("--token", default=os.environ.get("LOCALIZE_TOKEN", ""), help="credential; also $LOCALIZE_TOKEN")
    found.add_argument("--ca", type=Path, metavar="FILE", help="PEM of the authority that signed the server's certificate")
    commands = found.add_subparsers(dest="command", required=True, metavar="glossary|memory|cue")
    client_glossary.add(commands)
    client_memory.add(commands)
    return found


def _client(options: argparse.Namespace) -> CorrectionClient:
    try:
        authority = options.ca.read_bytes() if options.ca else None
    except OSError as error:
        raise InvalidInput(f"{options.ca}: {error.strerror}", field="ca") from error
    if options.token and authority is None and not options.server.startswith(("127.", "localhost", "[::1]")):
        raise NotAllowed("a token would travel unencrypted", field="token", hint="give --ca, the server's authority")
    return CorrectionClient(options.server, token=options.token, root_certificates=authority)


if __name__ == "__main__":
    sys.exit(main())
