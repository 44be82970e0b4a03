"""
Four eyes (domain rules 3.4): one asks and says why, another agrees, the first opens. Each step is
in the audit record, and every step ends by itself after a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from console.accounts import audit
from console.accounts.models import Account
from console.accounts.roles import RIGHTS, Right, Role
from console.disclosure.models import Disclosure, Reason, State, What
from console.outbox.telling import MAIL, queue
from console.records.models import Incident

LIFETIME: Final = timedelta(hours=24)
_KIND = "four-eyes"


class KeyRefusedError(Exception):
    """This may not be asked, agreed to or opened now; the message is a word of the texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks for."""

    incident: Incident
    what: What
    subject: str
    reason: Reason
    reason_text: str = ""


def ask(wish: Wish, account: Account, request: HttpRequest | None = None) -> Disclosure:
    """
    The first key. Whoever could agree gets a mail, and so does who asks. Raises
    `KeyRefusedError` when nobody could agree, or the same is asked already.
    """
    if not account.may(Right.OPEN_SEALED):
        raise KeyRefusedError("not-yours")
    if wish.reason is Reason.OTHER and not wish.reason_text.strip():
        raise KeyRefusedError("say-why")
    now = timezone.now()
    with transaction.atomic():
        # The incident's row is the lock: of two equal requests at once, the second sees the first.
        Incident.objects.select_for_update().get(pk=wish.incident.pk)
        same = Disclosure.objects.filter(
            incident=wish.incident, what=wish.what, subject=wish.subject, asked_by=account
        )
        if any(each.state(now) in {State.ASKED, State.AGREED} for each in same):
            raise KeyRefusedError("asked-already")
        disclosure = Disclosure(
            incident=wish.incident,
            what=wish.what,
            subject=wish.subject,
            reason=wish.reason,
            reason_text=wish.reason_text.strip(),
            asked_by=account,
            asked_at=now,
            until=now + LIFETIME,
        )
        others = [each for each in _who_could_agree() if may_agree(disclosure, each)]
        if not others:
            raise KeyRefusedError("nobody-could-agree")
        disclosure.save(force_insert=True)
        _note(disclosure, account, "asked", request)
        _tell(disclosure, "", others)
        _tell(disclosure, "asked", [account])
    return disclosure


def decide(number: int, account: Account, *, agrees: bool, request: HttpRequest) -> Disclosure:
    """
    The second key, turned or withheld. Raises `KeyRefusedError` for one's own request, one of
    another school, and one that is decided or over.
    """
    now = timezone.now()
    with transaction.atomic():
        disclosure = _locked(number)
        if not may_agree(disclosure, account):
            raise KeyRefusedError("not-yours")
        if disclosure.state(now) is not State.ASKED:
            raise KeyRefusedError("over")
        disclosure.agreed = agrees
        disclosure.decided_by = account
        disclosure.decided_at = now
        if agrees:
            disclosure.until = now + LIFETIME
        disclosure.save()
        _note(disclosure, account, "agreed" if agrees else "refused", request)
        _tell(disclosure, "agreed" if agrees else "refused", [disclosure.asked_by, account])
    return disclosure


def use(number: int, account: Account, request: HttpRequest) -> Disclosure:
    """
    Open what was agreed to. Only who asked can, and each time is in the record. Raises
    `KeyRefusedError`.
    """
    now = timezone.now()
    with transaction.atomic():
        disclosure = _locked(number)
        if disclosure.asked_by_id != account.pk or not account.may(Right.OPEN_SEALED):
            raise KeyRefusedError("not-yours")
        if disclosure.state(now) is not State.AGREED:
            raise KeyRefusedError("over")
        disclosure.opened_at = disclosure.opened_at or now
        disclosure.save(update_fields=["opened_at"])
        _note(disclosure, account, "opened", request)
    return disclosure


def may_agree(disclosure: Disclosure, account: Account) -> bool:
    """
    Whether `account` could be the second key: somebody else, and a school director only for who
    works at the own school.
    """
    if account.pk == disclosure.asked_by_id or not account.may(Right.SECOND_KEY):
        return False
    if account.role == Role.SCHOOL_DIRECTOR:
        own = disclosure.incident.department == account.department
        return own and disclosure.what == What.IDENTITY
    return True


def seen_by(account: Account) -> QuerySet[Disclosure]:
    """The requests that `account` may know of: the own ones, and those to agree to."""
    mine = Q(asked_by=account) | Q(decided_by=account)
    if account.may(Right.SECOND_KEY):
        if account.role == Role.SCHOOL_DIRECTOR:
            mine |= Q(what=What.IDENTITY, incident__department=account.department)
        else:
            mine |= Q(pk__isnull=False)
    return Disclosure.objects.select_related("incident", "asked_by", "decided_by").filter(mine)


def _locked(number: int) -> Disclosure:
    found = Disclosure.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise KeyRefusedError("over")
    return found


def _who_could_agree() -> Iterable[Account]:
    roles = [role.value for role in Role if Right.SECOND_KEY in RIGHTS[role]]
    return Account.objects.filter(role__in=roles, is_active=True, waiting=False)


def _note(disclosure: Disclosure, account: Account, step: str, request: HttpRequest | None) -> None:
    audit.note(
        account,
        f"{disclosure.what}-{step}",
        disclosure.incident.number,
        fields=disclosure.what,
        reason=" ".join(filter(None, [disclosure.reason, disclosure.reason_text])),
        request=request,
    )


def _tell(disclosure: Disclosure, cause: str, accounts: Iterable[Account]) -> None:
    payload = {
        "number": disclosure.incident.number,
        "cause": cause,
        "path": reverse("disclosure", args=[disclosure.pk]),
    }
    targets = [(MAIL, each.email) for each in accounts if each.email]
    about = f"{disclosure.pk}:{cause or 'wanted'}"
    queue(_KIND, about, payload, targets, timezone.now(), disclosure.incident)
