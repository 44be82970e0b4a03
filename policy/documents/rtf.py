r"""
RTF (Word 2007 Rich Text Format Specification 1.9.1), read by hand.

A group is text of the document, of one of its notes, headers, properties, ..., or bytes of a
picture or an object. A group that programs may skip (`\*`) and that nobody knows is hidden text.
What a reader of Unicode skips, the spare letters after `\u`, is hidden text where there is more of
it than a letter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from policy.documents.charset import has_mark, text_of
from policy.documents.collector import Collector
from policy.documents.effort import spend_effort
from policy.documents.embedded import Embedded
from policy.documents.interface import (
    Budget,
    Contents,
    Format,
    Nested,
    Part,
    Unread,
    UnreadError,
)
from policy.documents.rtf_flow import Flow, Layer
from policy.documents.rtf_groups import Groups
from policy.documents.rtf_words import (
    BINARY,
    CODE_PAGES,
    DESTINATIONS,
    INLINE,
    SPACES,
    SYMBOLS,
    TOKEN,
    charset_of_font,
    code_page,
)

_MAX_DEPTH = 500
_MARK = 4
"""Effort of one control word or brace."""
_SPARE = 4
"""Letters after one of Unicode that are its substitute and nothing more."""


def read_rtf(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All that is in an RTF document. Raises `UnreadError`."""
    if has_mark(raw) or b"\0" in raw[:4]:
        raw = text_of(raw).encode("cp1252", "replace")
    raw = raw.lstrip()
    spend_effort(budget, _MARK * sum(map(raw.count, (b"\\", b"\\par", b"{"))))
    collector, embedded = Collector(budget), Embedded()
    groups = Groups(collector, embedded, budget, nested)
    _Document(groups).read(raw)
    groups.finish()
    embedded.read(budget, nested, collector)
    return Contents(format=Format.RTF, pieces=tuple(collector.pieces), labels=tuple(groups.labels))


@dataclass(slots=True)
class _Group:
    """What holds until the closing brace."""

    flow: Flow
    codec: str
    spare: int = 1
    r"""How many letters follow one of Unicode as its substitute (`\uc`)."""
    hidden: bool = False
    deleted: bool = False
    may_skip: bool = False
    is_new: bool = True
    """Nothing but `\\*` was read in it."""

    @property
    def layer(self) -> Layer:
        return Layer.DELETED if self.deleted else Layer.HIDDEN if self.hidden else Layer.SHOWN


class _Document:
    """Reads the tokens of one document."""

    def __init__(self, groups: Groups) -> None:
        self._groups = groups
        self._group = _Group(Flow(Part.BODY), "cp1252")
        self._outer: list[_Group] = []
        self._codec = "cp1252"
        """Of the document, where its fonts say nothing else."""
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._skip = 0

    def read(self, raw: bytes) -> None:
        at = 0
        while at < len(raw):
            found = TOKEN.match(raw, at)
            if found is None:
                raise UnreadError(Unread.BROKEN)
            at = found.end()
            kind = found.lastgroup
            if kind == "text":
                self._text(found["text"])
            elif kind == "brace":
                self._brace(found["brace"])
                if not self._outer:
                    self._after(raw[at:])
                    return
            elif kind == "code":
                self._text(bytes.fromhex(found["code"].decode()))
            elif kind == "symbol":
                self._symbol(found["symbol"])
            elif kind != "nothing":
                word, number = found["word"].decode(), found["number"]
                if word == "bin":
                    size = max(0, int(number or 0))
                    self._bytes(raw[at : at + size], size)
                    at += size
                else:
                    self._word(word, None if number is None else int(number))
        raise UnreadError(Unread.BROKEN)  # cut off

    def _after(self, rest: bytes) -> None:
        """What stands behind the last brace; programs do not look there."""
        if rest.strip(b"\0\r\n\t "):
            self._groups.add(text_of(rest), Part.HIDDEN)

    def _brace(self, brace: bytes) -> None:
        self._skip = 0
        if brace == b"{":
            if len(self._outer) > _MAX_DEPTH:
                raise UnreadError(Unread.TOO_DEEP)
            self._group.is_new = False
            self._outer.append(self._group)
            self._group = replace(self._group, is_new=True, may_skip=False)
            return
        if not self._outer:
            raise UnreadError(Unread.BROKEN)
        ended, self._group = self._group, self._outer.pop()
        if ended.flow is not self._group.flow or not self._outer:
            self._groups.end(ended.flow)
        elif ended.flow.word:
            self._groups.end_inner(ended.flow)

    def _bytes(self, data: bytes, size: int) -> None:
        if len(data) < size:
            raise UnreadError(Unread.BROKEN)
        self._group.flow.add(data.hex().encode(), "ascii", Layer.SHOWN)

    def _text(self, data: bytes) -> None:
        self._group.is_new = False
        if self._skip:
            skipped, data = data[: self._skip], data[self._skip :]
            self._skip -= len(skipped)
            if self._group.spare > _SPARE:
                self._group.flow.add(skipped, self._group.codec, Layer.HIDDEN)
        if data:
            self._group.flow.add(data, self._group.codec, self._group.layer)

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._group.may_skip = True
        elif symbol in b"\r\n":
            self._groups.end_line(self._group.flow)
        elif symbol in SYMBOLS:
            if self._skip:
                self._skip -= 1
            else:
                self._group.flow.add_text(SYMBOLS[symbol], self._group.layer)
        elif symbol not in b"-|:":
            self._text(symbol)

    def _word(self, word: str, number: int | None) -> None:
        group = self._group
        is_new, group.is_new = group.is_new, False
        if word == "u":
            group.flow.add_text(chr((number or 0) & 0xFFFF), group.layer)
            self._skip = group.spare
        elif is_new and self._opens(word):
            return
        elif word in SPACES:
            group.flow.add_text(SPACES[word], group.layer)
        elif not self._groups.breaks(word, group.flow):
            self._setting(word, number)

    def _opens(self, word: str) -> bool:
        """Whether `word`, the first of its group, says whose text the group is."""
        group = self._group
        if word in DESTINATIONS:
            group.flow = Flow(DESTINATIONS[word], word)
        elif word in {"sn", "sv", "propname", "staticval", "fonttbl"} or word in BINARY:
            group.flow = Flow(Part.PROPERTY, word)
        elif group.may_skip and word not in INLINE:
            group.flow = Flow(Part.HIDDEN, word)
        else:
            return False
        group.hidden = group.deleted = False
        return True

    def _setting(self, word: str, number: int | None) -> None:
        group = self._group
        on = number != 0
        if word == "uc":
            group.spare = max(0, number or 0)
        elif word == "v":
            group.hidden = on
        elif word == "deleted":
            group.deleted = on
        elif word == "plain":
            group.hidden = group.deleted = False
            group.codec = self._codec
        elif word in CODE_PAGES:
            self._codec = group.codec = CODE_PAGES[word]
        elif word == "ansicpg":
            self._codec = group.codec = code_page(number or 0)
        elif word in {"f", "fcharset", "cpg"}:
            self._set_font(word, number or 0)

    def _set_font(self, word: str, number: int) -> None:
        group = self._group
        if group.flow.word != "fonttbl":
            if word == "f":
                group.codec = self._fonts.get(number, self._codec)
        elif word == "f":
            self._font = number
        else:
            name = code_page(number) if word == "cpg" else charset_of_font(number, self._codec)
            self._fonts[self._font] = group.codec = name
