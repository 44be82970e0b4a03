"""
Plain text and Markdown: paragraphs as they stand, marks and all.

Markdown's marks stay: where a text is Markdown is a guess, and detection reads through them.
"""

from __future__ import annotations

import re

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

_PARAGRAPHS = re.compile(r"\n\s*\n")
_FRONT_MATTER = re.compile(
    r"\s*(?P<mark>---|\+\+\+)[ \t]*\n(?P<data>(?s:.*?\n))(?P=mark)[ \t]*(?:\n|\Z)"
)
_MAX_PARAGRAPHS = 100_000
_SEALED = re.compile(r"^-----BEGIN PGP MESSAGE-----", re.MULTILINE)
_BODY = Place(part=Part.BODY)


def read_plain(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All of a text. Raises `UnreadError`."""
    collector, embedded = Collector(budget), Embedded()
    add_text(text_of(raw), _BODY, collector, embedded)
    embedded.read(budget, nested, collector)
    return Contents(format=Format.PLAIN, pieces=tuple(collector.pieces))


def read_markdown(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All of a text, its front matter (YAML or TOML) as properties. Raises `UnreadError`."""
    collector, embedded = Collector(budget), Embedded()
    text = text_of(raw).replace("\r\n", "\n")
    if found := _FRONT_MATTER.match(text):
        add_text(found["data"], Place(part=Part.PROPERTY), collector, embedded)
        text = text[found.end() :]
    add_text(text, _BODY, collector, embedded)
    embedded.read(budget, nested, collector)
    return Contents(format=Format.MARKDOWN, pieces=tuple(collector.pieces))


def add_text(text: str, place: Place, collector: Collector, embedded: Embedded) -> None:
    """
    Add `text` by paragraphs to `collector`, and the files in it to `embedded`.

    Raises `UnreadError` (ENCRYPTED) for a message of PGP in it.
    """
    if _SEALED.search(text):
        raise UnreadError(Unread.ENCRYPTED)
    plain = embedded.taken_from(text).replace("\r\n", "\n")
    if plain.count("\n\n") > _MAX_PARAGRAPHS:  # lists, not paragraphs
        collector.add(plain, place)
        return
    for paragraph in _PARAGRAPHS.split(plain):
        collector.add(paragraph.strip("\n"), place)
