"""
What kind of text a text is, by what stands in it.
"""

from __future__ import annotations

import re
from typing import NoReturn
from xml.parsers.expat import ExpatError, ParserCreate

from policy.documents.html_tokens import ELEMENTS
from policy.documents.interface import Format, Unread, UnreadError
from policy.documents.json_text import is_json
from policy.documents.tables import delimiter_of
from policy.documents.words import words

_HEAD = 4096
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)(?=[\s>/])", re.IGNORECASE)
_PROLOGUE = re.compile(
    r"\s*(?:<\?(?!php)[^>]*\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[[^\]]*\]\s*)?>)",
    re.IGNORECASE | re.DOTALL,
)
_ELEMENT = re.compile(r"\s*<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)(?=[\s>/])")
_HEADER_NAME = re.compile(r"([!-9;-~]+)[ \t]*:", re.ASCII)
_MAIL_HEADERS = words(
    """
    from to cc bcc subject date sender reply-to received return-path delivered-to message-id
    mime-version content-type content-transfer-encoding in-reply-to references x-mailer
    x-ms-has-attach thread-topic thread-index list-unsubscribe dkim-signature
    """
)
_ONLY_IN_MAIL = _MAIL_HEADERS - {"from", "to", "cc", "subject", "date", "references", "sender"}
_MARKDOWN = re.compile(
    r"\A(---|\+\+\+)\r?\n(?s:.*?)\n\1[ \t]*\r?\n"
    r"|^#{1,6} \S|^(?:```|~~~)|^\|.*\|[ \t]*\r?\n\|[ :|-]+\|[ \t]*\r?$"
    r"|\[[^\]\n]{1,200}\]\([^)\s]{1,400}\)|^[ \t]*[-*+] \[[ xX]\] |\*\*\S[^*\n]{0,200}\*\*",
    re.MULTILINE,
)
_MAX_TAGS = 1_000_000
_GLANCE = 100_000
"""How far a text is searched for marks of Markdown, which change a name and nothing else."""


def kind_of(text: str) -> Format:
    """The format of `text`. Raises `UnreadError` for text that holds something else in code."""
    start = text.lstrip("\ufeff \t\r\n\f\v")
    _refuse_codes(start)
    if start.startswith("{\\rt"):
        return Format.RTF
    head = start[:20].upper()
    if head.startswith("BEGIN:VCALENDAR"):
        return Format.CALENDAR
    if head.startswith("BEGIN:VCARD"):
        return Format.CARD
    return _markup(start) or _structured(start)


def _refuse_codes(start: str) -> None:
    if start.startswith("%!PS"):  # a program that draws its text
        raise UnreadError(Unread.UNKNOWN_FORMAT)


def _markup(start: str) -> Format | None:
    if not start.startswith("<"):
        return Format.HTML if _PAGE.search(start[:_HEAD]) else None
    at = 0
    while found := _PROLOGUE.match(start, at):
        at = found.end()
    root = _ELEMENT.match(start, at)
    name = root[1].lower() if root else ""
    if name == "svg":
        return Format.SVG
    is_xml = start.startswith("<?xml")
    if (name in ELEMENTS and not is_xml) or _PAGE.search(start[:_HEAD]):
        return Format.HTML
    if is_xml or (name and _is_well_formed(start)):
        return Format.XML
    return None


def _structured(start: str) -> Format:
    if start[:1] in {"{", "["} and is_json(start):
        return Format.JSON
    if _is_mail(start):
        return Format.MAIL
    if delimiter := delimiter_of(start):
        return Format.TSV if delimiter == "\t" else Format.CSV
    return Format.MARKDOWN if _MARKDOWN.search(start[:_GLANCE]) else Format.PLAIN


def _is_mail(start: str) -> bool:
    """Whether headers come first (RFC 5322, 2.2), at least two of them those of mail."""
    names: set[str] = set()
    lines = start.replace("\r\r\n", "\n").splitlines()  # one end of a line, written twice over
    for line in lines[1:] if start.startswith("From ") else lines:
        header = _HEADER_NAME.match(line)
        if not line.strip() or not (header or names):
            break
        if header:
            names.add(header[1].lower())
    # People write "To:" and "Date:" over a text of their own; programs write more.
    return len(names & _MAIL_HEADERS) > 1 and bool(names & (_ONLY_IN_MAIL | {"from"}))


def _is_well_formed(text: str) -> bool:
    if text.count("<") > _MAX_TAGS:
        return True  # to be refused as too large
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = _has_type
    try:
        parser.Parse(text, True)  # noqa: FBT003 - expat's own signature
    except _HasTypeError:
        return True  # to be refused as such
    except (ExpatError, ValueError):
        return False
    return True


class _HasTypeError(Exception):
    """XML with a document type: no need to look further."""


def _has_type(*_: object) -> NoReturn:
    raise _HasTypeError
