"""
Pages for what goes wrong: in the desk's style, and with nothing of the failure on them.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from console.accounts.roles import Role
from console.portal import PORTAL
from tests.console.desk_for_tests import signed_in
from tests.console.portal_for_tests import portal


@pytest.mark.django_db
def test_no_such_page(tmp_path):
    """
    With the menu for whoever is logged in; as a public page for everybody else.
    """
    inside = signed_in(Role.DPO, tmp_path).get("/console/bestaat-niet")
    outside = Client(**{PORTAL: portal(tmp_path), "SERVER_NAME": "localhost"}).get("/bestaat-niet")

    assert (inside.status_code, outside.status_code) == (404, 404)
    assert "Afmelden" in inside.content.decode()
    assert "Afmelden" not in outside.content.decode()
    assert not outside.cookies


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "text"), [("nl", "Er ging iets mis"), ("fr", "mal passé"), ("en", "went wrong")]
)
def test_a_fault_of_ours(tmp_path, language, text):
    """
    A store that lost a table: 500 in the reader's language, without the store, and without a word
    of what failed.
    """
    browser = signed_in(Role.DPO, tmp_path)
    browser.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE records_event RENAME TO lost")

    answer = browser.get("/console/gebeurtenissen", headers={"Accept-Language": language})

    assert answer.status_code == 500
    assert text in answer.content.decode()
    assert "records_event" not in answer.content.decode()


@pytest.mark.django_db
def test_whoever_is_not_logged_in_comes_to_the_login(tmp_path):
    """
    And nowhere else: no page of the desk says anything to a stranger.
    """
    stranger = Client(**{PORTAL: portal(tmp_path), "SERVER_NAME": "localhost"})

    for address in ("", "strook", "incidenten", "incidenten/KB-2026-000001", "gebeurtenissen",
                    "gezondheid", "incidenten.csv", "incidenten/nieuw"):  # fmt: skip
        answer = stranger.get(f"/console/{address}")
        assert (address, answer.status_code) == (address, 302)
        assert answer["Location"].startswith("/account/login/")
