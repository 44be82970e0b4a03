"""
A multipart form (RFC 7578) whose text fields can be replaced where they stand, and its files; and
a file with what is told of it (RFC 2387), as Google's APIs take them together.

Only what every parser reads alike is accepted; anything unusual is unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple, Self
from urllib.parse import unquote

from addons.services.interface import UnreadableError
from addons.services.json_document import JsonText, utf8

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_FIELDS: Final = 1_000
_BOUNDARY: Final = re.compile(
    r"""multipart/(form-data|related)\s*;\s*boundary=(?:"([^"\\;]{1,70})"|([^\s";,]{1,70}))\s*""",
    re.IGNORECASE,
)
_RELATED: Final = "related"
_PARTICULARS: Final = {"content-type", "content-transfer-encoding", "mime-version"}
"""What a part that belongs to others may say of itself; it has no name."""
_AS_IT_IS: Final = {"", "binary", "8bit"}
"""Transfer encodings that change nothing (RFC 2045, 6.2)."""
_MAX_HEAD: Final = 4_096
"""Bytes of one part's headers."""
_ALLOWED_HEADERS: Final = {"content-disposition", "content-type"}
_NAME: Final = re.compile(r'form-data\s*;\s*name="([^"\\]*)"\s*', re.IGNORECASE)
_UTF8: Final = {"", "charset=utf-8"}
_TEXT_TYPES: Final = {"", "text/plain", "application/json"}
_MEDIA_TYPE: Final = re.compile(
    r"(?:application|audio|chemical|font|image|message|model|multipart|text|video)/[\w.+\-]{1,100}"
    r'(?:\s*;\s*[\w\-]{1,20}="?[\w.,+\-]{1,60}"?){0,3}',
    re.IGNORECASE | re.ASCII,
)
"""RFC 2045, 5.1, as far as clients make use of it: nothing else may be said there."""
_FILE: Final = re.compile(
    r'form-data\s*;\s*name="([^"\\\x00-\x1f]*)"'
    r"(?:\s*;\s*filename=\"([^\"\\\x00-\x1f]*)\")?"
    r"(?:\s*;\s*filename\*=utf-8''([\w!#$&+.^`|~%\-]*))?\s*",
    re.IGNORECASE | re.ASCII,
)
"""RFC 7578, 4.2, and the older form of RFC 5987, which some clients still write."""


class _Field(NamedTuple):
    """What the headers of one part say."""

    name: str
    is_file: bool = False
    file_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MultipartDocument:
    """The fields of one form, or the parts of one file."""

    source: bytes = field(repr=False)
    texts: tuple[JsonText, ...] = field(repr=False)
    """
    Each name (as a key, not replaceable) and each value, in order; of a file its names, which are
    not replaceable either.
    """
    files: tuple[bytes, ...] = field(repr=False)
    """The parts that are files; an empty one is none."""
    _spans: tuple[tuple[int, int] | None, ...] = field(repr=False)
    """Where each text stands; None for one that must stay as it is."""
    _places: tuple[tuple[int, int], ...] = field(repr=False)
    """Where each file stands."""
    _boundary: bytes = field(repr=False)

    @classmethod
    def parse(cls, body: bytes, content_type: str) -> Self:
        """Raises `UnreadableError`: `not-multipart`, `too-large` or `not-utf8`."""
        subtype, boundary = _kind(content_type)
        particulars = _part if subtype == _RELATED else _field
        if len(body) > MAX_BYTES:
            raise UnreadableError("too-large")
        texts: list[JsonText] = []
        spans: list[tuple[int, int] | None] = []
        places: list[tuple[int, int]] = []
        for start, end in _sections(body, boundary):
            # A form's head is short; without a bound each look would go through a whole file.
            gap = body.find(b"\r\n\r\n", start, min(end, start + _MAX_HEAD))
            if gap < 0:
                raise UnreadableError("not-multipart")
            value = gap + 4
            found = particulars(_headers(utf8(body[start:gap])))
            texts.append(JsonText(f"/{found.name}", found.name, is_key=True))
            spans.append(None)
            if found.is_file:
                texts += [JsonText(f"/{found.name}", name) for name in found.file_names]
                spans += [None] * len(found.file_names)
                places += [(value, end)] if value < end else []
            else:
                texts.append(JsonText(f"/{found.name}", utf8(body[value:end])))
                spans.append((value, end))
        files = tuple(body[start:end] for start, end in places)
        return cls(body, tuple(texts), files, tuple(spans), tuple(places), boundary)

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
            span, raw = self._spans[index], texts[index].encode(errors="replace")
            if span is None or self._boundary in raw:
                raise UnreadableError("not-writable")
            pieces += [self.source[end : span[0]], raw]
            end = span[1]
        return b"".join([*pieces, self.source[end:]])

    def with_files(self, files: Sequence[bytes]) -> bytes:
        """
        The source with `files[i]` in the place of `self.files[i]`.

        Raises `UnreadableError` for another number of files, or one that cannot stand in this form.
        """
        if len(files) != len(self.files):
            raise UnreadableError("not-writable")
        pieces = []
        end = 0
        for (start, after), file in zip(self._places, files, strict=True):
            if self._boundary in file:
                raise UnreadableError("not-writable")
            pieces += [self.source[end:start], file]
            end = after
        return b"".join([*pieces, self.source[end:]])


