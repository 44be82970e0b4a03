"""
A multipart form (RFC 7578) whose text fields can be replaced where they stand.

Only forms that every parser reads alike are accepted; anything unusual is unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Self

from addons.services.interface import UnreadableError
from addons.services.json_document import MAX_CHARS, JsonText, utf8

MAX_FIELDS: Final = 1_000
_BOUNDARY: Final = re.compile(
    r"""multipart/form-data\s*;\s*boundary=(?:"([^"\\;]{1,70})"|([^\s";,]{1,70}))\s*""",
    re.IGNORECASE,
)
_ALLOWED_HEADERS: Final = {"content-disposition", "content-type"}
_NAME: Final = re.compile(r'form-data\s*;\s*name="([^"\\]*)"\s*', re.IGNORECASE)
_TEXT_TYPES: Final = {"", "text/plain", "application/json"}
_EMPTY_FILE: Final = re.compile(r'form-data;\s*name="[^"\\]*";\s*filename=""\s*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MultipartDocument:
    """The fields of one form. A file in it makes it unreadable: `file`."""

    source: bytes = field(repr=False)
    texts: tuple[JsonText, ...] = field(repr=False)
    """Each name (as a key, not replaceable) and each value, in order."""
    _spans: tuple[tuple[int, int], ...] = field(repr=False)
    _boundary: bytes = field(repr=False)

    @classmethod
    def parse(cls, body: bytes, content_type: str) -> Self:
        """Raises `UnreadableError`: `not-multipart`, `file`, `too-large` or `not-utf8`."""
        boundary = _boundary(content_type)
        if len(body) > MAX_CHARS:
            raise UnreadableError("too-large")
        texts: list[JsonText] = []
        spans: list[tuple[int, int]] = []
        for start, end in _sections(body, boundary):
            head, gap, _ = body[start:end].partition(b"\r\n\r\n")
            if not gap:
                raise UnreadableError("not-multipart")
            value = start + len(head) + len(gap)
            name = _field_name(utf8(head), is_empty=value == end)
            texts += [JsonText(f"/{name}", name, is_key=True),
                      JsonText(f"/{name}", utf8(body[value:end]))]  # fmt: skip
            spans += [(start, start), (value, end)]
        return cls(body, tuple(texts), tuple(spans), boundary)

    def replaced(self, texts: Mapping[int, str]) -> bytes:
        """
        The source with `texts[i]` in the place of `self.texts[i]`.

        Raises `UnreadableError` for a name, or for a text that cannot stand in this form.
        """
        pieces = []
        end = 0
        for index in sorted(texts):
            if texts[index] == self.texts[index].text:
                continue
            start, after = self._spans[index]
            pieces += [self.source[end:start], self._encoded(index, texts[index])]
            end = after
        return b"".join([*pieces, self.source[end:]])

    def _encoded(self, index: int, text: str) -> bytes:
        raw = text.encode(errors="replace")
        if self.texts[index].is_key or self._boundary in raw:
            raise UnreadableError("not-writable")
        return raw


def _boundary(content_type: str) -> bytes:
    found = _BOUNDARY.fullmatch(content_type.strip())
    if not found or not content_type.isascii():
        raise UnreadableError("not-multipart")
    return b"--" + (found[1] or found[2]).encode()


def _sections(body: bytes, boundary: bytes) -> list[tuple[int, int]]:
    """Where each part's headers start and its value ends."""
    if body.count(boundary) > MAX_FIELDS:
        raise UnreadableError("too-large")
    # Another parser may take a boundary anywhere; so it may stand nowhere but at a part's edge.
    at = [m.start() for m in re.finditer(re.escape(boundary), body)]
    if len(at) < 2 or at[0] != 0 or body[at[-1] + len(boundary) :] not in {b"--", b"--\r\n"}:  # noqa: PLR2004 -- an opening and a closing one
        raise UnreadableError("not-multipart")
    sections = []
    for here, there in pairwise(at):
        start = here + len(boundary) + 2
        if body[start - 2 : start] != b"\r\n" or body[there - 2 : there] != b"\r\n":
            raise UnreadableError("not-multipart")
        sections.append((start, max(start, there - 2)))
    return sections


def _field_name(head: str, *, is_empty: bool) -> str:
    headers: dict[str, str] = {}
    for line in head.split("\r\n"):
        key, colon, value = line.partition(":")
        key = key.lower()
        # A transfer encoding, a folded line, a header twice: parsers differ on all of them.
        if not colon or key not in _ALLOWED_HEADERS or key in headers:
            raise UnreadableError("not-multipart")
        headers[key] = value.strip()
    disposition = headers.get("content-disposition", "")
    if is_empty and _EMPTY_FILE.fullmatch(disposition):  # a file field that was left alone
        return ""
    if "filename" in disposition.lower():
        raise UnreadableError("file")
    media_type, _, charset = headers.get("content-type", "").lower().partition(";")
    name = _NAME.fullmatch(disposition)
    if not name or charset.strip() not in {"", "charset=utf-8"}:
        raise UnreadableError("not-multipart")
    if media_type.strip() not in _TEXT_TYPES:
        raise UnreadableError("file")
    return name[1]
