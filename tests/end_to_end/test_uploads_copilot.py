"""
Files in consumer Copilot, through the real gateway: sent over HTTP, used over the WebSocket.
"""

from __future__ import annotations

import json

import httpx
import pytest

from tests.end_to_end.office_files import docx, png
from tests.end_to_end.people import KAREL, LIEVE, about, clean, debts_of, is_dutch
from tests.end_to_end.test_copilot import answer_to, chat
from tests.end_to_end.web_chats import COPILOT, spoken

URL = f"https://{COPILOT}/c/api/attachments"
PAGE = {"origin": "https://www.copilot.com"}


def send_form(client: httpx.Client, name: str, content: bytes) -> httpx.Response:
    return client.post(URL, files={"file": (name, content)}, headers=PAGE)


def send_picture(client: httpx.Client, content: bytes) -> httpx.Response:
    return client.post(URL, content=content, headers=PAGE | {"content-type": "image/png"})


def with_file(text: str, **piece: str) -> str:
    content = [{"type": "text", "text": text}, piece]
    return json.dumps({"event": "send", "conversationId": "CONV", "content": content})


def uploads(internet) -> list[bytes]:
    return [r.body for r in internet.records.requests if r.path == "/c/api/attachments"]


def test_a_clean_document_arrives_and_is_used(internet, way):
    """
    Byte for byte, and the message that names it is answered.
    """
    content, question = docx("Reglement", clean()), clean()

    with way.client() as client:
        file = send_form(client, "reglement.docx", content).json()["id"]
    message = with_file(question, type="document", attachmentId=file)
    with chat(way) as socket:
        shown, _ = answer_to(socket, message)

    (arrived,) = uploads(internet)
    assert content in arrived
    assert shown.strip() == spoken(question)
    assert message in [text for _, text in internet.records.messages]


def test_a_picture_is_read(internet, way):
    """
    A clean one arrives and is used; one with a name on it does not.
    """
    content = png("Het park is elke dag open", "van acht tot twintig uur")
    dirty = png("Beste collega", f"Bel {LIEVE.phone}")

    with way.client() as client:
        file = send_picture(client, content).json()["url"]
        refused = send_picture(client, dirty)
    with chat(way) as socket:
        shown, _ = answer_to(socket, with_file(clean(), type="image", url=file))

    assert uploads(internet) == [content]
    assert refused.status_code == 400
    assert shown.startswith("Gelezen: ")


def test_nothing_of_a_dirty_document_arrives(internet, gateway, way):
    """
    The page gets an error in Copilot's form that it may read, and the same again.
    """
    content = docx(clean(), debts_of(KAREL), about(LIEVE))

    with way.client() as client:
        refused = send_form(client, "verslag.docx", content)
        again = send_form(client, "verslag.docx", content)

    assert uploads(internet) == []
    assert refused.status_code == 400
    assert refused.headers["access-control-allow-origin"] == PAGE["origin"]
    assert refused.json()["error"]["code"] == "file_found"
    assert is_dutch(refused.json()["error"]["message"])
    assert again.json() == refused.json()
    assert gateway.incident_behind(refused.text)["event"]["action"] == "upload-rejected"
    for secret in (*LIEVE.secrets, *KAREL.secrets, "schuldbemiddeling"):
        assert internet.records.heard(secret) == []


def test_a_name_with_a_person_in_it_does_not_arrive(internet, way):
    """
    It stands in the form beside the file.
    """
    with way.client() as client:
        refused = send_form(client, f"klacht van {LIEVE.name}.docx", docx(clean()))

    assert refused.status_code == 400
    assert uploads(internet) == []


@pytest.mark.parametrize(
    "piece",
    [
        {"type": "document", "attachmentId": "elsewhere"},
        {"type": "image", "url": "https://example.org/schuldbemiddeling.png"},
    ],
    ids=["document", "picture"],
)
def test_a_message_with_a_file_that_nobody_checked_is_explained(internet, gateway, way, piece):
    """
    In the chat, and nothing of it arrives.
    """
    question = clean()

    with chat(way) as socket:
        shown, _ = answer_to(socket, with_file(question, **piece))

    assert is_dutch(shown)
    assert gateway.incident_behind(shown)["event"]["reason"] == "unknown-file"
    assert internet.records.heard(question) == []
    assert internet.records.heard("schuldbemiddeling") == []


def test_a_preflight_is_answered(internet, way):
    """
    Pages of copilot.com send to another host.
    """
    asked = PAGE | {"access-control-request-method": "POST"}

    with way.client() as client:
        answer = client.options(URL, headers=asked)

    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == PAGE["origin"]
    assert uploads(internet) == []
