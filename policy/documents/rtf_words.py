"""
Control words of RTF (Word 2007 Rich Text Format Specification 1.9.1): what they mean for text.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from policy.documents.interface import Part
from policy.documents.words import words

TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]{1,10})? ?"
    rb"|\\'(?P<code>[0-9a-fA-F]{2})"
    rb"|\\(?P<symbol>[^a-zA-Z])"
    rb"|(?P<brace>[{}])"
    rb"|(?P<text>[^\\{}\r\n\x00-\x08\x0e-\x1f]+)"  # bytes stand behind `\bin` alone
    rb"|(?P<nothing>[\r\n]+|\\\Z)"
)

_PARTS = {
    Part.HEADER: "header headerl headerr headerf",
    Part.FOOTER: "footer footerl footerr footerf",
    Part.NOTE: "footnote",
    Part.COMMENT: "annotation atnid atnauthor",
    Part.TEXT_BOX: "shptxt dptxbxtext",
    Part.PROPERTY: """
        title subject author manager company operator category keywords comment doccomm hlinkbase
        generator template fldinst bkmkstart bkmkend revtbl filetbl listname liststylename
        objclass objname objalias objtopic objitem xmlnstbl protusertbl docvar stylesheet
        latentstyles mailmerge linkval
        """,
    Part.HIDDEN: "xe tc tcn rxe bxe txe",
    Part.FORM_FIELD: "ffname ffdeftext ffformat ffhelptext ffstattext ffentrymcr ffexitmcr ffl",
}
DESTINATIONS = MappingProxyType(
    {word: part for part, names in _PARTS.items() for word in names.split()}
)
"""Groups with a text of their own."""

INLINE = words(
    """
    fldrslt shpinst shppict nonshppict result ud ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn pn
    listtext pntext pntxta pntxtb do background mmath mmathPara info field picprop userprops
    formfield upr hl hlfr hlloc hlsrc bkmkcolf xmlopen xmlclose cs ts ds ls
    """
)
"""Groups whose text belongs to the one around, though `\\*` says that it may be skipped."""

BINARY = frozenset({"pict", "objdata", "datastore", "themedata", "colorschememapping", "datafield"})
"""Groups of bytes in hexadecimal."""

SPACES = MappingProxyType(
    {
        "tab": "\t",
        "line": "\n",
        "lbr": "\n",
        "emspace": " ",
        "enspace": " ",
        "qmspace": " ",
        "emdash": "\u2014",
        "endash": "\u2013",
        "bullet": "\u2022",
        "lquote": "\u2018",
        "rquote": "\u2019",
        "ldblquote": "\u201c",
        "rdblquote": "\u201d",
    }
)
SYMBOLS = MappingProxyType(
    {b"~": "\u00a0", b"_": "\u2011", b"\\": "\\", b"{": "{", b"}": "}", b"\t": "\t"}
)

CODE_PAGES = MappingProxyType({"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"})

_CHARSETS = MappingProxyType(
    # Windows' charset numbers of fonts (`\fcharset`), and their code pages.
    {
        77: "mac_roman",
        128: "cp932",
        129: "cp949",
        130: "johab",
        134: "cp936",
        136: "cp950",
        161: "cp1253",
        162: "cp1254",
        163: "cp1258",
        177: "cp1255",
        178: "cp1256",
        186: "cp1257",
        204: "cp1251",
        222: "cp874",
        238: "cp1250",
        254: "cp437",
        255: "cp850",
    }
)


def charset_of_font(number: int, default: str) -> str:
    """The code page of a font's charset; 0 is ANSI, 1 the document's own, 2 symbols."""
    if number == 0:
        return "cp1252"
    return _CHARSETS.get(number, default)


def code_page(number: int) -> str:
    """Python's name of a code page; Windows-1252 for one that nobody knows."""
    names = {10000: "mac_roman", 65001: "utf-8", 1361: "johab", 0: "cp1252", 42: "cp1252"}
    name = names.get(number, f"cp{number}")
    try:
        "a".encode(name)
    except (LookupError, UnicodeError):
        return "cp1252"
    return name
