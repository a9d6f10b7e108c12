"""Who labels and signs a package: options of the commands that make one, and ``localize test-certificate``."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path

from localize.cli.options import say
from localize.cli.speaking import speech_chosen
from localize.composition import engines_for, seal_for, watermarker_for
from localize.errors import InvalidInput
from localize.pipeline import Engines
from localize.provenance.notice import Notice

_EXAMPLES = """examples:
  localize test-certificate --out certificate
  localize run film.mp4 --from zh --to en --out out --sign-certificate certificate/chain.pem --sign-key certificate/key.pem
  localize verify out --trust certificate/authority.pem

For trying out only: what it signs says so, and is never deliverable. For delivery, have an authority of the C2PA trust
list issue a certificate for EC P-256, and give its chain and key the same way.
"""


def add_signing(parser: argparse.ArgumentParser) -> None:
    """Add the options that say who labels and signs."""
    parser.add_argument("--sign-certificate", type=Path, default=_path("LOCALIZE_SIGNING_CERTIFICATE"), metavar="PEM",
                        help="sign every file (C2PA) with this certificate chain, the signer's own first (also "
                             "$LOCALIZE_SIGNING_CERTIFICATE); without, files are labelled but not signed")
    parser.add_argument("--sign-key", type=Path, default=_path("LOCALIZE_SIGNING_KEY"), metavar="PEM",
                        help="its private key (also $LOCALIZE_SIGNING_KEY)")
    parser.add_argument("--timestamp-url", default=os.environ.get("LOCALIZE_TIMESTAMP_URL", ""), metavar="URL",
                        help="timestamp authority (RFC 3161), so that signatures outlive the certificate")
    parser.add_argument("--notice", default=Notice.NONE.value, choices=[item.value for item in Notice],
                        help="tell people that AI made it: a line at the beginning of the subtitles (visible), the rhythm of AI "
                             "in Morse code at the beginning of the dubs (audible), or both (default: none)")
    parser.add_argument("--watermark", action="store_true", default=bool(os.environ.get("LOCALIZE_WATERMARK")),
                        help="put a mark into the dubs that nobody hears and a program finds; needs pip install '.[watermark]'")
    parser.add_argument("--producer", default=os.environ.get("LOCALIZE_PRODUCER", "localize"), metavar="NAME",
                        help="who makes the package, in the label of AI-made material (default: %(default)s)")


def engines(arguments: argparse.Namespace) -> Engines:
    """Return the engines of ``--models``, with the seal that the options describe; checked before anything runs.

    Raises:
        LocalizeError: If a model, certificate or key is of no use.
    """
    made = engines_for(arguments.models, separator=getattr(arguments, "separator", ""),
                       speech=speech_chosen(arguments))
    if not hasattr(arguments, "sign_certificate"):
        return made
    return replace(made, seal=seal_for(arguments.sign_certificate, arguments.sign_key, arguments.timestamp_url,
                                       arguments.producer), watermarker=watermarker_for(wanted=arguments.watermark))


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command that makes a test certificate."""
    parser = commands.add_parser("test-certificate", help="make a certificate for trying out signatures",
                                 description="Make a signing certificate that says of itself that it is for trying out.",
                                 epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for chain.pem, key.pem, authority.pem")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from localize.engines.certificates import make_test_certificate

    if (arguments.out / "key.pem").exists():
        raise InvalidInput(f"there is a key in {arguments.out} already", field="out", hint="give another folder")
    made = make_test_certificate(arguments.out)
    say(f"sign with {made.chain} and {made.key}; verify with --trust {made.authority}")
    return 0


def _path(name: str) -> Path | None:
    text = os.environ.get(name)
    return Path(text) if text else None
