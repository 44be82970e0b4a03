"""
What programs are answered: pages that neither skip nor repeat, figures in which nobody is found,
problems that say what to mend.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from console.accounts.roles import Role
from console.records.models import Alarm, DayFigure
from tests.console.api.programs import program, program_of
from tests.console.desk_for_tests import MONDAY, event, incident, signed_in, suspected_leak
from tests.console.portal_for_tests import CATALOGUE, live

pytestmark = pytest.mark.django_db

API = "/api/v1"


@pytest.fixture
def dpo(tmp_path):
    return program_of(Role.DPO, tmp_path)


def codes(answer):
    return [item["code"] for item in answer.json()["items"]]


def test_pages_neither_skip_nor_repeat(dpo):
    """Forward to the end: every event once, also while others arrive."""
    wanted = [event(at=MONDAY - timedelta(minutes=n)).code for n in range(7)]
    found, cursor = [], ""
    while cursor is not None:
        answer = dpo.get(f"{API}/events?limit=3" + (f"&cursor={cursor}" if cursor else ""))
        event(at=MONDAY + timedelta(hours=1))
        found += codes(answer)
        cursor = answer.json()["next"]
    assert found == wanted


def test_reading_along(dpo):
    """`previous` asked for again tells what has come since, and nothing twice."""
    event(at=MONDAY)
    mark = dpo.get(f"{API}/events").json()["previous"]
    quiet = dpo.get(f"{API}/events?cursor={mark}").json()
    assert (quiet["items"], quiet["previous"]) == ([], mark)
    late = [event(at=MONDAY + timedelta(hours=n)).code for n in range(1, 6)]
    found = []
    while answer := dpo.get(f"{API}/events?limit=2&cursor={mark}").json()["items"]:
        found = [item["code"] for item in answer] + found
        mark = dpo.get(f"{API}/events?limit=2&cursor={mark}").json()["previous"]
    assert found == late[::-1]


@pytest.mark.parametrize("direction", ["n", "p"])
def test_the_place_is_gone(dpo, direction):
    """Retention deleted the row of the cursor: the program is told, not led to the beginning."""
    first = event()
    cursor = f"{direction}{first.pk}"
    first.delete()
    event()
    assert dpo.get(f"{API}/events?cursor={cursor}").status_code == 410


@pytest.mark.parametrize(
    "query",
    ["stat=open", "state=zoals", "state=", "severity=5", "limit=0", "limit=201", "limit=x",
     "cursor=x", "cursor=n", "department=nowhere", "service=nobody", "state=all&state=all",
     "q=" + "K" * 41],
)  # fmt: skip
def test_a_mistyped_filter_is_no_filter(dpo, query):
    """What is not as described is refused, with the names of what is wrong; never its value."""
    incident()
    answer = dpo.get(f"{API}/incidents?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 400
    assert "zoals" not in answer.text
    assert "nowhere" not in answer.text


@pytest.mark.parametrize(
    "day", ["0001-01-01", "9999-12-31", "1999-12-31", "2026-02-30", "2026-2-3"]
)
@pytest.mark.parametrize("name", ["since", "until"])
def test_days_at_the_ends_of_the_calendar(dpo, name, day, tmp_path):
    """A day that the calendar cannot count from is refused here, and left out on the page."""
    assert dpo.get(f"{API}/events?{name}={day}").status_code == 400
    browser = signed_in(Role.DPO, tmp_path)
    assert browser.get(f"/console/gebeurtenissen?{name}={day}").status_code == 200


def test_filters_are_those_of_the_page(dpo):
    """The same words find the same incidents."""
    wanted = suspected_leak(state="vermoedelijk_lek")
    incident()
    [found] = dpo.get(f"{API}/incidents?state=leak&forwarded=yes&severity=4").json()["items"]
    assert found["number"] == wanted.number


def test_one_incident(dpo):
    """By its number or by the code that somebody saw, with clocks, history and events."""
    about = suspected_leak(at=MONDAY, aware_at=MONDAY + timedelta(hours=5))
    event(at=MONDAY, incident=about, code="KB-7F3K-9Q2M")
    about.notes.create(at=MONDAY, kind="remark", text="over Jan Janssens")
    by_number = dpo.get(f"{API}/incidents/{about.number}")
    by_code = dpo.get(f"{API}/incidents/kb7f3k9q2m")
    assert by_number.json() == by_code.json()
    found = by_number.json()
    assert (found["safe_until_hour"], found["occurred_hour"]) == ("2026-11-26T10", "2026-11-23T10")
    assert found["formal_until"].startswith("2026-11-26T15:17")
    assert [each["code"] for each in found["newest_events"]] == ["KB-7F3K-9Q2M"]
    assert found["history"][0] == {
        "at": "2026-11-23T10",
        "before": "",
        "after": "",
        "note": "remark",
    }
    assert "Janssens" not in by_number.text


@pytest.mark.parametrize("path", ["incidents/KB-2026-000000", "incidents/x/y", "nothing", ""])
def test_not_there(dpo, path):
    """404, for a program and without a page."""
    answer = dpo.get(f"{API}/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_can_be_changed(dpo, method):
    """405, whatever is sent."""
    for path in ("incidents", "openapi.json", "tools"):
        answer = getattr(dpo, method)(f"{API}/{path}")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


def test_nothing_is_kept_on_the_way(dpo):
    """No cache between us and the program keeps an answer."""
    for path in ("incidents", "events", "figures", "health"):
        assert "no-store" in dpo.get(f"{API}/{path}")["Cache-Control"]


def counted(days, department="gemeente", figure="action:prompt-redacted"):
    for n, count in enumerate(days):
        DayFigure.objects.create(
            day=MONDAY.date() + timedelta(days=n - 22), department=department, figure=figure,
            count=count,
        )  # fmt: skip


def test_figures_hide_small_days(dpo):
    """
    A day with one to four stands under null, and a second one with it, or the total would give
    it away.
    """
    counted([20, 3, 30, 40])
    found = dpo.get(f"{API}/figures?month=2026-11").json()
    days = [day["redacted"] for day in found["days"][:4]]
    assert found["totals"]["redacted"] == 93
    assert days[1] is None
    assert len([day for day in days if day is None]) >= 2


def test_figures_hide_small_groups(dpo):
    """A department with few members is told with the rest, and never by its name."""
    counted([20, 20])
    counted([9], department="archief")
    counted([50], department="ocmw")
    answer = dpo.get(f"{API}/figures?month=2026-11")
    assert '"archief"' not in answer.text
    rows = {row["department"]: row["redacted"] for row in answer.json()["departments"]}
    assert 9 not in rows.values()


def test_figures_tell_no_more_by_day_than_by_month(dpo):
    """A month of four prompts says nothing, so neither do its days."""
    counted([2, 2])
    found = dpo.get(f"{API}/figures?month=2026-11").json()
    assert found["totals"]["redacted"] is None
    assert all(day["redacted"] is None for day in found["days"])


@pytest.mark.parametrize(("school", "total"), [("gemeente", 40), ("archief", None)])
def test_figures_of_the_own_school(tmp_path, school, total):
    """A school's director gets the own school, and nothing of one that is too small."""
    counted([20, 20])
    counted([50], department="ocmw")
    counted([60], department="archief")
    asking = program_of(Role.SCHOOL_DIRECTOR, tmp_path, department=school)
    found = asking.get(f"{API}/figures?month=2026-11").json()
    assert found["totals"]["redacted"] == total
    assert found["departments"] == []


