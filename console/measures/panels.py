"""
What this room adds to the pages of the desk, and to the digest of the week.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from console.accounts.access import account_of
from console.accounts.roles import Right
from console.desk.groups import Groups, groups_of
from console.desk.panels import Panel, Place, Slot, register
from console.measures import granting, quality, tools
from console.measures.models import Approval, MistakeReport, OwnReport, Stop
from console.measures.reporting import unanswered
from console.measures.scopes import Scopes
from console.measures.words import words_in
from console.outbox.digest import contribute

_WORST = 5


def register_all() -> None:
    """Call it when Django is there."""
    register(
        Panel(
            name="measures-waiting",
            slot=Slot.START,
            right=Right.FIGURES,
            template="measures/panel_start.html",
            content=_start,
            order=40,
        )
    )
    register(
        Panel(
            name="measures-exemptions",
            slot=Slot.START,
            right=Right.FIGURES,
            template="measures/panel_exemptions.html",
            content=_exemptions,
            order=45,
        )
    )
    register(
        Panel(
            name="measures-said",
            slot=Slot.INCIDENT,
            right=Right.INCIDENTS,
            template="measures/panel_said.html",
            content=_said,
            order=20,
        )
    )
    register(
        Panel(
            name="measures-do",
            slot=Slot.INCIDENT_ASIDE,
            right=Right.EXEMPT,
            template="measures/panel_do.html",
            content=_do,
            order=60,
        )
    )
    contribute("requests", _requests)
    contribute("expiring", _expiring)
    contribute("mistakes", _mistakes)


def _start(place: Place) -> Mapping[str, object] | None:
    """What waits in this room, for whoever may do something about it."""
    who, words = account_of(place.request), words_in(place.language, "panels")
    found: dict[str, object] = {"words": words}
    if who.may(Right.EXEMPT):
        found["ending"] = granting.ending_soon(place.now)
        found["oldest"] = unanswered(place.now).first()
    if who.may(Right.RULES) or who.may(Right.EXEMPT):
        found["rules"] = quality.false_positives(place.now)[:_WORST]
    if any(who.may(right) for right in (Right.CHECK_TOOL, Right.ADVISE, Right.DECIDE_TOOL)):
        found["requests"] = tools.waiting().count()
    if who.may(Right.RESUME):
        asked = Stop.objects.filter(reopened_at=None, reopening_asked_at__isnull=False)
        found["reopening"] = asked.exclude(reopening_asked_by=who).count()
    return found if any(value for name, value in found.items() if name != "words") else None


def _exemptions(place: Place) -> Mapping[str, object] | None:
    """
    What the DPO lets pass, for those who answer for the means: so nobody eases the filter unseen
    (GDPR art. 38(6); domain rules 2.2). Without names, and small departments with the others.
    """
    who = account_of(place.request)
    answers = who.may(Right.CHECK_TOOL) or who.may(Right.DECIDE_TOOL)
    rows = [*granting.holding(place.now), *granting.waiting(place.now)]
    if who.may(Right.EXEMPT) or not answers or not rows:
        return None
    newest = sorted(rows, key=lambda row: (row.granted_at, row.pk), reverse=True)
    scopes, groups = Scopes.of(place.request), groups_of(place.request)
    return {
        "words": words_in(place.language, "panels"),
        "rows": [(scopes.told(row), _places(row, groups, scopes)) for row in newest],
    }


def _places(row: Approval, groups: Groups, scopes: Scopes) -> str:
    labels = dict.fromkeys(groups.label(slug) for slug in row.departments)
    return ", ".join(labels) or scopes.everywhere


def _said(place: Place) -> Mapping[str, object] | None:
    """What people reported about this incident."""
    if place.incident is None:
        return None
    mistakes = MistakeReport.objects.filter(incident=place.incident)
    own = OwnReport.objects.filter(incident=place.incident).first()
    if own is None and not mistakes:
        return None
    return {"words": words_in(place.language, "panels"), "mistakes": mistakes, "own": own}


def _do(place: Place) -> Mapping[str, object] | None:
    """What may be done about it: links, filled in as far as the incident knows."""
    if place.incident is None:
        return None
    return {
        "words": words_in(place.language, "panels"),
        "may_stop": account_of(place.request).may(Right.SUSPEND),
    }


def _requests(since: date, until: date, now: datetime) -> int:
    del since, until, now
    return tools.waiting().count()


def _expiring(since: date, until: date, now: datetime) -> int:
    del since, until
    return granting.ending_soon(now).count()


def _mistakes(since: date, until: date, now: datetime) -> list[tuple[str, int]]:
    days = max(1, (now.date() - since).days)
    del until
    wrong = quality.false_positives(now, days)
    return [(each.rule, each.wrong) for each in wrong[:_WORST]]
