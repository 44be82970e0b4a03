"""
Files that stand in text: `data:` addresses (RFC 2397), and runs of base64 that begin as files do.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field
from string import ascii_letters
from urllib.parse import unquote_to_bytes

from policy.documents.charset import text_of
from policy.documents.collector import Collector
from policy.documents.interface import Budget, Nested, Part, Place, Unread, UnreadError
from policy.documents.members import Members

_LETTERS = "[A-Za-z0-9+/_-]"
_LINE = rf"\r?\n[ \t]*{_LETTERS}"
_WRAPPED = rf"{_LETTERS}{{60,}}(?:{_LINE}{{60,}})+(?:{_LINE}{{1,200}}=*)?"
_FIRST = (
    r"iVBORw0KGgo|/9j/|R0lGOD|JVBERi0|UEsDB|0M8R4KGx|UklGR|SUkqA|TU0AK|e1xydG|H4sIA|N3q8r|UmFyIR"
)
"""How PNG, JPEG, GIF, PDF, zip, OLE, WebP, TIFF, RTF, gzip, 7z and rar begin in base64."""
_SHORTEST_RUN = 100
_FILE = re.compile(
    r"(?P<address>data:(?:[\w.+-]+/[\w.+-]+)?(?:;[\w.+-]+=[^;,\s\"'<>]{1,100}){0,10}"
    rf"(?:(?P<base64>;base64)\s*,\s*(?P<letters>(?:{_WRAPPED}|[A-Za-z0-9+/_%-]*)=*)"
    r"|,(?P<escaped>[^\s\"'<>()]*)))"
    rf"|(?<!{_LETTERS})(?P<run>(?=(?:{_FIRST}))(?:{_WRAPPED}|{_LETTERS}{{{_SHORTEST_RUN},}})=*)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"[ \t]+\w")
_LONGEST_WORD = 60
_GAPS = re.compile(r"\s+")


@dataclass(slots=True)
class Embedded:
    """The files that were taken out of the text of one document, in their order."""

    files: list[bytes] = field(default_factory=list, repr=False)

    def taken_from(self, text: str) -> str:
        """`text` without the files in it, which are kept here. What does not decode stays text."""
        return _FILE.sub(self._take, text) if _may_hold_file(text) else text

    def address(self, text: str) -> str:
        """As `taken_from`, for a text that is one address: white space in it means nothing."""
        if text.lstrip()[:5].lower() != "data:":
            return self.taken_from(text)
        head, _, data = text.strip().partition(",")
        if head.lower().rstrip().endswith(";base64"):
            return self.taken_from(f"{head},{_GAPS.sub('', data)}")
        self.files.append(unquote_to_bytes(data))
        return text

    def read(self, budget: Budget, nested: Nested, collector: Collector) -> None:
        """Read the files into `collector`, each of them once. Raises `UnreadError`."""
        members = Members(collector, budget, nested)
        for file in dict.fromkeys(self.files):
            budget.spend("members", 1)
            budget.spend("unpacked_bytes", len(file))
            try:
                members.add("", file)
            except UnreadError as unread:
                if unread.reason is not Unread.NO_TEXT:
                    raise
                # A drawing in a page, without words: its source is all that can be read of it.
                collector.add(text_of(file), Place(part=Part.HIDDEN))

    def _take(self, found: re.Match[str]) -> str:
        if (escaped := found["escaped"]) is not None:
            if "%" in escaped:
                self.files.append(unquote_to_bytes(escaped))
            return found[0]
        letters = found["letters"] if found["run"] is None else found["run"]
        file = _unpacked(letters)
        if file is None:
            return found[0]
        if file:
            self.files.append(file)
        kept = found[0][: found[0].rindex(",") + 1] if found["run"] is None else ""
        return kept + _word_run_into(found)


def _word_run_into(found: re.Match[str]) -> str:
    """The letters at the end, where a sentence goes on: its first word looks like base64, too."""
    if not _GOES_ON.match(found.string, found.end()):
        return ""
    return found[0][len(found[0].rstrip(ascii_letters)) :][-_LONGEST_WORD:]


def _may_hold_file(text: str) -> bool:
    if "data:" in text.lower():
        return True
    return len(text) >= _SHORTEST_RUN and any(first in text for first in _FIRST.split("|"))


def _unpacked(letters: str) -> bytes | None:
    plain = unquote_to_bytes(letters) if "%" in letters else letters.encode()
    plain = b"".join(plain.split()).rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
    try:
        return binascii.a2b_base64(plain + b"=" * (-len(plain) % 4), strict_mode=True)
    except binascii.Error:
        return None
