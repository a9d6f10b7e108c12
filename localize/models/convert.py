"""Converting pulled weights to CTranslate2, in an environment of its own that has torch. Running never needs torch."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from localize.errors import EngineError, EngineUnavailable
from localize.models.registry import Model, folder, library

#: transformers 5 loses M2M100's language tokens: the last release before it converts all our families.
PACKAGES: Final = ("torch==2.13.0", "transformers==4.57.6", "ctranslate2==4.8.5", "sentencepiece==0.2.3",
                   "protobuf==7.36.2")
_TOKENIZERS: Final = ("sentencepiece.bpe.model", "source.spm", "target.spm", "spiece.model", "tokenizer.json",
                      "tokenizer_config.json", "preprocessor_config.json")

Run = Callable[[Sequence[str]], None]
"""Runs a program to its end; raises EngineError if it fails."""


def convert(model: Model, root: Path | None = None, *, say: Callable[[str], None] = lambda _: None,
            run: Run | None = None) -> Path:
    """Convert a pulled model to CTranslate2's int8 form and return the folder; a finished conversion is left alone.

    Args:
        model: Pulled already.
        root: Folder of models; the library by default.
        say: Told what is being done, in words.
        run: Runs programs; for tests.

    Raises:
        EngineUnavailable: If the environment cannot be made.
        EngineError: If the converter fails; its last words are in the message.
    """
    source = folder(model, root)
    out = source / "converted"
    if (out / "localize.json").is_file():
        return out
    execute = run or _run
    python = _environment((root or library()) / ".convert", say, execute)
    part = source / "converted.part"
    shutil.rmtree(part, ignore_errors=True)
    say(f"converting {model.name} to int8")
    copied = [name for name in _TOKENIZERS if (source / name).is_file()]
    execute([str(python.parent / "ct2-transformers-converter"), "--model", str(source), "--output_dir", str(part),
             "--quantization", "int8", "--copy_files", *copied])
    told: dict[str, object] = {"family": model.family, "model": model.name, "revision": _revision(source)}
    if model.family == "marian":
        told["codes"] = dict.fromkeys(model.languages, "")
    (part / "localize.json").write_text(json.dumps(told, indent=2, sort_keys=True) + "\n", "utf-8")
    shutil.rmtree(out, ignore_errors=True)
    part.replace(out)
    return out


def _environment(place: Path, say: Callable[[str], None], run: Run) -> Path:
    python = place / "bin" / "python"
    stamp = place / "packages.txt"
    if python.is_file() and stamp.is_file() and stamp.read_text("utf-8").split() == list(PACKAGES):
        return python
    say("making an environment with torch for the conversion (once)")
    try:
        run([sys.executable, "-m", "venv", str(place)])
        run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES])
    except EngineError as error:
        raise EngineUnavailable(f"no environment for the conversion could be made: {error.message}", field="models",
                                hint="the package index must be reachable; or convert on another machine and copy the "
                                     "folder 'converted'") from error
    stamp.write_text("\n".join(PACKAGES), "utf-8")
    return python


def _revision(source: Path) -> str:
    try:
        return str(json.loads((source / "pulled.json").read_text("utf-8"))["revision"])
    except (OSError, ValueError, KeyError):
        return ""


def _run(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(list(command), check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    except OSError as error:
        raise EngineError(f"{Path(command[0]).name} cannot be started: {error.strerror}") from error
    if done.returncode:
        raise EngineError(f"{Path(command[0]).name} failed: {done.stderr.strip()[-400:]}")
