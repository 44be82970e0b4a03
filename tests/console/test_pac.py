"""
The PAC file is executed here, and held against the catalogue that it was made from.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.pac import pac, pac_for_transparent_mode
from policy.catalogue import Catalogue, Host, HostMatch
from tests.console.portal_for_tests import CATALOGUE, service

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed")

_RUN = """
const vm = require("vm"), input = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(input.map(([script, hosts]) => {
  const room = vm.createContext({});
  vm.runInContext(script, room);
  return hosts.map((host) => room.FindProxyForURL("https://" + host + "/", host));
})));
"""


def answers(*cases):
    """What each script answers for each of its hosts, from a real JavaScript engine."""
    done = subprocess.run(  # noqa: S603 -- node, with our own script
        [NODE, "-e", _RUN], input=json.dumps(cases), capture_output=True, text=True, timeout=60,
        check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


@needs_node
@pytest.mark.parametrize(
    ("host", "proxied"),
    [
        ("praatpaal.example", True),
        ("PraatPaal.Example", True),
        ("praatpaal.example.", True),
        ("a.b.praatpaal.example", True),
        ("login.praatpaal.example", False),
        ("deeper.login.praatpaal.example", True),
        ("notpraatpaal.example", False),
        ("praatpaal.example.evil.example", False),
        ("diepzoeker.example", True),
        ("www.zoek.example", True),
        ("zoek.example", False),
        ("runtime.eu-1.wolk.example", True),
        ("runtime.eu-1.x.wolk.example", False),
        ("intranet", False),
        ("192.0.2.7", False),
        ("2001:db8::7", False),
        ("constructor", False),
        ("__proto__", False),
        ("hasOwnProperty", False),
        ("", False),
        (".", False),
    ],
)
def test_only_ai_hosts_go_to_the_filter(host, proxied):
    """
    AI hosts, shared ones too, go to the filter and never beside it; all else goes direct.
    """
    script = pac(CATALOGUE, "10.1.2.3", 8080)

    [[answer]] = answers([script, [host]])

    assert answer == ("PROXY 10.1.2.3:8080" if proxied else "DIRECT")


_LABEL = st.sampled_from(["a", "b", "ai", "chat", "constructor", "x-1", "example"])
_DOMAIN = st.lists(_LABEL, min_size=1, max_size=4).map(".".join)
_PATTERN = st.tuples(st.sampled_from(["*", "a*", "*-1.b", "chat.*"]), _LABEL, _LABEL).map(".".join)
_HOST = st.one_of(
    st.builds(
        Host,
        domain=_DOMAIN,
        match=st.sampled_from([HostMatch.EXACT, HostMatch.SUFFIX]),
        decrypt=st.booleans(),
    ),
    st.builds(Host, domain=_PATTERN, match=st.just(HostMatch.PATTERN), decrypt=st.booleans()),
)


@st.composite
def _catalogues(draw):
    hosts = draw(st.lists(_HOST, max_size=8, unique_by=lambda host: (host.domain, host.match)))
    return Catalogue(services=tuple(service(f"s{i}", h) for i, h in enumerate(hosts)))


@needs_node
@settings(max_examples=25, deadline=None)
@given(cases=st.lists(st.tuples(_catalogues(), st.lists(_DOMAIN, max_size=12)), max_size=12))
def test_script_says_what_the_catalogue_says(cases):
    """
    The law of the PAC file: a host is sent to the filter exactly when the filter would open it.
    """
    said = answers(*[[pac(catalogue, "p", 1), hosts] for catalogue, hosts in cases])

    for (catalogue, hosts), found in zip(cases, said, strict=True):
        assert found == ["PROXY p:1" if catalogue.decrypts(h) else "DIRECT" for h in hosts]


@needs_node
def test_transparent_mode_names_no_proxy():
    """
    Where the network redirects, a browser that spoke to a proxy would not be understood.
    """
    assert answers([pac_for_transparent_mode(), ["praatpaal.example"]]) == [["DIRECT"]]


@pytest.mark.parametrize(
    ("host", "shown"),
    [("10.1.2.3", "10.1.2.3"), ("::1", "[::1]"), ("[2001:db8::1]", "[2001:db8::1]")],
)
def test_proxy_address_can_be_parsed(host, shown):
    """
    An IPv6 address gets its brackets, once.
    """
    assert f'"PROXY {shown}:8080"' in pac(CATALOGUE, host, 8080)


def test_script_is_plain_old_javascript():
    """
    Old Windows clients know ES5 at most: no let, const, arrows, templates or Map.
    """
    script = pac(CATALOGUE, "10.1.2.3", 8080)

    assert script.isascii()
    assert not re.search(r"\b(let|const|class|Map|Set)\b|=>|`|,\s*[}\]]", script)


def test_version_cannot_end_its_comment():
    """
    The version comes from a file; a line break in it must not become code.
    """
    catalogue = Catalogue(services=CATALOGUE.services, version="1\nalert(1)\u2028//")

    script = pac(catalogue, "p", 1)

    assert "\nalert" not in script
    assert script.isascii()
