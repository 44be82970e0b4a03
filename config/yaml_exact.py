"""
YAML read by a parser that tells exactly what is wrong and where, and takes its time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode
from ruamel.yaml.reader import ReaderError

from config.errors import ConfigError
from config.yaml_places import MAX_DEPTH, MAX_NODES, Loc, Mark, Reading, plain_value, shown


def exactly_read(path: Path, text: str) -> Reading:
    """What `text`, that of the file `path`, says. Raises `ConfigError`, with place and remedy."""
    return _Exact(path).document(_composed(path, text))


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


class _Exact:
    """Turns nodes into plain values, and keeps their marks."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._nodes = 0
        self._reading = Reading()

    def document(self, node: Node | None) -> Reading:
        if node is not None:
            self._reading.data = self._value(node, ())
        return self._reading

    def _value(self, node: Node, loc: Loc) -> Any:
        self._nodes += 1
        if self._nodes > MAX_NODES or len(loc) > MAX_DEPTH:
            limit = f"at most {MAX_NODES} values, {MAX_DEPTH} deep"
            raise self._error(node, f"unfolds to more than we read ({limit})")
        self._reading.values[loc] = _mark(node)
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        if (tag := _tag(node)) not in {"map", "seq"}:
            raise self._error(node, f"the tag {tag[:40]} is not allowed (write a plain value)")
        if isinstance(node, MappingNode):
            return self._mapping(node, loc)
        return [self._value(child, (*loc, i)) for i, child in enumerate(node.value)]

    def _mapping(self, node: MappingNode, loc: Loc) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                raise self._error(key_node, "a key must be one word")
            key = str(key_node.value)
            if key in mapping:
                raise self._error(key_node, f"'{key[:60]}' is there twice (keep one)")
            self._reading.keys[*loc, key] = _mark(key_node)
            mapping[key] = self._value(value_node, (*loc, key))
        return mapping

    def _scalar(self, node: ScalarNode) -> Any:
        tag = _tag(node)
        try:
            return plain_value(tag, str(node.value))
        except KeyError:
            complaint = f"the tag {tag[:40]} is not allowed (write a plain value)"
            raise self._error(node, complaint) from None

    def _error(self, node: Node, complaint: str) -> ConfigError:
        return ConfigError(f"{_where(self._path, node.start_mark)}: {complaint}")


def _mark(node: Node) -> Mark:
    return Mark(node.start_mark.line + 1, node.start_mark.column + 1)
