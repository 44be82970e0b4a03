"""
A path and its query, whose segments and values can be replaced where they stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import quote, unquote

from addons.services.form_document import FormDocument
from addons.services.interface import UnreadableError
from addons.services.json_document import JsonText

MAX_SEGMENTS: Final = 200
_UNCHANGED_IN_PATHS: Final = "-._~!$'()*,:@"


@dataclass(frozen=True, slots=True)
class UrlDocument:
    """`/path/with?a=query`, decoded as strict UTF-8."""

    source: str = field(repr=False)
    texts: tuple[JsonText, ...] = field(repr=False)
    """The path's segments, then the query's names (as keys) and values."""
    _segments: tuple[str, ...] = field(repr=False)
    """As they were sent."""
    _query: FormDocument = field(repr=False)

    @classmethod
    def parse(cls, path: str) -> Self:
        """Raises `UnreadableError`: `not-utf8`, `too-large`, or `odd-url` for a fragment."""
        route, _, query = path.partition("?")
        if "#" in path or not path.isascii():
            raise UnreadableError("odd-url")
        segments = tuple(route.split("/"))
        if len(segments) > MAX_SEGMENTS:
            raise UnreadableError("too-large")
        form = FormDocument.parse(query)
        steps = (JsonText(f"/path/{i}", _decoded(raw)) for i, raw in enumerate(segments))
        fields = (JsonText(f"/query{t.pointer}", t.text, t.is_key) for t in form.texts)
        return cls(path, (*steps, *fields), segments, form)

    def replaced(self, texts: Mapping[int, str]) -> str:
        """The source with `texts[i]`, encoded, in the place of `self.texts[i]`."""
        count = len(self._segments)
        route = "/".join(
            raw if texts.get(i, self.texts[i].text) == self.texts[i].text else _encoded(texts[i])
            for i, raw in enumerate(self._segments)
        )
        query = self._query.replaced({i - count: text for i, text in texts.items() if i >= count})
        return f"{route}?{query}" if "?" in self.source else route


def _decoded(raw: str) -> str:
    with suppress(UnicodeDecodeError):
        return unquote(raw, errors="strict") if "%" in raw else raw
    raise UnreadableError("not-utf8")


def _encoded(text: str) -> str:
    with suppress(UnicodeEncodeError):
        return quote(text, safe=_UNCHANGED_IN_PATHS, errors="strict")
    raise UnreadableError("not-utf8")
