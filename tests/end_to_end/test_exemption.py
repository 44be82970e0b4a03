"""
A measure of the console reaches a gateway that runs, within seconds, and lets go in time.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import sleep

import httpx
import pytest

from console.accounts.models import Account
from console.accounts.roles import Role
from console.measures import granting, stopping
from console.measures.files import write_exemptions
from console.measures.models import Approval
from policy.catalogue import Suspension
from tests.end_to_end.chatgpt_page import ChatGptPage
from tests.end_to_end.gateway_process import GatewayProcess, eventually
from tests.end_to_end.people import clean
from tests.end_to_end.web_chats import CHATGPT

DEBT = "schuldbemiddeling"
PROMPT = (
    "Mijn cliënte zit in collectieve schuldbemiddeling en krijgt een leefloon van het OCMW. "
    "Schrijf een kort verslag over haar."
)
SECONDS = 30.0
"""Generous for a busy machine; the gateway looks twice a second."""


@pytest.fixture
def gateway(network, tmp_path):
    """A gateway with a state folder of its own."""
    process = GatewayProcess(tmp_path / "state", network)
    process.start()
    yield process
    process.kill()


def ask(gateway, text):
    # A request that is under way when its service is stopped is cut.
    with gateway.way.client() as client, suppress(httpx.HTTPError):
        ChatGptPage(client).say(text)


def received(internet, gateway, text):
    internet.forget()
    ask(gateway, text)
    return DEBT.encode() in internet.received(CHATGPT)


@pytest.mark.slow
@pytest.mark.django_db
def test_an_exemption_holds_until_its_end(internet, gateway):
    """
    Refused before, received during, refused after: no restart, no other rule touched.
    """
    who = Account.objects.create(username="dpo", role=Role.DPO)
    assert not received(internet, gateway, PROMPT)

    now = datetime.now(UTC)
    row = granting.grant(
        {
            "departments": [],
            "services": ["chatgpt"],
            "kinds": ["special_social", "special_health"],
            "rules": [],
            "reason": "Proef.",
            "legal_basis": "Proef.",
            "advice": "Proef.",
            "approver": "Proef.",
            "starts_at": now,
            "ends_at": now + timedelta(days=1),
        },
        who,
        state_dir=gateway.state,
        now=now,
    )
    eventually(lambda: received(internet, gateway, PROMPT), SECONDS)
    used = gateway.command("incidents", "list", "--action", "exempted", "--json")
    assert row.number in used
    assert DEBT not in used

    end = datetime.now(UTC) + timedelta(seconds=3)
    Approval.objects.update(ends_at=end)
    write_exemptions(gateway.state, now)
    while datetime.now(UTC) <= end:
        sleep(0.2)
    eventually(lambda: not received(internet, gateway, PROMPT), SECONDS)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_service_is_stopped_at_once_and_opened_by_two(internet, gateway):
    """
    What the console does is what the gateway does.
    """
    first = Account.objects.create(username="ict", role=Role.ICT)
    second = Account.objects.create(username="director", role=Role.DIRECTOR)

    def arrives():
        internet.forget()
        ask(gateway, clean())
        return internet.received(CHATGPT) != b""

    assert arrives()
    now = datetime.now(UTC)
    stop = Suspension(service="chatgpt", reason="Voor de proef.")
    row = stopping.stop(stop, first, state_dir=gateway.state, now=now)
    eventually(lambda: not arrives(), SECONDS)

    stopping.ask_to_reopen(row.pk, "Opgelost.", first, now=now)
    with pytest.raises(stopping.OwnRequestError):
        stopping.reopen(row.pk, first, state_dir=gateway.state, now=now)
    stopping.reopen(row.pk, second, state_dir=gateway.state, now=now)
    eventually(arrives, SECONDS)
