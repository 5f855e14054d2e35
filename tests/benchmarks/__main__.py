"""`python -m tests.benchmarks NAME` runs one measurement and prints one JSON object."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
from pathlib import Path

import tests.benchmarks

NAMES = sorted(
    module.name
    for module in pkgutil.iter_modules(tests.benchmarks.__path__)
    if module.name not in ("__main__", "asking", "measure", "plain")
)


def main() -> None:
    parser = argparse.ArgumentParser(description=tests.benchmarks.__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--frozen", type=Path, help="startup: the packaged program to measure")
    arguments = parser.parse_args()
    if arguments.frozen is not None and arguments.name != "startup":
        parser.error("--frozen is for startup alone")
    options = {} if arguments.frozen is None else {"frozen": arguments.frozen}
    measured = importlib.import_module(f"tests.benchmarks.{arguments.name}").main(**options)
    print(json.dumps(measured, indent=2))


main()
