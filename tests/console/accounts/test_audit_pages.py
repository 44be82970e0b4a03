"""
The record of who looked at what: shown, verified, and taken out by the month.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from console.accounts import audit
from console.accounts.extract import extract, is_genuine
from console.accounts.models import Look
from console.accounts.roles import Role
from tests.console.desk_for_tests import account, signed_in

pytestmark = pytest.mark.django_db


def looked(number=3, who=None, subject="KB-2026-000123"):
    who = who or account(Role.DPO, first_name="An", last_name="Peeters")
    for _ in range(number):
        audit.note(who, "incident-viewed", subject, reason="lek onderzoeken")


def test_sound_chain(tmp_path):
    """The page says that the chain holds, and shows who looked at which incident and why."""
    looked()
    page = signed_in(Role.AUDITOR, tmp_path).get("/console/inzage").content.decode()
    for shown in ("De keten klopt", "An Peeters", "KB-2026-000123", "lek onderzoeken"):
        assert shown in page


@pytest.mark.parametrize("change", [{"reason": "anders"}, {"deed": "niets"}, {"account": None}])
def test_changed_line_shows(tmp_path, change):
    """A line that somebody changed in the store is named on the page."""
    looked()
    changed = Look.objects.order_by("id")[1]
    Look.objects.filter(pk=changed.pk).update(**change)
    page = signed_in(Role.AUDITOR, tmp_path).get("/console/inzage").content.decode()
    assert "De keten is gebroken" in page
    assert str(changed.pk) in page


def test_removed_line_shows(tmp_path):
    """So does a line that somebody took out of the middle."""
    looked()
    Look.objects.order_by("id")[1].delete()
    page = signed_in(Role.AUDITOR, tmp_path).get("/console/inzage").content.decode()
    assert "De keten is gebroken" in page


@pytest.fixture
def checked(tmp_path):
    """A chain of 250 lines that was found sound a moment ago; an auditor is logged in."""
    looked(250)
    auditor = signed_in(Role.AUDITOR, tmp_path)
    auditor.get("/console/inzage")
    return auditor


def test_whole_chain_is_checked_once_a_day(checked):
    """What is far back shows a day later, also on a page that does not show it."""
    far = Look.objects.order_by("id")[10].pk
    Look.objects.filter(pk=far).update(reason="anders")
    today = checked.get("/console/inzage").content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        checked.force_login(checked.account, "django.contrib.auth.backends.ModelBackend")
        tomorrow = [checked.get("/console/inzage").content.decode() for _ in range(2)]
    assert "De keten klopt" in today
    assert all("De keten is gebroken" in page and str(far) in page for page in tomorrow)
    assert Look.objects.filter(deed="audit-checked").count() == 2


def test_lines_on_the_page_are_checked_each_time(checked):
    """A change among them, also of one incident, or one that was taken out just before them."""
    shown = Look.objects.order_by("-id")[20]
    gone = Look.objects.order_by("-id")[150]
    Look.objects.filter(pk=shown.pk).update(reason="anders")
    before = gone.pk + 100  # one more, and the page shows the hundred that follow it
    gone.delete()
    for asked in ("", "?nummer=KB-2026-000123", f"?voor={before}", f"?voor={before + 1}"):
        page = checked.get(f"/console/inzage{asked}").content.decode()
        assert "De keten is gebroken" in page, asked


def test_outcome_that_somebody_made_up_is_none(checked):
    """Whoever writes into the store without the key cannot say that all is well."""
    Look.objects.filter(deed="audit-checked").update(at=timezone.now() - timedelta(minutes=1))
    checked.get("/console/inzage")
    assert Look.objects.filter(deed="audit-checked").count() == 2


def test_search_and_pages(tmp_path):
    """One incident can be looked up, and older lines are a click away."""
    looked(120)
    looked(1, subject="KB-2026-000999")
    auditor = signed_in(Role.AUDITOR, tmp_path)
    one = auditor.get("/console/inzage?nummer=kb-2026-000999").content.decode()
    assert one.count("<td>incident bekeken</td>") == 1
    oldest = Look.objects.order_by("id")[21].pk
    first = auditor.get("/console/inzage").content.decode()
    # One line says that the whole chain was checked.
    assert first.count("<td>incident bekeken</td>") == 99
    second = auditor.get(f"/console/inzage?voor={oldest}").content.decode()
    assert second.count("<td>incident bekeken</td>") == 21


@pytest.mark.parametrize("asked", ["voor=x", "voor=-1", "voor=99999999999999999999", "nummer=%00"])
def test_odd_questions(tmp_path, asked):
    """An address that somebody typed wrongly shows a page, not an error."""
    assert signed_in(Role.AUDITOR, tmp_path).get(f"/console/inzage?{asked}").status_code == 200


def test_month_as_a_file(tmp_path):
    """The extract holds that month only, and that it was taken out is in the record itself."""
    with time_machine.travel(datetime(2026, 10, 31, 22, tzinfo=UTC), tick=False):
        looked(2)
    with time_machine.travel(datetime(2026, 11, 3, 9, tzinfo=UTC), tick=False):
        looked(3)
        director = signed_in(Role.DIRECTOR, tmp_path)
        answer = director.post("/console/inzage/uittreksel/maken", {"maand": "2026-11"})
    lines = [json.loads(line) for line in answer.content.splitlines()]
    assert lines[0] == {"extract": "2026-11", "lines": 3}
    assert [line["deed"] for line in lines[1:-1]] == ["incident-viewed"] * 3
    assert is_genuine(answer.content)
    assert Look.objects.order_by("id").last().deed == "audit-extracted"


def test_changed_extract_is_found_out(tmp_path):
    """An extract in which anything was changed is not genuine."""
    looked()
    now = datetime.now(UTC)
    content = extract(now.year, now.month)
    changed = content.replace(b"lek onderzoeken", b"lek verstoppen!")
    lines = content.splitlines(keepends=True)
    shortened = b"".join(lines[:1] + lines[2:])
    for forged in (changed, shortened, b"", b"{}", b'{"signature": 1}', b"\xff\n[]"):
        assert not is_genuine(forged)
    director = signed_in(Role.DIRECTOR, tmp_path)
    for file, word in ((content, "echt en ongewijzigd"), (changed, "geen ongewijzigd")):
        page = director.post(
            "/console/inzage/uittreksel/nakijken",
            {"bestand": SimpleUploadedFile("u.jsonl", file)},
            follow=True,
        )
        assert word in page.content.decode()


@pytest.mark.parametrize("month", ["", "2026-13", "2026-1", "1999-01", "2026-01-01"])
def test_no_such_month(tmp_path, month):
    """A month that does not exist has no extract."""
    director = signed_in(Role.DIRECTOR, tmp_path)
    answer = director.post("/console/inzage/uittreksel/maken", {"maand": month})
    assert answer.status_code == 404
