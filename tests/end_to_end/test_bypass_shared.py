"""
Ways to a chat on a host that it shares with other products, which pass unread.
"""

from __future__ import annotations

import pytest

from tests.end_to_end.bypass_rig import BODY, SHARED, h2_post, head, policy, post, say, say_h2
from tests.end_to_end.gateway_in_process import SECRET, InProcess


@pytest.fixture(scope="module")
def way(network, tmp_path_factory):
    rig = InProcess(network, tmp_path_factory.mktemp("shared"), policy())
    with rig.running(deadline=5.0) as way:
        yield way


@pytest.mark.parametrize(
    "path",
    [
        "/chat",
        "/Chat",
        "/%63hat",
        "/%2563hat",
        "//chat",
        "/x/../chat",
        "/x%2f..%2fchat",
        "/chat;x=1",
        "/chat/",
        "/chat%20",
        "/chat%3Fx",
        "/chat%23x",
        "/chat#x",
        "/chat%00",
        "/\\chat",
        f"https://{SHARED}/chat",
        "/search?udm=50",
        "/search?q=1&udm=%35%30",
        "/search?q=1#&udm=50",
        "/search#?udm=50",
    ],
)
@pytest.mark.parametrize("http2", [False, True], ids=["http1", "http2"])
def test_spellings_of_a_path_on_a_shared_host(internet, way, path, http2):
    """
    Whatever a server may take for the chat is the chat, behind a harmless request too.
    """
    if http2:
        harmless = [(":method", "GET"), (":scheme", "https"), (":authority", SHARED)]
        streams = [([*harmless, (":path", "/news")], b""), (h2_post(path, authority=SHARED), BODY)]
        say_h2(way, *streams, host=SHARED)
    else:
        first = head("GET /news HTTP/1.1", f"Host: {SHARED}")
        say(way, first + post(path, host=SHARED), host=SHARED, answers=2)

    assert [request.path for request in internet.records.requests] == ["/news"]
    assert internet.records.heard(SECRET) == []


@pytest.mark.parametrize("path", ["/news", "/chatter", "/search?udm=2", "/a%20b?q=%23"])
def test_other_products_on_a_shared_host(internet, way, path):
    """
    They pass with every word in them.
    """
    say(way, post(path, host=SHARED), host=SHARED)

    assert internet.records.requests[0].body == BODY
