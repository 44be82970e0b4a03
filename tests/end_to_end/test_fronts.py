"""
Squid or HAProxy in front, as shipped: AI goes through the gateway, all else never enters it.
"""

from __future__ import annotations

import httpx
import pytest

from tests.end_to_end.clients import Way, tls
from tests.end_to_end.exchange import echo
from tests.end_to_end.fronts import FRONTS, front, program
from tests.end_to_end.gateway_process import GatewayProcess, eventually
from tests.end_to_end.people import KAREL, debts_of

TRUSTING = {"TRUSTED_PROXIES": "127.0.0.1/32"}


@pytest.fixture(scope="module", params=FRONTS)
def fronted(request, network, tmp_path_factory):
    """A gateway that trusts the front, and the way through the front."""
    program(request.param)
    gateway = GatewayProcess(tmp_path_factory.mktemp("behind") / "state", network, TRUSTING)
    gateway.start()
    try:
        with front(request.param, gateway, network) as way:
            yield gateway, way
    finally:
        gateway.kill()


@pytest.mark.parametrize("name", FRONTS)
def test_a_front_outlives_the_gateway(name, start_gateway, internet):
    """
    With the gateway dead, other sites are reached as before; AI is refused, not let around it.
    """
    program(name)
    gateway = start_gateway(**TRUSTING)

    with front(name, gateway, internet) as way:
        genuine = Way(way.proxy_url, internet.ca_file)
        gateway.kill()
        with tls(genuine, "www.bank.example") as fresh:
            shown = fresh.getpeercert(binary_form=True)
        eventually(lambda: _is_refused(way, "https://chatgpt.com/"), 20)

    assert shown == internet.genuine_certificate("www.bank.example")
    assert internet.connections("chatgpt.com") == 0


def test_a_front_leads_ai_through_the_gateway(fronted, internet):
    """
    A prompt with somebody's debts is refused behind a front as without one, and the incident
    bears the client's department.
    """
    gateway, way = fronted

    with way.client() as client:
        answer = client.post(
            "https://api.deepseek.com/chat/completions", json={"x": debts_of(KAREL)}
        )
        names = [client.get(f"https://{host}/").status_code for host in
                 ("bedrock-runtime.eu-west-1.amazonaws.com", "www.deepseek.com")]  # fmt: skip

    assert answer.status_code == 403
    assert names == [403, 403]
    assert internet.received("api.deepseek.com") == b""
    assert {i["promptwacht"]["department"] for i in gateway.incidents()} == {"gemeente"}


def test_a_front_keeps_everything_else_from_the_gateway(fronted, internet):
    """
    Another site's certificate is its own, its bytes go through unchanged, and the gateway never
    hears of it.
    """
    gateway, way = fronted
    genuine = Way(way.proxy_url, internet.ca_file)
    text = debts_of(KAREL).encode()
    before = len(gateway.incidents())

    with internet.serving("mijn.ziekenhuis.example", echo), genuine.client() as client:
        answer = client.post("https://mijn.ziekenhuis.example/dossier", content=text)

    assert answer.content == text
    assert len(gateway.incidents()) == before


@pytest.mark.parametrize("target", ["198.51.100.7:443", "[2001:db8::7]:443"])
def test_a_front_sends_bare_addresses_to_the_gateway(fronted, internet, target):
    """
    A tunnel to an address could lead anywhere: the gateway looks at its TLS, and an AI name
    in there is treated as such.
    """
    _, way = fronted

    with pytest.raises(httpx.HTTPError), way.client() as client:
        client.get(
            f"https://{target}/", headers={"Host": "chat.deepseek.com"},
            extensions={"sni_hostname": "chat.deepseek.com"},
        ).raise_for_status()  # fmt: skip

    assert internet.received(target.rpartition(":")[0].strip("[]")) == b""


def test_a_client_cannot_pretend_to_be_another_through_a_front(fronted):
    """
    The front says whose it is; what a client says about that itself is thrown away.
    """
    gateway, way = fronted
    liar = {"X-Forwarded-For": "10.21.1.9"}

    with httpx.Client(
        proxy=httpx.Proxy(way.proxy_url, headers=liar), verify=way.context(), timeout=30
    ) as client:
        client.get("https://www.deepseek.com/")

    assert {i["promptwacht"]["department"] for i in gateway.incidents()} == {"gemeente"}


def _is_refused(way: Way, url: str) -> bool:
    with way.client() as client:
        try:
            return client.get(url).status_code >= 500
        except httpx.HTTPError:
            return True
