"""
Every hook of mitmproxy that fails, in every way a hook can fail: nothing reaches the upstream.

mitmproxy logs what a hook raises and lets the flow go on. These tests are why ours does not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from policy.finding import Finding, Kind
from tests.end_to_end.clients import Way
from tests.end_to_end.fault_cells import (
    AFTERWARDS,
    BEFORE_A_VERDICT,
    HOOKS,
    NO_NAME_YET,
    OF_SOCKETS,
    Cells,
    Faulty,
    ask,
    tell,
    unaccounted,
    visit_bank,
)
from tests.end_to_end.gateway_in_process import SECRET, InProcess, KeptIncidents, WordScanner
from tests.end_to_end.people import clean
from tests.end_to_end.web_chats import CHATGPT, spoken

DEADLINE_SECONDS = 1.0
"""What a hook may take. Ours do not wait for anything here but for the machine."""


def raises(*args: object) -> None:
    raise RuntimeError("out of memory")


async def raises_later(*args: object) -> None:
    await asyncio.sleep(0)
    raise RuntimeError("out of memory")


async def hangs(*args: object) -> None:
    await asyncio.Event().wait()


def is_cancelled(*args: object) -> None:
    raise asyncio.CancelledError


def exits(*args: object) -> None:
    raise SystemExit(1)


OUTSIDE = Finding(kind=Kind.SPECIAL_SOCIAL, part=9, start=5, end=9_999, score=1.0, detector="word")

FAULTS = [raises, raises_later, hangs, is_cancelled, exits]


@pytest.fixture(scope="module")
def cells(network, tmp_path_factory):
    # One for all tests: mitmproxy knows but one master in a process, the one that came last.
    in_process = InProcess(network, tmp_path_factory.mktemp("hooks"))
    faulty, scanner, incidents = Faulty(), WordScanner(), KeptIncidents()
    with in_process.running(
        faulty, scanner=scanner, incidents=incidents, deadline=DEADLINE_SECONDS
    ) as way:
        bank = Way(way.proxy_url, network.ca_file)
        yield Cells(network, way, bank, faulty, scanner, incidents)


every_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)


def test_without_faults_a_clean_text_passes(internet, cells):
    """
    The silence of the other tests is not that of a gateway that never works.
    """
    text = clean()

    shown = ask(cells.way, text)
    heard = tell(cells.way, text, until="done")

    assert shown.strip() == spoken(text)
    assert "done" in heard
    assert internet.records.heard(text)


@every_fault
@pytest.mark.parametrize("hook", BEFORE_A_VERDICT)
def test_a_hook_that_fails_before_the_verdict_stops_the_request(cells, hook, fault):
    """
    Not even a clean text leaves: nobody has looked at it.
    """
    cell = cells.seen(hook, fault)

    assert not cell.arrived["page"]
    assert spoken("") not in cell.shown


@every_fault
@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_that_fails_lets_no_refused_text_out(cells, hook, fault):
    """
    Whatever breaks, before or after, what had to stay here stays here.
    """
    cell = cells.seen(hook, fault)

    assert not cell.arrived["secret page"]
    assert not cell.arrived["secret socket"]


@every_fault
@pytest.mark.parametrize("hook", [*BEFORE_A_VERDICT, *OF_SOCKETS])
def test_a_hook_that_fails_stops_a_socket(cells, hook, fault):
    """
    A WebSocket message that nobody judged is dropped.
    """
    cell = cells.seen(hook, fault)

    assert not cell.arrived["socket"]
    assert "done" not in cell.heard


@every_fault
@pytest.mark.parametrize("hook", [*BEFORE_A_VERDICT, *AFTERWARDS, *OF_SOCKETS])
def test_the_bank_does_not_notice(cells, hook, fault):
    """
    The same faults leave alone what is no generative AI.
    """
    assert cells.seen(hook, fault).bank == 200


@every_fault
@pytest.mark.parametrize("hook", [hook for hook in HOOKS if hook not in NO_NAME_YET])
def test_no_prompt_is_refused_without_its_incident(cells, hook, fault):
    """
    Two people each asked something of ChatGPT and of Copilot: what did not arrive is on record.
    """
    cell = cells.seen(hook, fault)

    assert unaccounted(cell.arrived, cell.lines) == set()


@pytest.mark.parametrize(
    "fault",
    [
        {"failure": RuntimeError("detector")},
        {"failure": MemoryError()},
        {"failure": asyncio.CancelledError()},
        {"failure": TimeoutError()},
        {"hangs": True},
        {"nonsense": "nothing found"},
        {"nonsense": (None,)},
        {"nonsense": (OUTSIDE,)},
    ],
    ids=[
        *("raises", "out of memory", "is cancelled", "is exhausted", "hangs"),
        *("answers a text", "answers nothing known", "points outside"),
    ],
)
def test_a_detector_that_fails_stops_everything(internet, cells, fault):
    """
    No verdict, no byte, and an incident each: neither by HTTP nor by WebSocket.
    """
    text, before = clean(), len(cells.incidents.kept)

    with failing(cells.scanner, **fault):
        ask(cells.way, text)
        tell(cells.way, text)

    assert internet.records.heard(text) == []
    assert internet.received(CHATGPT) == b""
    assert {i.service for i in cells.incidents.kept[before:]} == {"chatgpt", "copilot"}


@pytest.mark.parametrize(
    "fault",
    [
        {"failure": OSError(28, "No space left on device")},
        {"failure": OSError(30, "Read-only file system")},
        {"failure": OSError(5, "Input/output error")},
        {"failure": RuntimeError("chain")},
        {"failure": asyncio.CancelledError()},
        {"hangs": True},
    ],
    ids=["disk full", "read-only", "I/O error", "raises", "is cancelled", "hangs"],
)
def test_an_incident_that_cannot_be_written_stops_what_it_is_about(internet, cells, fault):
    """
    First on disk, then the decision: a refusal that cannot be recorded still sends nothing.
    """
    with failing(cells.incidents, **fault):
        ask(cells.way, SECRET)
        tell(cells.way, SECRET)
        bank = visit_bank(cells.bank)

    assert internet.records.heard(SECRET) == []
    assert bank == 200


@pytest.mark.parametrize("part", ["scanner", "incidents"])
def test_a_slow_part_makes_people_wait_and_nothing_else(internet, cells, part):
    """
    A detector or a log that takes its time: what is clean passes, what is not stays, on record.
    """
    text, before = clean(), len(cells.incidents.kept)

    with failing(getattr(cells, part), delay=DEADLINE_SECONDS / 10):
        shown = ask(cells.way, text)
        ask(cells.way, SECRET)
        tell(cells.way, SECRET)

    assert shown.strip() == spoken(text)
    assert internet.records.heard(SECRET) == []
    assert {i.service for i in cells.incidents.kept[before:]} == {"chatgpt", "copilot"}


@contextmanager
def failing(part: WordScanner | KeptIncidents, **fault: Any) -> Iterator[None]:
    """`part` fails for a while."""
    before = {name: getattr(part, name) for name in fault}
    for name, value in fault.items():
        setattr(part, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(part, name, value)
