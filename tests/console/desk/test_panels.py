"""
Other rooms add to the desk's pages without the desk knowing them.
"""

from __future__ import annotations

import pytest

from console.accounts.roles import Right, Role
from console.desk import panels
from tests.console.desk_for_tests import incident, signed_in

TEMPLATE = "desk/panel_failed.html"


@pytest.fixture
def panel():
    """Register a panel for this test alone."""
    names = []

    def add(name, content, **changes):
        values = {"slot": panels.Slot.START, "right": Right.FIGURES, "template": TEMPLATE}
        panels.register(panels.Panel(name=name, content=content, **(values | changes)))
        names.append(name)

    yield add
    for name in names:
        panels._panels.pop(name)


@pytest.mark.django_db
def test_a_panel_is_shown_to_whom_it_is_for(panel, tmp_path):
    """
    On its page, for those with its right, and for nobody else.
    """
    panel("mine", lambda place: {"panel": "voor-wie-beslist"}, right=Right.DECIDE)
    panel("elsewhere", lambda place: {"panel": "bij-gezondheid"}, slot=panels.Slot.HEALTH)

    of_dpo = signed_in(Role.DPO, tmp_path).get("/console/").content.decode()
    of_ict = signed_in(Role.ICT, tmp_path).get("/console/").content.decode()

    assert "voor-wie-beslist" in of_dpo
    assert "voor-wie-beslist" not in of_ict
    assert "bij-gezondheid" not in of_dpo


@pytest.mark.django_db
def test_a_panel_with_nothing_to_show_is_left_out(panel, tmp_path):
    """
    None is an answer.
    """
    panel("empty", lambda place: None)

    assert "empty" not in signed_in(Role.DPO, tmp_path).get("/console/").content.decode()


@pytest.mark.django_db
def test_a_panel_that_fails_leaves_the_page_standing(panel, tmp_path):
    """
    It says so in its own place; the rest is there, and nothing of the failure's text.
    """
    panel("broken", lambda place: 1 / 0)

    answer = signed_in(Role.DPO, tmp_path).get("/console/")

    assert answer.status_code == 200
    assert "broken" in answer.content.decode()
    assert "division" not in answer.content.decode()


@pytest.mark.django_db
def test_panels_of_an_incident_know_which(panel, tmp_path):
    """
    The incident of the page is handed to them.
    """
    panel(
        "about",
        lambda place: {"panel": f"over {place.incident.number}"},
        slot=panels.Slot.INCIDENT,
        right=Right.INCIDENTS,
    )
    about = incident()

    page = signed_in(Role.DPO, tmp_path).get(f"/console/incidenten/{about.number}")

    assert f"over {about.number}" in page.content.decode()
