"""
One harness under atheris, until its time is over; libFuzzer's options follow the name.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

# What is measured is ours; instrumenting libraries costs more than it finds.
with atheris.instrument_imports(include=["addons", "policy", "proxy"]):
    from fuzz.registry import HARNESSES


def main(arguments: list[str]) -> None:
    """Does not return: libFuzzer ends the process."""
    name, *options = arguments
    harness = HARNESSES[name]
    folders = [Path(option) for option in options if not option.startswith("-")]
    for number, seed in enumerate(harness.seeds):
        (folders[0] / f"seed-{number}").write_bytes(seed)
    atheris.Setup([sys.argv[0], *options], harness.check)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
