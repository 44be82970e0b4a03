"""
Placeholders in Word documents and workbooks: in the runs and strings that hold the text, so that
everything else of the file stays as it was, byte for byte within each part.

Only for files that were read completely before: then there is no document type in their XML, and
they unpack to no more than was allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType
from xml.sax.saxutils import escape
from zipfile import BadZipFile, ZipFile, ZipInfo

from policy.documents.ooxml_names import is_spreadsheet
from policy.documents.replacing import CannotReplaceError, Lines, Replacement
from policy.documents.spreadsheet_codes import characters_of, shown_string

_TEXTS = frozenset({"t", "delText"})
_LINES = frozenset({"p", "si", "is"})
"""Elements whose texts together are one paragraph or one cell."""
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_UNHEARD, _MIXED = -1, -2
_PART = re.compile(r".*\.(?:xml|rels)", re.IGNORECASE)


def replaced_in_office_file(raw: bytes, lines: Lines) -> bytes:
    """The file with placeholders. Raises `CannotReplaceError`."""
    target = BytesIO()
    try:
        with ZipFile(BytesIO(raw)) as old, ZipFile(target, "w") as new:
            for info in old.infolist():
                data = old.read(info)
                if _PART.fullmatch(info.filename):
                    data = _replaced_in_part(data, lines)
                new.writestr(_like(info), data)
    except (BadZipFile, ExpatError, UnicodeError):
        raise CannotReplaceError from None
    lines.check()
    return target.getvalue()


def _like(info: ZipInfo) -> ZipInfo:
    made = ZipInfo(info.filename, info.date_time)
    made.compress_type, made.external_attr = info.compress_type, info.external_attr
    return made


def _replaced_in_part(data: bytes, lines: Lines) -> bytes:
    part = _Part(data)
    written: list[bytes] = []
    done = 0
    for start, end, text in sorted(part.changed(lines)):
        written += (data[done:start], escape(text).encode())
        done = end
    return b"".join((*written, data[done:]))


@dataclass(slots=True)
class _Run:
    """One element with text: where that stands in the part, and what it says."""

    start: int = _UNHEARD
    end: int = _UNHEARD
    text: list[str] = field(default_factory=list, repr=False)
    has_escapes: bool = False

    @property
    def characters(self) -> Sequence[str]:
        """What it says, character by character, as it is written."""
        text = "".join(self.text)
        return characters_of(text) if self.has_escapes and "_x" in text else text

    def __str__(self) -> str:
        text = "".join(self.text)
        return shown_string(text) if self.has_escapes else text


@dataclass(slots=True)
class _Line:
    """A paragraph or a cell: its runs, and characters in between that are elements (tabs)."""

    runs: list[_Run | str] = field(default_factory=list, repr=False)

    def changed(self, lines: Lines) -> Iterator[tuple[int, int, str]]:
        """Start, end and new text of each run that changes."""
        texts = [str(one) for one in self.runs]
        replacements = lines.in_text("".join(texts))
        at = 0
        for run, text in zip(self.runs, texts, strict=True):
            if replacements and isinstance(run, _Run):
                new = _clipped(run.characters, at, replacements)
                if new != "".join(run.text):
                    yield run.start, run.end, new
            at += len(text)


def _clipped(text: Sequence[str], at: int, replacements: tuple[Replacement, ...]) -> str:
    """
    The characters of `text`, which begins at `at`; a placeholder stands where what it replaces
    begins.
    """
    written: list[str] = []
    done = 0
    for one in replacements:
        start, end = max(one.start - at, 0), min(one.end - at, len(text))
        if start < end:
            written += text[done:start]
            if one.start >= at:
                written.append(one.placeholder)
            done = end
    return "".join((*written, *text[done:]))


class _Part:
    """Hears a part, and keeps its lines. Raises `ExpatError`."""

    def __init__(self, data: bytes) -> None:
        self.lines: list[_Line] = []
        self._open: list[_Line] = []
        self._stack: list[str] = [""]
        self._runs: list[_Run] = [_Run()]
        self._has_escapes = False
        self._parser: XMLParserType = ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.Parse(data, True)  # noqa: FBT003 -- expat's own signature

    def changed(self, lines: Lines) -> Iterator[tuple[int, int, str]]:
        for line in self.lines:
            yield from line.changed(lines)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if len(self._stack) == 1:
            self._has_escapes = is_spreadsheet(attributes.values())
        self._runs[-1].start = _MIXED  # its text has elements in it, which must stay
        if local in _LINES:
            self._open.append(_Line())
        elif self._open and self._stack[-1] == "r" and local in _CHARACTERS:
            self._open[-1].runs.append(_CHARACTERS[local])
        self._stack.append(local)
        self._runs.append(_Run(has_escapes=self._has_escapes))

    def _text(self, data: str) -> None:
        run = self._runs[-1]
        if run.start == _UNHEARD:
            run.start = self._parser.CurrentByteIndex
        run.text.append(data)

    def _end(self, name: str) -> None:
        local, run = self._stack.pop(), self._runs.pop()
        run.end = self._parser.CurrentByteIndex
        if local in _LINES:
            self.lines.append(self._open.pop())
        elif run.start >= 0 and self._open and local in _TEXTS and "rPh" not in self._stack:
            self._open[-1].runs.append(run)
        elif run.start >= 0 and not "".join(run.text).isspace():
            self.lines.append(_Line([run]))
