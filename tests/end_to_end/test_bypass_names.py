"""
The names that a connection gives for where it goes, in every combination that could hide one.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.end_to_end.bypass_rig import (
    ADDRESS,
    BODY,
    OTHER,
    TURN,
    Witness,
    h2_post,
    policy,
    post,
    say,
    say_h2,
)
from tests.end_to_end.gateway_in_process import SECRET, InProcess, KeptIncidents
from tests.end_to_end.web_chats import CHATGPT

INCIDENTS = KeptIncidents()
WIDE = "ｃｈａｔｇｐｔ.com"
ODD = "?"
"""Stands for a name that cannot be read, or that servers may read differently."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one layer of a connection says, and whom a careful reader takes it for."""

    words: str
    means: frozenset[str]


def said(words: str, *means: str) -> Said:
    return Said(words, frozenset(means))


TUNNELS = {
    "both": (said(CHATGPT, CHATGPT), said(CHATGPT, CHATGPT)),
    "no-sni": (said(CHATGPT, CHATGPT), said("")),
    "other-sni": (said(CHATGPT, CHATGPT), said(OTHER, OTHER)),
    "upper-connect": (said("CHATGPT.COM.", CHATGPT), said(CHATGPT, CHATGPT)),
    "other-connect": (said(OTHER, OTHER), said(CHATGPT, CHATGPT)),
    "address": (said(ADDRESS), said(CHATGPT, CHATGPT)),
}
"""CONNECT target and TLS server name; an address names nobody."""

HOSTS = {
    "same": said(f"Host: {CHATGPT}", CHATGPT),
    "port": said(f"Host: {CHATGPT}:443", CHATGPT),
    "upper-dotted": said("HOST: ChatGPT.COM.:443", CHATGPT),
    "wide": said("Host: " + WIDE.encode().decode("latin-1"), CHATGPT),
    "missing": said("X-Host: -"),
    "other": said(f"Host: {OTHER}", OTHER),
    "address": said(f"Host: {ADDRESS}", ADDRESS),
    "twice": said(f"Host: {CHATGPT}\r\nHost: {CHATGPT}", CHATGPT, ODD),
    "two": said(f"Host: {OTHER}\r\nHost: {CHATGPT}", CHATGPT, OTHER),
    "list": said(f"Host: {CHATGPT}, {OTHER}", ODD),
    "userinfo": said(f"Host: {OTHER}@{CHATGPT}", ODD),
    "no-port": said(f"Host: {CHATGPT}:99999", ODD),
}
TARGETS = {
    "origin": said(TURN),
    "absolute": said(f"https://{CHATGPT}{TURN}", CHATGPT),
    "absolute-other": said(f"https://{OTHER}{TURN}", OTHER),
}
AUTHORITIES = {
    "same": said(CHATGPT, CHATGPT),
    "port": said(f"{CHATGPT}:443", CHATGPT),
    "upper-dotted": said("ChatGPT.COM.", CHATGPT),
    "other": said(OTHER, OTHER),
    "userinfo": said(f"x@{CHATGPT}", ODD),
}


@pytest.fixture(scope="module")
def way(network, tmp_path_factory):
    """One gateway for every combination."""
    rig = InProcess(network, tmp_path_factory.mktemp("names"), policy())
    with rig.running(incidents=INCIDENTS, deadline=30.0) as way:
        yield way


@pytest.fixture
def witness(internet):
    return Witness(internet, INCIDENTS)


def expected(*layers: Said) -> str:
    """One name in all layers is a prompt like any other; more than one is an attempt."""
    names = frozenset().union(*(layer.means for layer in layers))
    return "prompt-rejected" if names == {CHATGPT} else "bypass-attempt"


@pytest.mark.parametrize("tunnel", TUNNELS)
@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("target", TARGETS)
def test_names_of_http1(way, witness, tunnel, host, target):
    """
    CONNECT, SNI, Host and an absolute target: where one of them is an AI host, nothing leaves
    unread, and where they disagree that is an attempt.
    """
    connect, sni = TUNNELS[tunnel]
    data = post(TARGETS[target].words, *HOSTS[host].words.split("\r\n"), name="")

    say(way, data, host=connect.words, sni=sni.words)

    witness.saw_nothing_but(expected(connect, sni, HOSTS[host], TARGETS[target]))


@pytest.mark.parametrize("tunnel", ["both", "other-sni", "other-connect", "address"])
@pytest.mark.parametrize("authority", AUTHORITIES)
@pytest.mark.parametrize("host", ["", "same", "port", "other", "userinfo"])
def test_names_of_http2(way, witness, tunnel, authority, host):
    """
    `:authority` and a Host field beside it (RFC 9113, 8.3.1) are names like the others.
    """
    connect, sni = TUNNELS[tunnel]
    layers = [connect, sni, AUTHORITIES[authority]]
    more = []
    if host:
        # Two spellings of one name are two names to a server that compares them as they come.
        layers.append(AUTHORITIES[host] if host == authority else said("", ODD))
        more = [("host", AUTHORITIES[host].words)]
    headers = h2_post(TURN, *more, authority=AUTHORITIES[authority].words)

    say_h2(way, (headers, BODY), host=connect.words, sni=sni.words)

    witness.saw_nothing_but(expected(*layers))


@pytest.mark.parametrize("host", [OTHER, ADDRESS])
@pytest.mark.parametrize("claim", [OTHER, CHATGPT])
def test_what_no_name_shows_is_nobodys_business(way, witness, host, claim):
    """
    Where neither tunnel nor TLS names an AI host, bytes pass unread and unchanged.
    """
    data = post(TURN, f"Host: {claim}")

    say(way, data, host=host, sni=OTHER)

    assert witness.internet.records.heard(SECRET)
    assert not INCIDENTS.kept
