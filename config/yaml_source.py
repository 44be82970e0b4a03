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
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode
from ruamel.yaml.reader import ReaderError

from config.errors import ConfigError

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


def shown(path: Path) -> str:
    """`path` as people write it: relative when it is below the working directory."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


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
    reading = _Reading(path)
    data = reading.value(_composed(path, text), ())
    return YamlFile(
        path=path,
        sha256=hashlib.sha256(raw).hexdigest(),
        data={} if data is None else data,
        values=reading.values,
        keys=reading.keys,
    )


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


def _composed(path: Path, text: str) -> Node | None:
    try:
        node: Node | None = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        problem = " ".join(str(wrong.problem or wrong.context or "cannot be parsed").split())
        raise ConfigError(f"{_where(path, mark)}: not YAML: {problem}") from None
    except ReaderError as wrong:
        line = text.count("\n", 0, wrong.position) + 1
        raise ConfigError(
            f"{shown(path)}:{line}:1: not YAML: holds a character that YAML does not allow"
        ) from None
    except RecursionError:
        raise ConfigError(f"{shown(path)}: nested too deeply (at most {MAX_DEPTH})") from None
    except (YAMLError, ValueError, AttributeError, TypeError, KeyError, IndexError):
        # Some broken documents end in errors of the parser's own.
        raise ConfigError(f"{shown(path)}: not YAML: cannot be parsed") from None
    return node


def _where(path: Path, mark: StreamMark | None) -> str:
    return f"{shown(path)}:{mark.line + 1}:{mark.column + 1}" if mark else shown(path)


def _tag(node: Node) -> str:
    return str(node.tag).removeprefix("tag:yaml.org,2002:")


class _Reading:
    """Turns nodes into plain values, and keeps their marks."""

    def __init__(self, path: Path) -> None:
        self.values: dict[Loc, Mark] = {}
        self.keys: dict[Loc, Mark] = {}
        self._path = path
        self._nodes = 0

    def value(self, node: Node | None, loc: Loc) -> Any:
        if node is None:
            return None
        self._nodes += 1
        if self._nodes > MAX_NODES or len(loc) > MAX_DEPTH:
            limit = f"at most {MAX_NODES} values, {MAX_DEPTH} deep"
            raise self._error(node, f"unfolds to more than we read ({limit})")
        self.values[loc] = Mark(node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        if (tag := _tag(node)) not in {"map", "seq"}:
            raise self._error(node, f"the tag {tag[:40]} is not allowed (write a plain value)")
        if isinstance(node, MappingNode):
            return self._mapping(node, loc)
        return [self.value(child, (*loc, i)) for i, child in enumerate(node.value)]

    def _mapping(self, node: MappingNode, loc: Loc) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                raise self._error(key_node, "a key must be one word")
            key = str(key_node.value)
            if key in mapping:
                raise self._error(key_node, f"'{key[:60]}' is there twice (keep one)")
            mark = key_node.start_mark
            self.keys[*loc, key] = Mark(mark.line + 1, mark.column + 1)
            mapping[key] = self.value(value_node, (*loc, key))
        return mapping

    def _scalar(self, node: ScalarNode) -> Any:
        text = str(node.value)
        match _tag(node):
            case "str" | "timestamp":  # a date is a word here: versions are written as dates
                return text
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return self._number(node, lambda: int(text.replace("_", ""), 0))
            case "float":
                return self._number(node, lambda: float(text.replace("_", "")))
            case tag:
                raise self._error(node, f"the tag {tag[:40]} is not allowed (write a plain value)")

    def _number(self, node: ScalarNode, convert: Any) -> Any:
        try:
            return convert()
        except ValueError:
            return str(node.value)  # such as 010: whoever wants a number will say so

    def _error(self, node: Node, complaint: str) -> ConfigError:
        return ConfigError(f"{_where(self._path, node.start_mark)}: {complaint}")
