"""
Headers of mail: cut out, unfolded and decoded (RFC 5322, RFC 2047, RFC 2231).

The standard library takes quadratic time for the parameters of a header, and its newer header
classes fail on some; here a header that nobody understands is text.
"""

from __future__ import annotations

import binascii
import quopri
import re
from itertools import groupby
from urllib.parse import unquote_to_bytes

from policy.documents.charset import text_of
from policy.documents.interface import Unread, UnreadError

_BLANK = re.compile(rb"(?:\A|\r?\n)\r?\n")
_BARE = re.compile(rb"\r(?!\n)")
_ANY_END = re.compile(rb"\r+\n|\r")
_HEADER = re.compile(r"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)
_FOLDED = re.compile(r"\r?\n(?=[ \t])")
_LINE = re.compile(r"\r?\n(?![ \t])")
_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=")
_WORDS = re.compile(rf"{_WORD.pattern}(?:\s*{_WORD.pattern})*")
_BETWEEN = re.compile(r"\s+")
_PARAMETER = re.compile(
    r";\s*([^\s=;\"]+)\s*=\s*(?:\"([^\"\\]*(?:\\.[^\"\\]*)*)\"|([^;\"]*))", re.DOTALL
)
_QUOTED = re.compile(r"\\(.)", re.DOTALL)
_CONTINUED = re.compile(r"([^*]+)(?:\*([0-9]{1,4}))?(\*)?")
_MAX_PARAMETERS = 1_000
_ONCE = ("content-type", "content-transfer-encoding")


class Headers:
    """
    The headers of a mail or of a part of one, decoded, in order.

    Raises `UnreadError` (BROKEN) where two headers contradict each other about what follows.
    """

    def __init__(self, block: bytes) -> None:
        self.fields: list[tuple[str, str]] = []
        self.strays: list[str] = []
        """Lines that are no header."""
        self._raw: dict[str, str] = {}
        for line in _LINE.split(text_of(block)):
            unfolded = _FOLDED.sub("", line)
            if found := _HEADER.match(unfolded):
                name, value = found[1], found[2].strip()
                if self._raw.setdefault(name.lower(), value) != value and name.lower() in _ONCE:
                    raise UnreadError(Unread.BROKEN)
                self.fields.append((name, decoded(value)))
            else:
                self.strays.append(unfolded)

    @property
    def content_type(self) -> str:
        """In small letters; plain text where none is given or none is meant (RFC 2045, 5.2)."""
        kind = self._raw.get("content-type", "").partition(";")[0].strip().lower()
        return kind if kind.count("/") == 1 else "text/plain"

    def has(self, name: str) -> bool:
        return name in self._raw

    def parameter(self, name: str, header: str = "content-type") -> str:
        """A parameter, decoded; empty where there is none."""
        return _parameters(self._raw.get(header, "")).get(name, "")

    @property
    def encoding(self) -> str:
        return self._raw.get("content-transfer-encoding", "").strip().lower()

    @property
    def is_attachment(self) -> bool:
        kind = self._raw.get("content-disposition", "").partition(";")[0]
        return kind.strip().lower() == "attachment"

    @property
    def file_names(self) -> str:
        """What the part is called, by either header, one name a line."""
        names = (self.parameter("filename", "content-disposition"), self.parameter("name"))
        return "\n".join(dict.fromkeys(filter(None, names)))

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key.lower() == name]


def _parameters(header: str) -> dict[str, str]:
    """Parameters by name in small letters, pieces joined and decoded (RFC 2231, 3 and 4)."""
    whole: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for number, found in enumerate(_PARAMETER.finditer(header)):
        if number > _MAX_PARAMETERS:
            raise UnreadError(Unread.TOO_LARGE)
        value = found[3].strip() if found[2] is None else _QUOTED.sub(r"\1", found[2])
        part = _CONTINUED.fullmatch(found[1].lower())
        if part is None or (part[2] is None and part[3] is None):
            whole.setdefault(found[1].lower(), decoded(value))
        else:
            pieces.setdefault(part[1], []).append((int(part[2] or 0), bool(part[3]), value))
    return whole | {name: _rejoined(sorted(parts)) for name, parts in pieces.items()}


def _rejoined(parts: list[tuple[int, bool, str]]) -> str:
    charset = ""
    if parts[0][1] and parts[0][2].count("'") > 1:
        charset, _, first = parts[0][2].split("'", 2)
        parts = [(0, True, first), *parts[1:]]
    raw = b"".join(
        unquote_to_bytes(value) if escaped else value.encode("utf-8", "replace")
        for _, escaped, value in parts
    )
    return text_of(raw, charset)


def with_whole_ends(raw: bytes) -> bytes:
    """
    A mail in which every line ends as it should (RFC 5322, 2.3): some programs write half an end,
    or one and a half.
    """
    return _ANY_END.sub(b"\r\n", raw) if _BARE.search(raw) else raw


def cut(raw: bytes) -> tuple[Headers, bytes]:
    """The headers of a mail or a part, and what comes after the first empty line."""
    if found := _BLANK.search(raw):
        return Headers(raw[: found.start()]), raw[found.end() :]
    return Headers(raw), b""


def decoded(value: str) -> str:
    """`value` with its encoded words (RFC 2047) read, also where they stand as they may not."""
    if "=?" not in value:
        return value
    return _WORDS.sub(lambda found: _words(found[0]), value)


def _words(run: str) -> str:
    """Words that follow each other: characters may be cut in two between them."""
    words = [(found[1], _letters(found[2], found[3])) for found in _WORD.finditer(run)]
    return "".join(
        text_of(b"".join(letters for _, letters in same), charset.partition("*")[0])
        for charset, same in groupby(words, key=lambda word: word[0].lower())
    )


def _letters(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return quopri.decodestring(raw, header=True)
    try:
        return binascii.a2b_base64(raw.rstrip(b"=") + b"=" * (-len(raw.rstrip(b"=")) % 4))
    except binascii.Error:
        raise UnreadError(Unread.BROKEN) from None
