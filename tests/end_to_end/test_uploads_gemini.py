"""
Files on Gemini's page, through the real gateway: resumable, in stretches, and as a form.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx
import pytest

from tests.end_to_end.clients import sdk
from tests.end_to_end.office_files import docx
from tests.end_to_end.people import KAREL, LIEVE, about, clean, debts_of, is_dutch
from tests.end_to_end.upload_sites import GEMINI_FORMS, GEMINI_UPLOADS
from tests.end_to_end.web_chats import GEMINI, GENERATE, spoken

START = f"https://{GEMINI_UPLOADS}/upload/"
ORIGIN = {"origin": f"https://{GEMINI}"}
PAGE = {
    **ORIGIN,
    "content-type": "application/x-www-form-urlencoded;charset=utf-8",
    "push-id": "feeds/abc",
    "x-tenant-id": "bard-storage",
}


@dataclass(slots=True)
class Upload:
    """One file on its way, as the page sends it."""

    client: httpx.Client
    name: str
    content: bytes = field(repr=False)
    url: str = ""
    file: str = "/contrib_service/ttl_1d/never"

    def start(self) -> httpx.Response:
        headers = {
            **PAGE,
            "x-goog-upload-command": "start",
            "x-goog-upload-protocol": "resumable",
            "x-goog-upload-header-content-length": str(len(self.content)),
        }
        said = f"File name: {self.name}".encode()
        answer = self.client.post(START, content=said, headers=headers)
        self.url = answer.headers.get("x-goog-upload-url", "")
        return answer

    def send(self, start: int = 0, end: int | None = None) -> httpx.Response:
        """A stretch, without an `end` the last one."""
        command = "upload, finalize" if end is None else "upload"
        headers = {**PAGE, "x-goog-upload-command": command, "x-goog-upload-offset": str(start)}
        answer = self.client.post(self.url, content=self.content[start:end], headers=headers)
        if end is None and answer.is_success:
            self.file = answer.text
        return answer

    def say(self, text: str) -> str:
        """The page's view of the answer to a message with the file."""
        message = [text, 0, None, [[[self.file, 1], self.name]], None, None, 0]
        inner = [message, ["nl"], ["", "", ""], "!attest" * 20]
        body = urlencode({"at": "", "f.req": json.dumps([None, json.dumps(inner)])})
        url = f"https://{GEMINI}{GENERATE}?bl=boq&f.sid=1&hl=nl&_reqid=7&rt=c"
        return self.client.post(url, content=body, headers=PAGE).text


def arrived(internet) -> list[bytes]:
    """The bytes of files that the upload server got."""
    requests = [r for r in internet.records.requests if r.host == GEMINI_UPLOADS]
    return [r.body for r in requests if "upload" in r.header("x-goog-upload-command")]


def test_a_clean_file_arrives_byte_for_byte(internet, way, new_incidents):
    """
    And the message that uses it is answered.
    """
    content, question = docx("Reglement", clean()), clean()

    with way.client(http2=True) as client:
        upload = Upload(client, "reglement.docx", content)
        steps = [upload.start().status_code, upload.send().status_code]
        shown = upload.say(question)

    assert steps == [200, 200]
    assert arrived(internet) == [content]
    assert spoken(question) in shown
    assert new_incidents() == []


def test_stretches_arrive_as_a_whole(internet, way):
    """
    None of them before the last; the page hears of each how far it is.
    """
    content = docx("Reglement", clean(), *["Het park is open."] * 200)

    with way.client() as client:
        upload = Upload(client, "reglement.docx", content)
        upload.start()
        first, second = upload.send(0, 300), upload.send(300, 600)
        before = list(arrived(internet))
        last = upload.send(600)

    assert before == []
    assert first.headers["x-goog-upload-status"] == "active"
    assert second.headers["x-goog-upload-size-received"] == "600"
    assert last.is_success
    (request,) = [r for r in internet.records.requests if r.body == content]
    assert request.header("x-goog-upload-command") == "upload, finalize"
    assert request.header("x-goog-upload-offset") == "0"
    assert request.header("content-length") in {str(len(content)), ""}


@pytest.mark.parametrize("cut", [None, 40])
def test_nothing_of_a_dirty_file_arrives(internet, gateway, way, cut):
    """
    Also when what was found stands across two stretches.
    """
    content = f"{clean()[:20]} {debts_of(KAREL)} {about(LIEVE)} {clean()}".encode()

    with way.client() as client:
        upload = Upload(client, "verslag.txt", content)
        upload.start()
        if cut:
            upload.send(0, cut)
        refused = upload.send(cut or 0)
        again = upload.send(cut or 0)

    assert arrived(internet) == []
    assert refused.status_code == 400
    assert refused.headers["access-control-allow-origin"] == f"https://{GEMINI}"
    assert refused.headers["x-goog-upload-status"] == "final"
    assert is_dutch(refused.json()["error"]["message"])
    assert again.text == refused.text
    incident = gateway.incident_behind(refused.text)
    assert incident["event"]["action"] == "upload-rejected"
    for secret in (*LIEVE.secrets, *KAREL.secrets, "schuldbemiddeling"):
        assert internet.records.heard(secret) == []


def test_a_message_with_a_file_that_nobody_checked_is_explained(internet, gateway, way):
    """
    In the chat, and nothing of it arrives.
    """
    question = clean()

    with way.client() as client:
        shown = Upload(client, "verslag.docx", b"").say(question)

    assert gateway.incident_behind(shown)["event"]["reason"] == "unknown-file"
    assert internet.records.heard(question) == []


def test_a_name_with_a_person_in_it_does_not_arrive(internet, way):
    """
    The start says it, so the start is refused.
    """
    with way.client() as client:
        refused = Upload(client, f"klacht_{LIEVE.name.replace(' ', '_')}.docx", b"x").start()

    assert refused.status_code == 400
    assert internet.received(GEMINI_UPLOADS) == b""


def test_a_form_is_judged_too(internet, way):
    """
    Clean ones arrive as they were; of others nothing does.
    """
    content = docx("Reglement", clean())
    url = f"https://{GEMINI_FORMS}/upload"

    with way.client() as client:
        sent = client.post(url, files={"file": ("reglement.docx", content)}, headers=ORIGIN)
        dirty = docx(clean(), debts_of(KAREL))
        refused = client.post(url, files={"file": ("verslag.docx", dirty)}, headers=ORIGIN)

    assert sent.text.startswith("/contrib_service/")
    assert refused.status_code == 400
    (request,) = [r for r in internet.records.requests if r.host == GEMINI_FORMS]
    assert content in request.body
    assert internet.records.heard("schuldbemiddeling") == []


def test_a_preflight_is_answered(internet, way):
    """
    Without asking the upload server.
    """
    asked = {**ORIGIN, "access-control-request-method": "POST"}

    with way.client() as client:
        answer = client.options(START, headers=asked)

    assert answer.status_code == 204
    assert internet.connections(GEMINI_UPLOADS) == 0


def test_the_communitys_client_sends_files(internet, way, tmp_path):
    """
    A clean one is answered, a dirty one is an error.
    """
    files = {"schoon.docx": docx("Reglement", clean()), "vuil.docx": docx(debts_of(KAREL))}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    question = clean()

    asked = [f"{tmp_path / name}::{question}" for name in files]
    answered, refused = sdk(way, tmp_path, "gemini-web-file", *asked)

    assert answered.get("text") == spoken(question), answered
    assert "error" in refused
    assert internet.records.heard("schuldbemiddeling") == []
