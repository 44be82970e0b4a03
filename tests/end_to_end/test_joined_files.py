"""
What files in pieces take of the gateway's memory once they are whole, over real connections.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest

from policy.catalogue import Catalogue, Host
from tests.end_to_end.clients import Way
from tests.end_to_end.exchange import Exchange
from tests.end_to_end.gateway_in_process import InProcess, SmallPolicy
from tests.end_to_end.gateway_process import eventually
from tests.end_to_end.upload_sites import BLOBS, blobs, chatgpt_files
from tests.end_to_end.web_chats import CHATGPT

ROOM = 3 * 1024 * 1024
"""Of which a client may have half, and half of that half in bodies of up to 256 kB: four files."""
HALF = b"Het park is open. " * 5_500


class Everything:
    """A `Published` that knows every file, so that nobody reads any."""

    async def among(self, digests):
        return frozenset(digests)


@dataclass(slots=True)
class SlowBlobs:
    """A storage that answers nobody for a while."""

    answers: threading.Event
    came: int = 0

    async def __call__(self, exchange: Exchange) -> None:
        self.came += 1
        while not self.answers.is_set():  # noqa: ASYNC110 -- it is set in another thread
            await asyncio.sleep(0.01)
        await blobs(exchange)


@pytest.fixture
def storage():
    answers = threading.Event()
    yield SlowBlobs(answers)
    answers.set()


@pytest.fixture
def way(network, tmp_path, storage):
    policy = SmallPolicy()
    chatgpt = policy.catalogue.services[0]
    chatgpt = replace(chatgpt, hosts=(*chatgpt.hosts, Host(domain=BLOBS)))
    place = InProcess(network, tmp_path, replace(policy, catalogue=Catalogue((chatgpt,))))
    with (
        network.serving(CHATGPT, chatgpt_files),
        network.serving(BLOBS, storage),
        place.running(published=Everything(), deadline=30.0, upload_memory_bytes=ROOM) as way,
    ):
        yield way


def begun(way: Way) -> str:
    """The address of a file of which both halves are here."""
    said = {"file_name": "nota.txt", "file_size": 2 * len(HALF), "use_case": "my_files"}
    with way.client() as client:
        url = client.post(f"https://{CHATGPT}/backend-api/files", json=said).json()["upload_url"]
        for name in ("QTE=", "QTI="):
            kept = client.put(f"{url}&comp=block&blockid={name}", content=HALF)
            assert kept.status_code == 201
    return url


def joined(way: Way, url: str) -> int:
    listed = b"<BlockList><Latest>QTE=</Latest><Latest>QTI=</Latest></BlockList>"
    with way.client() as client:
        return client.put(f"{url}&comp=blocklist", content=listed).status_code


def test_whole_files_count_until_the_service_has_them(internet, way, storage):
    """
    Each came as a list of some bytes; together they are no more than other bodies may be.
    """
    urls = [begun(way) for _ in range(5)]

    with ThreadPoolExecutor() as pool:
        lists = []
        for number, url in enumerate(urls, 1):
            lists.append(pool.submit(joined, way, url))
            eventually(lambda n=number: storage.came == n or lists[-1].done(), 30)
        storage.answers.set()
        statuses = [one.result() for one in lists]

    assert statuses[:4] == [201] * 4
    assert statuses[4] >= 400
    assert {r.body for r in internet.records.requests if r.host == BLOBS} == {HALF + HALF}
    assert joined(way, begun(way)) == 201
