"""
The vendors' own SDKs against their API hosts, where a policy allows those.
"""

from __future__ import annotations

import pytest

from tests.end_to_end.api_sites import ANTHROPIC_API, GOOGLE_API, OPENAI_API
from tests.end_to_end.clients import sdk
from tests.end_to_end.gateway_process import GatewayProcess
from tests.end_to_end.people import KAREL, LIEVE, about, clean, debts_of
from tests.end_to_end.policy_files import allow_services
from tests.end_to_end.web_chats import spoken

HOSTS = {"openai": OPENAI_API, "anthropic": ANTHROPIC_API, "google": GOOGLE_API}
CLIENTS = [f"{vendor}{way}" for vendor in HOSTS for way in ("", "-stream")]


@pytest.fixture(scope="module")
def api_gateway(network, tmp_path_factory):
    """A gateway of an organisation that allows the three APIs."""
    folder = tmp_path_factory.mktemp("apis")
    policy = allow_services(folder / "policy", "openai-api", "anthropic-api", "google-gemini-api")
    process = GatewayProcess(folder / "state", network, {"POLICY_DIR": str(policy)})
    process.start()
    yield process
    process.kill()


@pytest.mark.parametrize("client", CLIENTS)
def test_an_sdk_works_as_without_us(internet, api_gateway, direct, tmp_path, client):
    """
    The same text gives the same answer and the same request with and without the gateway.
    """
    text = clean()

    through = sdk(api_gateway.way, tmp_path, client, text)
    past = sdk(direct, tmp_path, client, text)

    assert through == past
    assert through[0]["text"].strip() == spoken(text)
    first, second = (r for r in internet.records.requests if r.host in HOSTS.values())
    assert first.body == second.body


@pytest.mark.parametrize("client", CLIENTS)
def test_a_program_that_sends_personal_data(internet, api_gateway, tmp_path, client):
    """
    One is redacted, the next refused with an error of the SDK that says why, the last is fine.
    """
    last = clean()

    results = sdk(api_gateway.way, tmp_path, client, about(LIEVE), debts_of(KAREL), last)

    assert results[0]["text"].startswith("Gelezen: Schrijf een vriendelijke brief"), results
    assert "error" in results[1]
    assert results[2]["text"].strip() == spoken(last)
    for secret in (*LIEVE.secrets, KAREL.name, "schuldbemiddeling"):
        assert internet.records.heard(secret) == []


def test_without_permission_an_api_is_closed(internet, way, tmp_path):
    """
    The shipped policy allows no API: the SDK is refused and nothing is sent.
    """
    (result,) = sdk(way, tmp_path, "openai", clean())

    assert "error" in result
    assert internet.received(OPENAI_API) == b""
