"""
The readers of documents, each on changed examples of its format.
"""

from __future__ import annotations

from fuzz.harness import Choices, Harness, demand_read, garbled, marked
from policy.documents.interface import Limits, UnreadError
from policy.documents.reading import contents_of
from tests.policy.documents.test_any_bytes import VALID

_LIMITS = Limits(unpacked_bytes=2_000_000, characters=200_000, members=50)
_AS_WRITTEN = {"plain", "markdown", "csv", "tsv", "json"}
"""Formats in which every letter of the file is text, so that the marker must be read wherever it
stands. In the others a place may be a tag, a style, or data that a program never shows."""


def document_law(example: bytes, data: bytes, *, as_written: bool) -> None:
    """A changed document gives contents, or the one declared error."""
    choices = Choices(data)
    raw = garbled(choices, marked(choices, example)) if as_written else garbled(choices, example)
    try:
        contents = contents_of(raw, _LIMITS, lambda _: "Jan")
    except UnreadError:
        return
    if as_written:
        demand_read(raw, [piece.text for piece in contents.pieces])


def _harness(name: str, example: bytes) -> Harness:
    as_written = name in _AS_WRITTEN
    return Harness(
        f"document-{name}", lambda data: document_law(example, data, as_written=as_written)
    )


def any_document_law(data: bytes) -> None:
    """Whatever bytes a file has: contents, or the one declared error."""
    try:
        contents_of(data, _LIMITS, lambda _: "Jan")
    except UnreadError:
        return


HARNESSES: tuple[Harness, ...] = (
    *(_harness(name, example) for name, example in VALID.items()),
    Harness("document-any", any_document_law, seeds=tuple(VALID.values())),
)
