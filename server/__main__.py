"""``localize-server``: the composition root. Settings, then engines, then a server or a worker."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from dbos import DBOS
from pydantic import ValidationError

from localize.errors import InvalidInput, LocalizeError, NotAllowed
from localize.store import Store
from server import rights_commands
from server.auth import Credentials, Role
from server.database import Database, now
from server.host import Host
from server.jobs import QUEUES, Runner
from server.retention import Kept, prune
from server.settings import Settings

_DAY: Final = 86_400.0
_EXAMPLES: Final = """
examples:
  localize-server serve --data var --listen 127.0.0.1:8443 --insecure-loopback
  localize-server token create --data var --organization acme --role distributor
  localize-server serve --data var --listen 0.0.0.0:8443 --tls-certificate cert.pem --tls-key key.pem
  localize-server serve --data var --store s3://films/localize --store-endpoint https://s3.example \\
      --http 127.0.0.1:8080 --http-url https://play.example
  localize-server rights add --data var --organization acme --title harbour --partner streamco --territory TH \\
      --language th --begin 2026-12-01 --end 2027-12-01
  localize-server rights list --data var --organization acme
  localize-server audit --data var --organization acme --refused
  localize-server migrate --database-url postgresql://localhost/localize
  localize-server prune --data var --keep-days 30 --dry-run
  localize-server worker --database-url postgresql://localhost/localize --data /shared --executor huangpu-1 \\
      --queue huangpu

