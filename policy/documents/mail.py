"""
Mail: every header, both kinds of text, every attachment (RFC 5322, RFC 2045 to 2049).

The parts are cut by hand: the standard library holds every line against the borders of all parts
around it, which takes hours for parts in parts in parts.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator

from policy.documents.charset import text_of
from policy.documents.collector import Collector
from policy.documents.embedded import Embedded
from policy.documents.interface import (
    Budget,
    Contents,
    Format,
    Nested,
    Part,
    Place,
    Unread,
    UnreadError,
)
from policy.documents.labels import labels_in_force
from policy.documents.mail_headers import Headers, cut, with_whole_ends
from policy.documents.mail_trace import without_route
from policy.documents.markup import add_html, html_of
from policy.documents.members import Members
from policy.documents.plain import add_text
from policy.documents.strings_in import strings_in
from policy.documents.words import words

_MAX_DEPTH = 12
"""Parts in parts: signed, mixed, related, alternative come to four."""
_PEOPLES = words("from to cc bcc subject date sender reply-to keywords comments organization")
"""Headers that somebody wrote or reads; programs wrote the others."""
_ENCRYPTED = frozenset(
    {"multipart/encrypted", "application/x-microsoft-rpmsg-message", "application/pgp-encrypted"}
)
_SIGNED = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})
_ENVELOPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_MAILS = frozenset({"message/rfc822", "message/global"})
_PLAIN = frozenset({"", "7bit", "8bit", "binary"})
_POSTMARK = re.compile(rb"(?:\A|\n\r?\n)From [^\n]*\n(?=[!-9;-~]+:)")
_BODY = Place(part=Part.BODY)


def read_mail(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All that is in a mail, or in a mailbox of them. Raises `UnreadError`."""
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw[:4]:
        raw = text_of(raw).encode("utf-8", "replace")
    raw = with_whole_ends(raw.lstrip())
    mail = _Mail(budget, nested)
    marks = [*_POSTMARK.finditer(raw)] if raw.startswith(b"From ") else []
    if len(marks) > 1:
        ends = [mark.start() for mark in marks[1:]] + [len(raw)]
        for mark, end in zip(marks, ends, strict=True):
            budget.spend("members", 1)
            mail.attach("", raw[mark.end() : end])
    else:
        mail.read(raw[marks[0].end() :] if marks else raw)
    return mail.contents()


class _Mail:
    """Reads the parts of one mail."""

    def __init__(self, budget: Budget, nested: Nested) -> None:
        self._budget = budget
        self._nested = nested
        self._collector = Collector(budget)
        self._embedded = Embedded()
        self._members = Members(self._collector, budget, nested)
        self._labels: list[tuple[str, str]] = []

    def contents(self) -> Contents:
        self._embedded.read(self._budget, self._nested, self._collector)
        return Contents(
            format=Format.MAIL,
            pieces=tuple(self._collector.pieces),
            labels=labels_in_force(self._labels),
        )

    def read(self, raw: bytes) -> None:
        headers, body = cut(raw)
        for value in headers.values("msip_labels"):
            for pair in value.split(";"):
                key, _, told = pair.partition("=")
                self._labels.append((key.strip(), told.strip()))
        self._headers(headers, is_theirs=True)
        self._part(headers, body, 0)
        self._headers(headers, is_theirs=False)

    def attach(self, name: str, raw: bytes) -> None:
        self._budget.spend("unpacked_bytes", len(raw))
        self._members.add(name, raw)

    def _headers(self, headers: Headers, *, is_theirs: bool) -> None:
        """Tell what somebody wrote, or what programs noted; they are not read as one text."""
        place = Place(part=Part.HEADER if is_theirs else Part.PROPERTY)
        for name, value in headers.fields:
            if (name.lower() in _PEOPLES) is is_theirs:
                told = value if is_theirs else without_route(name, value)
                self._collector.add(self._embedded.taken_from(f"{name}: {told}"), place)
        for line in headers.strays if is_theirs else []:
            self._text(line, _BODY)

    def _part(self, headers: Headers, body: bytes, depth: int) -> None:
        kind = headers.content_type
        _refuse(kind, headers)
        if kind.startswith("multipart/"):
            self._multipart(headers, body, depth)
        elif kind in _MAILS:
            self.attach(headers.file_names, _unpacked(headers, body).lstrip())
        elif kind == "message/delivery-status":
            self._text(text_of(_unpacked(headers, body)), _BODY)
        else:
            self._leaf(kind, headers, _unpacked(headers, body))

    def _multipart(self, headers: Headers, body: bytes, depth: int) -> None:
        if depth >= _MAX_DEPTH:
            raise UnreadError(Unread.TOO_DEEP)
        if headers.encoding not in _PLAIN:
            raise UnreadError(Unread.BROKEN)  # RFC 2045, 6.4: programs disagree on it
        before, parts, after = _cut_parts(body, headers.parameter("boundary"))
        self._text(text_of(before), Place(part=Part.HIDDEN if parts else Part.BODY))
        for raw in parts:
            self._budget.spend("members", 1)
            inner, content = cut(raw)
            self._headers(inner, is_theirs=True)
            if headers.content_type == "multipart/digest" and not inner.has("content-type"):
                self.attach("", content)
            else:
                self._part(inner, content, depth + 1)
            self._headers(inner, is_theirs=False)
        self._text(text_of(after), Place(part=Part.HIDDEN))

    def _leaf(self, kind: str, headers: Headers, data: bytes) -> None:
        names = headers.file_names
        if kind in _SIGNED and data.startswith(b"\x30"):
            # Signatures and certificates (RFC 5652): names of signers, and numbers.
            self._collector.add(names, Place(part=Part.ATTACHMENT))
            self._collector.add(strings_in(data), Place(part=Part.PROPERTY))
        elif names or headers.is_attachment or kind not in {"text/plain", "text/html"}:
            self.attach(names, data)
        elif kind == "text/html":
            self._budget.spend("unpacked_bytes", len(data))
            markup = html_of(data, headers.parameter("charset"))
            add_html(markup, self._budget, self._collector, self._embedded)
        else:
            self._budget.spend("unpacked_bytes", len(data))
            self._text(text_of(data, headers.parameter("charset")), _BODY)

    def _text(self, text: str, place: Place) -> None:
        add_text(text, place, self._collector, self._embedded)


