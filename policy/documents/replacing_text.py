"""
Placeholders in plain text, Markdown and tables of text; every other byte stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.documents.charset import text_of
from policy.documents.interface import UnreadError
from policy.documents.replacing import CannotReplaceError, Lines
from policy.documents.tables import delimiter_of

_CHARSETS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850", "mac_roman")


def replaced_in_text(raw: bytes, lines: Lines) -> bytes:
    """A text with placeholders. Raises `CannotReplaceError`."""
    text = _text_of(raw)
    written = lines.written(text)
    lines.check()
    return written.encode(_charset(raw, text))


def replaced_in_table(raw: bytes, lines: Lines) -> bytes:
    """The same for CSV: quotes stay where they were. Raises `CannotReplaceError`."""
    text = _text_of(raw)
    written = "".join(_cells(text, delimiter_of(text.lstrip("\ufeff \r\n")) or ",", lines))
    lines.check()
    return written.encode(_charset(raw, text))


def _cells(text: str, delimiter: str, lines: Lines) -> Iterator[str]:
    """As `policy.documents.tables` reads them, with whatever stands between them."""
    mark = re.escape(delimiter)
    cell = re.compile(rf"[ ]*\"([^\"]*(?:\"\"[^\"]*)*)\"([^{mark}\r\n]*)|([^{mark}\r\n]*)")
    at = 0
    while at <= len(text):
        found = cell.match(text, at)
        if found is None:
            break
        yield _cell(found, lines)
        at = found.end() + 1
        yield text[found.end() : at]


def _cell(found: re.Match[str], lines: Lines) -> str:
    if found[1] is None:
        return lines.written(found[3])
    value = found[1].replace('""', '"') + found[2]
    written = lines.written(value)
    if written == value:
        return found[0]
    return '"' + written.replace('"', '""') + '"'


def _text_of(raw: bytes) -> str:
    try:
        return text_of(raw)
    except UnreadError:
        raise CannotReplaceError from None


def _charset(raw: bytes, text: str) -> str:
    """In which `text` is written as `raw`, byte for byte."""
    for name in _CHARSETS:
        try:
            if text.encode(name) == raw:
                return name
        except UnicodeEncodeError:
            continue
    raise CannotReplaceError
