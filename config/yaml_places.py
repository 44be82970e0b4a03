"""
What a YAML document is once it is read: values, and where each of them stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MAX_BYTES = 2 * 1024 * 1024
MAX_NODES = 100_000
"""Nodes after every alias is followed, so that a short file cannot unfold into a huge one."""
MAX_DEPTH = 24

type Loc = tuple[str | int, ...]
"""A path in a document, such as `("departments", "ocmw", "networks", 0)`."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file, counted from 1."""

    line: int
    column: int


@dataclass(slots=True)
class Reading:
    """What was read so far, value by value."""

    values: dict[Loc, Mark] = field(default_factory=dict, repr=False)
    keys: dict[Loc, Mark] = field(default_factory=dict, repr=False)
    data: Any = field(default=None, repr=False)

    @property
    def is_too_much(self) -> bool:
        return len(self.values) > MAX_NODES


def plain_value(tag: str, text: str) -> Any:
    """A scalar of YAML 1.2 as a value. Raises `KeyError` for a tag of anything else."""
    return _VALUES[tag](text)


def _number(convert: Callable[[str], int | float]) -> Callable[[str], int | float | str]:
    def number(text: str) -> int | float | str:
        try:
            return convert(text.replace("_", ""))
        except ValueError:
            return text  # such as 010: whoever wants a number will say so

    return number


_VALUES: dict[str, Callable[[str], Any]] = {
    "str": str,
    "timestamp": str,  # a date is a word here: versions are written as dates
    "null": lambda _: None,
    "bool": lambda text: text.lower() == "true",
    "int": _number(lambda text: int(text, 0)),
    "float": _number(float),
}


def shown(path: Path) -> str:
    """`path` as people write it: relative when it is below the working directory."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
