"""
YAML files with their line numbers: read with bounds, refused with a place and a remedy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from config.errors import ConfigError
from config.yaml_places import MAX_BYTES, Loc, Mark, Reading, shown
from config.yaml_quick import UnusualError, quickly_read

__all__ = ["MAX_BYTES", "Loc", "Mark", "YamlFile", "complaint_of", "read_yaml", "shown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlFile:
    """One document, and where each of its values stands."""

    path: Path
    sha256: str
    """Of the file's bytes: it names the version of what was decided."""
    data: Any = field(repr=False)
    values: Mapping[Loc, Mark] = field(repr=False)
    keys: Mapping[Loc, Mark] = field(repr=False)

    def place(self, loc: Sequence[str | int] = (), *, key: bool = False) -> str:
        """`file:line:col` of `loc`, or of the nearest thing around it that the file names."""
        known = tuple(self._known(loc))
        marks = self.keys if key and known in self.keys else self.values
        mark = marks.get(known, Mark(1, 1))
        return f"{shown(self.path)}:{mark.line}:{mark.column}"

    def _known(self, loc: Iterable[str | int]) -> Iterable[str | int]:
        # pydantic puts names of its own (a union's member) between ours; those are skipped.
        known: Loc = ()
        for step in loc:
            if (*known, step) in self.values:
                known = (*known, step)
                yield step

    def error(self, loc: Sequence[str | int], complaint: str, *, key: bool = False) -> ConfigError:
        """The `ConfigError` that points at `loc`."""
        path = ".".join(str(step) for step in loc)
        where = f"{self.place(loc, key=key)}: "
        return ConfigError(f"{where}{path}: {complaint}" if path else f"{where}{complaint}")

    def parsed[M: BaseModel](self, model: type[M], *, echo: bool = True) -> M:
        """
        The document as `model`. Raises `ConfigError` with one line for everything that is wrong;
        `echo=False` keeps the values themselves out of it.
        """
        try:
            return model.model_validate(self.data)
        except ValidationError as invalid:
            lines = [self._line(error, echo=echo) for error in invalid.errors(include_url=False)]
            raise ConfigError("\n".join(dict.fromkeys(lines))) from None

    def _line(self, error: Any, *, echo: bool) -> str:
        loc, kind = error["loc"], error["type"]
        is_key = kind == "extra_forbidden" or loc[-1:] == ("[key]",)
        loc = loc[:-1] if loc[-1:] == ("[key]",) else loc
        return str(self.error(loc, complaint_of(error, echo=echo), key=is_key))


def complaint_of(error: Any, *, echo: bool) -> str:
    """One pydantic error in words: what is wrong, what is allowed, and what stood there."""
    if error["type"] == "extra_forbidden":
        return "there is no such field (look for a typing error, or take it out)"
    if error["type"] == "missing":
        return "is missing (it has no default)"
    message = str(error["msg"]).removeprefix("Value error, ")
    got = error["input"]
    plain = isinstance(got, str | int | float | bool)
    return f"{message} (got {str(got)[:60]!r})" if echo and plain else message


def read_yaml(path: Path) -> YamlFile:
    """
    The document in `path`. Raises `ConfigError` for a file that is missing, unreadable, too
    large, not UTF-8, not YAML, that repeats a key, or that uses tags.
    """
    raw = _bytes(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        raise ConfigError(f"{shown(path)}:{line}:1: not UTF-8 (save the file as UTF-8)") from None
    reading = _read(path, text)
    return YamlFile(
        path=path,
        sha256=hashlib.sha256(raw).hexdigest(),
        data={} if reading.data is None else reading.data,
        values=reading.values,
        keys=reading.keys,
    )


def _read(path: Path, text: str) -> Reading:
    try:
        return quickly_read(text)
    except UnusualError:
        from config.yaml_exact import exactly_read  # noqa: PLC0415 -- most never need it; slow to load

        return exactly_read(path, text)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as wrong:
        reason = (wrong.strerror or type(wrong).__name__).lower()
        raise ConfigError(f"{shown(path)}: cannot be read: {reason}") from None
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"{shown(path)}: too large (at most {MAX_BYTES} bytes)")
    return raw
