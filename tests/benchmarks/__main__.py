"""`python -m tests.benchmarks NAME` runs one measurement and prints one JSON object."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil

import tests.benchmarks

NAMES = sorted(
    module.name
    for module in pkgutil.iter_modules(tests.benchmarks.__path__)
    if module.name not in ("__main__", "asking", "measure", "plain")
)


def main() -> None:
    parser = argparse.ArgumentParser(description=tests.benchmarks.__doc__)
    parser.add_argument("name", choices=NAMES)
    name = parser.parse_args().name
    print(json.dumps(importlib.import_module(f"tests.benchmarks.{name}").main(), indent=2))


main()
