"""
From a refused prompt to the DPO's eyes: sealed by the gateway, taken in by the notifier, agreed to
by the director, opened in the DPO's browser with a key that this machine never had.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from proxy.incident_log import ChainedLog
from proxy.kept_files import KeptFiles
from tests.console.accounts.totp import code
from tests.console.console_process import (
    REPOSITORY,
    accessibility_faults,
    browser_page,
    running_console,
)
from tests.console.intake.log_for_tests import an_incident

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]

PASSWORD = "vier paarden drinken koffie"
PASSPHRASE = "een lange zin die niemand raadt"
TEXT = "Els Vermeulen uit Erps-Kwerps <b>betaalt</b> te laat.\nRijksregister: 85.07.30-033.28"
CODE = "KB-7F3K-9Q2M"
PSEUDONYM = "0123456789abcdef"


def policy_with_key(tmp_path, console):
    """A key pair as the DPO makes it: the private half far from the state folder."""
    stick = tmp_path / "usb-stick"
    stick.mkdir()
    console.command(
        "keys", "new", "dpo", f"--private={stick / 'sleutel.json'}", "--passphrase-stdin",
        input=PASSPHRASE + "\n",
    )  # fmt: skip
    return stick / "sleutel.json"


def refuse(console, policy):
    """What the gateway leaves behind for a refused prompt."""

    async def work():
        log = ChainedLog.open(console.state)
        await log.record(
            an_incident(code=CODE, at=datetime.now(UTC), severity=4, user_hash=PSEUDONYM)
        )
        await log.close()
        kept = KeptFiles(console.state, policy)
        await kept.excerpt(CODE, [TEXT])
        await kept.identity(PSEUDONYM, "10.20.30.40", datetime.now(UTC))

    asyncio.run(work())


@contextmanager
def notifier(console):
    process = subprocess.Popen(
        [sys.executable, "-m", "proxy", "notifier"], cwd=REPOSITORY, env=console.environment
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def taken_in(console):
    end = time.monotonic() + 90
    while time.monotonic() < end:
        if not any(file.suffix == ".sealed" for file in console.state.rglob("*.sealed")):
            return
        time.sleep(0.2)
    pytest.fail("the notifier did not take it in")


class Person:
    """Somebody with an account, a phone and a browser window of their own."""

    def __init__(self, browser, console, name, link):
        self.page = browser.new_context(locale="nl-BE").new_page()
        self.console, self.name = console, name
        page = self.page
        page.goto(link)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("#id_again").fill(PASSWORD)
        page.get_by_role("button", name="Bewaren").click()
        page.get_by_label("Gebruikersnaam").fill(name)
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.get_by_role("button", name="Aanmelden", exact=True).click()
        page.get_by_role("link", name="App instellen").click()
        secret = page.locator("#authenticator_secret").inner_text()
        page.locator("#id_code").fill(code(secret))
        page.get_by_role("button", name="Instellen").click()
        page.wait_for_url("**/recovery-codes/")

    def go(self, path):
        self.page.goto(self.console.address + path)
        return self.page


def person(browser, console, name, role):
    made = console.command("user", "create", name, f"--role={role}", f"--email={name}@example.org")
    return Person(browser, console, name, made.stdout.split("  ")[1].split()[0])


def ask(dpo, wanted):
    page = dpo.go("/console/incidenten")
    page.locator("main a[href*='/console/incidenten/KB-']").first.click()
    page.get_by_text("Openen vragen").first.click()
    page.locator("#key_wanted").select_option(wanted)
    page.get_by_role("button", name="Openen vragen").click()
    page.wait_for_url("**/console/sleutels/*")


def agree(director):
    page = director.go("/console/sleutels")
    page.locator("main table a").first.click()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Akkoord").click()


def test_opened_by_two(tmp_path):
    """Text and person show after two keys; nothing of either is in the state folder."""
    state, policy = tmp_path / "state", tmp_path / "policy"
    state.mkdir()
    policy.mkdir()
    shipped = REPOSITORY / "config"
    for file in ("departments.yaml", "rules.yaml", "services.yaml", "texts", "lexicons"):
        (policy / file).symlink_to(shipped / file)
    settings = {"PROMPTWACHT_POLICY_DIR": str(policy)}
    with contextlib.ExitStack() as stack:
        console = stack.enter_context(running_console(state, **settings))
        key_file = policy_with_key(tmp_path, console)
        refuse(console, policy)
        browser = stack.enter_context(browser_page()).context.browser
        dpo = person(browser, console, "an", "dpo")
        director = person(browser, console, "piet", "director")
        dpo.go("/console/accounts/wachtend")
        dpo.page.get_by_role("button", name="Akkoord").click()
        with notifier(console):
            taken_in(console)

        ask(dpo, f"excerpt {CODE}")
        agree(director)
        dpo.page.reload()
        dpo.page.get_by_role("button", name="Openen", exact=True).click()
        assert accessibility_faults(dpo.page) == []
        assert "Vermeulen" not in dpo.page.content()

        dpo.page.locator("#key_file").set_input_files(key_file)
        dpo.page.locator("#passphrase").fill("niet deze zin")
        dpo.page.get_by_role("button", name="Tekst tonen").click()
        dpo.page.get_by_text("De wachtzin is niet juist").wait_for()
        dpo.page.locator("#passphrase").fill(PASSPHRASE)
        dpo.page.get_by_role("button", name="Tekst tonen").click()
        dpo.page.locator("#opened pre").wait_for()
        assert dpo.page.locator("#opened pre").inner_text() == TEXT
        assert accessibility_faults(dpo.page) == []
        dpo.page.get_by_role("button", name="Wissen").click()
        assert "Vermeulen" not in dpo.page.content()

        ask(dpo, f"identity {PSEUDONYM}")
        agree(director)
        dpo.page.reload()
        dpo.page.get_by_role("button", name="Openen", exact=True).click()
        assert dpo.page.locator("#who").inner_text() == "10.20.30.40"
        dpo.go("/console/sleutels")
        assert "geopend" in dpo.page.locator("main").inner_text()
        record = dpo.go("/console/inzage").locator("main").inner_text()
        for deed in ("tekst geopend", "persoon getoond", "De keten klopt"):
            assert deed in record
    for file in state.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert b"Vermeulen" not in content, file
        assert b"10.20.30.40" not in content, file
