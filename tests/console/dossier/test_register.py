"""
The register of breaches and the decision on telling people.
"""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import python_calamine
from django.urls import reverse

from console.accounts.models import Look
from console.accounts.roles import Role
from console.dossier.models import TellingDecision
from console.dossier.register import COLUMNS
from console.records.models import Transition
from console.records.states import State
from tests.console.desk_for_tests import MONDAY, signed_in, suspected_leak

pytestmark = pytest.mark.django_db


@pytest.fixture
def dpo(tmp_path):
    return signed_in(Role.DPO, tmp_path)


def breach(*steps, **changes):
    """A confirmed breach with what came after: pairs of state and (reason, details)."""
    case = suspected_leak(at=changes.pop("at", MONDAY), state=State.CONFIRMED, **changes)
    for after, reason, details in ((State.CONFIRMED, "", {}), *steps):
        Transition.objects.create(
            incident=case, at=MONDAY + timedelta(hours=5), by=None, after=after, reason=reason,
            details=details,
        )  # fmt: skip
        case.state = after
    case.save()
    return case


NOT_NOTIFIED = (State.NOT_NOTIFIED, "Het risico is klein.",
                {"decided_by": "algemeen directeur", "decided_on": "2026-11-24"})  # fmt: skip
NOTIFIED = (State.NOTIFIED, "",
            {"authority": "vtc", "reference": "VTC-2026-7", "date": "2026-11-24",
             "decided_by": "algemeen directeur", "decided_on": "2026-11-24"})  # fmt: skip


def rows_of(answer):
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_every_confirmed_breach_is_in_it(dpo):
    """
    Notified or not, open or closed; an attempt and a suspicion are not.
    """
    notified, kept_back = breach(NOTIFIED), breach(NOT_NOTIFIED)
    closed = breach(NOT_NOTIFIED, (State.CLOSED, "", {}))
    suspected_leak(state=State.SUSPECTED)
    suspected_leak(state=State.ATTEMPT)

    rows = rows_of(dpo.get(reverse("register-csv")))

    numbers = [row["Nummer"] for row in rows if row["Verantwoordelijke"]]
    assert numbers == [notified.number, kept_back.number, closed.number]
    assert [row["Gemeld"] for row in rows[:3]] == ["ja", "nee", "nee"]
    assert rows[0]["Kenmerk"] == "VTC-2026-7"
    assert rows[0]["Toezichthouder"] == "Vlaamse Toezichtcommissie (VTC)"
    assert rows[1]["Reden als niet gemeld"] == "Het risico is klein."
    assert rows[1]["Beslist door"] == "algemeen directeur"


def test_year_is_that_of_the_local_detection(dpo):
    """
    New Year's Eve at 23:30 UTC is in Brussels already the next year.
    """
    late = breach(at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    breach(at=datetime(2025, 12, 31, 22, 30, tzinfo=UTC))

    page = dpo.get(reverse("register"), {"jaar": "2026"})

    assert [line["number"] for line in page.context["lines"]] == [late.number]
    assert page.context["years"] == [2026, 2025]
    assert dpo.get(reverse("register"), {"jaar": "²⁰²⁶"}).status_code == 200
    assert dpo.get(reverse("register"), {"jaar": "9999"}).status_code == 200


def test_cells_are_never_formulas(dpo):
    """
    A reason that starts like a formula is text in both files.
    """
    breach((State.NOT_NOTIFIED, '=HYPERLINK("http://kwaad.example";"x")', {"decided_by": "@x"}))

    rows = rows_of(dpo.get(reverse("register-csv")))
    book = dpo.get(reverse("register-xlsx"))

    assert rows[0]["Reden als niet gemeld"].startswith("'=HYPERLINK")
    assert rows[0]["Beslist door"] == "'@x"
    sheet = python_calamine.CalamineWorkbook.from_object(io.BytesIO(book.content))
    cells = sheet.get_sheet_by_index(0).to_python()
    assert len(cells[0]) == len(COLUMNS)
    assert cells[1][COLUMNS.index("reasoning")].startswith("=HYPERLINK")
    assert b"<f>" not in unpacked(book.content)


def unpacked(book):
    import zipfile  # noqa: PLC0415 -- only here

    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def test_export_says_for_whom_and_is_recorded(dpo):
    """
    Both files carry requester and date; the record of looking has a line for each.
    """
    breach(NOTIFIED)

    text = dpo.get(reverse("register-csv")).content.decode()
    book = dpo.get(reverse("register-xlsx")).content

    assert f"Gemaakt voor {dpo.account.username}" in text
    sheet = python_calamine.CalamineWorkbook.from_object(io.BytesIO(book)).get_sheet_by_index(0)
    assert f"Gemaakt voor {dpo.account.username}" in sheet.to_python()[-1][0]
    assert Look.objects.filter(deed="register-exported").count() == 2


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_register_speaks_the_readers_language(dpo, language):
    """
    Page and files.
    """
    dpo.account.language = language
    dpo.account.save()
    breach(NOTIFIED)

    assert dpo.get(reverse("register")).status_code == 200
    assert dpo.get(reverse("register-xlsx")).status_code == 200


TOLD = {"inform": "yes", "ground": "", "reasoning": "Hoog risico.", "dpo_advice": "Licht in.",
        "decided_by": "algemeen directeur", "decided_on": "2026-11-25"}  # fmt: skip


def test_decision_on_telling_stands_beside_the_advice(dpo):
    """
    Advice of the DPO and decision of the management are two fields (GDPR art. 38(6)); a later
    decision does not wipe out the first.
    """
    case = breach(NOTIFIED)
    address = reverse("telling", args=[case.number])

    dpo.post(address, TOLD)
    dpo.post(address, TOLD | {"inform": "no", "ground": "b", "reasoning": "Gewist, bevestigd."})

    first, last = TellingDecision.objects.all()
    assert (first.inform, first.dpo_advice) == (True, "Licht in.")
    assert (last.inform, last.ground) == (False, "b")
    row = rows_of(dpo.get(reverse("register-csv")))[0]
    assert row["Betrokkenen ingelicht"] == "nee"
    assert "Gewist, bevestigd." in row["Hoe, of waarom niet"]
    assert dpo.get(address).context["decisions"][0]["it"] == last
    answers = dpo.get(reverse("dossier", args=[case.number])).context["file"].answers
    assert answers["informed"] == "no"
    assert answers["not_informed_ground"].endswith("Gewist, bevestigd.")


@pytest.mark.parametrize(
    "changes",
    [
        {"inform": "no"},
        {"ground": "a"},
        {"reasoning": ""},
        {"decided_by": ""},
        {"inform": "no", "ground": "d"},
        {"decided_on": "2126-11-25"},
    ],
)
def test_decision_needs_its_reason(dpo, changes):
    """
    Not telling needs one of the grounds of art. 34(3), telling has none, and both need words.
    """
    case = breach(NOTIFIED)

    answer = dpo.post(reverse("telling", args=[case.number]), TOLD | changes)

    assert answer.status_code == 422
    assert TellingDecision.objects.count() == 0


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_letter_is_ready_to_fill_in(dpo, language):
    """
    What art. 34(2) asks: what happened, consequences, measures, whom to ask; the rest is for a
    person to fill in between brackets.
    """
    case = breach(NOTIFIED)

    text = dpo.get(reverse("letter-text", args=[case.number, language])).content.decode()

    assert "Praatpaal" in text
    assert "dpo@example.org" in text
    assert case.number in text
    assert "{" not in text
    assert text.count("[") >= 8
    assert "10:17" not in text
