"""
A form-urlencoded text, or a URL's query, whose values can be replaced where they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import quote_plus, unquote_plus

from addons.services.interface import UnreadableError
from addons.services.json_document import MAX_CHARS, JsonText, utf8

MAX_FIELDS: Final = 10_000
_UNCHANGED_IN_FORMS: Final = "*-._"
"""The characters that a browser leaves as they are (WHATWG URL, 5.2), beside letters, digits."""


@dataclass(frozen=True, slots=True)
class FormDocument:
    """Fields as `name=value`, joined by `&` (WHATWG URL, 5.1); decoded as strict UTF-8."""

    source: str = field(repr=False)
    texts: tuple[JsonText, ...] = field(repr=False)
    """
    Each name (as a key) and each value, in order. The pointer is `/` and the name. A name without
    `=` may be anybody's word, so it is no key.
    """
    _spans: tuple[tuple[int, int], ...] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises `UnreadableError`: `not-utf8` or `too-large`."""
        if len(text) > MAX_CHARS or text.count("&") >= MAX_FIELDS:
            raise UnreadableError("too-large")
        texts: list[JsonText] = []
        spans: list[tuple[int, int]] = []
        for start, equals, end in _fields(text):
            name = _decoded(text[start:equals])
            # A long name is its own text, not an address: twice would be enough of it.
            pointer = "/" + name[:200].replace("~", "~0").replace("/", "~1")
            texts.append(JsonText(pointer, name, is_key=equals < end))
            spans.append((start, equals))
            if equals < end:
                texts.append(JsonText(pointer, _decoded(text[equals + 1 : end])))
                spans.append((equals + 1, end))
        return cls(text, tuple(texts), tuple(spans))

    @classmethod
    def parse_bytes(cls, body: bytes) -> Self:
        """As `parse`, for a body. Raises `UnreadableError`."""
        return cls.parse(utf8(body))

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Names and values; a name without a value has an empty one."""
        found: list[tuple[str, str]] = []
        awaits_value = False
        for text in self.texts:
            if awaits_value:
                found[-1] = (found[-1][0], text.text)
            else:
                found.append((text.text, ""))
            awaits_value = text.is_key
        return tuple(found)

    def replaced(self, texts: Mapping[int, str]) -> str:
        """The source with `texts[i]`, encoded, in the place of `self.texts[i]`."""
        pieces = []
        end = 0
        for index in sorted(texts):
            if texts[index] == self.texts[index].text:
                continue
            start, after = self._spans[index]
            pieces += [self.source[end:start], _encoded(texts[index])]
            end = after
        return "".join([*pieces, self.source[end:]])


def _fields(text: str) -> Iterator[tuple[int, int, int]]:
    """Where each field starts, where its `=` stands (or it ends), and where it ends."""
    start = 0
    while start <= len(text):
        end = text.find("&", start)
        end = len(text) if end < 0 else end
        if end > start:
            equals = text.find("=", start, end)
            yield start, end if equals < 0 else equals, end
        start = end + 1


def _decoded(raw: str) -> str:
    if "%" not in raw and "+" not in raw:
        return raw
    with suppress(UnicodeDecodeError):
        return unquote_plus(raw, errors="strict")
    raise UnreadableError("not-utf8")


def _encoded(text: str) -> str:
    with suppress(UnicodeEncodeError):
        return quote_plus(text, safe=_UNCHANGED_IN_FORMS, errors="strict")
    raise UnreadableError("not-utf8")
