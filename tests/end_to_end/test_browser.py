"""
What a member of staff sees: a real browser, set to the proxy by hand or by a PAC file.
"""

from __future__ import annotations

import pytest
from cryptography import x509
from playwright.sync_api import expect

from tests.end_to_end.browser import browsing, pac_file
from tests.end_to_end.people import KAREL, LIEVE, about, clean, debts_of, is_dutch
from tests.end_to_end.web_chats import CHATGPT, COPILOT, spoken

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(params=["proxy setting", "pac file"])
def context(request, gateway, tmp_path):
    """A browser that goes through the gateway, and trusts its CA."""
    authority = x509.load_pem_x509_certificate(gateway.way.ca_file.read_bytes())
    if request.param == "proxy setting":
        with browsing(
            tmp_path, [f"--proxy-server={gateway.way.proxy_url}"], [authority]
        ) as browser:
            yield browser
        return
    with (
        pac_file(gateway.port) as address,
        browsing(tmp_path, [f"--proxy-pac-url={address}"], [authority]) as browser,
    ):
        yield browser


def ask(page, text):
    """Type, send, and wait until the page says that the answer is complete."""
    page.fill("#prompt", text)
    page.click("#send")
    expect(page.locator("#answer[data-state=done]")).to_be_visible(timeout=15_000)
    return page.inner_text("#answer")


@pytest.mark.parametrize("host", [CHATGPT, COPILOT])
def test_a_conversation_in_the_browser(internet, gateway, context, host, tmp_path):
    """
    Clean, refused, redacted, clean: the page works on, and shows the refusal as an answer.
    """
    first, last = clean(), clean()
    page = context.new_page()
    page.goto(f"https://{host}/")
    if host == COPILOT:
        page.wait_for_selector("body[data-socket]")

    answers = [ask(page, first), ask(page, debts_of(KAREL))]
    page.screenshot(path=tmp_path / "refusal.png")
    answers += [ask(page, about(LIEVE)), ask(page, last)]

    assert answers[0].strip() == spoken(first)
    assert gateway.incident_behind(answers[1])["event"]["action"] == "prompt-rejected"
    assert is_dutch(answers[1])
    assert answers[2].startswith("Gelezen: Schrijf een vriendelijke brief")
    assert answers[3].strip() == spoken(last)
    for secret in (*LIEVE.secrets, KAREL.name, "schuldbemiddeling"):
        assert internet.records.heard(secret) == []


def test_a_forbidden_service_shows_why(internet, gateway, context, tmp_path):
    """
    A visit to DeepSeek ends on a readable page in Dutch that needs nothing from elsewhere.
    """
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto("https://chat.deepseek.com/")
    page.screenshot(path=tmp_path / "blocked.png", full_page=True)

    assert page.get_attribute("html", "lang").startswith("nl")
    assert "DeepSeek" in page.inner_text("body")
    assert gateway.incident_behind(page.inner_text("body"))
    assert {url.split("/")[2] for url in asked} == {"chat.deepseek.com"}
    assert internet.received("chat.deepseek.com") == b""


def test_the_bank_is_the_bank(internet, gateway, tmp_path, new_incidents):
    """
    A browser that trusts only the bank's own certificate, and not ours, is satisfied.
    """
    genuine = x509.load_der_x509_certificate(internet.genuine_certificate("www.bank.example"))

    with browsing(tmp_path, [f"--proxy-server={gateway.way.proxy_url}"], [genuine]) as browser:
        page = browser.new_page()
        page.goto("https://www.bank.example/")
        text = page.inner_text("body")

    assert text == "genuine"
    assert new_incidents() == []
