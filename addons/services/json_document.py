"""
A JSON text whose strings can be replaced where they stand; every other byte stays as it was.

Parsing and printing again would lose spacing, the order and duplicates of keys, number forms
and escapes. So the text is kept, and only the spans of its strings are remembered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, NamedTuple, Never, Self

from addons.services.interface import UnreadableError

MAX_CHARS: Final = 25_000_000
MAX_DEPTH: Final = 64
MAX_NODES: Final = 200_000
MAX_POINTER_CHARS: Final = 50_000_000
"""All pointers together: a long key above many children would fill the memory with copies."""
MAX_TWINS: Final = 8
"""How often one key may be repeated in an object from which it is taken out."""
LONG_NUMBER: Final = 9
"""From this many digits a number may be a person's, and is read like a string."""

# Quantifiers are possessive, and a lone quote is a token of its own: both keep it linear.
_TOKEN: Final = re.compile(
    r'"(?:[^"\\]++|\\.)*+"|[,{}\[\]]|-?\d[\d.eE+\-]*+|true|false|null|"', re.DOTALL
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_NOT_JSON: Final = "not-json"


class JsonText(NamedTuple):
    """
    A string, a key, or a number of nine or more digits.

    A tuple: there is one for every string of every request, and a frozen dataclass is slow to make.
    """

    pointer: str
    """RFC 6901. A key has the pointer of its value; duplicate keys share theirs."""
    text: str
    is_key: bool = False

    def __repr__(self) -> str:
        # Not the pointer either: its steps are keys, and a key may hold text.
        return f"JsonText(is_key={self.is_key})"

    def nested(self) -> JsonDocument | None:
        """
        The JSON document that this string holds, or None where it holds none.

        Write it back by handing the inner document's `replaced(…)` to the outer one's.
        """
        if self.is_key or self.text.lstrip()[:1] not in {"{", "["}:
            return None
        try:
            return JsonDocument.parse(self.text)
        except UnreadableError as e:
            if str(e) == _NOT_JSON:  # prose that opens with a bracket
                return None
            raise


@dataclass(frozen=True, slots=True)
class JsonDocument:
    """A JSON text (RFC 8259), its value, and the places of its texts."""

    source: str = field(repr=False)
    value: Any = field(repr=False)
    """As `json.loads` gives it: of duplicate keys the last one. `texts` has them all."""
    texts: tuple[JsonText, ...] = field(repr=False)
    """In the order of the source."""
    _spans: tuple[tuple[int, int], ...] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises `UnreadableError`: `not-json`, `too-deep` or `too-large`."""
        if len(text) > MAX_CHARS:
            raise UnreadableError("too-large")
        # The bounds are checked first: `json` has none, and would recurse or fill the memory.
        cursor = _Cursor()
        with suppress(ValueError, RecursionError):
            cursor.run(text)
            value = json.loads(text, parse_constant=_refuse_constant)
            return cls(text, value, tuple(cursor.texts), tuple(cursor.spans))
        # Raised here and not above: a `JSONDecodeError` in its chain would hold the text.
        raise UnreadableError(_NOT_JSON)

    @classmethod
    def parse_bytes(cls, body: bytes) -> Self:
        """As `parse`, for strict UTF-8. Raises `UnreadableError`, also `not-utf8`."""
        return cls.parse(utf8(body))

    def text_at(self, pointer: str) -> str | None:
        """The string (or long number) at `pointer`; of duplicates the last, as servers read it."""
        found = (t.text for t in reversed(self.texts) if not t.is_key and t.pointer == pointer)
        return next(found, None)

    def replaced(self, texts: Mapping[int, str]) -> str:
        """
        The source with `texts[i]` as a JSON string in the place of `self.texts[i]`.

        What is not mentioned, or is the same as before, keeps its bytes.
        """
        pieces = []
        end = 0
        for index in sorted(texts):
            if texts[index] == self.texts[index].text:
                continue
            start, after = self._spans[index]
            pieces += [self.source[end:start], _encoded(texts[index], self.source[start:after])]
            end = after
        return "".join([*pieces, self.source[end:]])

    def removed(self, pointer: str) -> str:
        """
        The source without the member at `pointer` (all of its twins), or unchanged without one.

        Raises `UnreadableError` when the key is repeated absurdly often.
        """
        twins = [i for i, t in enumerate(self.texts) if t.is_key and t.pointer == pointer]
        if len(twins) > MAX_TWINS:
            raise UnreadableError("duplicate-keys")
        if not twins:
            return self.source
        start = self._spans[twins[-1]][0]
        rest = _without_first_member(self.source[start:])
        head = self.source[:start]
        if rest.lstrip().startswith("}"):  # it was the last one: its comma stood before it
            head = head.rstrip().removesuffix(",")
        return JsonDocument.parse(head + rest).removed(pointer)


class _Cursor:
    """Walks the tokens of one text, without recursion, and notes the spans of its strings."""

    __slots__ = ("at_key", "in_object", "index", "nodes", "pointer", "prefix", "spans", "spent",
                 "stack", "texts")  # fmt: skip

    def __init__(self) -> None:
        self.texts: list[JsonText] = []
        self.spans: list[tuple[int, int]] = []
        self.stack: list[tuple[str, bool, int]] = []
        self.prefix = ""
        self.pointer = ""
        self.in_object = False
        self.at_key = False
        self.index = 0
        self.nodes = 0
        self.spent = 0

    def run(self, source: str) -> None:
        """
        Raises `UnreadableError` past a bound, `ValueError` for what cannot be JSON. Its loop calls
        little: there is a turn for every token of every request.
        """
        note_text, note_span = self.texts.append, self.spans.append
        for token in _TOKEN.finditer(source):
            raw = token[0]
            first = raw[0]
            if first == ",":
                self._comma()
                continue
            if first in "}]":
                self._close()
                continue
            self.nodes += 1
            if self.nodes > MAX_NODES:
                raise UnreadableError("too-large")
            if first == '"':
                text = _unquoted(raw)
                if is_key := self.at_key:
                    self.at_key = False
                    self._point(text)
            elif first in "{[":
                self._open(in_object=first == "{")
                continue
            elif len(raw) >= LONG_NUMBER and sum(map(str.isdigit, raw)) >= LONG_NUMBER:
                text, is_key = raw, False
            else:
                continue
            note_text(JsonText(self.pointer, text, is_key))
            note_span(token.span())

    def _point(self, step: str) -> None:
        if "~" in step or "/" in step:
            step = step.replace("~", "~0").replace("/", "~1")
        self.spent += len(self.prefix) + len(step)
        if self.spent > MAX_POINTER_CHARS:
            raise UnreadableError("too-large")
        self.pointer = f"{self.prefix}/{step}"

    def _comma(self) -> None:
        if self.in_object:
            self.at_key = True
        else:
            self.index += 1
            self._point(str(self.index))

    def _open(self, *, in_object: bool) -> None:
        if len(self.stack) == MAX_DEPTH:
            raise UnreadableError("too-deep")
        self.stack.append((self.prefix, self.in_object, self.index))
        self.prefix = self.pointer
        self.in_object = self.at_key = in_object
        if not in_object:
            self.index = 0
            self._point("0")

    def _close(self) -> None:
        if not self.stack:
            raise ValueError
        self.prefix, self.in_object, self.index = self.stack.pop()
        self.at_key = False


def _unquoted(raw: str) -> str:
    """What a string says. Raises `ValueError` for one that does not end, or is none of JSON."""
    if len(raw) == 1:
        raise ValueError
    return str(json.loads(raw)) if "\\" in raw else raw[1:-1]


def utf8(body: bytes) -> str:
    """`body` as strict UTF-8. Raises `UnreadableError` (`not-utf8`)."""
    with suppress(UnicodeDecodeError):
        return body.decode()
    raise UnreadableError("not-utf8")


def _refuse_constant(_: str) -> Never:
    raise ValueError  # NaN and Infinity are Python's, not JSON's


def _encoded(text: str, raw: str) -> str:
    # A string whose writer escaped everything beyond ASCII stays so.
    escaped = raw.isascii() and "\\u" in raw
    # A lone surrogate can travel as an escape only; UTF-8 has no bytes for it.
    return json.dumps(text, ensure_ascii=escaped or bool(_SURROGATE.search(text)))


def _without_first_member(source: str) -> str:
    """What follows the member at the start of `source`, and the comma behind it."""
    depth = 0
    for token in _TOKEN.finditer(source):
        if depth == 0 and token[0] in {",", "}"}:
            return source[token.end() :].lstrip() if token[0] == "," else source[token.start() :]
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token[0], 0)
    raise UnreadableError(_NOT_JSON)


def matches(pointer: str, pattern: str) -> bool:
    """Whether `pointer` fits: `*` stands for one step, `**` for any number, also none."""
    return pointer_pattern((pattern,)).fullmatch(pointer) is not None


@lru_cache(maxsize=512)
def pointer_pattern(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for all `patterns`, to be used with `fullmatch`. No pattern fits nothing."""
    steps = {"*": "/[^/]*", "**": "(?:/[^/]*)*"}
    joined = "|".join(
        "".join(steps.get(step, "/" + re.escape(step)) for step in pattern.split("/")[1:])
        for pattern in patterns
    )
    return re.compile(joined or r"(?!)", re.DOTALL)