def _kind(content_type: str) -> tuple[str, bytes]:
    """The subtype, and what stands between the parts."""
    found = _BOUNDARY.fullmatch(content_type.strip())
    if not found or not content_type.isascii():
        raise UnreadableError("not-multipart")
    return found[1].lower(), b"--" + (found[2] or found[3]).encode()


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


def _headers(head: str) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in head.split("\r\n"):
        key, colon, value = line.partition(":")
        key = key.lower()
        # A folded line, a header twice: parsers differ on them.
        if not colon or key in headers:
            raise UnreadableError("not-multipart")
        headers[key] = value.strip()
    return headers


def _part(headers: dict[str, str]) -> _Field:
    """One of several that belong together: JSON tells of the file, all else is a file."""
    encoding = headers.get("content-transfer-encoding", "").lower()
    if headers.keys() - _PARTICULARS or encoding not in _AS_IT_IS:
        raise UnreadableError("not-multipart")
    media_type, charset = _media_type(headers)
    if media_type != "application/json":
        return _Field("file", is_file=True)
    if charset not in _UTF8:
        raise UnreadableError("not-multipart")
    return _Field("about")


def _field(headers: dict[str, str]) -> _Field:
    if headers.keys() - _ALLOWED_HEADERS:  # such as a transfer encoding, which some heed
        raise UnreadableError("not-multipart")
    disposition = headers.get("content-disposition", "")
    media_type, charset = _media_type(headers)
    if name := _NAME.fullmatch(disposition):
        if media_type not in _TEXT_TYPES:
            return _Field(name[1], is_file=True)
        if charset not in _UTF8:
            raise UnreadableError("not-multipart")
        return _Field(name[1])
    file = _FILE.fullmatch(disposition)
    if not file or (file[2] is None and file[3] is None):
        raise UnreadableError("not-multipart")
    return _Field(file[1], is_file=True, file_names=_file_names(file[2], file[3]))


def _media_type(headers: dict[str, str]) -> tuple[str, str]:
    said = headers.get("content-type", "")
    if said and not _MEDIA_TYPE.fullmatch(said):
        raise UnreadableError("not-multipart")
    media_type, _, charset = said.lower().partition(";")
    return media_type.strip(), charset.strip()


def _file_names(plain: str | None, long: str | None) -> tuple[str, ...]:
    """As they stand, and as programs may read them."""
    said = [name for name in (plain, long) if name]
    return tuple(dict.fromkeys([*said, *map(unquote, said)]))
