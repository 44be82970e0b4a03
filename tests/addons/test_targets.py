"""
Nobody reaches the proxy's own machine or a private network through the proxy.
"""

import asyncio
from ipaddress import ip_network

import pytest
from mitmproxy.connection import Client, Server
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from addons.targets import (
    CHECKED,
    NOWHERE,
    PRIVATE_ADDRESS,
    REFUSED,
    REFUSED_PRIVATE,
    Targets,
)
from policy import canary

CHAT = "chat.example"
PORTAL = ("filter.gemeente.example", 8081)
EVERYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))


def where(**names):
    """A look-up that knows these names."""

    async def resolve(name):
        return names.get(name.lower().replace(".", "_"), ())

    return resolve


def targets(*, ours=(), doors=(), resolve=None, told=None, **settings):
    guarded = Targets(
        ours=lambda: ours,
        doors=lambda: doors,
        portal=PORTAL,
        is_ai=lambda host: host == CHAT,
        resolve=resolve or where(),
        **settings,
    )
    if told is not None:
        guarded.report = lambda _, host, what: told.append((host, what))
    return guarded


def error(host, port=443, *, sni=None, **parts):
    """Why a connection there is refused; None: it is not."""
    client = Client(peername=("10.0.0.7", 4711), sockname=("10.0.0.1", 8080))
    client.sni = sni
    data = ServerConnectionHookData(server=Server(address=(host, port)), client=client)
    asyncio.run(targets(**parts).server_connect(data))
    return data.server.error


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.1", "169.254.169.254"])
def test_own_machine_is_refused(host):
    """
    Loopback and link-local, however they are written.
    """
    assert error(host) == REFUSED


@pytest.mark.parametrize("host", ["10.1.2.3", "fd00::1", "::ffff:192.168.1.1", "64:ff9b::10.1.2.3"])
def test_private_networks_are_refused(host):
    """
    The firewall may keep the client out of there, and not us.
    """
    assert error(host) == REFUSED_PRIVATE


@pytest.mark.parametrize("host", ["example.org", "2a00:1450::1", "localhost.example.org"])
def test_everything_else_is_left_alone(host):
    """
    The internet, that is.
    """
    assert error(host) is None


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("10.1.2.3", ("10.1.0.0/16",)),
        ("::ffff:10.1.2.3", ("10.1.0.0/16", "::ffff:0:0/96")),
        ("fd00::1", ("fd00::/8",)),
        ("127.0.0.1", ("127.0.0.0/8",)),
        ("localhost", ("127.0.0.0/8",)),
    ],
)
def test_a_network_that_is_listed_is_open(host, allowed):
    """
    And no other is.
    """
    networks = tuple(map(ip_network, allowed))

    assert error(host, allowed=networks) is None
    assert error("10.2.0.1", allowed=networks) == REFUSED_PRIVATE
    assert error("169.254.169.254", allowed=networks) == REFUSED
    assert error(host, allowed=EVERYWHERE) is None


@pytest.mark.parametrize("inward", ["127.0.0.1", "10.1.2.3", "fd00::1", "::ffff:10.1.2.3"])
def test_a_name_that_stands_for_such_an_address_is_refused(inward):
    """
    Anybody can give a name of his own our addresses, beside others.
    """
    resolve = where(inward=("192.0.2.1", inward))

    assert error("inward", resolve=resolve)
    assert error("inward", resolve=resolve, allowed=EVERYWHERE) is None


def test_an_ai_host_at_such_an_address_is_told_of():
    """
    By the name of its tunnel or of its handshake; another host is none of the log's business.
    """
    told = []
    resolve = where(chat_example=("10.1.2.3",), other=("10.1.2.3",))

    assert error(CHAT, resolve=resolve, told=told)
    assert error("192.168.1.1", sni=CHAT, told=told)
    assert error("other", resolve=resolve, told=told)

    assert told == [(CHAT, PRIVATE_ADDRESS)] * 2


