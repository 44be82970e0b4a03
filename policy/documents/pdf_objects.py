"""
All objects of a PDF beside what its pages draw: strings, metadata, forms, scripts, attachments.

Every object in the file is gone over, whether something refers to it or not, because what a
program deleted is often still there.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from pikepdf import Array, Dictionary, Object, Pdf, Stream
from PIL import Image, UnidentifiedImageError

from policy.documents.interface import Budget, Part, Place, Unread, UnreadError
from policy.documents.labels import is_label_property, labels_in_force
from policy.documents.pdf_content import Walk, is_form
from policy.documents.pdf_forms import read_xfa, xfa_of
from policy.documents.pdf_open import filters_of, packed_picture, stream_bytes
from policy.documents.pdf_places import ObjectId, Owner, caption_of, is_machine, place_of
from policy.documents.pdf_strings import Entries, dictionaries_in, text_of_string
from policy.documents.program_names import is_program
from policy.documents.signature_names import names_in_signature
from policy.documents.sniff import is_file
from policy.documents.strings_in import strings_in
from policy.documents.xmp import read_xmp

_STANDARD = frozenset({"Title", "Author", "Subject", "Keywords", "Creator", "Producer"})
_PROGRAM_KEYS = {"Creator": "creatortool", "Producer": "producer"}
_FILE_KEYS = ("UF", "F", "DOS", "Mac", "Unix")
_FILES = re.compile(rb"/EF\s*<<([^>]*)>>")
_FILES_APART = re.compile(rb"/EF\s+(\d+) (\d+) R")
_REFERENCE = re.compile(rb"(\d+) (\d+) R")
_SCRIPT = re.compile(rb"/JS\s+(\d+) (\d+) R")
_ASSEMBLES = re.compile(r"\b(?:eval|unescape|fromCharCode|atob|Function)\b")
"""What scripts make text with that is not in them."""
_CONTROL = re.compile(r"[\0-\x08\x0e-\x1f]")
_NUMBER = rb"[+-]?(?:\d++(?:\.\d*+)?|\.\d++)\s++"
_OPERATOR = re.compile(rb"(?<!\S)(?:d[01]|re|cm|Do)(?!\S)")
_OPERANDS = {
    operator: re.compile(rb"(?<!\S)(?:%b){%d}\Z" % (_NUMBER, count))
    for operator, count in {b"d0": 2, b"d1": 6, b"re": 4, b"cm": 6}.items()
} | {b"Do": re.compile(rb"/\S++\s++\Z")}
"""What stands in front of an operator; without these `re` and `cm` are words of people."""
_LONGEST_OPERANDS = 200
_LOOKED_AT = 1_000
"""Such words in one stream; content has one with operands among the first."""
_LETTERS = re.compile(
    rb"(?<!\S)BT\s++(?:/\S++\s++%bTf|(?:%b){1,6}(?:T[cdDmrwzLs]|r?g|R?G|k|K)|/\S++\s++gs)(?!\S)"
    rb"|(?<=\d\s)begin(?:codespacerange|(?:bf|cid|notdef)(?:range|char))\b" % (_NUMBER, _NUMBER)
)
"""The beginning of a text that is drawn, and tables of letters (ISO 32000-2, 9.10.3)."""
_MACHINERY = frozenset(
    {
        "/Length1",
        "/Length2",
        "/Length3",
        "/FunctionType",
        "/ShadingType",
        "/HalftoneType",
        "/CMapName",
        "/N",
    }
)
_MACHINE_TYPES = frozenset({"/XRef", "/ObjStm", "/CMap"})
_FONTS = frozenset({"/Type1C", "/CIDFontType0C", "/OpenType"})
_MEDIA = frozenset({"/Sound", "/3D", "/U3D", "/PRC"})
_PLAIN = frozenset({int, bool, Decimal, type(None)})
"""What pikepdf makes of an object that is a number or nothing."""
_LEAST_STEP = 0.2
"""Of the area of a tile, in square points."""
_MARKUP = re.compile(r"<[^<>]*>")


@dataclass(slots=True)
class Objects:
    """What the objects of a document say. Raises `UnreadError`."""

    budget: Budget
    owners: dict[ObjectId, Owner]
    walk: Walk
    """Which has gone over the pages."""
    texts: list[tuple[str, Place]] = field(default_factory=list, repr=False)
    info: list[tuple[str, str]] = field(default_factory=list, repr=False)
    xmp: list[tuple[str, str]] = field(default_factory=list, repr=False)
    """Where labels are."""
    files: dict[ObjectId, str] = field(default_factory=dict, repr=False)
    """Attachments by their streams, with their names."""
    forms: list[Any] = field(default_factory=list)
    """Forms and patterns that no page draws."""
    pages: list[Any] = field(default_factory=list)
    """Pages that are in no tree: deleted ones, templates."""
    scripts: set[ObjectId] = field(default_factory=set)

    def read(self, pdf: Pdf) -> None:
        """Go over all objects of `pdf`."""
        skipped = pdf.trailer.get("/Encrypt")
        info = pdf.trailer.get("/Info")
        xfa = xfa_of(pdf)
        objects = [
            one
            for one in pdf.objects
            if type(one) not in _PLAIN and (skipped is None or one.objgen != skipped.objgen)
        ]
        plain = [_dictionary(one).unparse(resolved=True) for one in objects]
        for written in plain:
            self._find_files(written, pdf)
        packets = {stream.objgen for stream in xfa}
        for one, written in zip(objects, plain, strict=True):
            is_info = isinstance(info, Dictionary) and one.objgen == info.objgen
            self._strings(one, written, is_info=is_info)
            if isinstance(one, Stream) and one.objgen not in packets:
                self._stream(one)
            elif _is_page(one) and one.objgen not in self.owners:
                self.pages.append(one)
        if xfa:
            packet = b"".join(stream_bytes(stream, self.budget) for stream in xfa)
            self.texts += [
                (text, Place(part=Part.FORM_FIELD)) for text in read_xfa(packet, self.budget)
            ]

    def labels(self) -> tuple[str, ...]:
        """The labels in force by Info or by XMP; the one often has the name for the other."""
        told = {key.rpartition("_")[0] for key, _ in self.xmp}
        names = [
            (key, value)
            for key, value in self.info
            if key.endswith("_Name") and key.removesuffix("_Name") in told
        ]
        found = (*labels_in_force(self.info), *labels_in_force(names + self.xmp))
        return tuple(dict.fromkeys(found))

    def _find_files(self, written: bytes, pdf: Pdf) -> None:
        if b"/JS" in written:
            self.scripts |= {(int(one), int(two)) for one, two in _SCRIPT.findall(written)}
        if b"/EF" not in written:
            return
        named = {key: raw for entries in dictionaries_in(written) for key, raw in entries.strings}
        name = next((text_of_string(named[key]) for key in _FILE_KEYS if key in named), "")
        apart = [pdf.get_object(int(one), int(two)) for one, two in _FILES_APART.findall(written)]
        told = [one.unparse(resolved=True) for one in apart if isinstance(one, Dictionary)]
        for references in (*_FILES.findall(written), *told):
            for one, two in _REFERENCE.findall(references):
                self.files.setdefault((int(one), int(two)), name)

    def _strings(self, one: Object, written: bytes, *, is_info: bool) -> None:
        owner = self.owners.get(one.objgen, Owner())
        if b"/Pg " in written and isinstance(page := _dictionary(one).get("/Pg"), Dictionary):
            owner = self.owners.get(page.objgen, owner)  # of a part of the structure
        for entries in dictionaries_in(written):
            for key, raw in entries.strings:
                if key in {"Contents", "Cert"} and "ByteRange" in entries.names:
                    names = "\n".join(names_in_signature(raw))
                    self.texts.append((names, Place(part=Part.PROPERTY, page=owner.page)))
                else:
                    self._string(key, raw, entries, owner, is_info=is_info)

    def _string(
        self, key: str, raw: bytes, entries: Entries, owner: Owner, *, is_info: bool
    ) -> None:
        text = text_of_string(raw)
        if is_info:
            self.info.append((key, text))
            if is_machine(key, text, entries) or is_program(_PROGRAM_KEYS.get(key, ""), text):
                return
            text = text if key in _STANDARD or is_label_property(key, text) else f"{key}: {text}"
        is_told = key in _FILE_KEYS and "EF" in entries.names and text in self.files.values()
        if is_told or is_machine(key, text, entries):  # the name of a file is told with the file
            return
        if _CONTROL.search(text):
            text = strings_in(raw)
        if key == "JS":
            _refuse_assembling(text)
        if key in {"RC", "RV"}:
            text = _MARKUP.sub("\n", text)
        elif key in {"V", "DV"} and (caption := caption_of(entries)):
            text = f"{caption}: {text}"
        self.texts.append((text, place_of(key, entries, owner)))

    def _stream(self, stream: Any) -> None:
        kinds = {str(stream.get("/Type")), str(stream.get("/Subtype"))}
        if kinds & _MEDIA:
            raise UnreadError(Unread.UNKNOWN_FORMAT)
        if "/Image" in kinds:
            check_picture(stream, self.budget)
        elif "/EmbeddedFile" in kinds:
            self.files.setdefault(stream.objgen, "")
        elif (
            stream.objgen in self.files
            or stream.objgen in self.walk.content
            or kinds & _MACHINE_TYPES
        ):
            return
        elif is_form(stream):
            refuse_endless(stream)
            self.forms.append(stream)
        else:
            self._other(stream, kinds, stream_bytes(stream, self.budget))

    def _other(self, stream: Any, kinds: set[str], data: bytes) -> None:
        if "/Metadata" in kinds:
            found = read_xmp(data, self.budget)
            self.xmp += found.properties
            self.texts += [(text, Place(part=Part.PROPERTY)) for text in found.texts()]
        elif is_file(data):  # an attachment that nothing calls one
            self.files.setdefault(stream.objgen, "")
        elif kinds & _FONTS or not _MACHINERY.isdisjoint(stream.keys()):
            return
        elif (text := _readable(data)) is not None:
            if stream.objgen in self.scripts:
                _refuse_assembling(text)
            elif _draws(data):
                return
            text = _MARKUP.sub("\n", text) if text.lstrip().startswith("<") else text
            owner = self.owners.get(stream.objgen, Owner())
            self.texts.append((text, Place(part=Part.HIDDEN, page=owner.page)))


def check_picture(stream: Any, budget: Budget) -> None:
    """Refuse a picture with too many dots, by what its headers say. Raises `UnreadError`."""
    sizes = [(stream.get("/Width", 0), stream.get("/Height", 0))]
    packed = filters_of(stream)[-1:]
    if packed in (["/DCTDecode"], ["/JPXDecode"]):
        try:
            with Image.open(
                io.BytesIO(packed_picture(stream)), formats=["JPEG", "JPEG2000"]
            ) as found:
                sizes.append(found.size)
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
            raise UnreadError(Unread.BROKEN) from None
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise UnreadError(Unread.TOO_LARGE) from None
    if any(int(width) * int(height) > budget.limits.pixels for width, height in sizes):
        raise UnreadError(Unread.TOO_LARGE)


def refuse_endless(stream: Any) -> None:
    """Refuse a pattern that is painted a million times on a page. Raises `UnreadError`."""
    if stream.get("/PatternType") != 1:
        return
    step = float(stream.get("/XStep", 0)) * float(stream.get("/YStep", 0))
    if isinstance(matrix := stream.get("/Matrix"), Array):
        a, b, c, d, *_ = (float(number) for number in matrix)
        step *= a * d - b * c
    if abs(step) < _LEAST_STEP:
        raise UnreadError(Unread.TOO_LARGE)


def _dictionary(one: Object) -> Object:
    return one.stream_dict if isinstance(one, Stream) else one


def _draws(data: bytes) -> bool:
    """Whether a stream is content of something, or a table of letters."""
    return _LETTERS.search(data) is not None or any(
        _OPERANDS[one[0]].search(data, max(0, one.start() - _LONGEST_OPERANDS), one.start())
        for one in islice(_OPERATOR.finditer(data), _LOOKED_AT)
    )


def _is_page(one: Object) -> bool:
    return isinstance(one, Dictionary) and str(one.get("/Type")) in {"/Page", "/Template"}


def _refuse_assembling(script: str) -> None:
    if _ASSEMBLES.search(script):
        raise UnreadError(Unread.ACTIVE)


def _readable(data: bytes) -> str | None:
    """A stream of unknown use as text, where it is some."""
    text = text_of_string(data)
    if not text.strip() or _CONTROL.search(text) or "\ufffd" in text:
        return None
    return text
