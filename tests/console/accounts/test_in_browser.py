"""
From the link that the console prints to the start page, in a real browser.
"""

from __future__ import annotations

import pytest

from tests.console.accounts.totp import code
from tests.console.console_process import accessibility_faults, browser_page, running_console

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]

PASSWORD = "vier paarden drinken koffie"


def test_from_the_first_link_to_the_start_page(tmp_path):
    """
    The printed link makes an account; after password and app the start page is there. On the
    way every page is accessible, by day and by night.
    """
    faults = {}

    def look(page, name):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            faults[name, scheme] = accessibility_faults(page)

    with running_console(tmp_path) as console, browser_page() as page:
        page.goto(console.printed(r"http://localhost\S+/console/toegang/\S+"))
        look(page, "link")
        page.get_by_label("Gebruikersnaam").fill("an.peeters")
        page.get_by_label("Voornaam").fill("An")
        page.get_by_label("Familienaam").fill("Peeters")
        page.get_by_label("E-mailadres").fill("an@example.org")
        page.get_by_label("Nieuw wachtwoord", exact=False).first.fill(PASSWORD)
        page.get_by_label("nog een keer").fill(PASSWORD)
        page.get_by_role("button", name="Bewaren").click()

        page.wait_for_url("**/account/login/**")
        look(page, "login")
        page.get_by_label("Gebruikersnaam").fill("an.peeters")
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.get_by_role("button", name="Aanmelden", exact=True).click()

        page.wait_for_url("**/account/2fa/")
        look(page, "factors")
        page.get_by_role("link", name="App instellen").click()
        look(page, "app")
        secret = page.locator("#authenticator_secret").inner_text()
        page.locator("#id_code").fill(code(secret))
        page.get_by_role("button", name="Instellen").click()

        page.wait_for_url("**/recovery-codes/")
        look(page, "recovery codes")
        assert page.locator("#recovery_codes li").count() == 10
        page.get_by_role("link", name="Naar de startpagina").click()

        page.wait_for_url("**/console/")
        assert page.locator("h1").is_visible()
        page.goto(f"{console.address}/console/mijn-account")
        look(page, "own account")
        page.goto(f"{console.address}/console/inzage")
        look(page, "record")
        page.goto(f"{console.address}/console/inzage/uittreksel")
        look(page, "extracts")
        page.goto(f"{console.address}/console/accounts/wachtend")
        look(page, "waiting")
    assert {name: found for name, found in faults.items() if found} == {}


def test_passkey(tmp_path):
    """A passkey alone opens the console: the device asks for a finger or a PIN."""
    with running_console(tmp_path) as console, browser_page() as page:
        devices = page.context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        devices.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                    "hasUserVerification": True, "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )  # fmt: skip
        made = console.command("user", "create", "jan", "--role=ict", "--email=jan@example.org")
        page.goto(made.stdout.split()[-1])
        page.get_by_label("Nieuw wachtwoord", exact=False).first.fill(PASSWORD)
        page.get_by_label("nog een keer").fill(PASSWORD)
        page.get_by_role("button", name="Bewaren").click()
        page.get_by_label("Gebruikersnaam").fill("jan")
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.get_by_role("button", name="Aanmelden", exact=True).click()
        page.get_by_role("link", name="Passkey toevoegen").click()
        page.locator("#id_name").fill("Laptop")
        page.locator("#id_passwordless").check()
        page.get_by_role("button", name="Passkey toevoegen").click()
        page.wait_for_url("**/recovery-codes/")
        page.get_by_role("button", name="Afmelden").click()

        page.wait_for_url("**/account/login/")
        page.get_by_role("button", name="Met een passkey").click()

        page.wait_for_url("**/console/")
        page.goto(f"{console.address}/console/accounts")
        assert "jan" in page.locator("table").inner_text()
        assert accessibility_faults(page) == []
