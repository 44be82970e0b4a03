from __future__ import annotations

import pytest

from console.known_host import is_known
from tests.console.portal_for_tests import browse, portal

OWN = frozenset({"filter", "filter.gemeente.example", "localhost"})


@pytest.mark.parametrize(
    "host",
    ["10.1.2.3", "::1", "localhost", "filter.gemeente.example", "filter", "filter.other.example",
     "wpad", "wpad.school.example", "proxy.lan", "proxy01"],
)  # fmt: skip
def test_local_clients_are_served(host):
    """
    By address, by our names, by short names, and as `wpad` of any domain.
    """
    assert is_known(host, OWN)


@pytest.mark.parametrize("host", ["", "evil.example", "gemeente.example", "10.1.2.3.evil.example"])
def test_strange_names_are_not(host):
    """
    The PAC file repeats the name that it was asked by, so it must not be just any name.
    """
    assert not is_known(host, OWN)


@pytest.mark.parametrize("host", ["evil.example", "a b", "[::1", "x;DIRECT", '"'])
def test_refusal_tells_the_administrator_what_to_set(tmp_path, host):
    """
    A wrong or mangled Host header gets a 400 and the remedy, not a stack trace.
    """
    answer = browse(portal(tmp_path)).get("/proxy.pac", headers={b"host": host.encode()})

    assert answer.status_code == 400
    assert "PROMPTWACHT_PORTAL_URL" in answer.text
