"""
What breaks around uploads: nothing that breaks lets a file out, and no file holds up another.
"""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.end_to_end.clients import Way
from tests.end_to_end.gateway_process import GatewayProcess, eventually
from tests.end_to_end.office_files import docx
from tests.end_to_end.people import KAREL, LIEVE, about, clean, debts_of
from tests.end_to_end.test_faults import full_disk, stopped
from tests.end_to_end.test_uploads_chatgpt import Upload
from tests.end_to_end.upload_sites import BLOBS

SECRETS = (*LIEVE.secrets, *KAREL.secrets, "schuldbemiddeling")


def readers(gateway: GatewayProcess) -> list[int]:
    """The server of readers, and whoever reads at this moment."""
    return [pid for pid in gateway.children() if "reading_server" in _command(pid)]


def _command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""


def put(way: Way, content: bytes, name: str = "nota.docx") -> int:
    """The status of the answer to the file's bytes; 0 where the connection broke."""
    with way.client() as client, suppress(httpx.HTTPError):
        upload = Upload(client, name, content)
        upload.announce()
        return upload.put().status_code if upload.url else 0
    return 0


def arrived(internet) -> list[bytes]:
    return [r.body for r in internet.records.requests if r.host == BLOBS]


@pytest.mark.slow
def test_a_dead_cage_lets_nothing_out(internet, start_gateway):
    """
    While it is killed, again and again, no file leaves; afterwards they do, without any help.
    """
    gateway = start_gateway()
    killed = []

    for _ in range(3):
        for pid in readers(gateway):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
        put(gateway.way, docx(clean(), debts_of(KAREL)))
    content = docx(clean())
    eventually(lambda: put(gateway.way, content) == 201, seconds=30)

    assert killed, "nothing was there to kill"
    assert set(arrived(internet)) == {content}
    assert internet.records.heard("schuldbemiddeling") == []


@pytest.mark.slow
def test_a_hanging_cage_lets_nothing_out(internet, start_gateway):
    """
    No answer in time means not sent, also for a file that would have been fine.
    """
    gateway = start_gateway(READING_DEADLINE_SECONDS="1")

    with stopped(readers(gateway)):
        status = put(gateway.way, docx(clean()))

    assert status == 400
    assert arrived(internet) == []
    assert {i["event"]["reason"] for i in gateway.incidents()} <= {"timed-out", "died", "busy"}
    assert {i["event"]["action"] for i in gateway.incidents()} == {"upload-rejected"}


@pytest.mark.slow
def test_a_hanging_detector_lets_nothing_out(internet, start_gateway):
    """
    The name was judged, the text was not: the file stays here, unchecked.
    """
    gateway = start_gateway(DETECTION_DEADLINE_SECONDS="1")
    detectors = [pid for pid in gateway.children() if pid not in readers(gateway)]

    with gateway.way.client() as client:
        upload = Upload(client, "nota.docx", docx(clean()))
        upload.announce()
        with stopped(detectors):
            answer = upload.put()

    assert answer.status_code in {400, 503}
    assert arrived(internet) == []
    assert {i["event"]["action"] for i in gateway.incidents()} == {"unchecked"}


@pytest.mark.slow
def test_a_full_disk_lets_nothing_out(internet, start_gateway):
    """
    A refusal that cannot be recorded is a refusal all the same.
    """
    gateway = start_gateway()

    with full_disk(gateway.pid):
        status = put(gateway.way, docx(clean(), debts_of(KAREL)))

    assert status >= 400
    assert arrived(internet) == []


@pytest.mark.slow
def test_everybody_gets_an_answer_of_their_own(internet, gateway):
    """
    Forty files at once: the clean ones arrive, of the others nothing does.
    """
    fine = [docx(clean()) for _ in range(30)]
    bad = [docx(clean(), about(LIEVE)) for _ in range(10)]
    together = [content for pair in zip(fine, bad * 3, strict=True) for content in pair][:40]

    with ThreadPoolExecutor(8) as people:
        statuses = list(people.map(lambda content: put(gateway.way, content), together))

    expected = [201 if content in fine else 400 for content in together]
    assert statuses == expected
    assert sorted(arrived(internet)) == sorted(content for content in together if content in fine)
    for secret in SECRETS:
        assert internet.records.heard(secret) == []


@pytest.mark.parametrize("size", [26_500_000, 34_000_000])
def test_a_file_that_is_too_large_does_not_arrive(internet, way, size):
    """
    Refused when it is announced, and when its bytes come all the same.
    """
    with way.client() as client:
        announced = Upload(client, "nota.txt", b"x" * size).announce()
        upload = Upload(client, "nota.txt", clean().encode())
        upload.announce()
        upload.content = b"dag " * (size // 4)
        statuses = {announced.status_code}
        with suppress(httpx.HTTPError):
            statuses.add(upload.put().status_code)

    assert statuses <= {400, 413}
    assert arrived(internet) == []
