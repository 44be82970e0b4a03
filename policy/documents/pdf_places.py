"""
Which page of a PDF an object belongs to, and where a string in it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, Stream

from policy.documents.interface import Limits, Part, Place, Unread, UnreadError
from policy.documents.pdf_strings import Entries, text_of_string

type ObjectId = tuple[int, int]

_PARTS = {
    **dict.fromkeys(("Contents", "RC", "Subj", "T"), Part.ANNOTATION),
    **dict.fromkeys(("V", "DV", "RV", "Opt", "TU", "CA", "AC"), Part.FORM_FIELD),
    **dict.fromkeys(("Alt", "ActualText", "E"), Part.ALT_TEXT),
    **dict.fromkeys(("F", "UF", "Desc"), Part.ATTACHMENT),
    "JS": Part.HIDDEN,
}
_MACHINE_KEYS = frozenset(
    # Character sets, digests, fonts and styles, in the words of ISO 32000-2.
    {
        "Registry",
        "Ordering",
        "CharSet",
        "Panose",
        "CheckSum",
        "ByteRange",
        "DA",
        "Lang",
        "TM",
        "Style",
    }
)
_MACHINE_VALUE = re.compile(
    r"D:\d{4}[\d+Z'-]*"  # a date
    r"|(?:uuid:)?\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?"
)
_DESTINATION_KEYS = frozenset({"D", "Names", "Limits", "P", "Prefix"})
_DESTINATION = re.compile(r"(?!(?:\D*\d){6})[\w.:*/#-]{1,60}")
"""Names of places in the document, as programs make them: they hold no number of anybody."""
_WORDLESS = re.compile(r"\[\d+\]|[\W\d_]+")
"""What programs add to the name of a field."""
_FIELD_KEYS = frozenset({"FT", "Kids"})
_MOST_PARENTS = 30
_NODES_PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class Owner:
    """What an object belongs to."""

    page: int = 0
    part: Part = Part.PROPERTY
    is_stamp: bool = False


def page_list(pdf: Pdf, limits: Limits) -> list[Any]:
    """
    The pages in order. Raises `UnreadError`: TOO_LARGE, BROKEN where a page is missing.

    Not by qpdf, which walks a tree that names a page a million times to its end.
    """
    pages: list[Any] = []
    waiting, nodes = [pdf.Root.Pages], 0
    while waiting:
        node, nodes = waiting.pop(), nodes + 1
        if nodes > limits.pages * _NODES_PER_PAGE or len(pages) > limits.pages:
            raise UnreadError(Unread.TOO_LARGE)
        if not isinstance(node, Dictionary):
            raise UnreadError(Unread.BROKEN)
        kids = node.get("/Kids")
        if isinstance(kids, Array):
            waiting += reversed(list(kids))
        else:
            pages.append(node)
    return pages


def owners_of(pages: list[Any]) -> dict[ObjectId, Owner]:
    """The pages' own objects: annotations, the fields that they show, and how these look."""
    owners: dict[ObjectId, Owner] = {}
    for number, page in enumerate(pages, 1):
        owners[page.objgen] = Owner(number)
        for annotation in annotations_of(page):
            kind = annotation.get("/Subtype")
            part = Part.FORM_FIELD if kind == Name.Widget else Part.ANNOTATION
            owner = Owner(number, part, is_stamp=kind == Name.Stamp)
            for shown in (annotation, *_fields(annotation), *looks_of(annotation)):
                if shown.is_indirect:
                    owners.setdefault(shown.objgen, owner)
    return owners


def annotations_of(page: Any) -> Iterator[Any]:
    """The annotations on a page (ISO 32000-2, 12.5)."""
    found = page.get("/Annots")
    for annotation in found if isinstance(found, Array) else ():
        if isinstance(annotation, Dictionary):
            yield annotation


def looks_of(annotation: Any) -> Iterator[Any]:
    """The forms that an annotation may look like: at rest, touched, pressed, on, off."""
    found = annotation.get("/AP")
    for look in found.values() if isinstance(found, Dictionary) else ():
        if isinstance(look, Stream):
            yield look
        elif isinstance(look, Dictionary):
            yield from (state for state in look.values() if isinstance(state, Stream))


def place_of(key: str, entries: Entries, owner: Owner) -> Place:
    """Where a string under `key` stands."""
    part = _PARTS.get(key, Part.PROPERTY)
    if key == "T" and "S" in entries.names:  # the title of a part of the structure
        part = Part.ALT_TEXT
    return Place(part=part, page=owner.page)


def is_machine(key: str, text: str, entries: Entries) -> bool:
    """Whether a string is not for people: keys, versions, the names of fields."""
    if key in _MACHINE_KEYS or _MACHINE_VALUE.fullmatch(text):
        return True
    if key in _DESTINATION_KEYS and _DESTINATION.fullmatch(text):
        return True
    if key == "ID":
        return not text.isprintable()
    return key == "T" and _is_field(entries)


def caption_of(entries: Entries) -> str:
    """
    What a form field is called, as its value says little without that; by its name where nobody
    wrote a caption. Empty for what is no field.
    """
    if not _is_field(entries):
        return ""
    told = {key: text_of_string(raw).strip() for key, raw in entries.strings}
    return told.get("TU") or _WORDLESS.sub(" ", told.get("T", "")).strip()


def _is_field(entries: Entries) -> bool:
    is_field = not _FIELD_KEYS.isdisjoint(entries.names)
    return is_field or entries.names.get("Subtype") == "Widget"


def _fields(annotation: Any) -> Iterator[Any]:
    field = annotation.get("/Parent") if annotation.get("/Subtype") == Name.Widget else None
    for _ in range(_MOST_PARENTS):
        if not isinstance(field, Dictionary):
            return
        yield field
        field = field.get("/Parent")