Every option can also be given in the environment: --data is LOCALIZE_DATA, and so on.
exit codes: 0 ended as asked, 1 refused or failed, 2 wrong usage
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command of the server; return its exit code."""
    parser = _parser()
    options = vars(parser.parse_args(arguments))
    command, run = options.pop("command"), options.pop("run")
    extra = {name: options.pop(name) for name in options.keys() - Settings.model_fields.keys() - {"log_level"}}
    logging.basicConfig(level=options.pop("log_level").upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        settings = Settings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        for problem in error.errors():
            place = ".".join(map(str, problem["loc"])) or "settings"
            sys.stderr.write(f"localize-server {command}: {place}: {problem['msg'].removeprefix('Value error, ')}\n")
        return 2
    try:
        return int(run(settings, **extra))
    except LocalizeError as error:
        sys.stderr.write(f"localize-server {command}: {error}\n")
        return 1


def _serve(settings: Settings, port_file: Path | None, no_jobs: bool) -> int:
    stop = _stop_signal()
    host = Host(settings, lambda store: _runner(settings, store), () if no_jobs else QUEUES)
    host.serve()
    if port_file is not None:
        # Whole or not at all: who waits for the file must not read half an address.
        part = port_file.with_name(f"{port_file.name}.part")
        part.write_text(f"{host.address}\n", encoding="utf-8")
        part.replace(port_file)
    print(f"serving on {host.address}" + (f", links on {host.http_address}" if host.http_address else ""), flush=True)
    while settings.keep_days:
        _forget(settings, host.database)
        if stop.wait(_DAY):
            break
    return _until(stop, host)


def _forget(settings: Settings, database: Database) -> None:
    """Forget what is past its time; a server whose disk is full or whose database is away serves on."""
    try:
        done = prune(database, settings.queue_url, settings.data / "uploads", Kept(timedelta(days=settings.keep_days)), now())
    except LocalizeError as error:
        logging.getLogger(__name__).warning("nothing was forgotten: %s", error)
    else:
        logging.getLogger(__name__).info("forgotten: %s", done)


def _prune(settings: Settings, dry_run: bool) -> int:
    if not settings.keep_days:
        raise InvalidInput("with keep_days 0 everything is kept", field="keep_days", hint="--keep-days 90")
    database = Database(settings.metadata_url)
    database.migrate()
    DBOS.migrate(settings.queue_url)
    done = prune(database, settings.queue_url, settings.data / "uploads", Kept(timedelta(days=settings.keep_days)), now(),
                 dry_run=dry_run)
    database.close()
    print(f"{'would forget' if dry_run else 'forgot'} {done.events} events, {done.answers} answers to repeated calls, "
          f"{done.uploads} abandoned uploads, the workflows of {done.workflows} ended jobs")
    return 0


def _work(settings: Settings, queue: list[str] | None) -> int:
    if settings.executor == Settings.model_fields["executor"].default:
        raise NotAllowed("a worker needs a name of its own, the same after a restart", field="executor",
                         hint="it finds what it was working on by that name: --executor huangpu-1")
    stop = _stop_signal()
    host = Host(settings, lambda store: _runner(settings, store), queue or QUEUES)
    host.work()
    print(f"working on {', '.join(queue or QUEUES)}", flush=True)
    return _until(stop, host)


def _migrate(settings: Settings) -> int:
    database = Database(settings.metadata_url)
    database.migrate()
    database.close()
    DBOS.migrate(settings.queue_url)
    print("the schema is up to date")
    return 0


def _create_token(settings: Settings, organization: str, role: str, label: str, days: int) -> int:
    print(_credentials(settings).create(organization, Role(role), label=label, days=days))
    return 0


def _list_tokens(settings: Settings) -> int:
    for row in _credentials(settings).list():
        state = "revoked" if row.revoke_time else f"until {row.expire_time:%Y-%m-%d}" if row.expire_time else "good"
        print(f"{row.id}  {row.organization}  {row.role}  {state}  {row.label}")
    return 0


def _revoke_token(settings: Settings, id: str) -> int:  # noqa: A002 - named as the option
    _credentials(settings).revoke(id)
    return 0


def _credentials(settings: Settings) -> Credentials:
    database = Database(settings.metadata_url)
    database.migrate()
    return Credentials(database)


def _runner(settings: Settings, store: Store) -> Runner:
    # Loaded here and not above: tokens and migrations need no engines.
    from localize.composition import engines_for, seal_for, watermarker_for
    from localize.pipeline import Pipeline

    seal = seal_for(settings.signing_certificate, settings.signing_key, settings.timestamp_url, settings.producer)
    mark = watermarker_for(wanted=settings.watermark)
    return Pipeline(replace(engines_for(settings.models), seal=seal, watermarker=mark), store)


def _stop_signal() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _until(stop: threading.Event, host: Host) -> int:
    stop.wait()
    host.stop()
    sys.stdout.flush()
    logging.shutdown()
    # A thread that waits for a child workflow would hold the interpreter for ever; all that matters is on disk.
    os._exit(0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="localize-server", description="The localization service.", epilog=_EXAMPLES,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="serve|worker|migrate|prune|token|rights|audit")
    serve = _command(commands, "serve", _serve, "serve calls and run jobs")
    serve.add_argument("--listen", help="host:port; port 0 takes a free one (default 127.0.0.1:8443)")
    serve.add_argument("--insecure-loopback", action="store_true", default=None,
                       help="admit calls without a token; loopback addresses only")
    serve.add_argument("--tls-certificate", type=Path, help="PEM file of the certificate chain")
    serve.add_argument("--tls-key", type=Path, help="PEM file of the private key")
    serve.add_argument("--tls-client-ca", type=Path, help="PEM file of authorities; clients must show a certificate")
    serve.add_argument("--port-file", type=Path, help="write the address to this file once it serves")
    serve.add_argument("--http", help="host:port where players fetch files by signed links (default: no links)")
    serve.add_argument("--http-url", help="base of the links, where a proxy or another name stands before --http")
    serve.add_argument("--no-jobs", action="store_true", help="leave the jobs to workers; needs PostgreSQL")
    worker = _command(commands, "worker", _work, "run jobs only; needs PostgreSQL beside a server")
    worker.add_argument("--queue", action="append", choices=QUEUES, help="work on this queue only; may be repeated")
    for engine in (serve, worker):
        engine.add_argument("--models", help="set of models (default starter)")
        engine.add_argument("--signing-certificate", type=Path, help="PEM file of the chain that signs packages (C2PA)")
        engine.add_argument("--signing-key", type=Path, help="PEM file of its private key")
        engine.add_argument("--timestamp-url", help="timestamp authority (RFC 3161) for the signatures")
        engine.add_argument("--watermark", action="store_true", default=None,
                            help="put an inaudible mark into dubs; needs the extra 'watermark'")
        engine.add_argument("--producer", help="who makes the packages, in the label of AI-made material (default localize)")
        engine.add_argument("--executor", help="name of this process among workers, the same after a restart")
        engine.add_argument("--source-workers", type=int, help="source sides and packages made at once")
        engine.add_argument("--language-workers", type=int, help="languages of one base made at once")
        engine.add_argument("--store", help="where artifacts lie: a folder, or s3://bucket/prefix (default DATA/store)")
        engine.add_argument("--store-endpoint", help="URL of an S3-compatible service other than Amazon's")
        engine.add_argument("--poll", type=float, help="seconds between two looks at a queue (default 0.2)")
        engine.add_argument("--shutdown-grace", type=float, help="seconds that running work gets at the end (default 5)")
    _command(commands, "migrate", _migrate, "bring the database's schema up to date")
    forget = _command(commands, "prune", _prune, "forget superseded events, old answers, abandoned uploads, ended workflows")
    forget.add_argument("--dry-run", action="store_true", help="count, and change nothing")
    for keeper in (serve, forget):
        keeper.add_argument("--keep-days", type=int, help="days for which superseded events are kept (default 90; 0 for ever)")
    token = commands.add_parser("token", help="make, list and revoke tokens")
    tokens = token.add_subparsers(dest="command", required=True)
    create = _command(tokens, "create", _create_token, "make a token and print it, once")
    create.add_argument("--organization", required=True, help="whose rows it opens; made if it is new")
    create.add_argument("--role", required=True, choices=[role.value for role in Role], help="what its bearer may do")
    create.add_argument("--label", default="", help="for people")
    create.add_argument("--days", type=int, default=0, help="after which it expires; 0 for never")
    _command(tokens, "list", _list_tokens, "list tokens, without their secrets")
    _command(tokens, "revoke", _revoke_token, "make a token useless").add_argument("id", help="as `list` shows it")
    rights_commands.add(commands, _command)
    return parser


def _command(commands: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=text, description=text, epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.set_defaults(run=run)
    parser.add_argument("--data", type=Path, help="folder of the embedded database, store and uploads (default var)")
    parser.add_argument("--database-url", help="SQLAlchemy URL; SQLite inside --data if not given")
    parser.add_argument("--log-level", default="warning", choices=["debug", "info", "warning", "error"])
    return parser


if __name__ == "__main__":
    sys.exit(main())
