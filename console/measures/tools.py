"""
A requested tool on its way: asked, checked by ICT, advised on by the DPO, decided, published
(R-421 to R-424). Advice and decision are two fields, by two people (GDPR art. 38(6)).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from console.accounts import audit
from console.accounts.models import Account
from console.measures.files import write_decisions
from console.measures.granting import ChangedError
from console.measures.models import ToolRequest, ToolState
from console.measures.numbers import REQUEST, next_number
from console.measures.telling import tell_request
from console.outbox.telling import MAIL, Directory, queue
from policy.catalogue import Catalogue, CatalogueError

OPEN: Final = (ToolState.REQUESTED, ToolState.CHECKED, ToolState.ADVISED)
DECIDED: Final = (ToolState.ALLOWED, ToolState.EXCLUDED)
ANSWER: Final = "answer"
"""Kind of the mail to who asked."""


class NotAServiceError(Exception):
    """What ICT named is no service, or one that another name already stands for."""


def ask(told: Mapping[str, Any], *, directory: Directory, now: datetime) -> ToolRequest:
    """A new request; ICT and the DPO are told of it."""
    with transaction.atomic():
        row = ToolRequest.objects.create(**told, number=next_number(REQUEST, now), asked_at=now)
        tell_request(directory, row.number, f"aanvragen/{row.number}", now)
    return row


def check(
    number: str,
    told: Mapping[str, Any],
    by: Account,
    *,
    catalogue: Catalogue,
    now: datetime,
    request: HttpRequest | None = None,
) -> ToolRequest:
    """
    ICT's part: which service it is (`service`, or `name`, `vendor` and `hosts` of a new one), what
    it takes, and the register's fields. May be done again until it is decided.

    Raises `NotAServiceError` and `ChangedError`.
    """
    with transaction.atomic():
        row = _locked(number, OPEN)
        for field in ("service", "name", "vendor", "hosts", "check_text", "register"):
            setattr(row, field, told[field])
        _check_service(row, catalogue)
        row.checked_at, row.checked_by = now, by
        row.state = ToolState.CHECKED
        # The advice was about what ICT had found then.
        row.advice = row.advice_text = ""
        row.advised_at = row.advised_by = None
        row.save()
        audit.note(by, "tool-checked", number, request=request)
    return row


def mark_of(row: ToolRequest) -> str:
    """What somebody read who saw `row` like this: another check or advice gives another mark."""
    moments = (at.isoformat() if at else "" for at in (row.checked_at, row.advised_at))
    return "/".join((row.state, *moments))


def advise(
    number: str,
    advice: str,
    text: str,
    by: Account,
    *,
    seen: str,
    now: datetime,
    request: HttpRequest | None = None,
) -> ToolRequest:
    """
    The DPO's part: `positive`, `conditional` or `negative`. `seen` is the mark of what was read.
    Raises `ChangedError`, also when ICT has checked it anew meanwhile.
    """
    with transaction.atomic():
        row = _locked(number, (ToolState.CHECKED, ToolState.ADVISED), seen)
        row.advice, row.advice_text = advice, text
        row.advised_at, row.advised_by = now, by
        row.state = ToolState.ADVISED
        row.save()
        audit.note(by, "tool-advised", number, reason=advice, request=request)
    return row


def decide(  # noqa: PLR0913 -- who, what, on what was read, and the same three as everywhere
    number: str,
    state: ToolState,
    told: Mapping[str, Any],
    by: Account,
    *,
    seen: str,
    state_dir: Path,
    now: datetime,
    request: HttpRequest | None = None,
) -> ToolRequest:
    """
    The decision, which the list and the gateways follow within seconds. `told` holds `conditions`,
    `reason` and `ends_at`; `seen` is the mark of the check and the advice that were read. Who
    asked gets an answer, and the address is forgotten.

    Raises `ChangedError`, also when either is another by now, and `ConfigError` when it cannot be
    published; then nothing is decided.
    """
    with transaction.atomic():
        row = _locked(number, (ToolState.ADVISED,), seen)
        _supersede(row, by, now)
        row.state = state
        row.conditions, row.reason = told["conditions"], told["reason"]
        row.ends_at = told["ends_at"]
        row.decided_at, row.decided_by = now, by
        _answer(row, now)
        row.save()
        audit.note(by, "tool-decided", number, reason=str(state), request=request)
        write_decisions(state_dir, now)
    return row


def withdraw(
    number: str,
    because: str,
    by: Account,
    *,
    state_dir: Path,
    now: datetime,
    request: HttpRequest | None = None,
) -> ToolRequest:
    """A decision that no longer holds, or a request that leads to none. Raises as `decide`."""
    with transaction.atomic():
        row = _locked(number, (*OPEN, *DECIDED))
        _withdrawn(row, because, by, now)
        _answer(row, now)
        row.save()
        audit.note(by, "tool-withdrawn", number, reason=because, request=request)
        write_decisions(state_dir, now)
    return row


def waiting() -> QuerySet[ToolRequest]:
    """Requests without a decision, the oldest first: start page and digest count them."""
    return ToolRequest.objects.filter(state__in=OPEN).order_by("asked_at", "id")


def decided() -> QuerySet[ToolRequest]:
    """Decisions, as they stand on the list; the latest first."""
    return ToolRequest.objects.filter(state__in=DECIDED).order_by("-decided_at", "-id")


def past() -> QuerySet[ToolRequest]:
    """What was withdrawn."""
    return ToolRequest.objects.filter(state=ToolState.WITHDRAWN).order_by("-withdrawn_at", "-id")


def _locked(number: str, states: tuple[ToolState, ...], seen: str | None = None) -> ToolRequest:
    """`seen`: only as it was when somebody read it."""
    row = ToolRequest.objects.select_for_update().get(number=number)
    if row.state not in states or seen not in (None, mark_of(row)):
        raise ChangedError(number)
    return row


def _check_service(row: ToolRequest, catalogue: Catalogue) -> None:
    try:
        known = catalogue.named(row.service)
    except CatalogueError:
        if not row.hosts:
            raise NotAServiceError("unknown") from None
    else:
        if row.hosts and known.hosts:
            raise NotAServiceError("known")


def _supersede(row: ToolRequest, by: Account, now: datetime) -> None:
    """An earlier decision on the same service no longer holds."""
    earlier = ToolRequest.objects.select_for_update().filter(service=row.service, state__in=DECIDED)
    for old in earlier:
        if old.hosts and not row.hosts:
            row.hosts, row.name, row.vendor = old.hosts, old.name, old.vendor
        _withdrawn(old, row.number, by, now)
        old.save()


def _withdrawn(row: ToolRequest, because: str, by: Account, now: datetime) -> None:
    row.state = ToolState.WITHDRAWN
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_because = now, by, because


def _answer(row: ToolRequest, now: datetime) -> None:
    """Tell who asked, and keep the address no longer than that takes."""
    if row.answer_to:
        payload = {"number": row.number, "tool": row.tool, "cause": str(row.state)}
        queue(ANSWER, row.number, payload, [(MAIL, row.answer_to)], now)
    row.answer_to = ""
