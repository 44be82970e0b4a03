"""
The strings in a PDF object, wherever they stand in it, with the key that each stands under.

All strings are taken and those of machines left out, not the other way around: text hides under
keys that nobody expected (ISO 32000-2 knows about 400 that take a string, and allows more).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf  # noqa: F401 -- brings the codec `pdfdoc` along

_TOKEN = re.compile(
    rb"(?P<open><<)|(?P<close>>>)|(?P<array>\[)|(?P<end>\])"
    rb"|/(?P<name>[^\s()<>\[\]{}/%]*)"
    rb"|\((?P<string>(?:[^()\\]|\\.)*)\)"
    rb"|<(?P<hex>[0-9A-Fa-f\s]*)>"
    rb"|(?P<other>[^\s()<>\[\]{}/%]+)",
    re.DOTALL,
)
_HEX = re.compile(rb"<[0-9A-Fa-f]")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_LANGUAGE = re.compile("\x1b[^\x1b]*\x1b")
"""ISO 32000-2, 7.9.2.2.2: the language of what follows."""


@dataclass(slots=True)
class Entries:
    """One dictionary, without those in it."""

    under: str = ""
    """The key that it stands under itself."""
    strings: list[tuple[str, bytes]] = field(default_factory=list, repr=False)
    """Each with its key; those of an array have the array's."""
    names: dict[str, str] = field(default_factory=dict)
    """All keys; with a name where that is the value."""
    key: str | None = None
    arrays: int = 0

    def value(self) -> str:
        """A value begins. Its key."""
        key = self.key or ""
        if not self.arrays:
            self.key = None
        return key


def dictionaries_in(  # noqa: C901 -- one branch for each kind of token
    unparsed: bytes,
) -> Iterator[Entries]:
    """The dictionaries with a string in them, in an object as qpdf writes it out."""
    if b"(" not in unparsed and not _HEX.search(unparsed):
        return
    waiting = [Entries()]
    for token in _TOKEN.finditer(unparsed):
        inner, kind = waiting[-1], token.lastgroup
        if kind == "open":
            waiting.append(Entries(under=inner.value()))
        elif kind == "close" and len(waiting) > 1:
            if waiting.pop().strings:
                yield inner
        elif kind == "array":
            inner.arrays += 1
        elif kind == "end":
            inner.arrays -= 1
            inner.value()
        elif kind == "name" and inner.key is None:
            inner.key = token["name"].decode("latin-1")
            inner.names[inner.key] = ""
        elif kind == "name":
            inner.names[inner.key or ""] = token["name"].decode("latin-1")
            inner.value()
        elif kind == "other":
            inner.value()
        elif kind in {"string", "hex"}:
            raw = token["string"]
            raw = bytes.fromhex(token["hex"].decode()) if raw is None else _unescaped(raw)
            inner.strings.append((inner.value(), raw))
    if waiting[0].strings:
        yield waiting[0]


def text_of_string(raw: bytes) -> str:
    """
    A text string (ISO 32000-2, 7.9.2): UTF-16 or UTF-8 with a mark, else PDFDocEncoding; or what
    programs write in its stead, UTF-8 without a mark.
    """
    if raw.startswith(b"\xfe\xff"):
        text = raw[2:].decode("utf-16-be", "replace")
    elif raw.startswith(b"\xff\xfe"):
        text = raw[2:].decode("utf-16-le", "replace")
    elif raw.startswith(b"\xef\xbb\xbf"):
        text = raw[3:].decode("utf-8", "replace")
    else:
        text = _without_mark(raw)
    return _LANGUAGE.sub("", text)


def _without_mark(raw: bytes) -> str:
    if not raw.isascii():
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return raw.decode("pdfdoc", "replace")


def _unescaped(raw: bytes) -> bytes:
    return _ESCAPE.sub(_character, raw) if b"\\" in raw else raw


def _character(found: re.Match[bytes]) -> bytes:
    what = found[1]
    if what[:1].isdigit():
        return bytes([int(what, 8) & 0xFF])
    if what in {b"\n", b"\r", b"\r\n"}:
        return b""
    return _ESCAPED.get(what, what)
