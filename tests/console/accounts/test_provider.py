"""
Logging in with the organisation's own provider: it opens accounts that exist, and makes none.
"""

from __future__ import annotations

import re

import httpx
import pytest

from tests.console.accounts.login_provider import CLIENT, SECRET, provider
from tests.console.console_process import running_console

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A console with a provider, and one account: an@example.org."""
    with provider() as there:
        settings = {
            "PROMPTWACHT_OIDC_URL": there.issuer,
            "PROMPTWACHT_OIDC_CLIENT_ID": CLIENT,
            "PROMPTWACHT_OIDC_CLIENT_SECRET": SECRET,
            "NO_PROXY": "127.0.0.1,localhost",
        }
        with running_console(tmp_path_factory.mktemp("state"), **settings) as console:
            console.command("user", "create", "an", "--role=dpo", "--email=an@example.org")
            yield there, console


@pytest.fixture
def browser(running):
    with httpx.Client(
        base_url=running[1].address, follow_redirects=True, trust_env=False, timeout=30
    ) as client:
        yield client


def log_in(running, browser, claims):
    """Press the provider's button, as whoever the claims say; where that led."""
    there, console = running
    there.claims = {"sub": "an-1", **claims}
    page = browser.get("/account/login/").text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    return browser.post(
        "/account/oidc/organisation/login/",
        data={"csrfmiddlewaretoken": token},
        headers={"Origin": console.address},
    )


def is_inside(browser):
    return browser.get("/console/mijn-account").url.path != "/account/login/"


@pytest.mark.parametrize("verified", [{"email_verified": True}, {"email_verified": "true"}, {}])
@pytest.mark.parametrize("email", ["an@example.org", "An@Example.org"])
def test_opens_the_account_with_that_address(running, browser, email, verified):
    """Whoever the provider vouches for gets to the account, and then to the second factor."""
    answer = log_in(running, browser, {"email": email, **verified})
    assert is_inside(browser)
    assert answer.url.path == "/account/2fa/"


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "onbekend@example.org", "email_verified": True},
        {"email": "an@example.org", "email_verified": False},
        {"email": "", "email_verified": True},
        {"email": ["an@example.org"]},
        {"preferred_username": "an"},
    ],
)
def test_makes_none(running, browser, claims):
    """An address without an account, or one that nobody vouches for, opens nothing."""
    answer = log_in(running, browser, claims)
    assert not is_inside(browser)
    assert answer.status_code < 500
    listed = running[1].command("user", "list", "--json").stdout
    assert listed.count('"username"') == 1


def test_provider_that_refuses(running, browser):
    """A code that the provider did not give ends at a page that says so."""
    log_in(running, browser, {"email": "onbekend@example.org"})
    answer = browser.get("/account/oidc/organisation/login/callback/?code=vals&state=vals")
    assert answer.status_code < 500
    assert "Aanmelden lukte niet" in answer.text or "account/login" in str(answer.url)


def test_no_token_is_kept(running, browser):
    """Tokens of the provider are not stored."""
    log_in(running, browser, {"email": "an@example.org"})
    content = b"".join(file.read_bytes() for file in running[1].state.glob("promptwacht.sqlite3*"))
    assert b"toegang" not in content.replace(b"/console/toegang", b"")
