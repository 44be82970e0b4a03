"""
The page on which somebody states that a document is public: only for whoever was given its
address, only from the page itself, and nothing of what is typed is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from config.confirmations import Confirmations
from console.languages import LANGUAGES, texts
from console.rate_limit import RateLimit
from policy.confirmation import AskedFile
from policy.documents.interface import Format
from tests.console.portal_for_tests import Clock, browse, portal
from tests.console.test_pages import Tags

BASE = "http://10.1.2.3:8081"
TICKED = {"public": "yes"}
KEY, OTHER = "a" * 64, "b" * 64


@dataclass
class WallClock:
    at: datetime = datetime(2026, 11, 28, 12, tzinfo=UTC)

    def __call__(self):
        return self.at


@pytest.fixture
def clock():
    return WallClock()


@pytest.fixture
def store(tmp_path, clock):
    return Confirmations(state_dir=tmp_path, now=clock)


@pytest.fixture
def client(tmp_path, store):
    return browse(portal(tmp_path, confirmations=store), BASE)


def ask(store, *files):
    asked = [AskedFile(key=key, format=name) for key, name in files or ((KEY, "docx"),)]
    return f"/openbaar/{store.ask(asked, 'KB-7F3K-9Q2M')}"


def test_somebody_states_it_and_is_told_what_to_do(client, store):
    """
    The page, the form, and the same page again, which now says until when it holds.
    """
    address = ask(store)
    page = client.get(address, params={"lang": "nl"})
    assert page.status_code == 200
    assert "Word-document" in page.text
    assert "Opgeladen om 13:00." in page.text
    assert store.statement(KEY) is None

    answer = client.post(address, params={"lang": "nl"}, data=TICKED)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"{address}?lang=nl"
    assert store.statement(KEY)
    stated = client.get(answer.headers["location"])
    assert "Dat kan tot 13:15." in stated.text
    assert Tags(stated.text).named("form") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_form_can_be_used_by_everybody(client, store, language):
    """
    Each field has a label; there is no script, nothing from elsewhere, one heading.
    """
    page = client.get(ask(store), params={"lang": language})
    tags = Tags(page.text)

    fields = {tag["id"] for tag in tags.named("input")}
    assert fields == {tag["for"] for tag in tags.named("label")} == {"location", "public"}
    assert tags.named("form") == [{"method": "post", "accept-charset": "utf-8"}]
    assert tags.named("html") == [{"lang": language}]
    assert len(tags.named("h1")) == 1
    assert tags.named("script", "iframe", "img") == []
    assert "dpo@example.org" in page.text


def test_page_is_guarded_by_its_headers(client, store):
    """
    No cookie, no script, no other site may frame it or be told its address, nothing is cached.
    """
    address = ask(store)

    for page in (client.get(address), client.post(address), client.post(address, data=TICKED)):
        policy = page.headers["content-security-policy"]
        assert "set-cookie" not in page.headers
        assert "default-src 'none'" in policy
        assert "form-action 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "script-src" not in policy
        assert page.headers["referrer-policy"] == "same-origin"
        assert "no-store" in page.headers["cache-control"]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elders.example"},
        {"origin": "null"},
        {"origin": "http://10.1.2.3:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": BASE},
    ],
)
def test_form_of_another_site_is_refused(client, store, headers):
    """
    Also if it knew the address.
    """
    answer = client.post(ask(store), data=TICKED, headers=headers)

    assert answer.status_code == 403
    assert store.statement(KEY) is None


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": BASE}, {"origin": BASE, "sec-fetch-site": "same-origin"}],
)
def test_form_of_the_page_is_believed(client, store, headers):
    """
    On plain http a browser tells less.
    """
    assert client.post(ask(store), data=TICKED, headers=headers).status_code == 303
    assert store.statement(KEY)


@pytest.mark.parametrize(
    ("form", "complaint"),
    [
        ({"location": ""}, "unticked"),
        ({}, "form"),
        ({"public": "on"}, "unticked"),
        ({"location": "https://www.kortenberg.be/x"}, "unticked"),
        (TICKED | {"location": "javascript:alert(1)"}, "location"),
        (TICKED | {"location": "ergens bij Karel"}, "location"),
        (TICKED | {"location": "https://[::1/x"}, "location"),
        (TICKED | {"location": f"https://x.be/{'a' * 2001}"}, "location"),
        (TICKED | {"location": "x" * 9000}, "form"),
    ],
)
def test_wrong_form_is_explained_and_states_nothing(client, store, form, complaint):
    """
    What is wrong is said in words, and what was typed is not repeated.
    """
    answer = client.post(ask(store), params={"lang": "nl"}, data=form)

    assert answer.status_code == 400
    assert texts("nl")["public"]["complaints"][complaint].replace('"', "&quot;") in answer.text
    assert (form.get("location") or "<script>") not in answer.text
    assert store.statement(KEY) is None


def test_form_of_another_kind_is_not_read(client, store):
    """
    No uploads here.
    """
    files = {"public": (None, "yes"), "file": ("x.txt", b"x")}

    assert client.post(ask(store), files=files).status_code == 400
    assert client.post(ask(store), json=TICKED).status_code == 400
    assert store.statement(KEY) is None


def test_location_is_not_kept(client, store, tmp_path):
    """
    Only that one was told: an address can hold names.
    """
    form = TICKED | {"location": "https://www.kortenberg.be/jan-peeters"}
    client.post(ask(store), data=form)

    assert store.statement(KEY).located
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b"peeters" not in kept


def test_reload_states_it_once(client, store, clock):
    """
    A second click is no second quarter of an hour.
    """
    address = ask(store)
    client.post(address, data=TICKED)
    clock.at += timedelta(minutes=10)

    assert client.post(address, data=TICKED).status_code == 303

    clock.at += timedelta(minutes=5)
    assert store.statement(KEY) is None


@pytest.mark.parametrize("token", ["x", "a" * 43, "a" * 500, "..%5csecrets", "%00"])
def test_other_address_is_no_page(client, store, token):
    """
    It says how to get a new link, not whether there ever was one.
    """
    ask(store)

    for answer in (
        client.get(f"/openbaar/{token}"),
        client.post(f"/openbaar/{token}", data=TICKED),
    ):
        assert answer.status_code == 404
        assert "15 minuten" in answer.text


def test_link_ends_after_a_quarter_of_an_hour(client, store, clock):
    """
    Somebody who finds it in a history can do nothing with it.
    """
    address = ask(store)
    clock.at += timedelta(minutes=15)

    assert client.get(address).status_code == 404
    assert client.post(address, data=TICKED).status_code == 404


def test_several_files_are_stated_together(client, store):
    """
    The page says how many of each.
    """
    address = ask(store, (KEY, "pdf"), (OTHER, "pdf"), ("c" * 64, "new-kind"))

    page = client.get(address, params={"lang": "nl"})
    client.post(address, data=TICKED)

    assert "PDF-document (2)" in page.text
    assert "new-kind" not in page.text
    assert store.statement(KEY)
    assert store.statement(OTHER)


def test_every_format_has_a_name():
    """
    In every language.
    """
    for language in LANGUAGES:
        assert set(texts(language)["public"]["formats"]) == {*map(str, Format), "other"}


def test_who_asks_too_often_waits(tmp_path, store):
    """
    Guessing is hopeless and slow; others go on.
    """
    clock = Clock()
    limit = RateLimit(clock=clock, burst=3, per_second=1)
    client = browse(portal(tmp_path, confirmations=store, limit=limit), BASE)
    address = ask(store)

    answers = [client.get(address).status_code for _ in range(4)]
    clock.now += 1

    assert answers == [200, 200, 200, 429]
    assert client.get(address).status_code == 200
    assert client.get("/lijst").status_code == 200


def test_disk_that_fails_is_told(client, store):
    """
    Nobody may think that it was stated.
    """
    address = ask(store)
    (store.path / f"{KEY}.public").mkdir()

    answer = client.post(address, data=TICKED)

    assert answer.status_code == 503
    assert store.statement(KEY) is None


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        ("10.0.0.1", "10.0.0.2", False),
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8:1::1", "2001:db8:2::1", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("unix:", "10.0.0.1", False),
    ],
)
def test_a_client_is_an_address_or_a_subnet(one, two, alike):
    """
    Whoever has one IPv6 address has billions.
    """
    limit = RateLimit(clock=Clock(), burst=1, per_second=0.1)

    assert limit.allows(one)
    assert limit.allows(two) is not alike
