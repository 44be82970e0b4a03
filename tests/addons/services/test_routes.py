"""
No spelling of a path leads around a shut door, or into the list of what nobody reads.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.services.routes import Route, canonical
from tests.addons.services.examples import request

SHUT = Route("*", "/backend-anon/**")
READ = Route("GET HEAD", "/backend-api/conversations", fields=("offset",))


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        ("/a/b", "/a/b"),
        ("//a///b/", "/a/b"),
        ("/a/./b/../c", "/a/c"),
        ("/../../a", "/a"),
        ("/%61/b%2Fc", "/a/b/c"),
        ("/caf%C3%A9", "/café"),
        ("/", "/"),
        ("/a%252Fb", None),
        ("/a%5Cb", None),
        ("/a;x=1/b", None),
        ("/a%00b", None),
        ("/a b", None),
        ("/a%ff", None),
        ("/a%", None),
        ("a/b", None),
        ("*", None),
        ("", None),
    ],
)
def test_canonical_paths(route, expected):
    """
    One spelling for what all servers take for the same; none where they disagree.
    """
    assert canonical(route) == expected


@given(st.text(max_size=30).map(lambda text: "/" + text))
def test_a_canonical_path_is_its_own(route):
    """
    Canonical twice is canonical once.
    """
    once = canonical(route)

    assert once is None or canonical(once) == once


@pytest.mark.parametrize(
    "path",
    [
        "/backend-anon",
        "/backend-anon/conversation?x=1",
        "/BACKEND-ANON/conversation",
        "//backend-anon/conversation",
        "/%62ackend-anon/conversation",
        "/x/../backend-anon/me/",
        "/backend-anon%2Fconversation",
    ],
)
def test_a_shut_door_is_shut_in_every_spelling(path):
    """
    A server that is lenient about paths must find us just as lenient.
    """
    assert SHUT.leads(request(path))


def test_a_door_is_not_its_neighbour():
    """
    A prefix is a folder, not the beginning of a name.
    """
    assert not SHUT.leads(request("/backend-anonymous/x"))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/backend-api/conversations", True),
        ("/backend-api/conversations?offset=20", True),
        ("/backend-api/conversations?offset=Jan+Peeters", False),
        ("/backend-api/conversations?q=x", False),
        ("/backend-api/conversations?offset=%ff", False),
        ("/backend-api/conversations/", False),
        ("/Backend-api/conversations", False),
        ("/backend-api//conversations", False),
        ("/backend-api/conversations/search", False),
    ],
)
def test_only_the_very_request_that_was_reviewed_passes_unread(path, expected):
    """
    Anything odd is walked instead.
    """
    assert READ.leads_exactly(request(path, method="GET")) is expected


def test_a_body_where_none_was_reviewed_is_walked():
    """
    A GET with a body is odd, and somebody may read it.
    """
    odd = request("/backend-api/conversations", "Dag Jan", method="GET")

    assert not READ.leads_exactly(odd)


def test_methods_and_hosts_count():
    """
    What was reviewed for one method on one host says nothing about others.
    """
    route = Route("GET", "/**", ("cdn.example.org", "*.files.example.org"), ("*",))

    assert route.leads_exactly(request("/x?y=z w", method="GET", host="cdn.example.org"))
    assert route.leads(request("/x", method="GET", host="a.files.example.org"))
    assert not route.leads(request("/x", method="GET", host="files.example.org"))
    assert not route.leads(request("/x", method="GET", host="evilcdn.example.org"))
    assert not route.leads(request("/x", method="POST", host="cdn.example.org"))


def test_stars_keep_to_their_segments():
    """
    One star is one segment; two are any number.
    """
    one = Route("*", "/models/*:*")

    assert one.leads(request("/models/gemini:generateContent"))
    assert not one.leads(request("/models/gemini/x:generateContent"))
