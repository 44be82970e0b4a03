from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from console.languages import LANGUAGES, texts
from tests.console.portal_for_tests import browse, portal

PAGES = (
    "/lijst",
    "/uitleg/KB-7F3K-9Q2M",
    "/vergissing/KB-7F3K-9Q2M",
    "/aanvraag",
    "/melding",
    "/melding?ok=KB-2026-000123",
    "/uitleg/privacy",
    "/uitleg/toegankelijkheid",
    "/bestaat-niet",
)
each_page = pytest.mark.parametrize("page", PAGES)
each_language = pytest.mark.parametrize("language", LANGUAGES)


class Tags(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def named(self, *names):
        return [attrs for tag, attrs in self.found if tag in names]


@pytest.fixture
def client(tmp_path):
    return browse(portal(tmp_path))


def test_list_is_what_the_filter_enforces(client):
    """
    Allowed with its conditions, suspended and excluded with their reasons; nothing undecided.
    """
    html = client.get("/lijst").text
    allowed, suspended, excluded = (
        re.search(rf'<section class="{c}".*?</section>', html, re.DOTALL).group()
        for c in ("yes", "wait", "no")
    )

    assert "Praatpaal" in allowed
    assert "Alleen openbare tekst &lt;zonder namen&gt;." in allowed
    assert "Stilgelegd" not in allowed
    assert "Storing bij de aanbieder." in suspended
    assert "Verboden door het beleid." in excluded
    assert "Zoekbing" not in html
    assert "2026-11+abc" in html


@each_page
@each_language
def test_page_is_complete_in_each_language(client, page, language):
    """
    Its own language tag, one heading, landmarks, a skip link, both contacts, no gap in the text.
    """
    answer = client.get(page, params={"lang": language})
    tags = Tags(answer.text)

    assert answer.status_code == (404 if page == "/bestaat-niet" else 200)
    assert answer.headers["content-language"] == language
    assert tags.named("html") == [{"lang": language}]
    assert [len(tags.named(name)) for name in ("h1", "main", "header", "footer")] == [1, 1, 1, 1]
    assert tags.named("a")[0]["href"] == "#content"
    assert "ict@example.org" in answer.text
    assert "dpo@example.org" in answer.text
    assert not re.search(r"<(h1|h2|p|li|td|th|title)\b[^>]*>\s*</", answer.text)
    assert not re.search(r"\{\w+\}", answer.text)
    assert texts(language)["site"]["privacy"] in answer.text


@each_page
def test_page_asks_for_nothing_from_elsewhere(client, page):
    """
    No script, no inline style, no cookie, no address of another host: the CSP allows none.
    """
    answer = client.get(page)
    tags = Tags(answer.text)

    assert tags.named("script", "style", "iframe", "img") == []
    # A form sends to its own page, and so nowhere else.
    assert [form.get("action") for form in tags.named("form")] in ([], [None])
    assert [attrs for _, attrs in tags.found if "style" in attrs or "onclick" in attrs] == []
    links = [attrs["href"] for attrs in tags.named("a", "link")]
    assert [link for link in links if not link.startswith(("/", "#", "?", "mailto:"))] == []
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-security-policy"].startswith("default-src 'none';")
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in answer.headers


@each_page
def test_links_lead_somewhere(client, page):
    """
    Every page and file that a page links to is there.
    """
    for attrs in Tags(client.get(page).text).named("a", "link"):
        if attrs["href"].startswith("/") and not attrs["href"].startswith("/ca."):
            assert client.get(attrs["href"]).status_code == 200


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "nl"),
        ("de-DE,de", "nl"),
        ("fr-BE,fr;q=0.9,nl;q=0.8", "fr"),
        ("de,en;q=0.7,fr;q=0.2", "en"),
        ("nl;q=0.1, en;q=0.9", "en"),
        ("garbage;;;q=x" * 50, "nl"),
    ],
)
def test_browser_decides_on_the_language(client, header, language):
    """
    The best that we have of what the browser asks; Dutch when there is none.
    """
    answer = client.get("/lijst", headers={"accept-language": header})

    assert answer.headers["content-language"] == language


