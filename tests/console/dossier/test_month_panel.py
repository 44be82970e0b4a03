"""
The start page of roles that see no single event: figures in which nobody can be found.
"""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate

from console.accounts.roles import RIGHTS, Right, Role
from console.desk.vocabulary import said
from console.languages import LANGUAGES
from console.records.models import DayFigure
from tests.console.api.programs import program_of
from tests.console.desk_for_tests import signed_in

pytestmark = pytest.mark.django_db

WITHOUT_EVENTS = [
    role
    for role, rights in RIGHTS.items()
    if Right.FIGURES in rights and Right.EVENTS not in rights
]


def figure(name, count, department="gemeente"):
    DayFigure.objects.create(
        day=localdate(), department=department, service="praatpaal", figure=name, count=count
    )


@pytest.mark.parametrize("role", WITHOUT_EVENTS)
def test_one_event_is_told_to_nobody(role, tmp_path):
    """
    Neither how many, nor of what kind, nor on which day.
    """
    figure("action:prompt-rejected", 1)
    figure("kind:special_health", 1)

    page = signed_in(role, tmp_path, department="gemeente").get("/console/").content.decode()

    assert "month-figures" in page
    assert "<td>1</td>" not in page
    assert f'"row">{said("special_health", "kind", "nl")}' not in page
    assert '<rect class="rejected" x="' not in page


@pytest.mark.parametrize("role", WITHOUT_EVENTS)
def test_the_page_tells_what_programs_are_told(role, tmp_path):
    """
    The same figures and no others, or the two side by side would give away what each hides.
    """
    for name, here, there in (
        ("checked", 811, 97),
        ("action:prompt-rejected", 61, 3),
        ("action:prompt-redacted", 43, 29),
        ("kind:iban", 23, 2),
    ):
        figure(name, here, "gemeente")
        figure(name, there, "ocmw")
    figure("action:prompt-rejected", 2, "archief")

    answer = signed_in(role, tmp_path, department="gemeente").get("/console/")
    told = program_of(role, tmp_path, department="gemeente").get("/api/v1/figures").json()

    page = answer.content.decode().partition('id="month-figures"')[2]
    shown = {int(text) for text in cells(page) if text.isdigit()}
    assert shown
    assert shown <= numbers(told) | {0}


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language(language, tmp_path):
    """
    With a chart, and what is hidden as a dash.
    """
    figure("action:prompt-rejected", 60)
    figure("action:prompt-redacted", 2)

    browser = signed_in(Role.DIRECTOR, tmp_path, language=language)
    page = browser.get("/console/").content.decode()

    assert "panel-failed" not in page
    assert '<rect class="rejected" x="' in page
    assert "<td>–</td>" in page


def test_whoever_sees_events_sees_them_counted(tmp_path):
    """
    The DPO's counts are exact, and there are no others beside them.
    """
    figure("action:prompt-rejected", 1)

    answer = signed_in(Role.DPO, tmp_path).get("/console/")

    assert answer.context["figures"].counters[2].count == 1
    assert "month-figures" not in answer.content.decode()


def cells(page):
    return [text.partition("</td>")[0] for text in page.split("<td>")[1:]]


def numbers(told):
    if isinstance(told, dict):
        return set().union(*(numbers(each) for each in told.values()))
    if isinstance(told, list):
        return set().union(*(numbers(each) for each in told))
    return {told} if isinstance(told, int) else set()
