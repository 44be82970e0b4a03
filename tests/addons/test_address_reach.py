"""
Who can be behind an address, however it is written or wrapped.
"""

from __future__ import annotations

import pytest

from addons.address_reach import Reach, faces, reach_of

OWN = (
    "127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST.", "x.localhost", "::1", "[::1]",
    "0.0.0.0", "169.254.169.254", "fe80::1%eth0", "127.1", "2130706433", "0x7f.1", "0x7F000001",
    "017700000001", "0", "::", "224.0.0.1", "239.255.255.250", "ff02::1", "255.255.255.255",
    "::ffff:127.0.0.1", "::ffff:0:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "64:ff9b::169.254.169.254", "64:ff9b:1::127.0.0.1", "2001:0:4136:e378:8000:63bf:80ff:fffe",
)  # fmt: skip
PRIVATE = (
    "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
    "100.127.255.255", "192.0.0.8", "198.18.0.1", "fc00::1", "fd12:3456::1", "fec0::1",
    "::ffff:10.1.2.3", "::10.1.2.3", "64:ff9b::10.1.2.3", "64:ff9b::a01:203", "64:ff9b:1::8.8.8.8",
    "2002:0a01:0203::1", "2002:c0a8:101::", "167837955", "0xa.1.2.3", "10.1", "[fd00::1]",
)  # fmt: skip
PUBLIC = (
    "8.8.8.8", "172.15.255.255", "172.32.0.1", "192.169.0.1", "100.63.255.255", "100.128.0.1",
    "198.20.0.1", "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "64:ff9b::8.8.8.8",
    "2002:808:808::1", "::ffff:8.8.8.8", "134744072",
)  # fmt: skip


def reaches(host: str) -> set[Reach]:
    return {reach_of(face) for face in faces(host)}


@pytest.mark.parametrize("host", OWN)
def test_own(host):
    """
    Loopback, link-local, unspecified, groups and nobody.
    """
    assert Reach.OWN in reaches(host)


@pytest.mark.parametrize("host", PRIVATE)
def test_private(host):
    """
    RFC 1918, 4193, 6598 and whatever of IPv6 leads there.
    """
    assert Reach.PRIVATE in reaches(host)


@pytest.mark.parametrize("host", PUBLIC)
def test_public(host):
    """
    Their neighbours are the internet.
    """
    assert reaches(host) == {Reach.PUBLIC}


@pytest.mark.parametrize("host", ["example.org", "localhost.example.org", "10.example.org", ""])
def test_a_name_says_nothing_by_itself(host):
    """
    It must be asked.
    """
    assert faces(host) == ()
