"""
One host has one name, however it is spelled.
"""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.hosts import HostNameError, canonical, is_address, split_authority


@pytest.mark.parametrize(
    ("spelled", "name"),
    [
        ("ChatGPT.com", "chatgpt.com"),
        ("chatgpt.com.", "chatgpt.com"),
        (" chatgpt.com ", "chatgpt.com"),
        ("ｃｈａｔｇｐｔ.com", "chatgpt.com"),
        ("chatgpt。com", "chatgpt.com"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("[::1]", "::1"),
        ("[0:0:0:0:0:0:0:1]", "::1"),
        ("127.0.0.1", "127.0.0.1"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_every_spelling_has_one_canonical_name(spelled, name):
    """
    Case, trailing dots, full-width letters and brackets do not make another host.
    """
    assert canonical(spelled) == name


@pytest.mark.parametrize("nonsense", ["", ".", "a b", "a\r\nb", "a..b", "x" * 300, "a/b", "a@b"])
def test_nonsense_is_no_host(nonsense):
    """
    What cannot be a host is told apart, without repeating it.
    """
    with pytest.raises(HostNameError) as caught:
        canonical(nonsense)
    assert not nonsense.strip(". ") or nonsense not in str(caught.value)


@pytest.mark.parametrize(
    ("authority", "host", "port"),
    [
        ("chatgpt.com:", "chatgpt.com", None),
        ("chatgpt.com:443", "chatgpt.com", 443),
        ("chatgpt.com", "chatgpt.com", None),
        ("[2001:db8::1]:443", "2001:db8::1", 443),
        ("[2001:db8::1]", "2001:db8::1", None),
        ("2001:db8::1", "2001:db8::1", None),
    ],
)
def test_authority_is_host_and_port(authority, host, port):
    """
    The port is taken off, also from bracketed addresses.
    """
    assert split_authority(authority) == (host, port)


@given(st.text(max_size=40))
def test_canonical_is_stable(text):
    """
    A canonical name is its own canonical form, and nothing but a `HostNameError` comes out.
    """
    try:
        name = canonical(text)
    except HostNameError:
        return
    assert canonical(name) == name
    assert name.isascii()
    assert is_address(name) in {True, False}


def test_long_spellings_are_not_kept():
    """
    A name may have thousands of dots behind it, and a client thousands of such spellings.
    """
    tracemalloc.start()
    try:
        for number in range(2000):
            dots = "." * (20_000 + number)
            assert canonical(f"chatgpt.com{dots}") == "chatgpt.com"
            assert split_authority(f"chatgpt.com{dots}:443") == ("chatgpt.com", 443)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert kept < 1024 * 1024
