"""
Bing chat: a hub for prompts, and prompts in addresses that the walker must see.
"""

import json

import pytest

from addons.services.bing import BingChat
from addons.services.interface import Cargo, UnreadableError, WireRequest
from addons.services.signalr import ChatHub
from tests.addons.services.spoken import FORBIDDEN, NOTICE

BING = BingChat(new_id=lambda: "A1")


def request(path, method="GET", host="www.bing.com", **headers):
    return WireRequest(method=method, host=host, path=path, headers=headers)


@pytest.mark.parametrize(
    ("method", "path", "cargo"),
    [
        ("GET", "/turing/conversation/create?bundleVersion=1.1690.0", Cargo.NOTHING),
        ("GET", "/turing/conversation/create?q=Jan", Cargo.UNKNOWN),
        ("POST", "/turing/conversation/create", Cargo.UNKNOWN),
        ("POST", "/images/kblob", Cargo.UPLOAD),
        ("POST", "/images/KBlob/", Cargo.UPLOAD),
        ("GET", "/chat", Cargo.NOTHING),
        ("GET", "/images/create?q=Jan+Peeters", Cargo.UNKNOWN),
        ("GET", "/copilotsearch?q=Jan+Peeters", Cargo.UNKNOWN),
        ("GET", "/search?showconv=1&q=Jan+Peeters", Cargo.UNKNOWN),
    ],
)
def test_each_place_is_known_or_judged(method, path, cargo):
    """
    A prompt in an address is judged with the address.
    """
    assert BING.cargo(request(path, method)) is cargo


def test_no_request_is_a_prompt():
    """
    Whoever asks all the same gets no reading that might pass for an empty one.
    """
    with pytest.raises(UnreadableError):
        BING.read(request("/chat"))
    with pytest.raises(UnreadableError):
        BING.write(request("/chat"), None, [])


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/sydney/ChatHub?sec_access_token=a%2Bb+c%3D", ChatHub),
        ("/sydney/ChatHub?q=Jan+Peeters", type(None)),
        ("/sydney/other", type(None)),
    ],
)
def test_only_the_hub_opens(path, kind):
    """
    And not with an address that says something in words.
    """
    assert type(BING.socket(request(path, host="sydney.bing.com"))) is kind


def test_a_refusal_is_shaped_like_its_results():
    """
    The old page looks at `result`.
    """
    response = BING.refuse(request("/images/kblob", "POST"), FORBIDDEN).response

    assert response.status == 403
    assert NOTICE.code in json.loads(response.body)["result"]["message"]


def test_a_browsers_own_question_gets_a_yes():
    """
    Without it the page would never see the refusal that follows.
    """
    headers = {"origin": "https://www.bing.com", "access-control-request-method": "POST"}

    assert (
        BING.refuse(request("/images/kblob", "OPTIONS", **headers), NOTICE).response.status == 204
    )
