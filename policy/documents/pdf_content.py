"""
What the pages of a PDF draw: walked before PDFium runs, because PDFium has no bounds.

Content streams (ISO 32000-2, 7.8) are looked through for the few operators that matter here, not
interpreted. Forms are followed to the last one, and counted as often as they are drawn: ten forms
that each draw the next ten times are ten thousand million.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from policy.documents.interface import Budget, Unread, UnreadError
from policy.documents.pdf_open import stream_bytes
from policy.documents.pdf_tricks import actual_texts, has_tricks

MAX_DEPTH = 30
"""Forms in forms."""
MAX_DRAWS = 20_000
MAX_TEXTS = 300_000
MAX_STROKES = 1_000_000
MAX_PICTURES = 5
"""Of the largest size, drawn on one page. With more of these PDFium takes minutes and gigabytes."""
_DRAWS = re.compile(rb"/([^\s()<>\[\]{}/%]+)\s+Do(?![^\s()<>\[\]{}/%])")
_SHOWS = re.compile(rb"[)>\]]\s*(?:Tj|TJ|'|\")(?![^\s()<>\[\]{}/%])")
_INLINE = re.compile(rb"BI[\s/].{0,500}?\sID\s", re.DOTALL)
_UNSEEN = re.compile(rb"3\s+Tr\b")
_SPACED = bytes.maketrans(b"\0\t\n\f\r", b"     ")
"""White space (7.2.3), all of it alike."""
_HASH = re.compile(rb"#([0-9A-Fa-f]{2})")

type ObjectId = tuple[int, int]


@dataclass(slots=True)
class Drawing:
    """A content stream and all that it draws."""

    digest: int = 0
    """The same for drawings that are the same."""
    weight: int = 0
    """Bytes of content, counted as often as they are drawn, like all that is counted here."""
    draws: int = 0
    texts: int = 0
    dots: int = 0
    """Of pictures."""
    has_text: bool = False
    has_unseen_text: bool = False
    """Text in render mode 3: the words of a scan, or hidden ones."""
    pictures: set[ObjectId] = field(default_factory=set)
    has_inline_pictures: bool = False
    curves: int = 0
    lines: int = 0
    """Strokes of paths, which may be letters."""
    has_drawn_letters: bool = False
    """Type 3 fonts whose letters are texts or pictures themselves."""
    actual_texts: dict[str, None] = field(default_factory=dict, repr=False)
    """Texts that stand for what is drawn (ISO 32000-2, 14.9.4)."""

    def take(self, other: Drawing, times: int) -> None:
        """This draws the other, so many times."""
        self.digest = hash((self.digest, other.digest, times))
        self.weight += other.weight * times
        self.draws += other.draws * times
        self.texts += other.texts * times
        self.dots += other.dots * times
        self.curves += other.curves * times
        self.lines += other.lines * times
        self.has_text |= other.has_text
        self.has_unseen_text |= other.has_unseen_text
        self.has_inline_pictures |= other.has_inline_pictures
        self.has_drawn_letters |= other.has_drawn_letters
        self.pictures |= other.pictures
        self.actual_texts |= other.actual_texts


class Walk:
    """Walks pages and forms. Raises `UnreadError` (TOO_LARGE, TOO_DEEP, BROKEN, ACTIVE)."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._known: dict[ObjectId, Drawing] = {}
        self._open: set[ObjectId] = set()
        self._fonts: dict[ObjectId, bool] = {}
        self._texts: dict[ObjectId, bytes] = {}
        self.content: set[ObjectId] = set()
        """Streams that are content of pages."""
        self.drawn: set[ObjectId] = set()
        """Forms and pictures that something draws."""
        self.tricky_streams: list[Any] = []
        """Those that draw text which PDFium would not tell."""
        self.tricky_marks: list[Any] = []
        """Properties that say a text stands for another."""

    def page(self, page: Any) -> Drawing:
        """What a page draws."""
        contents = page.get("/Contents")
        if contents is None:
            return Drawing()
        streams = list(contents) if isinstance(contents, Array) else [contents]
        if not all(isinstance(stream, Stream) for stream in streams):
            raise UnreadError(Unread.BROKEN)
        self.content |= {stream.objgen for stream in streams}
        data = b"\n".join(self._bytes(stream) for stream in streams)
        return self._drawing(data, inherited(page, "/Resources"), 0)

    def form(self, form: Any, resources: Any = None, depth: int = 0) -> Drawing:
        """What a form (or a pattern) draws; `resources` are those of what draws it."""
        known = self._known.get(form.objgen)
        if known is not None:
            return known
        if form.objgen in self._open:  # it draws itself, which nobody follows
            return Drawing()
        if depth > MAX_DEPTH:
            raise UnreadError(Unread.TOO_DEEP)
        self._open.add(form.objgen)
        drawing = self._drawing(self._bytes(form), form.get("/Resources", resources), depth)
        self._open.discard(form.objgen)
        self._known[form.objgen] = drawing
        return drawing

    def _bytes(self, stream: Any) -> bytes:
        known = self._texts.get(stream.objgen)
        if known is not None:
            return known
        data = stream_bytes(stream, self._budget)
        if has_tricks(data):
            self.tricky_streams.append(stream)
        self._texts[stream.objgen] = data
        return data

    def _drawing(self, data: bytes, resources: Any, depth: int) -> Drawing:
        drawing = Drawing(
            digest=hash(data),
            weight=len(data),
            has_text=bool(_SHOWS.search(data)),
            has_unseen_text=bool(_UNSEEN.search(data)),
            has_inline_pictures=bool(_INLINE.search(data)),
            curves=_count(data, b"c", b"v", b"y"),
            lines=_count(data, b"l"),
            texts=data.count(b"Tj") + data.count(b"TJ"),
            actual_texts=dict.fromkeys(actual_texts(data)),
        )
        if not isinstance(resources, Dictionary):
            self._refuse_heavy(drawing)
            return drawing
        self.tricky_marks += [
            marks
            for marks in _all(resources, "/Properties")
            if isinstance(marks, Dictionary) and "/ActualText" in marks
        ]
        drawing.has_drawn_letters = any(
            self._draws_letters(font) for font in _all(resources, "/Font")
        )
        named = resources.get("/XObject")
        for name, times in Counter(_DRAWS.findall(data)).items():
            drawn = named.get(_key(name)) if isinstance(named, Dictionary) else None
            if isinstance(drawn, Stream):
                self._draw(drawing, drawn, times, resources, depth)
        self._refuse_heavy(drawing)
        return drawing

    def _refuse_heavy(self, drawing: Drawing) -> None:
        limits = self._budget.limits
        if (
            drawing.weight > limits.unpacked_bytes
            or drawing.draws > MAX_DRAWS
            or drawing.texts > MAX_TEXTS
            or drawing.curves + drawing.lines > MAX_STROKES
            or drawing.dots > MAX_PICTURES * limits.pixels
        ):
            raise UnreadError(Unread.TOO_LARGE)

    def _draw(self, drawing: Drawing, drawn: Any, times: int, resources: Any, depth: int) -> None:
        self.drawn.add(drawn.objgen)
        drawing.draws += times
        if drawn.get("/Subtype") == Name.Image:
            drawing.pictures.add(drawn.objgen)
            drawing.dots += times * int(drawn.get("/Width", 0)) * int(drawn.get("/Height", 0))
            drawing.digest = hash((drawing.digest, bytes(drawn.read_raw_bytes())))
        elif "/Ref" in drawn:  # a page of another file (ISO 32000-2, 8.10.4)
            raise UnreadError(Unread.ACTIVE)
        else:
            drawing.take(self.form(drawn, resources, depth + 1), times)

    def _draws_letters(self, font: Any) -> bool:
        if not isinstance(font, Dictionary) or font.get("/Subtype") != Name.Type3:
            return False
        if font.objgen not in self._fonts:
            self._fonts[font.objgen] = False  # a letter may be drawn in its own font
            letters = [letter for letter in _all(font, "/CharProcs") if isinstance(letter, Stream)]
            self.content |= {letter.objgen for letter in letters}
            self._fonts[font.objgen] = any(
                _SHOWS.search(data) or _DRAWS.search(data)
                for data in (stream_bytes(letter, self._budget) for letter in letters)
            )
        return self._fonts[font.objgen]


def inherited(page: Any, key: str) -> Any:
    """An entry of a page, or of what it hangs under (ISO 32000-2, 7.7.3.4)."""
    node: Any = page  # a chain that ends, or leads back
    for _ in range(MAX_DEPTH):
        if not isinstance(node, Dictionary):
            break
        if (found := node.get(key)) is not None:
            return found
        node = node.get("/Parent")
    return None


def _all(resources: Any, kind: str) -> list[Any]:
    found = resources.get(kind)
    return list(found.values()) if isinstance(found, Dictionary) else []


def _count(data: bytes, *operators: bytes) -> int:
    spaced = b" %b " % data.translate(_SPACED)
    return sum(spaced.count(b" %b " % operator) for operator in operators)


def _key(name: bytes) -> str:
    plain = _HASH.sub(lambda found: bytes([int(found[1], 16)]), name)
    return "/" + plain.decode("utf-8", "surrogateescape")


def is_form(stream: pikepdf.Object) -> bool:
    """Whether a stream is a form, or a pattern that is painted like one."""
    return stream.get("/Subtype") == Name.Form or stream.get("/PatternType") == 1
