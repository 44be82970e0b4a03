"""
The measures as people meet them: a real console, a real browser, the real detectors.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.console.console_process import accessibility_faults, browser_page
from tests.console.desk.test_in_browser import console, logged_in, sessions  # noqa: F401 -- fixtures

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

ROOM = "/console/maatregelen/"
PAGES = ("", "uitzonderingen", "uitzonderingen/nieuw", "stopgezet", "aanvragen", "vergissingen",
         "testgevallen", "testgevallen/nieuw", "proef", "bericht")  # fmt: skip
PUBLIC = ("/lijst", "/melding", "/aanvraag", "/vergissing/KB-7F3K-9Q2M")
_SLOW = 60_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_pages(console, logged_in, scheme):  # noqa: F811
    """
    WCAG 2.1 AA as far as a machine can tell, by day and by night.
    """
    with logged_in(color_scheme=scheme) as page:
        faults = {}
        for path in PAGES:
            page.goto(f"{console.address}{ROOM}{path}")
            faults[path] = accessibility_faults(page)
        for path in PUBLIC:
            page.goto(f"{console.address}{path}")
            faults[path] = accessibility_faults(page)

    assert {path: found for path, found in faults.items() if found} == {}


def test_a_report_from_a_browser_without_scripts(console):  # noqa: F811
    """
    A name in the text is refused where it stands, and what was ticked is still ticked; then it is
    received, without a cookie.
    """
    with browser_page(java_script_enabled=False) as page:
        sentence = page.get_by_label("Leg in één zin uit waarom")
        # Where the detectors start too late, a report is taken without its text.
        for _ in range(4):
            page.goto(f"{console.address}/vergissing/KB-7F3K-9Q2M")
            page.get_by_label("iets anders").check()
            sentence.fill("Het ging over Jan Peeters, rijksregisternummer 85.07.30-033.28.")
            page.get_by_role("button", name="Verstuur je melding").click()
            page.get_by_role("heading", level=1).wait_for(timeout=_SLOW)
            if page.get_by_text("Hier lijken persoonsgegevens").is_visible():
                break
        expect(page.get_by_text("Hier lijken persoonsgegevens")).to_be_visible(timeout=_SLOW)
        expect(page.get_by_label("iets anders")).to_be_checked()

        sentence.fill("Dit was een straatnaam.")
        page.get_by_role("button", name="Verstuur je melding").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Dank je", timeout=_SLOW)
        assert page.context.cookies() == []


def test_the_tester_shows_what_the_gateway_would_do(console, logged_in):  # noqa: F811
    """
    With the detectors of the installation, in a process of their own.
    """
    with logged_in() as page:
        page.goto(f"{console.address}{ROOM}proef")
        page.get_by_label("Tekst", exact=True).fill("Bel Jan Peeters, 85.07.30-033.28.")
        page.get_by_role("button", name="Kijk wat er zou gebeuren").click()

        expect(page.locator("mark").first).to_be_visible(timeout=_SLOW)
        expect(page.get_by_text("rijksregisternummer").first).to_be_visible()
