"""
The report about one school: for its board, and no way to learn more about the others.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pypdfium2
import pytest
from django.urls import reverse

from console.accounts.roles import Role
from console.dossier.group_report import group_report, groups_with_report
from console.dossier.periods import Period
from console.dossier.report import report
from console.languages import LANGUAGES
from console.records.models import DayFigure
from console.records.states import State
from policy.department import Audience, Department
from tests.console.desk_for_tests import signed_in, suspected_leak

pytestmark = pytest.mark.django_db

NOVEMBER = Period(year=2026, month=11)
DEPARTMENTS = (
    Department(slug="gemeente", name="Gemeente", members=120),
    Department(slug="school", name="School", members=30),
    Department(slug="klein", name="Klein", members=3),
    Department(slug="leerlingen", name="Leerlingen", members=300, audience=Audience.PUPILS),
)


def figure(department, name, count, day=date(2026, 11, 10)):
    DayFigure.objects.create(
        day=day, department=department, service="chatgpt", figure=name, count=count
    )


def test_small_groups_and_pupils_have_none():
    """
    Only groups that may be named at all.
    """
    assert list(groups_with_report(DEPARTMENTS)) == ["gemeente", "school"]
    with pytest.raises(KeyError):
        group_report(NOVEMBER, DEPARTMENTS, "leerlingen")


def test_it_shows_what_the_report_about_everybody_shows():
    """
    A count that stands in for others there is hidden here too.
    """
    for slug, count in (("gemeente", 50), ("school", 20), ("klein", 2)):
        figure(slug, "action:prompt-rejected", count)
        figure(slug, "action:prompt-redacted", count if slug != "klein" else 0)
        figure(slug, "kind:iban", count)

    school, everybody = group_report(NOVEMBER, DEPARTMENTS, "school"), report(NOVEMBER, DEPARTMENTS)

    rows = dict(everybody.groups.rows)
    assert school.totals["redacted"] == (20, 0)
    assert school.totals["rejected"][0] is rows["School"][1] is None
    assert school.kinds == []
    assert group_report(NOVEMBER, DEPARTMENTS, "gemeente").kinds == [("iban", 50)]


@pytest.mark.parametrize(("count", "told"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_breaches_are_those_of_the_group(count, told):
    """
    The board answers for them; of a few it would know whose they were.
    """
    at = datetime(2026, 11, 5, tzinfo=UTC)
    for _ in range(count):
        suspected_leak(at=at, state=State.CONFIRMED, department="school")
    suspected_leak(at=at, state=State.CONFIRMED, department="gemeente")

    assert group_report(NOVEMBER, DEPARTMENTS, "school").breaches == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_pdf(tmp_path, language):
    """
    In the reader's language; a group that has no report is not found.
    """
    browser = signed_in(Role.DPO, tmp_path, language=language)
    figure("gemeente", "action:prompt-redacted", 77)
    asked = {"periode": "2026-11", "groep": "gemeente"}

    page = browser.get(reverse("group-report"), asked)
    pdf = browser.get(reverse("group-report-pdf"), asked)

    assert page.status_code == 200
    assert "Gemeente Voorbeeld" in page.content.decode()
    text = pypdfium2.PdfDocument(pdf.content)[0].get_textpage().get_text_bounded()
    assert "Gemeente Voorbeeld" in text
    assert browser.get(reverse("group-report"), asked | {"groep": "archief"}).status_code == 404
    assert browser.get(reverse("group-report")).status_code == 200