def test_transparent_mode_does_not_stand_in_the_way():
    """
    Whom the network led here was on his way to the intranet; an AI host is not there.
    """
    resolve = where(chat_example=("10.1.2.3",))

    assert error("10.1.2.3", en_route=True) is None
    assert error("127.0.0.1", en_route=True) == REFUSED
    assert error(CHAT, en_route=True, resolve=resolve) == REFUSED_PRIVATE


def test_the_portal_may_be_in_a_private_network():
    """
    Every notice leads there; no other port of that machine is open, nor its loopback address.
    """
    host, port = PORTAL
    inside = where(filter_gemeente_example=("10.1.2.3",))
    here = where(filter_gemeente_example=("127.0.0.1",))

    assert error(host, port, resolve=inside) is None
    assert error(host.upper(), port, resolve=inside) is None
    assert error(host, 22, resolve=inside) == REFUSED_PRIVATE
    assert error(host, port, resolve=here) == REFUSED


def test_our_own_parts_are_reached():
    """
    The upstream proxy and the silent server may live on this machine.
    """
    inside = where(proxy_intern=("10.0.0.9",))

    assert error("127.0.0.1", 3128, ours=[("127.0.0.1", 3128)]) is None
    assert error("Proxy.Intern", 3128, ours=[("proxy.intern", 3128)], resolve=inside) is None
    assert error("Proxy.Intern", 3129, ours=[("proxy.intern", 3128)], resolve=inside)


def test_nobody_goes_round_in_circles():
    """
    Our own door is no destination, by no name, whatever the settings say.
    """
    door = {"doors": [("10.0.0.1", 8080)], "allowed": EVERYWHERE}

    assert error("10.0.0.1", 8080, **door) == REFUSED
    assert error("proxy", 8080, resolve=where(proxy=("10.0.0.1",)), **door) == REFUSED
    assert error("10.0.0.1", 8081, **door) is None


@pytest.mark.parametrize("name", [canary.HOST, f"{canary.HOST.upper()}."])
def test_nobody_goes_where_the_canary_is(name):
    """
    By its address or, behind an upstream proxy that knows every name, by that of the tunnel;
    whatever the settings open, and without a word in the log.
    """
    told = []
    upstream = [("127.0.0.1", 3128)]

    assert error(name, told=told, allowed=EVERYWHERE, en_route=True) == NOWHERE
    assert error("127.0.0.1", 3128, sni=name, ours=upstream, told=told) == NOWHERE
    assert error("192.0.2.1", sni="example.org", told=told) is None
    assert told == []


def test_a_name_that_nobody_knows_is_left_to_mitmproxy():
    """
    It says so better than we could.
    """
    assert error("nowhere.invalid") is None


def test_what_was_looked_at_is_remembered():
    """
    For whoever connects afterwards in the same task, and for nobody else.
    """

    async def one(name):
        client = Client(peername=("10.0.0.7", 4711), sockname=("10.0.0.1", 8080))
        data = ServerConnectionHookData(server=Server(address=(name, 443)), client=client)
        resolve = where(a=("192.0.2.1",), b=("192.0.2.2", "192.0.2.3"))
        await targets(resolve=resolve).server_connect(data)
        await asyncio.sleep(0)
        return CHECKED.get()

    async def both():
        return await asyncio.gather(one("a"), one("b")), CHECKED.get()

    found, outside = asyncio.run(both())

    assert found == [("a", ("192.0.2.1",)), ("b", ("192.0.2.2", "192.0.2.3"))]
    assert outside is None


def test_refusals_are_counted():
    """
    For the metrics.
    """
    client = Client(peername=("10.0.0.7", 4711), sockname=("10.0.0.1", 8080))
    guarded = targets()

    for host in ("10.1.2.3", "127.0.0.1", "192.0.2.1"):
        data = ServerConnectionHookData(server=Server(address=(host, 443)), client=client)
        asyncio.run(guarded.server_connect(data))

    assert guarded.refused == 2
