"""
One fabricated internet and one gateway for all tests, and a clean page in the records for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.api_sites import (
    ANTHROPIC_API,
    GOOGLE_API,
    OPENAI_API,
    anthropic_api,
    google_api,
    openai_api,
)
from tests.end_to_end.clients import Way
from tests.end_to_end.gateway_process import GatewayProcess
from tests.end_to_end.internet import Internet
from tests.end_to_end.policy_files import copy_of_policy
from tests.end_to_end.upload_sites import (
    BLOBS,
    GEMINI_FORMS,
    GEMINI_UPLOADS,
    blobs,
    gemini_forms,
    gemini_uploads,
)
from tests.end_to_end.web_chats import (
    CHATGPT,
    COPILOT,
    COPILOT_SOCKET,
    GEMINI,
    ChatGpt,
    Gemini,
    copilot_rest,
)


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Internet]:
    """The internet with every service that a gateway may let through."""
    internet = Internet(tmp_path_factory.mktemp("internet"))
    internet.sites.http |= {
        CHATGPT: ChatGpt(),
        GEMINI: Gemini(),
        COPILOT: copilot_rest,
        OPENAI_API: openai_api,
        ANTHROPIC_API: anthropic_api,
        GOOGLE_API: google_api,
        BLOBS: blobs,
        GEMINI_UPLOADS: gemini_uploads,
        GEMINI_FORMS: gemini_forms,
    }
    internet.sites.sockets[COPILOT] = COPILOT_SOCKET
    internet.start()
    yield internet
    internet.stop()


@pytest.fixture
def internet(network: Internet) -> Internet:
    """The same internet, with nothing on record yet."""
    network.forget()
    return network


@pytest.fixture(scope="session")
def gateway(
    network: Internet, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[GatewayProcess]:
    """The product with the policy that it ships."""
    process = GatewayProcess(tmp_path_factory.mktemp("gateway") / "state", network)
    process.start()
    yield process
    process.kill()


@pytest.fixture
def way(gateway: GatewayProcess) -> Way:
    return gateway.way


@pytest.fixture
def new_incidents(gateway: GatewayProcess) -> Callable[[], list[dict[str, Any]]]:
    """The incidents since this test began."""
    before = len(gateway.incidents())
    return lambda: gateway.incidents()[before:]


@pytest.fixture
def direct(network: Internet) -> Way:
    """Past the gateway, to compare with."""
    return Way(network.proxy_url, network.ca_file)


@pytest.fixture
def start_gateway(network: Internet, tmp_path: Path) -> Iterator[Callable[..., GatewayProcess]]:
    """Starts a gateway for one test, with settings of its own."""
    with ExitStack() as ends:

        def start(**settings: str) -> GatewayProcess:
            process = GatewayProcess(tmp_path / "state", network, settings)
            ends.callback(process.kill)
            process.start()
            return process

        yield start


@pytest.fixture
def policy_copy(tmp_path: Path) -> Path:
    """The shipped policy in a folder where a test may change it."""
    return copy_of_policy(tmp_path / "policy")
