"""``python -m benchmarks [NAME ...]``: run benchmarks; without a name, list them.

Each benchmark is a module of this package with a ``main(argv)`` and a first docstring line that says what it measures.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks


def names() -> list[str]:
    """Return the benchmarks there are."""
    return sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_"))


def main(argv: list[str]) -> int:
    """Run the named benchmarks; ``quality`` stands for every one whose name begins so."""
    if not argv:
        for name in names():
            first = (importlib.import_module(f"benchmarks.{name}").__doc__ or "").strip().split("\n")[0]
            print(f"{name:<24} {first}")
        return 0
    wanted = [name for name in names() if name == argv[0] or name.startswith(f"{argv[0]}_")]
    if not wanted:
        print(f"no benchmark {argv[0]!r}; one of: {', '.join(names())}", file=sys.stderr)
        return 2
    for name in wanted:
        print(f"== {name}")
        importlib.import_module(f"benchmarks.{name}").main(argv[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
