"""
The breach file: the system proposes, the DPO decides, and what went out never changes.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pypdfium2
import pytest
from django.urls import reverse

from config.organisation import FormKind
from console.accounts.models import Look
from console.accounts.roles import Role
from console.desk.vocabulary import texts_in
from console.dossier.breach_file import digest
from console.dossier.fields import FIELDS, GROUPS, missing
from console.dossier.forms_of_authorities import SECTIONS
from console.dossier.models import BreachFile, BreachVersion
from console.dossier.prefill import TEXTS
from console.languages import LANGUAGES
from console.records.states import State
from tests.console.desk_for_tests import MONDAY, account, client_of, signed_in, suspected_leak

pytestmark = pytest.mark.django_db


@pytest.fixture
def dpo(tmp_path):
    return signed_in(Role.DPO, tmp_path, first_name="An", last_name="Peeters")


def address(case, name="dossier", *more):
    return reverse(name, args=[case.number, *more])


def shown_form(browser, case):
    """Every field as the page shows it, as a browser would post it."""
    form = browser.get(address(case)).context["groups"]
    seen = browser.get(address(case)).context["file"].seen
    fields = {f["box"].name: f["box"].value() for _, _, fields in form for f in fields}
    posted = {
        name: value.strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value or ""
        for name, value in fields.items()
    }
    return {**posted, "seen": seen}


def test_every_question_stands_in_every_form_and_language():
    """
    Fifteen groups; each field once in the form of each authority, and with words everywhere.
    """
    names = [field.name for field in FIELDS]

    assert sorted({field.group for field in FIELDS}) == list(GROUPS)
    for form in FormKind:
        asked = [name for _, fields in SECTIONS[form] for name in fields]
        assert sorted(asked) == sorted(names)
    for language in LANGUAGES:
        texts = texts_in(TEXTS, language)
        assert set(texts["fields"]) == set(names)
        assert {choice for f in FIELDS for choice in f.choices} <= set(texts["choices"])
        assert {word for s in SECTIONS.values() for word, _ in s} <= set(texts["sections"])


def test_what_the_incident_knows_is_there_already(dpo):
    """
    Service, provider, categories with counts, severity with its reasoning, times.
    """
    case = suspected_leak(
        at=MONDAY, aware_at=MONDAY + timedelta(hours=3), est_subjects=12, est_records=40,
        subjects=["citizen", "pupil"], severity_reason="Volledige naam en rijksregisternummer.",
    )  # fmt: skip

    answers = dpo.get(address(case)).context["file"].answers

    assert answers["service"] == "Praatpaal"
    assert answers["provider"] == "Praatpaal BV"
    assert answers["data_categories"] == "rijksregisternummer (1), naam (1)"
    assert (answers["national_number"], answers["special_categories"]) == ("yes", "no")
    assert (answers["subjects_number"], answers["records_number"]) == ("12", "40")
    assert answers["subject_categories"] == "inwoners, leerlingen"
    assert answers["children"] == "yes"
    assert answers["severity_level"] == "zeer hoog"
    assert answers["severity_score"] == "4,5 = verwerking 4 × herkenbaarheid 1 + omstandigheden 0,5"
    assert answers["dpo_contact"] == "DPO, dpo@example.org"
    assert answers["controller_name"] == "Gemeente Kortenberg"


def test_minute_of_an_event_is_on_no_page(dpo):
    """
    The hour is enough to report a breach; the minute could tell who it was.
    """
    case = suspected_leak(at=MONDAY, state=State.CONFIRMED)

    pages = [
        dpo.get(address(case)).content.decode(),
        dpo.get(address(case, "dossier-copy", "vtc")).content.decode(),
        dpo.get(reverse("register")).content.decode(),
        text_of(dpo.get(address(case, "dossier-pdf")).content),
    ]

    assert all("10:17" not in page and "09:17" not in page for page in pages)
    assert "omstreeks 10 uur" in pages[1]


def test_only_what_differs_is_kept(dpo):
    """
    A proposal that nobody touched stays a proposal, and follows the incident.
    """
    case = suspected_leak(at=MONDAY, est_subjects=12)
    form = shown_form(dpo, case) | {"consequences": "Mensen kunnen lastiggevallen worden."}

    answer = dpo.post(address(case), form)

    assert answer.status_code == 302
    file = BreachFile.objects.get()
    assert file.answers == {"consequences": "Mensen kunnen lastiggevallen worden."}
    case.est_subjects = 30
    case.save()
    assert dpo.get(address(case)).context["file"].answers["subjects_number"] == "30"


def test_proposal_can_be_taken_back(dpo):
    """
    A field that the DPO empties stays empty.
    """
    case = suspected_leak()

    dpo.post(address(case), shown_form(dpo, case) | {"measures_before": ""})

    assert dpo.get(address(case)).context["file"].answers["measures_before"] == ""


def test_moment_that_nobody_touched_keeps_its_seconds(dpo):
    """
    The page shows minutes; saving it does not move the start of the clock.
    """
    case = suspected_leak(at=MONDAY, aware_at=MONDAY)

    dpo.post(address(case), shown_form(dpo, case) | {"purpose": "Briefwisseling"})

    assert BreachFile.objects.get().answers == {"purpose": "Briefwisseling"}


@pytest.mark.parametrize("hour", ["00:30", "01:30"])
def test_hour_that_comes_twice_stays_the_one_it_was(dpo, hour):
    """
    The night in which the clock goes back makes no form wrong, and moves no moment.
    """
    aware = datetime.fromisoformat(f"2026-10-25T{hour}+00:00")
    case = suspected_leak(at=aware, aware_at=aware)

    answer = dpo.post(address(case), shown_form(dpo, case) | {"provider": "Een ander"})

    assert answer.status_code == 302
    assert BreachFile.objects.get().answers == {"provider": "Een ander"}


def test_nothing_was_sent_tomorrow(dpo):
    """
    The page checks it, whatever the browser sends.
    """
    case = suspected_leak(at=MONDAY, state=State.CONFIRMED)

    dpo.post(address(case, "dossier-freeze"), frozen_form(sent_on="2126-01-01"))

    assert not BreachVersion.objects.exists()


def test_two_people_at_once_lose_nothing(dpo, tmp_path):
    """
    The second is told, sees own words again, and nothing of the first is gone.
    """
    case = suspected_leak()
    other = client_of(account(Role.DEPUTY), tmp_path)
    first, second = shown_form(dpo, case), shown_form(other, case)
    dpo.post(address(case), first | {"purpose": "van de eerste"})

    answer = other.post(address(case), second | {"purpose": "van de tweede"})

    assert answer.status_code == 409
    assert "van de tweede" in answer.content.decode()
    assert BreachFile.objects.get().answers["purpose"] == "van de eerste"
    again = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())[1]
    other.post(address(case), second | {"purpose": "van de tweede", "seen": again})
    assert BreachFile.objects.get().answers["purpose"] == "van de tweede"


def test_wrong_number_is_told_and_nothing_is_kept(dpo):
    """
    A mistake in one field shows at that field.
    """
    case = suspected_leak()

    answer = dpo.post(address(case), shown_form(dpo, case) | {"subjects_number": "veel"})

    assert answer.status_code == 422
    assert not BreachFile.objects.filter(revision__gt=0).exists()


@pytest.mark.parametrize("role", [Role.ICT, Role.SECURITY_CELL, Role.DIRECTOR, Role.AUDITOR])
def test_file_is_for_the_dpo(tmp_path, role):
    """
    Nobody else reads it, takes it out or changes it.
    """
    case, browser = suspected_leak(), signed_in(role, tmp_path)
    names = [
        ("dossier",),
        ("dossier-pdf",),
        ("dossier-copy", "vtc"),
        ("telling",),
        ("letter", "nl"),
    ]

    answers = [browser.get(address(case, *name)).status_code for name in names]
    answers += [browser.get(reverse(name)).status_code for name in ("register", "register-csv")]

    assert set(answers) == {403}


def frozen_form(**changes):
    values = {"phase": "preliminary", "authority": "vtc", "reference": "", "sent_on": ""}
    return {f"freeze-{name}": value for name, value in (values | changes).items()}


def test_frozen_version_never_changes(dpo):
    """
    What the DPO writes later is in the next version; the first stays what went out, and its
    fingerprint is in the record of looking.
    """
    case = suspected_leak(est_subjects=12)
    dpo.post(address(case), shown_form(dpo, case) | {"purpose": "eerst"})
    dpo.post(address(case, "dossier-freeze"), frozen_form(reference="VTC-1", sent_on="2026-11-24"))
    dpo.post(address(case), shown_form(dpo, case) | {"purpose": "nadien"})
    case.est_subjects = 99
    case.save()

    dpo.post(address(case, "dossier-freeze"), frozen_form(phase="supplementary"))

    first, second = BreachVersion.objects.all()
    assert (first.answers["purpose"], first.answers["subjects_number"]) == ("eerst", "12")
    assert (second.answers["purpose"], second.answers["subjects_number"]) == ("nadien", "99")
    assert (first.answers["phase"], second.answers["phase"]) == ("preliminary", "supplementary")
    assert first.digest == digest(first.answers)
    looks = Look.objects.filter(deed="breach-file-frozen").order_by("id")
    assert first.digest in looks[0].reason
    page = dpo.get(address(case, "dossier-version", 1)).content.decode()
    assert "eerst" in page
    assert "nadien" not in page


def test_final_version_needs_what_the_law_asks(dpo):
    """
    A preliminary one may have gaps (art. 33(4)); a final one may not.
    """
    case = suspected_leak()

    dpo.post(address(case, "dossier-freeze"), frozen_form(phase="final"))
    assert BreachVersion.objects.count() == 0

    complete = {
        "subject_categories": "inwoners", "subjects_number": "12", "records_number": "12",
        "measures_taken": "Dienst gestopt.", "aware_at": "2026-11-24T09:30",
    }  # fmt: skip
    dpo.post(address(case), shown_form(dpo, case) | complete)
    dpo.post(address(case, "dossier-freeze"), frozen_form(phase="final"))
    version = BreachVersion.objects.get()
    assert missing(version.answers) == []
    assert version.answers["aware_at"] == "2026-11-24T08:30:00+00:00"


def test_copy_page_has_every_field_in_dutch(dpo):
    """
    Each field in a box of its own, under the authority's words, whatever the reader's language.
    """
    dpo.account.language = "en"
    dpo.account.save()
    case = suspected_leak()

    page = dpo.get(address(case, "dossier-copy", "vtc")).content.decode()

    assert page.count("<textarea") == len(FIELDS)
    assert "Vlaamse Toezichtcommissie" in page
    assert "Soorten gegevens" in page
    assert dpo.get(address(case, "dossier-copy", "gba")).status_code == 404


def text_of(pdf):
    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))


def test_pdf_is_complete_and_says_for_whom(dpo):
    """
    All fifteen groups, page numbers, title, and on every page who asked for it and when.
    """
    case = suspected_leak()
    long = "Eén zin over wat er gebeurde & waarom <niet>. " * 150
    dpo.post(address(case), shown_form(dpo, case) | {"description": long.strip()})

    answer = dpo.get(address(case, "dossier-pdf"))

    assert answer["Content-Type"] == "application/pdf"
    pdf = pypdfium2.PdfDocument(answer.content)
    pages = [page.get_textpage().get_text_bounded() for page in pdf]
    assert all("An Peeters" in page for page in pages)
    assert all(f"blz. {n} van {len(pages)}" in page for n, page in enumerate(pages, start=1))
    text = "\n".join(pages)
    assert [n for n in GROUPS if f"{n}. {texts_in(TEXTS, 'nl')['groups'][n]}" not in text] == []
    assert "Eén zin over wat er gebeurde & waarom <niet>." in text
    assert pdf.get_metadata_dict()["Title"].endswith(case.number)
    assert b"/Lang" in answer.content
    assert b"/FontFile2" in answer.content
    assert Look.objects.filter(deed="breach-file-exported", subject=case.number).count() == 1


def test_every_look_is_recorded(dpo):
    """
    Who saw which file, and which version.
    """
    case = suspected_leak()
    dpo.post(address(case, "dossier-freeze"), frozen_form())
    dpo.get(address(case))
    dpo.get(address(case, "dossier-version", 1))
    dpo.get(address(case, "letter", "fr"))
    dpo.get(address(case, "telling"))
    dpo.post(address(case, "telling"), {"inform": "perhaps"})

    deeds = set(Look.objects.filter(subject=case.number).values_list("deed", flat=True))

    assert {"breach-file-viewed", "breach-version-viewed", "letter-viewed"} <= deeds
    assert Look.objects.filter(subject=case.number, deed="telling-viewed").count() == 2


def test_nothing_that_is_not_there(dpo):
    """
    A number that does not exist is a plain 404 everywhere.
    """
    case = suspected_leak()
    missing_case = case.number.replace("2026", "2025")

    for path in (address(case).replace(case.number, missing_case),
                 address(case, "dossier-version", 7), address(case, "letter", "de")):  # fmt: skip
        assert dpo.get(path).status_code == 404
