"""
Every client belongs to exactly one department.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.department import Department, DepartmentError, Departments


def department(slug: str, *networks: str, **rest) -> Department:
    return Department(slug=slug, name=slug, networks=tuple(ip_network(n) for n in networks), **rest)


HOUSE = Departments(
    (
        department("hall", "10.10.0.0/16"),
        department("social", "10.10.8.0/24", ports=(8082,)),
        department("desk", "10.10.8.7/32", "2001:db8::/48", users=("jan",)),
    ),
    default="hall",
)


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("10.10.1.1", "hall"),
        ("10.10.8.1", "social"),
        ("10.10.8.7", "desk"),
        ("::ffff:10.10.8.1", "social"),
        ("2001:db8::5", "desk"),
        ("127.0.0.1", "hall"),
        ("::1", "hall"),
    ],
)
def test_longest_prefix_wins(address, slug):
    """
    Also for IPv4 in IPv6 clothes; who matches nothing belongs to the default.
    """
    assert HOUSE.find(ip_address(address), None, None).department.slug == slug


def test_user_decides_before_port_and_port_before_network():
    """
    The more deliberate sign is believed first, and the answer says which it was.
    """
    address = ip_address("10.10.1.1")

    assert HOUSE.find(address, 8082, "jan").why == "by proxy user"
    assert HOUSE.find(address, 8082, "piet").why == "by listener port 8082"
    assert HOUSE.find(address, 8080, None).why == "by network 10.10.0.0/16"
    assert HOUSE.find(None, None, None).why.startswith("by default")


@settings(deadline=None)
@given(st.one_of(st.builds(IPv4Address, st.integers(0, 2**32 - 1)), st.ip_addresses(v=6)))
def test_every_address_belongs_somewhere(address: IPv4Address | IPv6Address):
    """
    There is no client without a department.
    """
    assert HOUSE.find(address, None, None).department in HOUSE.all


@pytest.mark.parametrize(
    ("departments", "default", "words"),
    [
        ([department("a", "10.0.0.0/8"), department("b", "10.0.0.0/8")], "a", "belongs to 'a' and"),
        ([department("a"), department("a")], "a", "there twice"),
        ([department("a", ports=(1,)), department("b", ports=(1,))], "a", "port 1 belongs to"),
        ([department("a", users=("x",)), department("b", users=("x",))], "a", "user"),
        ([department("a")], "b", "default department 'b' does not exist"),
    ],
    ids=["network", "slug", "port", "user", "default"],
)
def test_contradiction_is_refused(departments, default, words):
    """
    Nobody belongs to two departments.
    """
    with pytest.raises(DepartmentError, match=words):
        Departments(tuple(departments), default)


def test_unknown_name_is_refused():
    """
    `scan --department` and rules name departments; a typing error is told.
    """
    assert HOUSE.named("social").slug == "social"
    with pytest.raises(DepartmentError, match="no department 'socail'"):
        HOUSE.named("socail")