def _refuse(kind: str, headers: Headers) -> None:
    """Refuse what cannot be read at all: sealed, in two mails, or somewhere else."""
    if kind in _ENCRYPTED:
        raise UnreadError(Unread.ENCRYPTED)
    if kind in _ENVELOPES:
        is_sealed = headers.parameter("smime-type").lower() in {"", "enveloped-data"}
        raise UnreadError(Unread.ENCRYPTED if is_sealed else Unread.UNKNOWN_FORMAT)
    if kind == "application/ms-tnef":
        raise UnreadError(Unread.LEGACY_FORMAT)
    if kind == "message/external-body":
        raise UnreadError(Unread.ACTIVE)
    if kind == "message/partial":
        raise UnreadError(Unread.BROKEN)


def _cut_parts(body: bytes, boundary: str) -> tuple[bytes, list[bytes], bytes]:
    """What stands before the parts, the parts, and what stands after them (RFC 2046, 5.1.1)."""
    if not boundary:
        return body, [], b""
    borders = list(_borders(body, b"--" + boundary.rstrip().encode("utf-8", "replace")))
    if not borders:
        return body, [], b""
    ends = [border.start() for border in borders[1:]]
    parts = [
        body[border.end() : end].removeprefix(b"\r").removeprefix(b"\n")
        for border, end in zip(borders, ends, strict=False)
    ]
    rest = body[borders[-1].end() :]
    if borders[-1][1] is None:  # the mail ends in the midst of a part
        return body[: borders[0].start()], [*parts, rest.lstrip(b"\r\n")], b""
    return body[: borders[0].start()], parts, rest


def _borders(body: bytes, mark: bytes) -> Iterator[re.Match[bytes]]:
    """The lines between the parts, up to the last; each with the end of the line before it."""
    line = re.compile(rb"(?:\A|\r?\n)" + re.escape(mark) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    at = body.find(mark)
    while at >= 0:
        # A search by pattern takes ten times as long in attachments of megabytes.
        start = at - 2 if body.startswith(b"\r\n", max(0, at - 2)) else at - 1
        if border := line.match(body, max(0, start)):
            yield border
            if border[1] is not None:
                return
        at = body.find(mark, at + len(mark))


def _unpacked(headers: Headers, body: bytes) -> bytes:
    encoding = headers.encoding
    if encoding in _PLAIN:
        return body
    if encoding == "quoted-printable":
        return quopri.decodestring(body)
    if encoding == "base64":
        try:
            return binascii.a2b_base64(b"".join(body.split()), strict_mode=True)
        except binascii.Error:
            raise UnreadError(Unread.BROKEN) from None
    raise UnreadError(Unread.UNKNOWN_FORMAT)
