"""
HTML: its text as a browser would show it, then everything that it would not show.

Text in the page keeps together across tags, so that a name in two of them stays a name. Hidden
elements, form fields, comments, scripts and the values of attributes come after it.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import unquote

from policy.documents.charset import text_of
from policy.documents.collector import Collector
from policy.documents.effort import spend_effort
from policy.documents.embedded import Embedded
from policy.documents.html_tokens import ELEMENTS, Kind, Token, tokens_of
from policy.documents.interface import Budget, Contents, Format, Nested, Part, Place
from policy.documents.json_text import is_json, json_texts
from policy.documents.words import words

_TAG = 8
"""Effort of one tag."""
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_VOID = words(
    """
    area base basefont bgsound br col embed frame hr img input keygen link meta param source track
    wbr
    """
)
_INLINE = words(
    """
    a abbr acronym b bdi bdo big blink cite code data del dfn em font i ins kbd label map mark math
    meter nobr progress q rb rp rt ruby s samp slot small span strike strong sub sup svg time tt u
    var wbr img meta link base script style template noscript input button
    """
)
"""Elements that do not end a line of text."""
_HIDDEN_STYLE = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?![.\d])"
    r"|font-size\s*:\s*0(?![.\d]))",
    re.IGNORECASE,
)
_HIDDEN_ELEMENTS = frozenset({"template", "noscript", "datalist", "noframes", "noembed"})
_KEPT = frozenset({"pre", "textarea", "listing", "xmp"})
_FIELDS = frozenset({"value", "placeholder"})
_SPOKEN = frozenset({"alt", "title", "summary", "label", "abbr", "aria-label", "aria-description"})
_BARE = words(
    """
    href src content action cite data id class style name type rel lang width height colspan
    rowspan align valign border cellpadding cellspacing bgcolor color size face target role for
    """
)
"""Attributes whose names say nothing about their values."""
_NAMES = ("name", "property", "itemprop", "http-equiv", "id")
_ADDRESS = re.compile(r"\s*(?:mailto|tel|sms):", re.IGNORECASE)
_DRAWN = frozenset({"d", "points", "transform", "viewbox"})
_GEOMETRY = re.compile(r"[-+MLHVCSQTAZ\d\s.,()e]*|[a-zXY]+\([-\d\s.,e]*\)", re.IGNORECASE)
"""Lines of drawings in a page: strokes, not text."""
_SPACE = re.compile(r"\s+")
_DOCTYPE = re.compile(r"doctype\s+html\s*", re.IGNORECASE)
_BODY = Place(part=Part.BODY)
_HIDDEN = Place(part=Part.HIDDEN)


def read_html(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All that is in a page. Raises `UnreadError`."""
    collector, embedded = Collector(budget), Embedded()
    add_html(html_of(raw), budget, collector, embedded)
    embedded.read(budget, nested, collector)
    return Contents(format=Format.HTML, pieces=tuple(collector.pieces))


def html_of(raw: bytes, declared: str = "") -> str:
    """The text of a page, in the charset of its transport or of its own `meta` element."""
    found = _DECLARED.search(raw[:4096])
    return text_of(raw, declared or (found[1].decode("ascii", "replace") if found else ""))


def add_html(markup: str, budget: Budget, collector: Collector, embedded: Embedded) -> None:
    """Add all that is in `markup` to `collector`, and the files in it to `embedded`."""
    spend_effort(budget, _TAG * markup.count("<"))
    page = _Page(budget, collector, embedded)
    for token in tokens_of(markup):
        page.hear(token)
    page.finish()


