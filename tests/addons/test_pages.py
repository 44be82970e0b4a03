"""
The page that explains a refusal stands on its own and repeats nothing unescaped.
"""

import re

from addons.pages import page
from addons.refusing import is_navigation
from addons.services.interface import WireRequest
from policy.notice import Notice, Topic


def a_notice(text="Er is **niets** verstuurd.\n\n[Lijst](http://portaal.test/lijst)", title="Nee"):
    return Notice(
        topic=Topic.FORBIDDEN,
        code="KB-1234-5678",
        language="nl",
        title=title,
        text=text,
        short="Geblokkeerd.",
    )


def test_page_is_self_contained():
    """
    No script, no image, no style sheet and no font from anywhere else.
    """
    html = page(a_notice())

    assert '<html lang="nl">' in html
    assert not re.search(r"<(script|img|link|iframe)|url\(|@import", html)
    assert '<a href="http://portaal.test/lijst">Lijst</a>' in html
    assert "<strong>niets</strong>" in html


def test_page_escapes_whatever_it_shows():
    """
    A name with markup in it stays text.
    """
    html = page(a_notice(text="<script>alert(1)</script> [x](javascript:alert(1))", title="<b>"))

    assert "<script>" not in html
    assert "<b>" not in html
    assert 'href="javascript' not in html


def test_navigation_is_told_from_a_script_call():
    """
    Pages go to people; programs get their own format.
    """
    chrome = WireRequest(
        method="GET", host="x.test", path="/", headers={"sec-fetch-mode": "navigate"}
    )
    fetch = WireRequest(
        method="GET",
        host="x.test",
        path="/",
        headers={"sec-fetch-mode": "cors", "accept": "text/html"},
    )
    old_browser = WireRequest(
        method="GET", host="x.test", path="/", headers={"accept": "text/html,*/*"}
    )
    curl = WireRequest(method="GET", host="x.test", path="/", headers={"accept": "*/*"})

    posing = WireRequest(
        method="POST", host="x.test", path="/", headers={"sec-fetch-mode": "navigate"}
    )

    assert [is_navigation(w) for w in (chrome, fetch, old_browser, curl, posing)] == [
        True,
        False,
        True,
        False,
        False,
    ]
