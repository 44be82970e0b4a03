"""
What a front says about its client is taken literally or not at all.
"""

from __future__ import annotations

import asyncio
import struct
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.proxy_protocol import ProxyProtocolError, read_header

SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"
PORTS = st.integers(0, 65535)


def read(raw: bytes) -> tuple[object, bytes]:
    """What `read_header` makes of `raw`, and what it leaves for whoever reads next."""

    async def run():
        reader = asyncio.StreamReader()
        reader.feed_data(raw)
        reader.feed_eof()
        return await read_header(reader), await reader.read()

    return asyncio.run(run())


def version_2(command: int, family: int, rest: bytes) -> bytes:
    return SIGNATURE + struct.pack("!BBH", command, family, len(rest)) + rest


@given(client=st.ip_addresses(), port=PORTS, more=st.binary(max_size=40))
def test_both_versions_tell_the_client_and_leave_the_rest(client, port, more):
    """
    Address and port are the client's; the bytes behind the header are its own, all of them.
    """
    four = isinstance(client, IPv4Address)
    other = IPv4Address("10.0.0.1") if four else IPv6Address("2001:db8::1")
    line = f"PROXY TCP{4 if four else 6} {client} {other} {port} 8080\r\n".encode()
    block = version_2(
        0x21,
        0x11 if four else 0x21,
        client.packed + other.packed + struct.pack("!HH", port, 8080) + b"\x03\x00\x01x",
    )

    told = [read(header + more) for header in (line, block)]

    named = getattr(client, "ipv4_mapped", None) or client
    assert told == [((str(named), port), more)] * 2


def test_ipv4_in_the_form_of_ipv6_is_ipv4():
    """
    A front that listens for both writes it so; departments are told as networks of IPv4.
    """
    client, other = IPv6Address("::ffff:10.21.1.7"), IPv6Address("::ffff:10.0.0.1")
    line = f"PROXY TCP6 {client} {other} 4711 8080\r\n".encode()
    block = version_2(0x21, 0x21, client.packed + other.packed + struct.pack("!HH", 4711, 8080))

    assert [read(header)[0] for header in (line, block)] == [("10.21.1.7", 4711)] * 2


def test_a_health_check_is_nobody():
    """
    A front that speaks for itself brings no client.
    """
    assert read(version_2(0x20, 0x00, b""))[0] is None
    assert read(b"PROXY UNKNOWN\r\n")[0] is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"GET / HTTP/1.1\r\n\r\n",
        b"CONNECT chatgpt.com:443 HTTP/1.1\r\n\r\n",
        b"PROXY TCP4 10.0.0.300 10.0.0.1 1 2\r\n",
        b"PROXY TCP4 10.0.0.3 10.0.0.1 70000 2\r\n",
        b"PROXY TCP4 10.0.0.3 10.0.0.1\r\n",
        b"PROXY TCP9 10.0.0.3 10.0.0.1 1 2\r\n",
        b"PROXY " + b"x" * 200,
        SIGNATURE,
        version_2(0x21, 0x11, b"\x0a\x00"),
        version_2(0x22, 0x11, bytes(12)),
        version_2(0x21, 0x31, bytes(216)),
        SIGNATURE + struct.pack("!BBH", 0x21, 0x11, 65535),
    ],
)
def test_anything_else_is_refused(raw):
    """
    No client is made up from bytes that are no header.
    """
    with pytest.raises(ProxyProtocolError):
        read(raw)


@given(raw=st.binary(max_size=64))
def test_garbage_never_gets_another_error(raw):
    """
    Whatever comes, it is a client, nobody, or refused.
    """
    try:
        told, _ = read(raw)
    except ProxyProtocolError:
        return
    assert told is None or ip_address(told[0])
