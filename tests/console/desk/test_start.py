"""
The start page answers in one look: is anything burning, how many hours are left, does it live.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from console.accounts.roles import Right, Role
from console.desk.clocks import Colour
from console.desk.figures import Trend, figures_of
from console.desk.groups import Groups
from console.desk.start import fires
from console.records.models import Alarm, DayFigure
from console.records.states import State
from tests.console.desk_for_tests import event, incident, signed_in, suspected_leak

NOW = timezone.now()
GROUPS = Groups(names={"gemeente": "Gemeente"}, small=frozenset({"archief"}), others="Overige")


def hours(count):
    return NOW - timedelta(hours=count)


def figure(name, count, *, days_ago=0, department="gemeente"):
    DayFigure.objects.create(
        day=localdate() - timedelta(days=days_ago),
        department=department,
        service="praatpaal",
        figure=name,
        count=count,
    )


@pytest.mark.django_db
def test_nothing_burns_in_peace(tmp_path):
    """
    Attempts that were stopped, and leaks that were notified, set nothing on fire.
    """
    incident()
    suspected_leak(state=State.NOTIFIED, aware_at=hours(80))
    suspected_leak(state=State.CLOSED)

    page = signed_in(Role.DPO, tmp_path).get("/console/").content.decode()

    assert fires(NOW) == []
    assert "Geen open termijnen" in page
    assert "strip burning" not in page


@pytest.mark.django_db
def test_open_leaks_burn_with_the_hours_that_are_left(tmp_path):
    """
    The formal clock where it runs, else the safe one in grey; the shortest first.
    """
    suspected_leak(number="KB-2026-000001", at=hours(10), state=State.SUSPECTED)
    suspected_leak(number="KB-2026-000002", state=State.CONFIRMED, aware_at=hours(65.5))
    suspected_leak(number="KB-2026-000003", state=State.CONFIRMED, aware_at=hours(74.5))
    suspected_leak(number="KB-2026-000004", at=hours(1), forwarded="unknown", state=State.NEW)

    found = [(f.incident.number[-1], f.clock.hours, f.clock.colour) for f in fires(NOW)]
    page = signed_in(Role.DPO, tmp_path).get("/console/").content.decode()

    assert found == [
        ("3", -3, Colour.RED),
        ("2", 6, Colour.RED),
        ("1", 62, Colour.GREY),
        ("4", 71, Colour.GREY),
    ]
    assert "strip burning" in page
    assert "3 u te laat" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("passed", "colour"), [(1, Colour.GREEN), (49, Colour.AMBER), (61, Colour.RED)]
)
def test_the_formal_clock_changes_colour(passed, colour):
    """
    Green, then amber in the last day, red in its last half.
    """
    suspected_leak(state=State.CONFIRMED, aware_at=hours(passed))

    assert fires(NOW)[0].clock.colour is colour


@pytest.mark.django_db
def test_a_week_beside_the_eight_before():
    """
    The last seven days, and the average of the weeks before; older days do not count.
    """
    figure("action:prompt-rejected", 30)
    figure("action:upload-rejected", 6, days_ago=6)
    figure("action:prompt-rejected", 80, days_ago=7)
    figure("action:prompt-rejected", 80, days_ago=62)
    figure("action:prompt-rejected", 999, days_ago=63)

    rejected = figures_of(localdate(), GROUPS).counters[2]

    assert (rejected.name, rejected.count, rejected.usual) == ("rejected", 36, 20.0)
    assert rejected.trend is Trend.UP


@pytest.mark.django_db
def test_small_departments_are_counted_together():
    """
    A department of two people has no bar of its own, nor has one that is gone.
    """
    figure("action:prompt-rejected", 3, department="archief")
    figure("action:prompt-rejected", 1, department="burgemeester")
    figure("action:prompt-rejected", 9)

    found = figures_of(localdate(), GROUPS).departments

    assert [(each.name, each.count) for each in found] == [("gemeente", 9), ("other", 4)]


@pytest.mark.django_db
def test_a_silent_filter_is_no_good_news(tmp_path):
    """
    No prompt checked in a week is told as a warning, and so is a week without events.
    """
    browser = signed_in(Role.DPO, tmp_path)

    silent = browser.get("/console/").content.decode()
    figure("checked", 1200)
    event()
    alive = browser.get("/console/").content.decode()

    assert "geen enkel bericht" in silent
    assert "geen enkel bericht" not in alive
    assert "Laatste gebeurtenis" not in alive


@pytest.mark.django_db
def test_an_alarm_shows_on_the_start_page(tmp_path):
    """
    The filter is not well while an alarm is open.
    """
    Alarm.objects.create(kind="log-altered", subject="stadhuis", opened_at=NOW, seen_at=NOW)

    assert "Open alarmen: 1" in signed_in(Role.DPO, tmp_path).get("/console/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_start_page_of_its_own(role, tmp_path):
    """
    Numbers of incidents and their departments only with the right to read incidents.
    """
    burning = suspected_leak(state=State.SUSPECTED)
    browser = signed_in(role, tmp_path, department="gemeente")

    answer = browser.get("/console/")

    assert answer.status_code == 200
    sees = burning.number in answer.content.decode()
    assert sees == browser.account.may(Right.INCIDENTS)


@pytest.mark.django_db
def test_a_school_director_sees_the_own_school(tmp_path):
    """
    Figures and clocks of the own school; of a school that is too small, nothing.
    """
    figure("action:prompt-rejected", 57, department="ocmw")
    figure("action:prompt-rejected", 70)
    suspected_leak(state=State.SUSPECTED)

    own = signed_in(Role.SCHOOL_DIRECTOR, tmp_path, department="ocmw").get("/console/")
    small = signed_in(Role.SCHOOL_DIRECTOR, tmp_path, department="archief").get("/console/")

    assert ">57<" in own.content.decode()
    assert ">70<" not in own.content.decode()
    assert own.context["burning"] == []
    assert "month-figures" not in small.content.decode()


@pytest.mark.django_db
def test_the_strip_of_a_small_school_tells_nothing_of_it(tmp_path):
    """
    Not how many burn, not how long, and no calm either: it says why. Whether the filter lives
    is about nobody.
    """
    browser = signed_in(Role.SCHOOL_DIRECTOR, tmp_path, department="archief")
    calm = browser.get("/console/strook").content
    suspected_leak(state=State.SUSPECTED, department="archief")

    burning = browser.get("/console/strook")
    page = browser.get("/console/").content.decode()

    assert burning.content == calm
    assert burning.context["alive"]
    assert "te klein voor cijfers" in page
    assert "Geen open termijnen" not in page
    assert "strip burning" not in page


@pytest.mark.django_db
def test_a_school_that_hides_a_small_one_keeps_its_own_figures(tmp_path):
    """
    It is large enough for its own director, though it is among the others for the rest.
    """
    figure("action:prompt-rejected", 7)
    suspected_leak(state=State.SUSPECTED)

    own = signed_in(Role.SCHOOL_DIRECTOR, tmp_path, department="gemeente").get("/console/")

    assert ">7<" in own.content.decode()
    assert len(own.context["burning"]) == 1


@pytest.mark.django_db
def test_the_strip_follows_and_can_be_paused(tmp_path):
    """
    It asks again by itself; nothing new is answered with nothing; the pause is a link.
    """
    browser = signed_in(Role.DPO, tmp_path)

    following = browser.get("/console/").content.decode()
    paused = browser.get("/console/?live=off").content.decode()
    first = browser.get("/console/strook", headers={"X-Seen": "none"})
    mark = first.content.decode().partition('"X-Seen":"')[2][:16]
    again = browser.get("/console/strook", headers={"X-Seen": mark})
    suspected_leak(state=State.SUSPECTED)
    changed = browser.get("/console/strook", headers={"X-Seen": mark})

    assert 'hx-trigger="every 15s"' in following
    assert "hx-trigger" not in paused
    assert (first.status_code, again.status_code, changed.status_code) == (200, 204, 200)
    assert "strip burning" in changed.content.decode()


@pytest.mark.django_db
def test_a_strip_whose_session_is_over_loads_the_page_anew(tmp_path):
    """
    The login page never stands in the place of the strip.
    """
    browser = signed_in(Role.DPO, tmp_path)
    browser.logout()

    answer = browser.get("/console/strook", headers={"X-Seen": "x"})

    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


def test_the_menu_marks_where_somebody_is(tmp_path):
    """
    The start page on itself; the queue also on an incident; nothing on one's own account.
    """
    browser = signed_in(Role.DPO, tmp_path)
    about = incident()
    marked = {}
    for address in ("", "incidenten", f"incidenten/{about.number}", "mijn-account"):
        answer = browser.get(f"/console/{address}")
        marked[address] = [there for there, _, is_here in answer.context["menu"] if is_here]
    queue = ["/console/incidenten"]
    assert list(marked.values()) == [["/console/"], queue, queue, []]
