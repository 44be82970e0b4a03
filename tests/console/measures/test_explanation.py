"""
What a code of a notice stands for, as far as whoever has it may know.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from console.languages import LANGUAGES
from console.portal import PORTAL
from console.rate_limit import RateLimit
from console.records.models import Event
from tests.console.desk_for_tests import event
from tests.console.portal_for_tests import Clock, portal

pytestmark = pytest.mark.django_db
CODE = "KB-7F3K-9Q2M"
PAGE = f"/uitleg/{CODE}"


def browser(folder, **changes):
    return Client(**{PORTAL: portal(folder, **changes), "SERVER_NAME": "localhost"})


def section(answer):
    """What the page says of this code; empty where it says what it says of all."""
    _, mark, after = answer.content.decode().partition("Wat er met jouw bericht gebeurde")
    return after.partition("</section>")[0] if mark else ""


def test_what_the_filter_did_and_which_classes_it_saw(tmp_path):
    """
    And nothing of who, where, what exactly, or by which rule.
    """
    event(code=CODE, department="archief", classes=["personal", "security"])

    said = section(browser(tmp_path).get(PAGE))

    assert "Bericht geweigerd" in said
    assert "Persoonsgegevens, Beveiliging" in said
    for hidden in ("rchief", "rekeningnummer", "iban", "personal-data-reject", "raatpaal", "0123"):
        assert hidden not in said


@pytest.mark.parametrize(
    "action", ["suspected-leak", "bypass-attempt", "exempted", "something-of-tomorrow"]
)
def test_what_nobody_got_a_notice_of(tmp_path, action):
    """
    A code without an event says what every code says, and so does one that nobody was shown.
    """
    without = browser(tmp_path).get(PAGE).content
    event(code=CODE, action=action)

    assert browser(tmp_path).get(PAGE).content == without


def test_whoever_guesses_learns_nothing(tmp_path):
    """
    Too many questions get the page that is the same for all, not another answer.
    """
    event(code=CODE)
    asking = browser(tmp_path, limit=RateLimit(clock=Clock(), burst=2, per_second=0))

    pages = [section(asking.get(PAGE)) for _ in range(3)]

    assert [bool(each) for each in pages] == [True, True, False]


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language(tmp_path, language):
    """
    In the words of the console.
    """
    event(code=CODE, action="upload-rejected")

    page = browser(tmp_path).get(f"{PAGE}?lang={language}")

    words = {"nl": "Bestand geweigerd", "fr": "Fichier refusé", "en": "File refused"}
    assert words[language] in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert not page.cookies


def test_page_is_there_without_the_store(tmp_path):
    """
    Somebody who was stopped hears why in general, whatever is wrong with us.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {Event._meta.db_table} RENAME TO away")

    answer = browser(tmp_path).get(PAGE)

    assert (answer.status_code, section(answer)) == (200, "")
