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

from tests.end_to_end.chatgpt_page import ChatGptPage
from tests.end_to_end.clients import Way
from tests.end_to_end.gateway_process import GatewayProcess, eventually
from tests.end_to_end.office_files import docx
from tests.end_to_end.people import KAREL, LIEVE, about, clean, debts_of, is_dutch
from tests.end_to_end.test_faults import full_disk, stopped
from tests.end_to_end.test_uploads_chatgpt import Upload
from tests.end_to_end.upload_sites import BLOBS
from tests.end_to_end.web_chats import CHATGPT

QUESTIONS = [clean() for _ in range(5)]
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


def announced(client: httpx.Client) -> Upload:
    """A file of which only the bytes are missing: its name was judged in time."""
    upload = Upload(client, "nota.docx", docx(clean()))
    eventually(lambda: upload.announce().is_success, seconds=60)
    return upload


def arrived(internet) -> list[bytes]:
    return [r.body for r in internet.records.requests if r.host == BLOBS]


@pytest.fixture(scope="module")
def gateway_of_faults(network, tmp_path_factory):
    settings = {"DETECTION_DEADLINE_SECONDS": "1", "READING_DEADLINE_SECONDS": "1"}
    process = GatewayProcess(tmp_path_factory.mktemp("faults") / "state", network, settings)
    process.start()
    yield process
    process.kill()


@pytest.fixture
def sturdy(network, gateway_of_faults):
    """The gateway that all these faults happen to; it has got over the last one."""
    eventually(lambda: put(gateway_of_faults.way, docx(clean())) == 201, seconds=60)
    eventually(gateway_of_faults.is_whole, seconds=60)
    network.forget()
    return gateway_of_faults


@pytest.mark.slow
def test_a_dead_cage_lets_nothing_out(internet, sturdy):
    """
    While it is killed, again and again, no file leaves; afterwards they do, without any help.
    """
    gateway = sturdy
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
def test_a_hanging_cage_lets_nothing_out(internet, sturdy):
    """
    No answer in time means not sent, also for a file that would have been fine.
    """
    gateway = sturdy

    with gateway.way.client() as client:
        upload, before = announced(client), len(gateway.incidents())
        with stopped(readers(gateway)):
            answer = upload.put()

    assert answer.status_code == 400
    assert arrived(internet) == []
    assert {i["event"]["reason"] for i in gateway.incidents()[before:]} <= {
        "timed-out",
        "died",
        "busy",
    }
    assert {i["event"]["action"] for i in gateway.incidents()[before:]} == {"upload-rejected"}


@pytest.mark.slow
def test_a_hanging_detector_lets_nothing_out(internet, sturdy):
    """
    The name was judged, the text was not: the file stays here, unchecked.
    """
    gateway = sturdy
    detectors = [pid for pid in gateway.children() if pid not in readers(gateway)]

    with gateway.way.client() as client:
        upload, before = announced(client), len(gateway.incidents())
        with stopped(detectors):
            answer = upload.put()

    assert answer.status_code in {400, 503}
    assert arrived(internet) == []
    assert {i["event"]["action"] for i in gateway.incidents()[before:]} == {"unchecked"}


@pytest.mark.slow
def test_a_full_disk_lets_nothing_out(internet, sturdy):
    """
    A refusal that cannot be recorded is a refusal all the same.
    """
    gateway = sturdy

    with full_disk(gateway.pid):
        status = put(gateway.way, docx(clean(), debts_of(KAREL)))

    assert status >= 400
    assert arrived(internet) == []


@pytest.mark.slow
def test_everybody_gets_an_answer_of_their_own(internet, start_gateway):
    """
    Forty files at once: the clean ones arrive, of the others nothing does.
    """
    # In whatever time a busy machine takes for so many.
    gateway = start_gateway(DETECTION_DEADLINE_SECONDS="60", READING_DEADLINE_SECONDS="60")
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
    Refused when it is announced, and when its bytes come all the same; the page may read why.
    """
    with way.client() as client:
        announced = Upload(client, "nota.txt", b"x" * size).announce()
        upload = Upload(client, "nota.txt", clean().encode())
        upload.announce()
        upload.content = b"dag " * (size // 4)
        refused = upload.put()

    assert (announced.status_code, refused.status_code) == (400, 400)
    assert refused.headers["access-control-allow-origin"] == f"https://{CHATGPT}"
    assert is_dutch(refused.json()["detail"])
    assert arrived(internet) == []


def peak_of(gateway: GatewayProcess) -> int:
    """The most memory that the gateway ever had, in bytes; its readers and detectors aside."""
    lines = Path(f"/proc/{gateway.pid}/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


@pytest.mark.slow
def test_all_files_together_have_an_end(internet, start_gateway):
    """
    Whoever comes when the room is taken is asked to try again, in Dutch; the gateway's memory
    grows with the room, and not with what people send. A chat goes on meanwhile.
    """
    megabyte, people = 1024 * 1024, 32
    gateway = start_gateway(UPLOAD_MEMORY_BYTES=str(24 * megabyte))
    content = os.urandom(8 * megabyte)

    def send(_: int) -> tuple[int, str]:
        with gateway.way.client() as client:
            upload = Upload(client, "nota.bin", content)
            upload.announce()
            answer = upload.put()
            return answer.status_code, answer.json()["detail"]

    before = peak_of(gateway)
    with ThreadPoolExecutor(people) as pool:
        sending = pool.map(send, range(people))
        with gateway.way.client() as client:
            chat = [ChatGptPage(client).say(question) for question in QUESTIONS]
        answers = list(sending)

    assert {status for status, _ in answers} == {400}
    assert all(is_dutch(detail) for _, detail in answers)
    assert "busy" in {i["event"]["reason"] for i in gateway.incidents()}
    assert peak_of(gateway) - before < people * len(content) / 2
    assert all(map(str.__contains__, chat, QUESTIONS))
    assert content[:64] not in internet.received(BLOBS)
