"""
The breach file as the DPO meets it: a real console, a real browser, with scripts and without.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.console.accounts.totp import code
from tests.console.console_process import (
    REPOSITORY,
    accessibility_faults,
    browser_page,
    running_console,
)
from tests.console.desk.past import PASSWORD, SECRET
from tests.console.dossier.past import BREACH
from tests.console.portal_for_tests import write_ca

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

FILE = f"/console/incidenten/{BREACH}/dossier"
PAGES = (
    FILE, f"{FILE}/kopieren/vtc", f"{FILE}/inlichten", f"{FILE}/brief/nl", "/console/register",
    "/console/rapporten?periode=2026-10", "/console/rapporten?periode=2026&voor=10",
    "/console/bewaring", "/console/rapporten/groep?periode=2026-10&groep=gemeente",
)  # fmt: skip


def run(console, module, *words):
    subprocess.run(  # noqa: S603 -- our own modules
        [sys.executable, "-m", module, *words], cwd=REPOSITORY, env=console.environment, check=True
    )


@pytest.fixture(scope="module")
def console(tmp_path_factory):
    """With people and a breach in it."""
    state = tmp_path_factory.mktemp("state")
    (state / "ca").mkdir()
    write_ca(state / "ca" / "promptwacht-ca.pem")
    with running_console(state) as running:
        run(running, "tests.console.desk.past", "people")
        run(running, "tests.console.dossier.past")
        yield running


@pytest.fixture(scope="module")
def session(console):
    """What the browser remembers after password and app."""
    with browser_page() as page:
        page.goto(f"{console.address}/console/")
        page.get_by_label("Gebruikersnaam").fill("an.peeters")
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.get_by_role("button", name="Aanmelden", exact=True).click()
        page.locator("#id_code").fill(code(SECRET))
        page.locator("#id_code").press("Enter")
        page.wait_for_url("**/console/")
        return page.context.storage_state()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_break_no_rule(console, session, theme):
    """
    axe-core finds nothing by WCAG 2.1 A and AA, no rule of the content policy is broken, and no
    request leaves the host.
    """
    elsewhere = []
    with browser_page(storage_state=session, color_scheme=theme) as page:
        page.on(
            "request",
            lambda r: None if r.url.startswith(console.address) else elsewhere.append(r.url),
        )
        for path in PAGES:
            answer = page.goto(console.address + path)
            assert (path, answer.status) == (path, 200)
            assert (path, accessibility_faults(page)) == (path, [])
    assert elsewhere == []


def test_each_answer_is_copied_by_its_button(console, session):
    """
    By keyboard too; somebody who cannot see it is told.
    """
    rights = ["clipboard-read", "clipboard-write"]
    with browser_page(storage_state=session, permissions=rights) as page:
        page.goto(f"{console.address}{FILE}/kopieren/vtc")
        button = page.get_by_role("button", name="Kopieer: Soorten gegevens")
        button.focus()
        page.keyboard.press("Enter")

        expect(page.locator("#copied")).to_contain_text("Soorten gegevens")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator("#copy-data_categories").input_value() != ""


def test_without_scripts_everything_is_there(console, session):
    """
    No button that does nothing; the file is saved, frozen and shown all the same.
    """
    with browser_page(storage_state=session, java_script_enabled=False) as page:
        page.goto(f"{console.address}{FILE}/kopieren/vtc")
        expect(page.get_by_role("button", name="Kopieer")).to_have_count(0)
        expect(page.locator("#copy-service")).to_have_value("ChatGPT")

        page.goto(console.address + FILE)
        page.get_by_label("Doel van de verwerking").fill("Briefwisseling met inwoners")
        page.get_by_role("button", name="Bewaren", exact=True).click()
        expect(page.get_by_text("Het dossier is bewaard.")).to_be_visible()
        page.get_by_role("button", name="Vastleggen", exact=True).click()
        page.get_by_role("link", name="Versie 1").click()
        expect(page.get_by_text("Briefwisseling met inwoners")).to_be_visible()
