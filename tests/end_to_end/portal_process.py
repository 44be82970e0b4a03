"""
The portal as its users start it, beside a gateway of the same installation.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx

from tests.end_to_end.clients import TIMEOUT
from tests.end_to_end.gateway_process import REPOSITORY, STOP_SECONDS, GatewayProcess, eventually

START_SECONDS = 60


class PortalFailedError(Exception):
    """The portal did not get ready; the message is what it said."""


@contextmanager
def portal_of(gateway: GatewayProcess) -> Iterator[httpx.Client]:
    """
    A browser without a proxy on the portal that the notices of `gateway` link to. Raises
    `PortalFailedError`.
    """
    said = gateway.state.with_name("portal.txt")
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "proxy", "console"],
            cwd=REPOSITORY,
            env=gateway.environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        with httpx.Client(
            base_url=gateway.settings["PORTAL_URL"], trust_env=False, timeout=TIMEOUT
        ) as client:
            try:
                eventually(lambda: _answers(client), START_SECONDS)
            except TimeoutError:
                raise PortalFailedError(said.read_text()) from None
            yield client
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_SECONDS)
    finally:
        process.kill()
        process.wait()


def _answers(client: httpx.Client) -> bool:
    with suppress(httpx.HTTPError):
        return client.get("/healthz").is_success
    return False
