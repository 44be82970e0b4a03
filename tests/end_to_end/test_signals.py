"""
The gateway is killed, stopped or ended while a request, an upload, a stream and a WebSocket message
are on their way: nothing of them gets out, and the log stays whole.
"""

from __future__ import annotations

import os
import signal
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from tests.end_to_end.chatgpt_page import ChatGptPage
from tests.end_to_end.clients import Way
from tests.end_to_end.fault_cells import tell
from tests.end_to_end.gateway_process import GatewayProcess, eventually
from tests.end_to_end.office_files import docx
from tests.end_to_end.people import KAREL, clean, debts_of
from tests.end_to_end.test_faults import say, stopped
from tests.end_to_end.test_uploads_faults import put, readers

SECRETS = (*KAREL.secrets, "schuldbemiddeling")


@dataclass(slots=True)
class OnTheirWay:
    """Four clients of one gateway in the middle of something."""

    gateway: GatewayProcess
    people: ThreadPoolExecutor
    tasks: list[Future[object]] = field(default_factory=list)

    def begin(self) -> None:
        """Returns when three of them wait for a verdict and the fourth for more of an answer."""
        way = self.gateway.way
        self.tasks.append(self.people.submit(listen, way))
        eventually(lambda: connections(way.port) > 0, seconds=30)
        self.tasks += [
            self.people.submit(say, way, debts_of(KAREL)),
            self.people.submit(put, way, docx(clean(), debts_of(KAREL))),
            self.people.submit(tell, way, debts_of(KAREL)),
        ]
        eventually(lambda: connections(way.port) >= len(self.tasks), seconds=30)

    def finish(self) -> None:
        for task in self.tasks:
            with suppress(httpx.HTTPError):
                task.result(90)


def listen(way: Way) -> str:
    """An answer to a clean question, as far as it comes."""
    with way.client() as client, suppress(httpx.HTTPError):
        return "".join(ChatGptPage(client).stream(clean()))
    return ""


def connections(port: int) -> int:
    """Established ones of clients at this port."""
    wanted = f"0100007F:{port:04X}"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[1] == wanted and row[3] == "01" for row in rows)


def detectors(gateway: GatewayProcess) -> list[int]:
    """All of them, once they are there."""
    eventually(gateway.is_whole, 60)
    return [pid for pid in gateway.children() if pid not in readers(gateway)]


def assert_chained(lines) -> None:
    for earlier, later in pairwise(lines):
        chain = later["promptwacht"]["chain"]
        assert chain["prev"] == earlier["promptwacht"]["chain"]["hash"]


def heard(internet) -> list[str]:
    return [secret for secret in SECRETS if internet.records.heard(secret)]


@pytest.mark.slow
def test_killed_in_the_middle_of_everything(internet, start_gateway, network):
    """
    After a kill nothing has left, the log still verifies line by line, and a new gateway takes up
    the chain.
    """
    gateway = start_gateway()
    say(gateway.way, debts_of(KAREL))

    with ThreadPoolExecutor(4) as people:
        busy = OnTheirWay(gateway, people)
        with stopped(detectors(gateway)):
            busy.begin()
            gateway.kill()
        busy.finish()
    before = gateway.incidents()
    again = GatewayProcess(gateway.state, network)
    try:
        again.start()
        say(again.way, debts_of(KAREL))
        after = again.incidents()
    finally:
        again.kill()

    assert heard(internet) == []
    assert after[: len(before)] == before
    assert len(after) > len(before) > 0
    assert_chained(after)


@pytest.mark.slow
def test_stopped_in_the_middle_of_everything(internet, start_gateway):
    """
    A gateway that stands still lets nothing pass, and refuses all of it on record once it goes on.
    """
    gateway = start_gateway(DETECTION_DEADLINE_SECONDS="20")

    with ThreadPoolExecutor(4) as people:
        busy = OnTheirWay(gateway, people)
        with stopped(detectors(gateway)), stopped([gateway.pid]):
            # The kernel takes their connections for it.
            busy.begin()
            while_stopped = heard(internet)
        busy.finish()
    lines = gateway.incidents()

    assert while_stopped == heard(internet) == []
    assert {i["promptwacht"]["channel"] for i in lines} >= {"prompt", "upload"}
    assert_chained(lines)


@pytest.mark.slow
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT], ids=lambda sign: sign.name)
def test_ended_in_the_middle_of_everything(internet, start_gateway, sign):
    """
    It says goodbye with 0, leaves no process behind and no traceback, and lets nothing out on its
    way.
    """
    gateway = start_gateway()
    eventually(gateway.is_whole, 60)
    children = gateway.children()

    with ThreadPoolExecutor(4) as people:
        busy = OnTheirWay(gateway, people)
        with stopped(detectors(gateway)):
            busy.begin()
            os.kill(gateway.pid, sign)
        code = gateway._end(sign)
        busy.finish()

    assert code == 0
    assert heard(internet) == []
    eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), seconds=30)
    assert [line for line in gateway.said if "Traceback" in line] == []
