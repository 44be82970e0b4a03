"""
Every harness, by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fuzz import codecs, documents, parsers, services, wires
from fuzz.harness import Harness

HARNESSES: Mapping[str, Harness] = {
    harness.name: harness
    for harness in (
        *codecs.HARNESSES,
        *services.HARNESSES,
        *parsers.HARNESSES,
        *wires.HARNESSES,
        *documents.HARNESSES,
    )
}
CORPUS = Path(__file__).parent / "corpus"
"""A folder for each harness that ever found something, with a file for each case."""


def found_cases() -> list[tuple[str, Path]]:
    """Harness and file of every case that was ever found."""
    return sorted((file.parent.name, file) for file in CORPUS.glob("*/*") if file.is_file())
