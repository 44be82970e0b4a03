"""
What became of the values in one file: whether they were read, and whether they were found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from policy.documents.interface import Contents, Unread
from policy.documents.judging import joined_texts
from policy.finding import Finding
from policy.verdict import Action
from proxy.judging import Desk
from tests.policy.documents.corpus import Planted

ALIKE = 0.75
"""A value of which OCR took some characters for others is found where so much of it is the same."""


@dataclass(frozen=True, slots=True)
class Fate:
    """Of one planted value."""

    planted: Planted
    is_read: bool
    """Character by character, white space aside."""
    is_found: bool
    """A finding that the rules act on touches it."""


@dataclass(frozen=True, slots=True)
class Look:
    """What became of one file."""

    fates: tuple[Fate, ...]
    unread: Unread | None = None
    action: Action | None = None
    kinds: tuple[str, ...] = ()
    """Of what the verdict is about."""
    texts: tuple[str, ...] = field(default=(), repr=False)


def look_at(contents: Contents | Unread, planted: Sequence[Planted], desk: Desk) -> Look:
    """A file as the product would judge it."""
    if isinstance(contents, Unread):
        return Look(tuple(Fate(one, is_read=False, is_found=False) for one in planted), contents)
    outcome = desk.look_into(contents)
    texts = [text.text for text in joined_texts(contents)]
    findings = list(dict.fromkeys(spot.finding for spot in outcome.spots))
    squeezed = [_Squeezed(text) for text in texts]
    return Look(
        tuple(_fate(one, texts, squeezed, findings) for one in planted),
        action=outcome.verdict.action,
        kinds=tuple(dict.fromkeys(one.kind.value for one in outcome.verdict.findings)),
        texts=tuple(texts),
    )


class _Squeezed:
    """A text without white space, and where its characters stood."""

    def __init__(self, text: str) -> None:
        self.places = [at for at, char in enumerate(text) if not char.isspace()]
        self.text = "".join(text.split())

    def spans(self, value: str) -> Iterator[tuple[int, int]]:
        short = "".join(value.split())
        at = self.text.find(short)
        while at >= 0:
            yield self.places[at], self.places[at + len(short) - 1] + 1
            at = self.text.find(short, at + 1)


def _fate(
    one: Planted, texts: Sequence[str], squeezed: Sequence[_Squeezed], findings: Iterable[Finding]
) -> Fate:
    spans = [
        (part, start, end)
        for part, text in enumerate(squeezed)
        for start, end in text.spans(one.value)
    ]
    touched = any(
        f.part == part and f.start < end and f.end > start
        for f in findings
        for part, start, end in spans
    )
    alike = not spans and any(
        f.kind is one.kind and _is_alike(texts[f.part][f.start : f.end], one.value)
        for f in findings
    )
    return Fate(one, is_read=bool(spans), is_found=touched or alike)


def _is_alike(text: str, value: str) -> bool:
    short, other = "".join(text.split()), "".join(value.split())
    return SequenceMatcher(None, short, other, autojunk=False).ratio() >= ALIKE
