"""
Which ports may be those of our own pages.
"""

from __future__ import annotations

import pytest

from addons.own_pages import plain_ports


@pytest.mark.parametrize(
    ("portal", "ports"),
    [
        ("http://filter.example", {80, 8081}),
        ("http://filter.example:9000/", {9000, 8081}),
        ("https://filter.example", {8081}),
        ("https://filter.example:8443", {8081}),
    ],
)
def test_pages_without_tls(portal, ports):
    """
    The portal's where people go there without TLS, and the console's own behind its front.
    """
    assert plain_ports(portal, 8081) == ports
