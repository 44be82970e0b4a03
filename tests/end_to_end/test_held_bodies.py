"""
What requests take of the gateway's memory while they come in, over real connections.
"""

from __future__ import annotations

import gzip
import json
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from policy.catalogue import Catalogue
from tests.end_to_end.clients import tls
from tests.end_to_end.exchange import Socket, echo
from tests.end_to_end.gateway_in_process import SECRET, InProcess, KeptIncidents, SmallPolicy
from tests.end_to_end.gateway_process import eventually
from tests.end_to_end.people import clean

OTHER = "www.andere-chat.example"
MB = 1024 * 1024
ROOM = 3 * MB
"""Of which one client may have half."""


@pytest.fixture(scope="module")
def incidents():
    return KeptIncidents()


@pytest.fixture(scope="module")
def narrow(network, tmp_path_factory, incidents):
    """A gateway with little room, and a service of which no codec knows anything."""
    policy = SmallPolicy()
    chatgpt = policy.catalogue.services[0]
    host = replace(chatgpt.hosts[0], domain=OTHER)
    other = replace(chatgpt, slug="andere", name="andere", hosts=(host,))
    policy = replace(policy, catalogue=Catalogue((*policy.catalogue.services, other)))
    place = InProcess(network, tmp_path_factory.mktemp("narrow"), policy)
    sockets = Socket(reply=lambda text: [text])
    network.sites.sockets[OTHER] = sockets
    with (
        network.serving(OTHER, echo),
        place.running(incidents=incidents, deadline=30.0, upload_memory_bytes=ROOM) as way,
    ):
        yield way
    network.sites.sockets.pop(OTHER)


def post(way, body, **headers):
    with way.client() as client:
        headers = {"content-type": "application/json", **headers}
        return client.post(f"https://{OTHER}/ask", content=body, headers=headers)


def text_of(size):
    return json.dumps([clean() for _ in range(size // 170)]).encode()


def test_what_a_small_body_unpacks_to_is_bounded(internet, narrow):
    """
    Some kB that become megabytes are asked to come back; less than that leaves as it came.
    """
    large, small = gzip.compress(text_of(3 * MB)), gzip.compress(text_of(200_000))

    refused = post(narrow, large, **{"content-encoding": "gzip"})
    passed = post(narrow, small, **{"content-encoding": "gzip"})

    assert len(large) < MB
    assert refused.status_code >= 400
    assert passed.status_code == 200
    assert [r.body for r in internet.records.requests if r.host == OTHER] == [small]


def test_who_hangs_up_leaves_no_room_taken(internet, narrow):
    """
    Most of a body fills its client's share of the room while that is there, and not longer.
    """
    whole = text_of(900_000)
    head = (
        f"POST /ask HTTP/1.1\r\nHost: {OTHER}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(whole) + 600_000}\r\n\r\n"
    ).encode()

    with tls(narrow, OTHER) as halfway:
        halfway.sendall(head + whole + bytes(500_000))
        eventually(lambda: post(narrow, whole).status_code >= 400, 30)
    eventually(lambda: post(narrow, whole).status_code == 200, 30)

    bodies = {r.body for r in internet.records.requests if r.host == OTHER}
    assert bodies == {whole}


ANOTHER = "127.0.0.2"
"""Address of somebody else's machine."""


def head_of(length: int) -> bytes:
    return (
        f"POST /ask HTTP/1.1\r\nHost: {OTHER}\r\ncontent-type: application/json\r\n"
        f"content-length: {length}\r\n\r\n"
    ).encode()


def status_of(way, size, source):
    with tls(way, OTHER, source=source) as connection:
        body = text_of(size) if size > 1000 else b'["Het park is open."]'
        connection.sendall(head_of(len(body)) + body)
        return int(connection.recv(65536).split()[1])


@contextmanager
def many_begun(way, sizes) -> Iterator[list[ssl.SSLSocket]]:
    """
    Bodies of `sizes` bytes from one address that are all here but for their ends: it has no room
    left for as large a one.
    """
    with ExitStack() as stack:
        begun = []
        for size in sizes:
            connection = stack.enter_context(tls(way, OTHER))
            connection.sendall(head_of(size + 200) + b"x" * size)
            begun.append(connection)
        eventually(lambda: status_of(way, max(sizes), "127.0.0.1") >= 400)
        yield begun


LARGE = [900_000, 500_000, 300_000, 280_000, 270_000, 264_000] * 3
CHATS = [250_000, 200_000, 100_000, 50_000, 20_000, 17_000] * 6
QUESTIONS = [16_000, 8_000, 4_000, 2_000, 1_000, 500, 250, 100, 50] * 16


@pytest.mark.parametrize(
    ("sizes", "size"),
    [(LARGE, 400_000), (CHATS, 100_000), (CHATS + QUESTIONS, 10)],
    ids=["files", "chats", "questions"],
)
def test_one_client_leaves_room_for_others(narrow, sizes, size):
    """
    However many bodies it begins and does not end, another's is read and answered.
    """
    with many_begun(narrow, sizes):
        statuses = [status_of(narrow, size, ANOTHER) for _ in range(3)]

    assert statuses == [200] * 3


def test_chats_leave_room_for_questions(narrow):
    """
    Also for those of the same address, which may be a whole school's.
    """
    with many_begun(narrow, CHATS):
        statuses = [status_of(narrow, 10, "127.0.0.1") for _ in range(3)]

    assert statuses == [200] * 3


def opened(way, path):
    """The status of the answer to a handshake."""
    try:
        with connect(
            f"wss://{OTHER}{path}", proxy=way.proxy_url, ssl=way.context(), open_timeout=30
        ):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


@pytest.mark.parametrize("path", [f"/ws/over%20{SECRET}", f"/ws?about={SECRET}"])
def test_words_in_the_address_of_a_socket_stay_here(internet, narrow, incidents, path):
    """
    Wherever in it they stand; the incident says that nothing was forwarded.
    """
    before = len(incidents.kept)

    status = opened(narrow, path)

    (incident,) = incidents.kept[before:]
    assert status == 403
    assert SECRET.encode() not in internet.received(OTHER)
    assert (incident.action, incident.forwarded) == ("prompt-rejected", "no")


def test_a_socket_without_words_in_its_address_opens(internet, narrow):
    """
    Ids and switches are nobody's business.
    """
    assert opened(narrow, "/ws/7?version=3") == 101
