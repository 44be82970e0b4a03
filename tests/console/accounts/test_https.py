"""
Behind a front that ends TLS: cookies for https only, and forms that come from the https origin.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import httpx
import pytest

from tests.console.console_process import running_console

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

PUBLIC = "https://filter.gemeente.example"


@pytest.mark.parametrize(("origin", "accepted"), [(PUBLIC, True), ("https://boef.example", False)])
def test_forms_and_cookies(tmp_path, origin, accepted):
    """A form of the portal's own address is taken, one of another site refused."""
    settings = {"PROMPTWACHT_PORTAL_URL": PUBLIC}
    with (
        running_console(tmp_path, **settings) as console,
        httpx.Client(trust_env=False, timeout=30) as browser,
    ):
        login = f"{console.address}/account/login/"
        page = browser.get(login, headers={"Host": urlsplit(PUBLIC).netloc})
        cookie = page.headers["set-cookie"]
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
        answer = browser.post(
            login,
            data={"login": "x", "password": "y", "csrfmiddlewaretoken": token},
            headers={
                "Host": urlsplit(PUBLIC).netloc,
                "Origin": origin,
                "Cookie": cookie.partition(";")[0],
            },
        )
        assert answer.status_code == (200 if accepted else 403)
        assert console.printed(r"https://\S+/console/toegang/\S+").startswith(PUBLIC)
