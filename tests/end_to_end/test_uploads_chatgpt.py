"""
Files on ChatGPT's page, through the real gateway: announced, put, taken in, used by a message.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.end_to_end.chatgpt_page import SEND, body_of, data_of
from tests.end_to_end.office_files import docx, pdf, png, xlsx
from tests.end_to_end.people import KAREL, LIEVE, about, clean, debts_of, is_dutch
from tests.end_to_end.policy_files import copy_of_policy
from tests.end_to_end.upload_sites import BLOBS
from tests.end_to_end.web_chats import CHATGPT

HOST = f"https://{CHATGPT}"
ORIGIN = {"origin": HOST}
BLOB = {"x-ms-blob-type": "BlockBlob", "x-ms-version": "2020-04-08", **ORIGIN}
DIRTY = {
    "txt": lambda: "\n".join((clean(), about(LIEVE))).encode(),
    "docx": lambda: docx(clean(), debts_of(KAREL)),
    "xlsx": lambda: xlsx(("vraag", "antwoord"), (clean(), about(LIEVE))),
    "pdf": lambda: pdf(clean(), about(LIEVE)),
    "png": lambda: png("Beste collega", f"Bel naar {LIEVE.phone}"),
}
CLEAN = {
    "txt": lambda: clean().encode(),
    "docx": lambda: docx("Reglement", clean()),
    "xlsx": lambda: xlsx(("maand", "ophaling"), ("januari", clean())),
    "pdf": lambda: pdf("Reglement van het park", "Het park is elke dag open."),
    "png": lambda: png("Het park is elke dag open", "van acht tot twintig uur"),
}


@dataclass(slots=True)
class Upload:
    """One file on its way, as the page sends it."""

    client: httpx.Client
    name: str
    content: bytes = field(repr=False)
    file: str = ""
    url: str = ""

    def announce(self) -> httpx.Response:
        body = {"file_name": self.name, "file_size": len(self.content), "use_case": "my_files"}
        answer = self.client.post(f"{HOST}/backend-api/files", json=body, headers=ORIGIN)
        if answer.is_success:
            self.file, self.url = answer.json()["file_id"], answer.json()["upload_url"]
        return answer

    def put(self) -> httpx.Response:
        return self.client.put(self.url, content=self.content, headers=BLOB)

    def take_in(self) -> httpx.Response:
        body = {
            "file_id": self.file,
            "file_name": self.name,
            "use_case": "my_files",
            "index_for_retrieval": True,
            "entry_surface": "composer",
        }
        url = f"{HOST}/backend-api/files/process_upload_stream"
        return self.client.post(url, json=body, headers=ORIGIN)

    def say(self, text: str) -> str:
        """What the page shows as the answer to a message with the file."""
        body = body_of(text)
        attachment = {"id": self.file, "name": self.name, "size": len(self.content)}
        body["messages"][0]["metadata"] = {"attachments": [attachment]}
        answer = self.client.post(SEND, json=body, headers={"accept": "text/event-stream"})
        return "".join(map(_shown, data_of(iter(answer.text.splitlines()))))


def _shown(event: Any) -> str:
    is_text = isinstance(event, dict) and event.get("p") == "/message/content/parts/0"
    return str(event["v"]) if is_text else ""


@pytest.mark.parametrize("kind", CLEAN)
def test_a_clean_file_arrives_byte_for_byte(internet, way, new_incidents, kind):
    """
    Each step goes through, and the message that uses the file is answered.
    """
    content, question = CLEAN[kind](), clean()

    with way.client(http2=True) as client:
        upload = Upload(client, f"reglement.{kind}", content)
        steps = [upload.announce(), upload.put(), upload.take_in()]
        shown = upload.say(question)

    assert [step.status_code for step in steps] == [200, 201, 200]
    (arrived,) = [r.body for r in internet.records.requests if r.host == BLOBS]
    assert arrived == content
    assert question in shown
    assert new_incidents() == []


@pytest.mark.parametrize("kind", DIRTY)
def test_nothing_of_a_dirty_file_arrives(internet, gateway, way, kind):
    """
    The storage is not even called; the page gets an error that it may read.
    """
    with way.client() as client:
        upload = Upload(client, f"verslag.{kind}", DIRTY[kind]())
        upload.announce()
        refused = upload.put()

    assert internet.connections(BLOBS) == 0
    assert refused.status_code == 400
    assert refused.headers["access-control-allow-origin"] == HOST
    assert is_dutch(refused.json()["detail"])
    incident = gateway.incident_behind(refused.text)
    assert incident["event"]["action"] == "upload-rejected"
    assert incident["promptwacht"]["forwarded"] == "no"
    assert incident["promptwacht"]["channel"] == "upload"
    for secret in (*LIEVE.secrets, *KAREL.secrets, "schuldbemiddeling"):
        assert internet.records.heard(secret) == []


def test_a_retry_hears_the_same(internet, way, new_incidents):
    """
    The page tries a failed upload again; that is no second incident.
    """
    with way.client() as client:
        upload = Upload(client, "verslag.docx", DIRTY["docx"]())
        upload.announce()
        first, again = upload.put(), upload.put()

    assert first.text == again.text
    assert len(new_incidents()) == 1
    assert internet.connections(BLOBS) == 0


def test_a_message_with_a_refused_file_is_explained_in_the_chat(internet, gateway, way):
    """
    With the reason of the file, in Dutch; nothing of the message arrives.
    """
    question = clean()

    with way.client() as client:
        upload = Upload(client, "verslag.xlsx", DIRTY["xlsx"]())
        upload.announce()
        refused = upload.put()
        shown = upload.say(question)

    assert is_dutch(shown)
    assert "blad 1, cel B2" in shown
    assert gateway.incident_behind(shown) == gateway.incident_behind(refused.text)
    assert internet.records.heard(question) == []


def test_taking_in_a_refused_file_does_not_arrive(internet, way):
    """
    Nor does the older form of that step.
    """
    with way.client() as client:
        upload = Upload(client, "verslag.docx", DIRTY["docx"]())
        upload.announce()
        upload.put()
        older = client.post(f"{HOST}/backend-api/files/{upload.file}/uploaded", json={})
        newer = upload.take_in()

    assert (older.status_code, newer.status_code) == (400, 400)
    assert [r.path for r in internet.records.requests] == ["/backend-api/files"]


def test_a_name_with_a_person_in_it_does_not_arrive(internet, gateway, way):
    """
    It would leave before the first byte of the file.
    """
    with way.client() as client:
        refused = Upload(client, f"klacht van {LIEVE.name}.docx", docx(clean())).announce()

    assert refused.status_code == 400
    assert "de naam van het bestand" in refused.json()["detail"]
    assert gateway.incident_behind(refused.text)["event"]["action"] == "upload-rejected"
    assert internet.received(CHATGPT) == b""


def test_a_file_from_elsewhere_is_explained_in_the_chat(internet, gateway, way):
    """
    Nobody here has read it.
    """
    with way.client() as client:
        upload = Upload(client, "reglement.docx", b"", file="file-elsewhere")
        shown = upload.say(clean())

    assert gateway.incident_behind(shown)["event"]["reason"] == "unknown-file"
    assert internet.received(CHATGPT) == b""


def test_a_preflight_is_answered(internet, way):
    """
    The page may ask whether it may put a file; the storage does not hear of it.
    """
    asked = {
        **ORIGIN,
        "access-control-request-method": "PUT",
        "access-control-request-headers": "x-ms-blob-type,x-ms-version",
    }

    with way.client() as client:
        answer = client.options(f"https://{BLOBS}/file-1?sig=abc", headers=asked)

    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == HOST
    assert answer.headers["access-control-allow-methods"] == "PUT"
    assert internet.connections(BLOBS) == 0


@pytest.mark.parametrize(("label", "status"), [("Intern", 400), ("Openbaar", 201)])
def test_a_sensitivity_label_decides(internet, way, label, status):
    """
    A harmless text under a label that does not say "public" stays here.
    """
    guid = "MSIP_Label_0a1b2c3d-0000-4000-8000-000000000001"
    mail = (
        f"Subject: Openingsuren\r\nmsip_labels: {guid}_Enabled=True; {guid}_Name={label};\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{clean()}\r\n"
    )

    with way.client() as client:
        upload = Upload(client, "openingsuren.eml", mail.encode())
        upload.announce()
        answer = upload.put()

    assert answer.status_code == status, answer.text
    assert len([r for r in internet.records.requests if r.host == BLOBS]) == (status == 201)


@pytest.mark.parametrize("kind", ["opaque", "broken"])
def test_a_file_that_is_not_read_completely_does_not_arrive(internet, gateway, way, kind):
    """
    The page hears what to do about it.
    """
    content = b"\x00\x01\x02" * 500 if kind == "opaque" else docx(clean())[:-40]

    with way.client() as client:
        upload = Upload(client, "reglement.docx", content)
        upload.announce()
        refused = upload.put()

    assert refused.status_code == 400
    assert gateway.incident_behind(refused.text)["event"]["reason"] in {"unknown-format", "broken"}
    assert internet.connections(BLOBS) == 0


@pytest.mark.slow
def test_a_department_may_be_closed_to_files(internet, start_gateway, tmp_path):
    """
    From the first step on.
    """
    policy = copy_of_policy(tmp_path / "policy")
    departments = policy / "departments.yaml"
    text = departments.read_text()
    departments.write_text(text.replace("uploads: inspect", "uploads: never"))
    gateway = start_gateway(POLICY_DIR=str(policy))

    with gateway.way.client() as client:
        refused = Upload(client, "reglement.docx", docx(clean())).announce()

    assert gateway.incident_behind(refused.text)["event"]["reason"] == "uploads-never"
    assert internet.received(CHATGPT) == b""


def test_nothing_of_a_file_stays_behind(gateway, way):
    """
    Neither the state folder nor anything that the gateway says holds what was in it.
    """
    with way.client() as client:
        upload = Upload(client, "verslag.docx", DIRTY["docx"]())
        upload.announce()
        upload.put()

    kept = gateway.written()
    for secret in (*KAREL.secrets, "schuldbemiddeling", "verslag.docx", upload.file):
        assert [data for data in kept if secret.encode() in data] == []
