"""
Clients that stop others from being served, against the console as it really runs.
"""

from __future__ import annotations

import socket
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import httpx
import pytest
from django.urls import reverse

from proxy.console_requests import MOST_FORM, UPLOADS
from tests.console.console_process import running_console

pytestmark = pytest.mark.timeout(300)

FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
SLOW = (
    b"",
    b"GET /heal",
    b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    b"POST /melding HTTP/1.1\r\nHost: localhost\r\n" + FORM + b"Content-Length: 900\r\n\r\ntoken=",
    b"POST /account/login HTTP/1.1\r\nHost: localhost\r\n" + FORM + b"Content-Length: 99\r\n\r\n",
)
"""What half-finished clients have sent so far."""
_PATIENT = 60.0


@pytest.fixture(scope="module")
def console(tmp_path_factory):
    with running_console(tmp_path_factory.mktemp("state")) as running:
        yield running


def connected(console):
    client = socket.create_connection(("127.0.0.1", urlsplit(console.address).port), _PATIENT)
    return closing(client)


def ask(console, *pieces):
    """Everything that comes back until the console closes."""
    with connected(console) as client:
        for piece in pieces:
            client.sendall(piece)
        return answer_to(client)


def answer_to(client):
    heard = b""
    while piece := client.recv(65536):
        heard += piece
    return heard


def test_half_finished_requests_keep_nobody_from_being_served(console):
    """
    Two hundred clients that have said something or nothing, and wait: pages and forms answer.
    """
    with ExitStack() as stack:
        clients = [stack.enter_context(connected(console)) for _ in range(40) for _ in SLOW]
        for client, words in zip(clients, SLOW * 40, strict=True):
            client.sendall(words)

        for _ in range(3):
            assert httpx.get(f"{console.address}/healthz", timeout=_PATIENT).status_code == 200
        assert httpx.get(f"{console.address}/melding", timeout=_PATIENT).status_code == 200
        form = {"token": "old", "when": "today"}
        sent = httpx.post(f"{console.address}/melding", data=form, timeout=_PATIENT)
        assert sent.status_code == 400

        # Whoever was slow is not forgotten either.
        clients[1].sendall(b"thz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert answer_to(clients[1]).startswith(b"HTTP/1.1 200 ")


def test_more_clients_than_there_is_room_for(console):
    """
    The one that takes longest gives way; a new one is served.
    """
    with ExitStack() as stack:
        clients = [stack.enter_context(connected(console)) for _ in range(300)]
        for client in clients:
            client.sendall(b"GET /heal")

        assert httpx.get(f"{console.address}/healthz", timeout=_PATIENT).status_code == 200
        assert clients[0].recv(1) == b""


def test_clients_that_do_not_read_keep_nobody_from_being_served(console):
    """
    Forty that ask for the list and the style sheets, and never take the answer.
    """
    with ExitStack() as stack:
        for _ in range(40):
            client = stack.enter_context(connected(console))
            client.sendall(b"GET /lijst HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20)

        assert httpx.get(f"{console.address}/healthz", timeout=_PATIENT).status_code == 200


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        (b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 999999999\r\n", b"415"),
        (b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 9\r\n", b"415"),
        (FORM + b"Content-Length: %d\r\n" % (MOST_FORM + 1), b"413"),
        (FORM + b"Transfer-Encoding: chunked\r\n", b"411"),
        (FORM + b"Content-Length: 4\r\nContent-Length: 5\r\n", b"411"),
    ],
)
@pytest.mark.parametrize("path", [b"/melding", b"/aanvraag", b"/account/login"])
def test_bodies_that_no_page_wants_are_refused_unread(console, path, fields, status):
    """
    By what the head says; nothing of the body has to come.
    """
    answer = ask(console, b"POST " + path + b" HTTP/1.1\r\nHost: localhost\r\n" + fields + b"\r\n")

    assert answer.startswith(b"HTTP/1.1 " + status)


def test_too_long_a_form_gets_its_answer_while_it_is_still_coming(console):
    """
    A client that goes on sending for a moment reads why, rather than that the connection broke.
    """
    head = (
        b"POST /melding HTTP/1.1\r\nHost: localhost\r\n" + FORM + b"Content-Length: 900000\r\n\r\n"
    )

    answer = ask(console, head, b"a=" + b"x" * 400_000)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"Te groot" in answer


def test_a_head_without_end_is_refused(console):
    """
    It costs no thread and little memory.
    """
    answer = ask(console, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ", b"x" * 40_000)

    assert answer.startswith(b"HTTP/1.1 431 ")


def test_a_request_in_pieces_is_one_request(console):
    """
    However it was cut up on its way.
    """
    request = (
        b"POST /melding HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + FORM
        + b"Content-Length: 3\r\n\r\na=1"
    )  # fmt: skip

    answer = ask(console, *(request[at : at + 1] for at in range(len(request))))

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b'role="alert"' in answer


def test_one_connection_carries_many_requests(console):
    """
    One after the other, and several at once (RFC 9112, 9.3).
    """
    one = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    with connected(console) as client:
        client.sendall(one)
        assert client.recv(65536).startswith(b"HTTP/1.1 200 ")
        client.sendall(one + one + last)
        assert answer_to(client).count(b"HTTP/1.1 200 ") == 3


def test_who_asks_first_may_send(console):
    """
    `Expect: 100-continue`, as curl sends it (RFC 9110, 10.1.1).
    """
    with connected(console) as client:
        client.sendall(
            b"POST /melding HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + FORM
            + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n"
        )  # fmt: skip
        assert client.recv(65536).startswith(b"HTTP/1.1 100 ")
        client.sendall(b"a=1")
        assert b"HTTP/1.1 400 " in answer_to(client)


def test_pages_that_take_a_file_are_those_that_the_door_knows(console):
    """
    The floor of the processes does not know the console's addresses by itself.
    """
    assert set(UPLOADS) == {reverse("check-audit-extract").encode()}
    answer = httpx.post(
        f"{console.address}{reverse('check-audit-extract')}",
        files={"bestand": b"x" * 3_000_000},
        timeout=_PATIENT,
    )
    assert answer.status_code == 403  # taken in, and then refused for want of a login