def test_chosen_language_stays_chosen(client):
    """
    The links of a page carry the choice on, for there are no cookies to remember it.
    """
    html = client.get("/lijst", params={"lang": "fr"}).text

    assert 'href="/aanvraag?lang=fr"' in html
    assert client.get("/", params={"lang": "fr"}).headers["location"] == "/lijst?lang=fr"


@pytest.mark.parametrize("page", ["uitleg", "vergissing"])
def test_sloppy_code_leads_to_the_page_of_the_code(client, page):
    """
    And what is no code gets a page that shows what one looks like; it does not repeat it.
    """
    assert client.get(f"/{page}/kb 7f3k 9q2m").headers["location"] == f"/{page}/KB-7F3K-9Q2M"

    answer = client.get(f"/{page}/zomaar-iets")
    assert answer.status_code == 404
    assert "KB-7F3K-9Q2M" in answer.text
    assert "zomaar-iets" not in answer.text


def letter_of(html):
    links = [a["href"] for a in Tags(html).named("a") if "?subject=" in a["href"]]
    return urlsplit(links[0])


def test_mistake_is_reported_to_both_contacts_with_the_code(client):
    """
    One click opens a mail with the code in it, and asks for no personal data.
    """
    html = client.get("/vergissing/KB-7F3K-9Q2M").text
    letter = letter_of(html)

    assert letter.path == "ict@example.org,dpo@example.org"
    assert "KB-7F3K-9Q2M" in parse_qs(letter.query)["subject"][0]
    assert "Code: KB-7F3K-9Q2M" in parse_qs(letter.query)["body"][0]
    assert "Zet geen persoonsgegevens" in html


def test_request_names_the_tool_only_when_we_know_it(client):
    """
    A link from a notice fills in the tool; words from the address never get on the page.
    """
    known = client.get("/aanvraag", params={"dienst": "zoekbing"}).text
    invented = client.get("/aanvraag", params={"dienst": "<b>voor niets</b>"}).text

    assert "Zoekbing" in parse_qs(letter_of(known).query)["subject"][0]
    assert 'value="Zoekbing"' in known
    assert "voor niets" not in invented


def test_stylesheet_and_icon_are_our_own(client):
    """
    They are served from the sources, without a step that collects them.
    """
    assert client.get("/static/portal.css").headers["content-type"].startswith("text/css")
    assert client.get("/static/favicon.svg").status_code == 200


def shape(words):
    if isinstance(words, dict):
        return {key: shape(value) for key, value in words.items()}
    if isinstance(words, list):
        return [shape(item) for item in words]
    return sorted(re.findall(r"\{\w*\}", words))


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_languages_say_the_same_things(language):
    """
    The same keys, the same number of lines and the same placeholders in every language.
    """
    assert shape(dict(texts(language))) == shape(dict(texts("nl")))


def test_templates_use_only_texts_that_exist():
    """
    Django shows nothing for a missing text, so a misspelt name would be a hole in a page.
    """
    folder = Path(__file__).parents[2] / "console" / "templates" / "portal"
    words = texts("nl")
    used = {
        (file.stem, *found)
        for file in folder.glob("*.html")
        for found in re.findall(r"\{\{ (site|page)\.(\w+) \}\}", file.read_text())
    }

    missing = {
        (stem, room, key)
        for stem, room, key in used
        if not any(key in words[name] for name in ([stem] if stem in words else words)) and room
    }

    assert len(used) > 30
    assert {m for m in missing if m[1] == "page"} == set()
    assert {key for _, room, key in used if room == "site"} <= set(words["site"])


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_can_be_read(client, scheme):
    """
    4.5:1 for every colour of text on every ground it stands on (WCAG 2.1, 1.4.3).
    """
    css = client.get("/static/portal.css").text
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    colour = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[scheme]))

    pairs = [(ink, ground) for ink in ("ink", "soft", "link") for ground in ("paper", "card")]
    pairs += [("ink", "note"), ("accent-ink", "accent")]
    pairs += [(mark, "paper") for mark in ("yes", "wait", "no")]
    faint = [pair for pair in pairs if contrast(colour[pair[0]], colour[pair[1]]) < 4.5]
    assert faint == []
