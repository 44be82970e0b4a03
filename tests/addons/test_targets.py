"""
Nobody reaches the proxy's own machine through the proxy.
"""

import asyncio

import pytest
from mitmproxy.connection import Client, Server
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from addons.targets import Targets, is_own_machine


def where(**names):
    """A look-up that knows these names."""

    async def resolve(name):
        return names.get(name, ())

    return resolve


def connect(data, *, ours=(), resolve=None):
    resolve = resolve or where()
    asyncio.run(Targets(ours=lambda: ours, resolve=resolve).server_connect(data))


def connecting_to(host, port=443):
    client = Client(peername=("10.0.0.7", 4711), sockname=("10.0.0.1", 8080))
    return ServerConnectionHookData(server=Server(address=(host, port)), client=client)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1.2.3",
        "localhost",
        "LOCALHOST.",
        "x.localhost",
        "::1",
        "[::1]",
        "::ffff:127.0.0.1",
        "0.0.0.0",
        "169.254.169.254",
        "fe80::1%eth0",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0x7F000001",
        "017700000001",
        "0",
    ],
)
def test_own_machine_is_refused(host):
    """
    Loopback, link-local and unspecified, however they are written.
    """
    data = connecting_to(host)

    connect(data)

    assert data.server.error


@pytest.mark.parametrize(
    "host", ["example.org", "10.1.2.3", "2001:db8::1", "localhost.example.org"]
)
def test_everything_else_is_left_alone(host):
    """
    Intranet sites included.
    """
    data = connecting_to(host)

    connect(data)

    assert not data.server.error
    assert not is_own_machine(host)


def test_our_own_parts_are_reached():
    """
    The upstream proxy and the silent server may live on this machine.
    """
    data = connecting_to("127.0.0.1", 3128)

    connect(data, ours=[("127.0.0.1", 3128)])

    assert not data.server.error


def test_a_name_that_stands_for_our_machine_is_refused():
    """
    Anybody can give a name of his own our loopback address.
    """
    data = connecting_to("inward")

    connect(data, resolve=where(inward=("192.0.2.1", "127.0.0.1")))

    assert data.server.error


def test_a_name_that_nobody_knows_is_left_to_mitmproxy():
    """
    It says so better than we could.
    """
    data = connecting_to("nowhere.invalid")

    asyncio.run(Targets(ours=lambda: ()).server_connect(data))

    assert not data.server.error
