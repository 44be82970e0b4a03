"""
The fabricated internet itself: if it did not hear, its silence would prove nothing.
"""

from __future__ import annotations

import json

import pytest
from websockets.sync.client import connect

from tests.end_to_end.chatgpt_page import ChatGptPage
from tests.end_to_end.clients import curl, read_all, tls, tunnel
from tests.end_to_end.web_chats import CHATGPT, COPILOT, GEMINI


@pytest.mark.parametrize("http2", [False, True], ids=["http1", "http2"])
def test_a_body_is_on_record_byte_for_byte(internet, direct, http2):
    """
    What a client posts is kept exactly, whatever the version of HTTP.
    """
    body = "één tekst met ‘leestekens’ 😀".encode() * 50

    with direct.client(http2=http2) as client:
        client.post("https://example.org/form", content=body)

    (request,) = internet.records.requests
    assert (request.body, request.version) == (body, "2" if http2 else "1.1")
    assert body[:40] in internet.received("example.org")


@pytest.mark.parametrize(
    "dressed",
    [
        json.dumps({"a": "Zoë Ångström"}),
        json.dumps(json.dumps({"a": "Zoë Ångström"})),
        "f.req=Zo%C3%AB+%C3%85ngstr%C3%B6m",
        "Zoë Ångström",
    ],
    ids=["json", "json in json", "form", "plain"],
)
def test_text_is_heard_however_it_is_dressed(internet, direct, dressed):
    """
    Escapes do not hide a name from the records.
    """
    with direct.client() as client:
        client.post("https://example.org/", content=dressed)

    assert internet.records.heard("Zoë Ångström")
    assert not internet.records.heard("Zoë Engström")


def test_text_in_a_compressed_socket_is_heard(internet, direct):
    """
    permessage-deflate does not hide a name either.
    """
    event = {"event": "send", "conversationId": "C", "content": [{"type": "text", "text": "Zoë"}]}

    with connect(
        f"wss://{COPILOT}/c/api/chat", ssl=direct.context_for_threads(), proxy=direct.proxy_url
    ) as socket:
        greeting = socket.recv()
        socket.send(json.dumps(event))
        answers = [json.loads(socket.recv())["event"] for _ in range(2)]

    assert "connected" in greeting
    assert answers == ["received", "startMessage"]
    assert internet.records.heard("Zoë") == [f"message:{COPILOT}"]


def test_a_connection_is_counted_before_a_byte_is_sent(internet, direct):
    """
    Somebody who only knocks is on record too.
    """
    with tunnel(direct, "chat.deepseek.com"):
        pass

    assert internet.connections("chat.deepseek.com") == 1
    assert internet.received("chat.deepseek.com") == b""


def test_each_host_shows_its_own_genuine_certificate(internet, direct):
    """
    A certificate that a gateway forged can be told from the genuine one.
    """
    with tls(direct, "bank.example") as connection:
        shown = connection.getpeercert(binary_form=True)

    assert shown == internet.genuine_certificate("bank.example")
    assert shown != internet.genuine_certificate("other.example")


def test_bytes_that_are_no_http_come_back(internet, direct):
    """
    Ports other than 443 echo, for protocols that a proxy must leave alone.
    """
    with tunnel(direct, "ssh.example.org", 22) as connection:
        connection.sendall(b"SSH-2.0-test\r\n")
        echoed = connection.recv(100)

    assert echoed == internet.received("ssh.example.org") == b"SSH-2.0-test\r\n"


def test_the_first_piece_of_a_held_answer_arrives_alone(internet, direct):
    """
    The pace of an answer is the test's: nothing but the first piece until it says so.
    """
    chat = internet.sites.http[CHATGPT]
    chat.pace.hold()

    with direct.client() as client:
        pieces = ChatGptPage(client).stream("hallo")
        first = next(pieces)
        chat.pace.release()
        rest = "".join(pieces)

    assert (first, rest.strip()) == ("", "Gelezen: hallo")


def test_a_conversation_that_never_was_is_refused(internet, direct):
    """
    Ids that a gateway made up do not pass for genuine ones.
    """
    with direct.client() as client:
        page = ChatGptPage(client, conversation="made-up", parent="made-up")
        page.say("hallo")

    assert page.status == 404


def test_curl_speaks_http2_with_it(internet, direct):
    """
    A client that nobody here wrote agrees.
    """
    done = curl(direct, "--http2", "--write-out", "%{http_version}", f"https://{GEMINI}/app")

    assert done.stdout.endswith(b"2"), done.stderr
    assert internet.records.requests[0].path == "/app"


def test_plain_http_goes_the_same_way(internet, direct):
    """
    Without TLS there is no tunnel; the request itself names its host.
    """
    with direct.client() as client:
        page = client.get("http://example.org/x").text

    assert "genuine" in page
    assert internet.connections("example.org") == 1


def test_a_peer_that_sends_nonsense_is_hung_up_on(internet, direct):
    """
    A broken client does not break the internet for the next.
    """
    with tls(direct, "example.org") as connection:
        connection.sendall(b"\x00\x01nonsense\r\n\r\n")
        assert read_all(connection) == b""

    with direct.client() as client:
        assert client.get("https://example.org/").status_code == 200
