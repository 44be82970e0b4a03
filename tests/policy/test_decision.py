"""
Decisions on tools: laid over the catalogue, they hold until their end and never break an update.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from policy.catalogue import Catalogue, Host, HostMatch, Service, Status
from policy.decision import Decision, DecisionError, decided, next_end

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def service(slug, *domains, status=Status.UNLISTED):
    return Service(
        slug=slug,
        name=slug.title(),
        vendor="V",
        category="chat",
        status=status,
        hosts=tuple(Host(domain=domain, match=HostMatch.SUFFIX) for domain in domains),
        reason="Van de lijst.",
    )


KNOWN = (service("praatpaal", "praatpaal.example"), service("wolk", "wolk.example"))
NEW = service("nieuw", "nieuw.example", "wolk.example")
ALLOWED = Decision(
    id="AA-2026-0001",
    service="praatpaal",
    status=Status.ALLOWED,
    conditions="Alleen openbaar.",
    ends=NOON + timedelta(days=90),
)


def by_slug(*decisions, now=NOON):
    return {each.slug: each for each in decided(KNOWN, decisions, now)}


def test_a_decision_holds_until_its_end():
    """
    Then the catalogue's own word is back.
    """
    assert by_slug(ALLOWED)["praatpaal"].status is Status.ALLOWED
    assert by_slug(ALLOWED)["praatpaal"].conditions == "Alleen openbaar."
    assert by_slug(ALLOWED, now=ALLOWED.ends)["praatpaal"] == KNOWN[0]


def test_the_later_decision_holds():
    """
    A tool may be decided on again.
    """
    no = Decision(id="AA-2026-0002", service="praatpaal", status=Status.FORBIDDEN, reason="Lek.")

    one = by_slug(ALLOWED, no)["praatpaal"]

    assert (one.status, one.reason) == (Status.FORBIDDEN, "Lek.")


def test_a_new_service_is_known_from_then_on():
    """
    Also once its permission has ended: then it is one of those that nobody decided on.
    """
    yes = replace(ALLOWED, service="nieuw", introduces=NEW)

    assert by_slug(yes)["nieuw"].status is Status.ALLOWED
    assert by_slug(yes, now=ALLOWED.ends)["nieuw"].status is Status.UNLISTED


def test_an_update_of_the_catalogue_is_never_in_the_way():
    """
    Hosts that it knows by now are its own, services that it lost are left out: it can be built.
    """
    yes = replace(ALLOWED, service="nieuw", introduces=NEW)
    lost = replace(ALLOWED, service="verdwenen")
    taken = replace(ALLOWED, service="dubbel", introduces=service("dubbel", "wolk.example"))

    found = by_slug(yes, lost, taken)

    assert [host.domain for host in found["nieuw"].hosts] == ["nieuw.example"]
    assert set(found) == {"praatpaal", "wolk", "nieuw"}
    Catalogue(tuple(found.values()))


def test_the_next_end_is_the_nearest_one_ahead():
    """
    Whoever holds a snapshot knows when to read again.
    """
    later = replace(ALLOWED, ends=NOON + timedelta(days=200))
    never = replace(ALLOWED, ends=None)

    assert next_end([later, ALLOWED, never], NOON) == ALLOWED.ends
    assert next_end([later, ALLOWED], ALLOWED.ends) == later.ends
    assert next_end([never], NOON) is None


@pytest.mark.parametrize(
    "change",
    [
        {"status": Status.SUSPENDED},
        {"introduces": NEW},
        {"ends": datetime(2027, 1, 1)},  # noqa: DTZ001 -- that is the mistake
    ],
    ids=["status", "another-service", "no-zone"],
)
def test_what_is_no_decision_is_refused(change):
    """
    A decision allows or excludes the service that it names.
    """
    with pytest.raises(DecisionError):
        replace(ALLOWED, **change)
