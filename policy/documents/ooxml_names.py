"""
Namespaces of OOXML and the prefixes that this house calls them by (ECMA-376 parts 1 and 4,
ISO/IEC 29500 Strict, and Microsoft's extensions: MS-DOCX, MS-XLSX, MS-PPTX, MS-ODRAWXML).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policy.documents.xml_reader import Names

_ECMA = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_OFFICE = "http://schemas.microsoft.com/office/"
_VML = "urn:schemas-microsoft-com:"

_BOTH = {
    "wordprocessingml/2006/main": "w",
    "spreadsheetml/2006/main": "s",
    "presentationml/2006/main": "p",
    "drawingml/2006/main": "a",
    "drawingml/2006/chart": "c",
    "drawingml/2006/chartDrawing": "cdr",
    "drawingml/2006/diagram": "dgm",
    "drawingml/2006/picture": "pic",
    "drawingml/2006/wordprocessingDrawing": "wp",
    "drawingml/2006/spreadsheetDrawing": "xdr",
    "officeDocument/2006/relationships": "r",
    "officeDocument/2006/math": "m",
    "officeDocument/2006/extended-properties": "ap",
    "officeDocument/2006/custom-properties": "cust",
    "officeDocument/2006/docPropsVTypes": "vt",
    "officeDocument/2006/customXml": "ds",
}

_OTHERS = {
    f"{_ECMA}package/2006/relationships": "rel",
    f"{_ECMA}package/2006/content-types": "ct",
    f"{_ECMA}package/2006/metadata/core-properties": "cp",
    f"{_ECMA}markup-compatibility/2006": "mc",
    f"{_OFFICE}word/2010/wordml": "w14",
    f"{_OFFICE}word/2012/wordml": "w15",
    f"{_OFFICE}word/2010/wordprocessingShape": "wps",
    f"{_OFFICE}word/2010/wordprocessingGroup": "wpg",
    f"{_OFFICE}word/2010/wordprocessingDrawing": "wp14",
    f"{_OFFICE}drawing/2008/diagram": "dsp",
    f"{_OFFICE}drawing/2012/chart": "c15",
    f"{_OFFICE}drawing/2014/chartex": "cx",
    f"{_OFFICE}powerpoint/2010/main": "p14",
    f"{_OFFICE}powerpoint/2018/8/main": "p188",
    f"{_OFFICE}spreadsheetml/2009/9/main": "x14",
    f"{_OFFICE}spreadsheetml/2018/threadedcomments": "tc",
    f"{_OFFICE}excel/2006/main": "xm",
    f"{_VML}vml": "v",
    f"{_VML}office:office": "o",
    f"{_VML}office:word": "w10",
    f"{_VML}office:excel": "x",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://www.w3.org/XML/1998/namespace": "xml",
}

_PREFIXES = {
    **{_ECMA + path: prefix for path, prefix in _BOTH.items()},
    # Strict leaves the year out; `extended-properties` became `extendedProperties`.
    **{_STRICT + path.replace("/2006", ""): prefix for path, prefix in _BOTH.items()},
    f"{_STRICT}officeDocument/extendedProperties": "ap",
    f"{_STRICT}officeDocument/customProperties": "cust",
    **_OTHERS,
}

KNOWN = (_ECMA, _STRICT, _OFFICE, _VML, "http://www.w3.org/", "http://purl.org/dc/")
"""Whose attributes are markup; a stranger's may be anything and are all read."""


def ooxml_names() -> Names:
    """Names for one document."""
    return Names(_PREFIXES, KNOWN)


def is_spreadsheet(spaces: Iterable[str]) -> bool:
    """Whether a namespace among those of a part is that of workbooks."""
    return any(_PREFIXES.get(uri) == "s" for uri in spaces)


def spreadsheet_elements[Kind](kinds: Mapping[str, Kind]) -> dict[str, Kind]:
    """The same by expat's names, for elements of a sheet in both families of namespaces."""
    spaces = [uri for uri, prefix in _PREFIXES.items() if prefix == "s"]
    return {f"{uri} {local}": kind for uri in spaces for local, kind in kinds.items()}