class _Page:
    """Hears the tokens of one page."""

    def __init__(self, budget: Budget, collector: Collector, embedded: Embedded) -> None:
        self._budget = budget
        self._collector = collector
        self._embedded = embedded
        self._line: list[str] = []
        self._hidden_line: list[str] = []
        self._open: list[tuple[str, bool]] = []
        """Elements that are open, and whether each hides what is in it."""
        self._names: Counter[str] = Counter()
        self._hiding = 0
        self._tables: list[list[int]] = []
        self._asides: dict[Part, dict[str, None]] = {
            part: {}
            for part in (Part.HIDDEN, Part.FORM_FIELD, Part.ALT_TEXT, Part.COMMENT, Part.PROPERTY)
        }

    def hear(self, token: Token) -> None:
        if token.kind is Kind.TEXT:
            self._text(token.text)
        elif token.kind is Kind.SOURCE:
            for text in self._source(token.text):
                self._aside(Part.HIDDEN, text)
        elif token.kind is Kind.COMMENT:
            if not _DOCTYPE.fullmatch(token.text):
                self._aside(Part.COMMENT, token.text)
        else:
            self._tag(token)

    def finish(self) -> None:
        self._end_line()
        self._end_hidden()
        for part, texts in self._asides.items():
            for text in texts:
                self._collector.add(text, Place(part=part))

    def _source(self, text: str) -> list[str]:
        """Programs and styles as they stand; data for programs as other data is read."""
        is_data = text.lstrip()[:1] in {"{", "["} and is_json(text)
        return json_texts(text, self._budget) if is_data else [text]

    def _aside(self, part: Part, text: str) -> None:
        if text and not text.isspace():
            self._asides[part][self._embedded.taken_from(text)] = None

    def _text(self, text: str) -> None:
        if not _KEPT.isdisjoint(name for name, _ in self._open[-3:]):
            text = text.replace("\r\n", "\n")
        else:
            text = _SPACE.sub(" ", text)
        if self._names["title"]:
            self._aside(Part.PROPERTY, text)
        elif self._names["textarea"]:
            self._aside(Part.FORM_FIELD, text)
        else:
            (self._hidden_line if self._hiding else self._line).append(text)

    def _tag(self, token: Token) -> None:
        name = token.text.lower()
        if name not in ELEMENTS:
            self._aside(Part.PROPERTY, token.text)
        if token.attributes:
            self._attributes(name, token.attributes)
        if name == "br":
            (self._hidden_line if self._hiding else self._line).append("\n")
        elif name not in _INLINE:
            self._end_hidden() if self._hiding else self._end_line()
        if token.kind is Kind.START:
            self._start(name, token.attributes)
        else:
            self._end(name)

    def _start(self, name: str, attributes: tuple[tuple[str, str], ...]) -> None:
        if name in _VOID:
            return
        if name == "table":
            self._tables.append([0, 0])
        elif self._tables and name == "tr":
            self._tables[-1] = [self._tables[-1][0] + 1, 0]
        elif self._tables and name in {"td", "th"}:
            self._tables[-1][1] += 1
        hides = name in _HIDDEN_ELEMENTS or any(
            key.lower() == "hidden" or (key.lower() == "style" and _HIDDEN_STYLE.search(value))
            for key, value in attributes
        )
        self._open.append((name, hides))
        self._names[name] += 1
        self._hiding += hides

    def _end(self, name: str) -> None:
        if not self._names[name]:
            return
        while self._open:
            other, hid = self._open.pop()
            self._names[other] -= 1
            self._hiding -= hid
            if hid and not self._hiding:
                self._end_hidden()
            if other == "table" and self._tables:
                self._tables.pop()
            if other == name:
                return

    def _end_line(self) -> None:
        if not self._line:
            return
        place = _BODY
        if self._tables:
            row, column = self._tables[-1]
            place = Place(part=Part.TABLE, row=row, column=column)
        text = self._embedded.taken_from("".join(self._line)).strip()
        self._collector.add(text, place)
        self._line.clear()

    def _end_hidden(self) -> None:
        self._aside(Part.HIDDEN, "".join(self._hidden_line).strip())
        self._hidden_line.clear()

    def _attributes(self, element: str, attributes: tuple[tuple[str, str], ...]) -> None:
        called = {key.lower(): value for key, value in reversed(attributes)}
        label = next((called[key] for key in _NAMES if called.get(key)), "")
        for key, value in attributes:
            self._attribute(element, key, self._embedded.address(value), label)

    def _attribute(self, element: str, key: str, value: str, label: str) -> None:
        lower = key.lower()
        if lower in _DRAWN and _GEOMETRY.fullmatch(value):
            return
        if lower == "srcdoc":
            self._embedded.files.append(value.encode("utf-8", "replace"))
        elif not value:
            self._aside(Part.PROPERTY, key)
        elif lower in _FIELDS:
            self._aside(Part.FORM_FIELD, f"{label}: {value}" if label else value)
        elif lower in _SPOKEN:
            self._aside(Part.ALT_TEXT if lower == "alt" else Part.PROPERTY, value)
        elif element == "meta" and lower == "content":
            self._aside(Part.PROPERTY, f"{label}: {value}" if label else value)
        elif lower in _BARE:
            self._aside(Part.PROPERTY, unquote(value) if _ADDRESS.match(value) else value)
        else:
            self._aside(Part.PROPERTY, f"{lower.removeprefix('data-')}: {value}")
