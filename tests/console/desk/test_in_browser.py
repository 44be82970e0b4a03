"""
The desk as people meet it: a real console, a real browser, a keyboard.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.console.accounts.totp import code
from tests.console.console_process import (
    REPOSITORY,
    accessibility_faults,
    browser_page,
    running_console,
)
from tests.console.desk.past import PASSWORD, REPORTED, SECRET
from tests.console.portal_for_tests import write_ca

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

PAGES = (
    "/console/", "/console/?live=off", "/console/incidenten", "/console/incidenten?state=all",
    "/console/incidenten?q=niets", f"/console/incidenten/{REPORTED}", "/console/incidenten/nieuw",
    "/console/gebeurtenissen", "/console/gebeurtenissen?severity=9", "/console/gezondheid",
    "/console/incidenten/KB-2026-000000", "/console/bestaat-niet",
)  # fmt: skip
_FOLLOWS = 60_000
"""Milliseconds within which a page that follows has surely asked again."""


def past(console, word):
    """Write rows from outside, as the notifier would."""
    subprocess.run(  # noqa: S603 -- our own module
        [sys.executable, "-m", "tests.console.desk.past", word],
        cwd=REPOSITORY, env=console.environment, check=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def console(tmp_path_factory):
    """With people and incidents in it."""
    state = tmp_path_factory.mktemp("state")
    (state / "ca").mkdir()
    write_ca(state / "ca" / "promptwacht-ca.pem")
    with running_console(state) as running:
        past(running, "people")
        yield running


@pytest.fixture(scope="module")
def sessions(console):
    """What the browser of each person remembers after password and app: a code works once."""
    return {name: _log_in(console, name) for name in ("an.peeters", "els.claes")}


def _log_in(console, name):
    with browser_page() as page:
        page.goto(f"{console.address}/console/")
        page.get_by_label("Gebruikersnaam").fill(name)
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.get_by_role("button", name="Aanmelden", exact=True).click()
        page.locator("#id_code").fill(code(SECRET))
        page.locator("#id_code").press("Enter")
        page.wait_for_url("**/console/")
        return page.context.storage_state()


@pytest.fixture
def logged_in(console, sessions):
    """A browser at the start page of somebody who is logged in."""

    @contextmanager
    def opened(name="an.peeters", **context):
        with browser_page(storage_state=sessions[name], **context) as page:
            page.goto(f"{console.address}/console/")
            yield page

    return opened


def tab_to(page, target):
    """Press Tab until `target` has the focus, as somebody without a mouse does."""
    for _ in range(150):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("the keyboard does not get there")


def press(page, target, key="Enter"):
    tab_to(page, target)
    page.keyboard.press(key)


def take_step(page, name, **fields):
    """Open a step, fill it in, confirm; all of it by keyboard but for dates."""
    press(page, page.get_by_text(name, exact=True).and_(page.locator("summary")))
    opened = page.locator("details.step[open]")
    for label, text in fields.items():
        field = opened.get_by_label(label.replace("_", " "), exact=False)
        if field.get_attribute("type") == "date":
            field.fill(text)
        else:
            tab_to(page, field)
            page.keyboard.type(text)
    press(page, opened.get_by_role("button", name="Bevestig"))
    page.wait_for_load_state()
    expect(page.get_by_text("Bewaard.")).to_be_visible()


def test_from_new_to_closed_by_keyboard(console, logged_in):
    """
    Somebody reports a leak; the DPO finds it in the queue, confirms it, decides, ticks what is
    done and closes it, without a mouse.
    """
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    with logged_in() as page:
        press(page, page.get_by_role("link", name="Incidenten", exact=True))
        page.wait_for_url("**/incidenten")
        first = page.locator("[data-rows] tbody th a").first
        press(page, first, "ArrowDown")
        page.keyboard.press("Home")
        expect(first).to_be_focused()
        for _ in range(10):
            if page.evaluate("document.activeElement.textContent") == REPORTED:
                break
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{REPORTED}")
        expect(page.locator(".state-badge")).to_have_text("In onderzoek")

        take_step(page, "Vermoedelijk lek")
        take_step(page, "Bevestig het lek")
        expect(page.locator(".clock-big")).to_contain_text("nog 71 u")
        take_step(
            page, "Niet melden, met reden", Wie_besliste="algemeen directeur",
            Beslist_op=today, Reden="De tekst was al openbaar.",
        )  # fmt: skip
        for box in page.locator(".ticks input").all():
            press(page, box, "Space")
        press(page, page.locator(".ticks ~ p button"))
        expect(page.get_by_text("klaar", exact=True)).to_be_visible()
        take_step(page, "Sluit")
        expect(page.locator(".state-badge")).to_have_text("Gesloten")
        expect(page.locator(".history > li")).to_have_count(6)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_stays_in_the_house(console, logged_in, scheme):
    """
    axe-core finds nothing by WCAG 2.1 A and AA, the browser reports no breach of a rule of ours,
    and no request leaves the console.
    """
    hosts, faults = set(), {}
    with logged_in(color_scheme=scheme) as page:
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
        for address in PAGES:
            page.goto(console.address + address)
            # Whatever can be opened is looked at open.
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            if found := accessibility_faults(page):
                faults[address] = found
    assert faults == {}
    assert hosts == {console.address.removeprefix("http://")}


def test_every_page_fits_a_small_screen(console, logged_in):
    """
    At 320 pixels nothing but a table scrolls sideways (WCAG 1.4.10).
    """
    wide = {}
    with logged_in(viewport={"width": 320, "height": 640}) as page:
        for address in PAGES:
            page.goto(console.address + address)
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 320:
                wide[address] = width
    assert wide == {}


def test_without_scripts(console, logged_in):
    """
    A note is added and a filter is set in a browser that runs no script.
    """
    with logged_in(java_script_enabled=False) as page:
        page.goto(f"{console.address}/console/incidenten")
        page.get_by_label("Ernst vanaf").select_option("4")
        page.get_by_role("button", name="Zoek").click()
        page.wait_for_url("**severity=4**")
        page.locator("[data-rows] tbody th a").first.click()
        page.get_by_label("Toelichting").fill("Gevraagd aan de dienst.")
        page.get_by_role("button", name="Voeg toe").click()
        expect(page.locator(".history")).to_contain_text("Gevraagd aan de dienst.")


def test_the_start_page_follows_what_happens(console, logged_in):
    """
    A leak that comes in meanwhile stands on the strip without a click; not while it is paused.
    """
    with logged_in() as page:
        # Away from whatever page of this account would follow too.
        page.goto(f"{console.address}/console/?live=off")
        before = page.locator("#strip .big").first.inner_text()
        page.goto(f"{console.address}/console/")
        past(console, "leak")
        expect(page.locator("#strip .big").first).to_have_text(
            str(int(before) + 1), timeout=_FOLLOWS
        )


def test_ict_has_its_own_menu(console, logged_in):
    """
    What ICT may not open is not in its menu either, and the page says why.
    """
    with logged_in("els.claes") as page:
        menu = page.locator("nav.menu").inner_text()
        page.goto(f"{console.address}/console/incidenten")
        told = page.locator("h1").inner_text()

    assert "Gezondheid" in menu
    assert "Incidenten" not in menu
    assert told == "Deze pagina is niet voor jouw rol"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_without_people_are_for_everybody(logged_in, scheme):
    """
    The start page of a role that sees no single event: accessible, with its table open, and no
    wider than a small screen.
    """
    with logged_in("els.claes", color_scheme=scheme) as page:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        faults = accessibility_faults(page)
        heading = page.locator("#month-figures").inner_text()
        page.set_viewport_size({"width": 320, "height": 640})
        width = page.evaluate("document.documentElement.scrollWidth")

    assert (heading, faults) == ("Deze maand, zonder personen", [])
    assert width == 320
