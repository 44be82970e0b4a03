"""
The queue: what is most urgent first, filters in the address, pages that neither skip nor repeat.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from console.accounts.models import Look
from console.accounts.roles import Role
from console.records.states import State
from tests.console.desk_for_tests import MONDAY, event, incident, signed_in, suspected_leak

ADDRESS = "/console/incidenten"


@pytest.fixture
def dpo(tmp_path):
    return signed_in(Role.DPO, tmp_path)


def numbers(answer):
    """Of the incidents on the page, in order."""
    return [row.incident.number for row in answer.context["rows"]]


@pytest.mark.django_db
def test_what_left_comes_first_then_severity_then_age(dpo):
    """
    The order of domain rules 3.7; what is closed is not there until it is asked for.
    """
    now = timezone.now()
    young = incident(at=now - timedelta(hours=1), severity=3)
    old = incident(at=now - timedelta(hours=9), severity=3)
    worse = incident(at=now, severity=4)
    left = suspected_leak(at=now, severity=2)
    closed = suspected_leak(state=State.CLOSED)

    assert numbers(dpo.get(ADDRESS)) == [x.number for x in (left, worse, old, young)]
    assert numbers(dpo.get(f"{ADDRESS}?state=gesloten")) == [closed.number]
    assert numbers(dpo.get(f"{ADDRESS}?state=all"))[-1] == closed.number


@pytest.mark.django_db
def test_filters_of_the_address(dpo):
    """
    Each of them, and several together.
    """
    wanted = suspected_leak(department="ocmw", service="diepzoeker", assignee=dpo.account)
    event(incident=wanted, code="KB-7F3K-9Q2M")
    incident()
    incident(severity=1, kind="pattern")

    for query in (
        "state=leak", "kind=suspected-leak", "forwarded=yes", "severity=4", "department=ocmw",
        "service=diepzoeker", "assignee=me", f"q={wanted.number}", f"q={wanted.number[-6:]}",
        "q=kb7f3k9q2m", "forwarded=yes&department=ocmw&severity=3",
    ):  # fmt: skip
        found = numbers(dpo.get(f"{ADDRESS}?{query}&state=all" if "state" not in query else
                                f"{ADDRESS}?{query}"))  # fmt: skip
        expected = [] if query == "state=leak" else [wanted.number]
        assert (query, found) == (query, expected)
    assert len(numbers(dpo.get(f"{ADDRESS}?assignee=none"))) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["state=stuk", "severity=9", "department=%00", "q=%27%3B--", "cursor=n99999", "cursor=x",
     "sort=random()", "assignee=1", "q=" + "A" * 200],
)  # fmt: skip
def test_what_is_not_on_offer_is_left_out(dpo, query):
    """
    A value from nowhere is told or ignored; the page stands.
    """
    incident()

    assert dpo.get(f"{ADDRESS}?{query}").status_code == 200


@pytest.mark.django_db
def test_a_small_department_cannot_be_singled_out(dpo):
    """
    Its name is nowhere, its slug in the address is no filter; it is among the others.
    """
    hidden = incident(department="archief")

    page = dpo.get(ADDRESS)
    alone = dpo.get(f"{ADDRESS}?department=archief")
    together = dpo.get(f"{ADDRESS}?department=other")

    assert "rchief" not in page.content.decode()
    assert "Overige diensten" in page.content.decode()
    assert "rchief" not in alone.content.decode().replace("department=archief", "")
    assert numbers(together) == [hidden.number]


@pytest.mark.django_db
def test_pages_neither_skip_nor_repeat_while_others_arrive(dpo):
    """
    Through every page, with a new incident at the top of the queue after each.
    """
    expected = {incident(at=MONDAY + timedelta(minutes=n // 3)).number for n in range(120)}
    seen, address = [], ADDRESS
    while address:
        answer = dpo.get(address)
        seen += numbers(answer)
        suspected_leak()
        following = re.search(r'rel="next" href="([^"]+)"', answer.content.decode())
        address = following and following[1].replace("&amp;", "&")

    assert len(seen) == len(set(seen)) == 120
    assert set(seen) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("order", ["", "&sort=newest"])
def test_back_is_where_one_came_from(dpo, order):
    """
    The page before the second is the first again.
    """
    for n in range(120):
        incident(at=MONDAY - timedelta(minutes=n // 2), severity=1 + n % 4)

    first = dpo.get(f"{ADDRESS}?state=all{order}")
    second = dpo.get(f"{ADDRESS}?state=all{order}&cursor={first.context['next']}")
    back = dpo.get(f"{ADDRESS}?state=all{order}&cursor={second.context['previous']}")

    assert numbers(back) == numbers(first)
    assert (back.context["previous"], bool(back.context["next"])) == ("", True)
    assert not set(numbers(first)) & set(numbers(second))


@pytest.mark.django_db
def test_the_minute_is_nowhere(dpo):
    """
    Not in the table, not in an address of another page.
    """
    for _ in range(60):
        suspected_leak(at=MONDAY, state=State.NEW)

    page = dpo.get(ADDRESS).content.decode()

    assert "10:17" not in page
    assert "10 u" in page
    assert str(int(MONDAY.timestamp())) not in page


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DPO, Role.DEPUTY}))
def test_others_have_no_queue(role, tmp_path):
    """
    403 with a page that says so, and no incident on it.
    """
    hidden = incident()

    answer = signed_in(role, tmp_path).get(ADDRESS)

    assert answer.status_code == 403
    assert hidden.number not in answer.content.decode()
    assert not Look.objects.filter(deed="incident-viewed").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "deed", "query"),
    [("queue", "queue-viewed", "state=all"), ("events", "events-viewed", "severity=3"),
     ("mistakes", "mistakes-viewed", "")],
)  # fmt: skip
def test_a_list_is_recorded_once_an_hour(tmp_path, name, deed, query):
    """
    Each question once, however often the list follows by itself.
    """
    with time_machine.travel(MONDAY.replace(minute=50), tick=False) as clock:
        browser = signed_in(Role.DPO, tmp_path)
        for _ in range(3):
            browser.get(f"{reverse(name)}?{query}")
        clock.shift(timedelta(minutes=15))
        browser.get(reverse(name))

    assert [(look.deed, look.reason) for look in Look.objects.order_by("id")] == [
        (deed, query), (deed, ""),
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["queue", "events"])
def test_words_that_were_typed_are_not_recorded(tmp_path, name):
    """
    A name in the search box finds nothing, and must not stand for ever in the record either.
    """
    browser = signed_in(Role.DPO, tmp_path)

    browser.get(reverse(name), {"q": "Jan Peeters"})
    browser.get(reverse(name), {"q": "KB-5241-0AFP"})

    assert [look.reason for look in Look.objects.order_by("id")] == ["q=%3F", "q=KB-5241-0AFP"]


@pytest.mark.django_db
def test_the_table_follows_alone(dpo):
    """
    htmx gets the rows without the frame; when nothing changed, nothing.
    """
    incident()
    asking = {"HX-Request": "true", "HX-Target": "rows", "X-Seen": "none"}

    part = dpo.get(ADDRESS, headers=asking)
    mark = part.content.decode().partition('"X-Seen":"')[2][:16]
    again = dpo.get(ADDRESS, headers=asking | {"X-Seen": mark})

    assert part.content.decode().startswith('<div id="rows"')
    assert (part.status_code, again.status_code) == (200, 204)
