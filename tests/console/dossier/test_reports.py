"""
Reports: what happened in figures, and nobody to be found in them.
"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest
from django.urls import reverse

from console.accounts.models import Look
from console.accounts.roles import Role
from console.dossier.models import ReportWords
from console.dossier.periods import Period, month_of
from console.dossier.report import report
from console.dossier.report_pdf import report_pdf
from console.dossier.report_words import report_texts
from console.languages import LANGUAGES
from console.records.models import DayFigure, IncidentKind, Transition
from console.records.states import State
from policy.department import Audience, Department
from tests.console.desk_for_tests import event, incident, signed_in, suspected_leak

pytestmark = pytest.mark.django_db

NOVEMBER = Period(year=2026, month=11)


def department(slug, members=None, **changes):
    return Department(slug=slug, name=slug.title(), members=members, **changes)


DEPARTMENTS = (
    department("gemeente", 120),
    department("ocmw", 40),
    department("archief", 3),
    department("school"),
    department("leerlingen", 300, audience=Audience.PUPILS),
)


def figure(department, name, count, day=date(2026, 11, 10), service="chatgpt"):
    DayFigure.objects.create(
        day=day, department=department, service=service, figure=name, count=count
    )


def test_groups_are_shown_where_nobody_stands_out():
    """
    A group with three members and one with two rejected prompts are with the rest; pupils are
    never named.
    """
    for slug, count in (("gemeente", 50), ("ocmw", 2), ("archief", 30), ("school", 20),
                        ("leerlingen", 9)):  # fmt: skip
        figure(slug, "action:prompt-rejected", count)

    found = report(NOVEMBER, DEPARTMENTS)

    rows = {name: cells[1] for name, cells in found.groups.rows}
    assert rows == {"Gemeente": 50, "School": 20}
    assert found.groups.rest[1] == 2 + 30 + 9
    assert found.groups.totals[1] == found.totals["rejected"][0] == 111


def test_published_report_names_fewer_groups():
    """
    With ten instead of five: counts from five to nine join the rest.
    """
    for slug, count in (("gemeente", 50), ("ocmw", 7), ("school", 60)):
        figure(slug, "action:prompt-redacted", count)

    usual, published = report(NOVEMBER, DEPARTMENTS, 5), report(NOVEMBER, DEPARTMENTS, 10)

    assert {name: cells[0] for name, cells in usual.groups.rows} == {
        "Gemeente": 50, "Ocmw": 7, "School": 60,
    }  # fmt: skip
    assert "Ocmw" not in dict(published.groups.rows)
    assert published.groups.totals[0] == 117


def test_department_that_is_gone_is_with_the_rest():
    """
    Its slug, which may tell whose it was, is nowhere.
    """
    figure("gemeente", "action:prompt-redacted", 50)
    figure("oude-dienst", "action:prompt-redacted", 40)

    found = report(NOVEMBER, DEPARTMENTS)

    assert [name for name, _ in found.groups.rows] == ["Gemeente"]
    assert found.groups.rest[0] == 40


def test_year_does_not_give_a_month_away():
    """
    Whoever has the twelve monthly reports and the yearly one cannot work out the hidden month.
    """
    for month in range(1, 13):
        day = date(2026, month, 10)
        figure("gemeente", "action:prompt-rejected", 50, day)
        figure("ocmw", "action:prompt-rejected", 2 if month == 3 else 20, day)
        figure("school", "action:prompt-rejected", 3 if month == 3 else 30, day)

    found = report(Period(year=2026), DEPARTMENTS)

    assert [name for name, _ in found.groups.rows] == ["Gemeente"]
    assert found.groups.totals[1] == 12 * 50 + 11 * 50 + 5


def test_period_is_that_of_local_days():
    """
    The last day of the month is in it, the first of the next is not.
    """
    for day, count in ((date(2026, 10, 31), 100), (date(2026, 11, 1), 10),
                       (date(2026, 11, 30), 20), (date(2026, 12, 1), 400)):  # fmt: skip
        figure("gemeente", "checked", count, day, "")

    assert report(NOVEMBER, DEPARTMENTS).totals["checked"] == (30, 100)
    assert month_of(datetime(2026, 10, 31, 23, 0, tzinfo=UTC)) == NOVEMBER


@pytest.mark.parametrize(
    ("said", "start", "end", "before"),
    [
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1), "2026-11"),
        ("2026-01", date(2026, 1, 1), date(2026, 2, 1), "2025-12"),
        ("2026", date(2026, 1, 1), date(2027, 1, 1), "2025"),
    ],
)
def test_periods(said, start, end, before):
    """
    Months and years, with what came before.
    """
    period = Period.said(said)

    assert (period.start, period.end, str(period.earlier())) == (start, end, before)
    assert str(period) == said


@pytest.mark.parametrize("said", ["", "2026-13", "1999-01", "2026-1", "²⁰²⁶", "2026-11-01", "x"])
def test_what_is_no_period(said):
    """
    An address that makes no sense shows last month.
    """
    assert Period.said(said) is None


def test_rare_kinds_and_few_reports_are_not_told():
    """
    Four mentions of a belief could be one person.
    """
    figure("gemeente", "kind:person", 40)
    figure("gemeente", "kind:special_belief", 4)
    incident(kind=IncidentKind.SELF_REPORT, at=datetime(2026, 11, 5, tzinfo=UTC))

    found = report(NOVEMBER, DEPARTMENTS)

    assert found.kinds == [("person", 40)]
    assert found.totals["self_reports"] == (None, 0)


def test_what_the_dpo_did_is_told_exactly():
    """
    Breaches, notified or not with the reason, and the rules that were wrong most often.
    """
    at = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)
    notified = suspected_leak(at=at, state=State.NOTIFIED)
    kept_back = suspected_leak(at=at, state=State.NOT_NOTIFIED)
    undecided = suspected_leak(at=at, state=State.CONFIRMED)
    wrong = incident(at=at, state=State.FALSE_POSITIVE)
    event(at=at, incident=wrong, rule="names-redact")
    event(at=at, incident=wrong, rule="names-redact")
    for case, after, reason in ((notified, State.NOTIFIED, ""),
                                (kept_back, State.NOT_NOTIFIED, "Klein risico."),
                                (wrong, State.FALSE_POSITIVE, "Straatnaam.")):  # fmt: skip
        Transition.objects.create(incident=case, at=at, by=None, after=after, reason=reason)

    found = report(NOVEMBER, DEPARTMENTS, reads_incidents=True)

    assert found.counts["breaches"] == 3
    assert (found.counts["notified"], found.counts["not_notified"]) == (1, 1)
    assert found.counts["undecided"] == 1
    assert {b.number: (b.is_notified, b.reason) for b in found.breaches} == {
        notified.number: (True, ""),
        kept_back.number: (False, "Klein risico."),
        undecided.number: (False, ""),
    }
    assert found.rules == [("names-redact", 1)]


def busy_year():
    for month in range(1, 13):
        for number, slug in enumerate(("gemeente", "ocmw", "klein")):
            for name, count in (("action:prompt-redacted", 90), ("action:prompt-rejected", 30),
                                ("action:service-blocked", 12), ("kind:person", 60),
                                ("kind:iban", 20), ("checked", 3000)):  # fmt: skip
                figure(slug, name, count + 7 * number + month, date(2026, month, 3 + number))


def pages_of(answer):
    pdf = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    return [page.get_textpage().get_text_bounded() for page in pdf]


@pytest.mark.parametrize("language", LANGUAGES)
def test_month_is_one_page_and_year_is_four(tmp_path, language):
    """
    As the management team and the college are used to; for whom and when is on each page.
    """
    browser = signed_in(Role.DPO, tmp_path, language=language)
    busy_year()
    when = datetime(2026, 11, 5, tzinfo=UTC)
    for part in ("actions", "training", "proportionality", "changes", "opinion"):
        period = "2026-11" if part == "actions" else "2026"
        ReportWords.objects.create(
            period=period, part=part, text="Wat we deden & waarom. " * 20, changed_at=when,
            changed_by=browser.account,
        )  # fmt: skip

    month = pages_of(browser.get(reverse("report-pdf"), {"periode": "2026-11"}))
    year = pages_of(browser.get(reverse("report-pdf"), {"periode": "2026"}))

    assert (len(month), len(year)) == (1, 4)
    assert all(browser.account.username in page for page in [*month, *year])
    assert "Wat we deden & waarom." in month[0]
    assert report_texts(language)["parts"]["opinion"] in year[3]
    assert Look.objects.filter(deed="report-exported").count() == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_month_stays_one_page_whatever_is_in_it(language):
    """
    Forty groups with long names, three rules, eight kinds, and somebody who writes a lot.
    """
    many = [
        Department(slug=f"school-{n}", name=f"Gemeentelijke basisschool De Lange Naam nummer {n}")
        for n in range(40)
    ]
    for each in many:
        figure(each.slug, "action:prompt-redacted", 12_345)
    for kind in ("person", "iban", "email", "phone", "special_pupil_care", "payment_reference"):
        figure("school-1", f"kind:{kind}", 30)
    at = datetime(2026, 11, 5, tzinfo=UTC)
    for number in range(3):
        wrong = incident(at=at, state=State.FALSE_POSITIVE)
        event(at=at, incident=wrong, rule=f"regel-met-een-heel-lange-naam-{number}")
        Transition.objects.create(incident=wrong, at=at, by=None, after=State.FALSE_POSITIVE)

    pdf = report_pdf(
        report(NOVEMBER, many),
        {"actions": "We hebben dit en dat gedaan.\n" * 60},
        language=language,
        requester="An Peeters",
        now=at,
    )

    assert len(pypdfium2.PdfDocument(pdf)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_csv_say_the_same(tmp_path, language):
    """
    Nothing in the file that is not on the page.
    """
    browser = signed_in(Role.SECURITY_CELL, tmp_path, language=language)
    busy_year()

    page = browser.get(reverse("reports"), {"periode": "2026-11", "voor": "10"})
    csv = browser.get(reverse("report-csv"), {"periode": "2026-11", "voor": "10"})

    assert page.status_code == csv.status_code == 200
    assert page.context["k"] == 10
    text = csv.content.decode("utf-8-sig")
    assert all(row[1] in text for row in page.context["totals"])
    assert '<form method="post" action="/console/rapporten' not in page.content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.DPO, 200),
        (Role.SECURITY_CELL, 200),
        (Role.DIRECTOR, 200),
        (Role.ICT, 403),
        (Role.AUDITOR, 403),
        (Role.SCHOOL_DIRECTOR, 403),
    ],
)
def test_reports_are_for_those_who_steer(tmp_path, role, status):
    """
    Domain rules 3.4.
    """
    assert signed_in(role, tmp_path).get(reverse("reports")).status_code == status


def test_words_of_two_people_at_once(tmp_path):
    """
    The second is told; the text of the first stays.
    """
    first, second = signed_in(Role.DPO, tmp_path), signed_in(Role.DEPUTY, tmp_path)
    form = {"periode": "2026", "part": "opinion", "seen": ""}

    first.post(reverse("report-words"), form | {"text": "van de eerste"})
    second.post(reverse("report-words"), form | {"text": "van de tweede"})

    assert ReportWords.objects.get().text == "van de eerste"
    second.post(reverse("report-words"), form | {"text": "samen", "seen": "van de eerste"})
    assert ReportWords.objects.get().text == "samen"


@pytest.mark.parametrize(
    "changes", [{"periode": "2026-13"}, {"part": "actions"}, {"part": "x"}, {"periode": ""}]
)
def test_words_have_their_place(tmp_path, changes):
    """
    Only the parts of that report.
    """
    form = {"periode": "2026", "part": "opinion", "seen": "", "text": "x"}

    answer = signed_in(Role.DPO, tmp_path).post(reverse("report-words"), form | changes)

    assert answer.status_code == 400
    assert ReportWords.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "readers", "is_listed"),
    [(Role.DPO, "5", True), (Role.DPO, "10", False), (Role.DIRECTOR, "5", False),
     (Role.SECURITY_CELL, "5", False)],
)  # fmt: skip
def test_breaches_one_by_one_are_for_who_reads_incidents(tmp_path, role, readers, is_listed):
    """
    Others get counts, and so does the public: what the DPO wrote may tell whose it was.
    """
    case = suspected_leak(at=datetime(2026, 11, 5, tzinfo=UTC), state=State.NOT_NOTIFIED)
    Transition.objects.create(
        incident=case, at=case.detected_at, by=None, after=State.NOT_NOTIFIED, reason="Bij An."
    )
    browser, asked = signed_in(role, tmp_path), {"periode": "2026", "voor": readers}

    page = browser.get(reverse("reports"), asked)
    shown = [page.content.decode(), "".join(pages_of(browser.get(reverse("report-pdf"), asked)))]

    assert [case.number in text for text in shown] == [is_listed] * 2
    assert ["Bij An." in text for text in shown] == [is_listed] * 2
    assert dict(page.context["counts"])["waarvan niet gemeld, met reden"] == 1


def test_no_person_is_in_a_report(tmp_path):
    """
    Neither a pseudonym nor an account of the console, but for whoever asked.
    """
    browser = signed_in(Role.DPO, tmp_path)
    other = signed_in(Role.DEPUTY, tmp_path, username="iemand-anders").account
    case = suspected_leak(at=datetime(2026, 11, 5, tzinfo=UTC), state=State.NOT_NOTIFIED)
    Transition.objects.create(
        incident=case, at=case.detected_at + timedelta(hours=1), by=other,
        after=State.NOT_NOTIFIED, reason="Klein risico.",
    )  # fmt: skip

    pages = [
        browser.get(reverse("reports"), {"periode": "2026"}).content.decode(),
        "".join(pages_of(browser.get(reverse("report-pdf"), {"periode": "2026"}))),
    ]

    assert all(case.actor not in page for page in pages)
    assert all("iemand-anders" not in page for page in pages)
    assert all("Klein risico." in page for page in pages)
