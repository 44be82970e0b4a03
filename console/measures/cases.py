"""
Test cases: an invented text for every mistake of a rule, so that it is not made again (R-304).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest

from console.accounts import audit
from console.accounts.models import Account
from console.measures.granting import ChangedError
from console.measures.models import TestCase
from console.measures.numbers import CASE, next_number
from console.records.models import Incident
from console.text_look import TextLook
from policy.finding import Kind

EXPECTED: Final = ("allow", "redact", "reject")
_MARKED = re.compile(r"\[\[(\w+):(.+?)\]\]", re.DOTALL)
_REGISTER = "register:"


class RealPersonError(Exception):
    """The text names somebody who is in a register of the organisation."""


class MarkError(Exception):
    """A mark in the text names a kind that does not exist; the message is that word."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, and what it holds as `promptwacht evaluate` reads it."""

    text: str = field(repr=False)
    entities: list[dict[str, Any]] = field(repr=False)


def unmarked(typed: str) -> Marked:
    """
    `Bel [[person:Jan Janssens]].` as text and entities; positions count code points. Raises
    `MarkError`.
    """
    pieces: list[str] = []
    entities: list[dict[str, Any]] = []
    at = length = 0
    for mark in _MARKED.finditer(typed):
        kind, value = mark.group(1), mark.group(2)
        if kind not in set(Kind):
            raise MarkError(kind[:40])
        before = typed[at : mark.start()]
        start = length + len(before)
        pieces += [before, value]
        length = start + len(value)
        entities.append({"start": start, "end": length, "kind": kind})
        at = mark.end()
    return Marked("".join([*pieces, typed[at:]]), entities)


def make(
    told: Mapping[str, Any],
    by: Account,
    *,
    look: TextLook,
    now: datetime,
    incident: Incident | None = None,
    request: HttpRequest | None = None,
) -> TestCase:
    """
    A new case for whoever keeps the rules. Raises `MarkError`, `RealPersonError`, and
    `console.text_look.LookError` when nobody can tell whether the text is about somebody real.
    """
    marked = unmarked(told["text"])
    if any(f.detector.startswith(_REGISTER) for f in look.findings([marked.text])):
        raise RealPersonError
    with transaction.atomic():
        row = TestCase.objects.create(
            number=next_number(CASE, now),
            rule=told["rule"],
            text=marked.text,
            entities=marked.entities,
            expect=told["expect"],
            remark=told["remark"],
            made_at=now,
            made_by=by,
            incident=incident,
        )
        audit.note(by, "case-made", row.number, request=request)
    return row


def finish(
    number: str, text: str, by: Account, *, now: datetime, request: HttpRequest | None = None
) -> TestCase:
    """The rule treats it as it should, or there is a reason why not. Raises `ChangedError`."""
    with transaction.atomic():
        row = TestCase.objects.select_for_update().get(number=number)
        if row.done_at is not None:
            raise ChangedError(number)
        row.done_at, row.done_by, row.done_text = now, by, text
        row.save(update_fields=["done_at", "done_by", "done_text"])
        audit.note(by, "case-finished", number, request=request)
    return row


def as_json_lines(rows: Iterable[TestCase]) -> Iterator[str]:
    """A line for each case, as `promptwacht evaluate` reads them."""
    for row in rows:
        line = {"id": row.number, "text": row.text, "entities": row.entities, "expect": row.expect}
        yield json.dumps(line, ensure_ascii=False) + "\n"