@pytest.mark.parametrize("month", ["2026", "2026-13", "1999-01", "x", "2026-1", ""])
def test_figures_of_no_month(dpo, month):
    assert dpo.get(f"{API}/figures?month={month}").status_code == 400


def test_figures_of_a_month_to_come(dpo):
    """It has no days yet."""
    later = localdate() + timedelta(days=62)
    assert dpo.get(f"{API}/figures?month={later:%Y-%m}").json()["days"] == []


def test_health(tmp_path):
    """Alarms by their hour; a small department by no name."""
    Alarm.objects.create(kind="site-silent", subject="archief", opened_at=MONDAY, seen_at=MONDAY)
    found = program_of(Role.ICT, tmp_path).get(f"{API}/health").json()
    assert found["grade"] == "bad"
    [alarm] = found["alarms"]
    assert (alarm["subject"], alarm["since_hour"]) == ("other", "2026-11-23T10")


def test_tools(tmp_path):
    """The list is the published one."""
    found = program(tmp_path).get(f"{API}/tools").json()
    assert found["version"] == CATALOGUE.version
    assert [tool["name"] for tool in found["allowed"]] == ["Praatpaal"]
    assert [tool["name"] for tool in found["excluded"]] == ["Diepzoeker"]


def test_a_fault_of_ours_is_told_as_one(tmp_path):
    """500 as a problem, without what went wrong inside."""

    def unreadable():
        raise OSError("/var/geheim")

    asking = program(tmp_path, policy=live(unreadable))
    asking.raise_request_exception = False
    answer = asking.get(f"{API}/tools")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "geheim" not in answer.text
