"""
The policy tester: what would become of a text, and no trace of it.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from config.exemptions import EXEMPTIONS, save_exemptions
from console.accounts.roles import Role
from console.measures.tester import judged, prompt_of
from policy.catalogue import Status
from policy.exemption import Exemption
from policy.finding import Finding, Kind
from tests.console.desk_for_tests import account, client_of
from tests.console.looks_for_tests import BlindLook, WordLook
from tests.console.portal_for_tests import RULEBOOK

PAGE = "/console/maatregelen/proef"
TEXT = "Jef Peeters woont <b>hier</b>."


def browser(folder, role=Role.ICT, look=None):
    return client_of(account(role), folder, look=look or WordLook())


def tried(folder, text=TEXT, service="praatpaal", **more):
    form = {"department": "gemeente", "service": service, "text": text}
    return browser(folder, **more).post(PAGE, form)


@pytest.mark.django_db
def test_it_shows_what_the_gateway_would_do(tmp_path):
    """
    The decision, the rule, what was found and where, and what would leave in its stead.
    """
    html = tried(tmp_path).content.decode()

    assert "aangepast" in html
    assert "personal-data-redact" in html
    assert "<mark>Jef Peeters" in html
    assert "PERSOON_1" in html
    assert "&lt;b&gt;hier&lt;/b&gt;" in html


@pytest.mark.django_db
def test_exemptions_of_this_moment_count(tmp_path):
    """
    As the gateway would have it; an ended one does not.
    """
    now = timezone.now()
    one = Exemption(
        id="UZ-2026-0001",
        kinds=frozenset({Kind.PERSON}),
        starts=now - timedelta(days=1),
        ends=now + timedelta(days=1),
    )
    save_exemptions(tmp_path / EXEMPTIONS, [one])

    html = tried(tmp_path).content.decode()

    assert "doorgelaten" in html
    assert "UZ-2026-0001" in html


@pytest.mark.django_db
def test_a_service_that_is_not_allowed_is_told_first(tmp_path):
    """
    Whatever is in the text, it would not be read.
    """
    html = tried(tmp_path, service="diepzoeker").content.decode()

    assert "geblokkeerd" in html


@pytest.mark.django_db(transaction=True)
def test_no_trace_of_the_text_is_left(tmp_path, capfd):
    """
    Not in the store, not in the session, not in the log, not in the state folder.
    """
    secret = "Zonnebloemlaan geheim 4711"
    assert secret in tried(tmp_path, text=secret).content.decode()

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- names of our own tables
            assert secret not in str(cursor.fetchall())
    assert not any(
        secret in f.read_text(errors="ignore") for f in tmp_path.rglob("*") if f.is_file()
    )
    said = capfd.readouterr()
    assert secret not in said.out + said.err


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "x" * 20_001])
def test_a_text_of_no_or_too_great_length_is_told(tmp_path, text):
    """
    Nobody looks at it.
    """
    look = WordLook()

    assert tried(tmp_path, text=text, look=look).status_code == 400
    assert look.shown == []


@pytest.mark.django_db
def test_detectors_that_are_down_are_told(tmp_path):
    """
    A page that says nothing was found would be a lie.
    """
    answer = tried(tmp_path, look=BlindLook())

    assert answer.status_code == 400
    assert "niet op tijd" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "status"), [(Role.RULE_OWNER, 200), (Role.DPO, 200), (Role.DIRECTOR, 403)]
)
def test_it_is_for_those_who_work_on_the_policy(tmp_path, role, status):
    """
    And the page is stored by no cache.
    """
    answer = browser(tmp_path, role).get(PAGE)

    assert answer.status_code == status
    if status == 200:
        assert "no-store" in answer.headers["Cache-Control"]


findings = st.lists(
    st.tuples(st.integers(0, 29), st.integers(1, 30), st.sampled_from([Kind.PERSON, Kind.IBAN])),
    max_size=6,
)


@given(findings)
def test_the_shown_text_is_the_text(spans):
    """
    Whatever overlaps: every character is shown once, in its place.
    """
    text = "abcdefghijklmnopqrstuvwxyz0123"
    found = tuple(
        Finding(kind=k, part=0, start=a, end=min(a + n, 30), score=1.0, detector="t")
        for a, n, k in spans
    )

    trial = judged(prompt_of(text, "gemeente", "praatpaal"), found, RULEBOOK, Status.ALLOWED)

    assert "".join(s.text for s in trial.stretches) == text
    assert all(s.text for s in trial.stretches)


@pytest.mark.django_db
def test_no_register_is_named(tmp_path):
    """
    That somebody stands in a register is what the filter knows; in which one is about them.
    """
    html = tried(tmp_path, text="Vraag het aan Lieve Hoedemakers.").content.decode()

    assert "<td>register</td>" in html
    assert "personeel" not in html
