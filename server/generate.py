"""Generated code: ``python -m server.generate`` writes ``server/_gen`` from ``proto``.

``--check`` writes nothing and fails if what is committed is stale; ``--lint`` runs buf's rules (``proto/buf.yaml``)
on the descriptor set. Both need the packages of the ``check`` extra only.
"""

from __future__ import annotations

import argparse
import importlib.resources
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PROTO: Final = ROOT / "proto"
GENERATED: Final = ROOT / "server" / "_gen"
_MARK: Final = '"""Made from ``proto`` by ``python -m server.generate``; never edited by hand."""\n'


def generate(target: Path) -> None:
    """Write the Python modules and stubs of every file under ``proto`` into ``target``.

    Raises:
        subprocess.CalledProcessError: If protoc refuses a file; it says why on standard error.
    """
    with _includes() as includes:
        _protoc(includes, f"--python_out={target}", f"--pyi_out={target}", f"--grpc_python_out={target}")
    for path in sorted(target.rglob("*_pb2_grpc.py")):
        if "class " not in path.read_text(encoding="utf-8"):
            path.unlink()  # a file without a service
    for path in sorted(target.rglob("*.py*")):
        text = path.read_text(encoding="utf-8")
        # protoc believes that the package of the proto file is a top-level package of Python.
        path.write_text(re.sub(r"^from localization\.v1 import", "from server._gen.localization.v1 import", text,
                               flags=re.MULTILINE), encoding="utf-8")
    for folder in (target, target / "localization", target / "localization" / "v1"):
        (folder / "__init__.py").write_text(_MARK, encoding="utf-8")


def stale() -> list[str]:
    """Return the generated files that differ from what ``proto`` says, relative to ``server/_gen``."""
    with tempfile.TemporaryDirectory() as name:
        fresh = Path(name)
        generate(fresh)
        wanted, found = _contents(fresh), _contents(GENERATED)
    return sorted(path for path in wanted.keys() | found.keys() if wanted.get(path) != found.get(path))


def buf() -> str | None:
    """Return the path of buf: the wheel's beside this Python, or the system's; None if there is neither."""
    own = Path(sys.executable).parent / "buf"
    return str(own) if own.exists() else shutil.which("buf")


def lint() -> int:
    """Run buf's lint rules on our own files and return its exit status: 0 when there is nothing to say."""
    program = buf()
    if program is None:
        sys.stderr.write("buf is missing: install the `check` extra\n")
        return 2
    with _includes() as includes, tempfile.TemporaryDirectory() as name:
        image = Path(name) / "image.binpb"
        _protoc(includes, "--include_imports", "--include_source_info", f"--descriptor_set_out={image}")
        own = [f"--path={path.relative_to(PROTO)}" for path in sorted(PROTO.rglob("*.proto"))]
        return subprocess.run([program, "lint", str(image), "--config", str(PROTO / "buf.yaml"), *own],
                              check=False).returncode


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.py*")
            if "__pycache__" not in path.parts}


def _protoc(includes: tuple[Path, ...], *options: str) -> None:
    files = [str(path.relative_to(PROTO)) for path in sorted(PROTO.rglob("*.proto"))]
    folders = [f"-I{folder}" for folder in (PROTO, *includes)]
    subprocess.run([sys.executable, "-m", "grpc_tools.protoc", *folders, *options, *files], check=True)


@contextmanager
def _includes() -> Iterator[tuple[Path, ...]]:
    spec = importlib.util.find_spec("google.longrunning")
    assert spec is not None
    assert spec.submodule_search_locations
    google = Path(next(iter(spec.submodule_search_locations))).parent
    with tempfile.TemporaryDirectory() as name:
        # The wheel renames operations.proto, its descriptor does not; clients elsewhere know the true name.
        true = Path(name) / "google" / "longrunning"
        true.mkdir(parents=True)
        shutil.copy(google / "longrunning" / "operations_proto.proto", true / "operations.proto")
        own = Path(str(importlib.resources.files("grpc_tools"))) / "_proto"
        yield Path(name), google.parent, own


def main(arguments: list[str] | None = None) -> int:
    """Write, check or lint; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m server.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail if server/_gen is stale; write nothing")
    parser.add_argument("--lint", action="store_true", help="run buf lint; write nothing")
    options = parser.parse_args(arguments)
    if options.lint:
        return lint()
    if options.check:
        for path in (found := stale()):
            sys.stderr.write(f"server/_gen/{path} is stale: run python -m server.generate\n")
        return 1 if found else 0
    if GENERATED.exists():
        shutil.rmtree(GENERATED)
    GENERATED.mkdir()
    generate(GENERATED)
    return 0


if __name__ == "__main__":
    sys.exit(main())
