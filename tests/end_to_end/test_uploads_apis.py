"""
Files over the APIs, with the vendors' own SDKs and by hand, where a policy allows those.
"""

from __future__ import annotations

import base64
import json

import pytest

from tests.end_to_end.api_sites import ANTHROPIC_API, GOOGLE_API, OPENAI_API
from tests.end_to_end.clients import sdk
from tests.end_to_end.office_files import docx
from tests.end_to_end.people import KAREL, LIEVE, about, clean, debts_of
from tests.end_to_end.test_apis import api_gateway  # noqa: F401 -- a fixture
from tests.end_to_end.web_chats import CHATGPT

HOSTS = {"openai": OPENAI_API, "anthropic": ANTHROPIC_API, "google": GOOGLE_API}
SECRETS = (*LIEVE.secrets, *KAREL.secrets, "schuldbemiddeling")


def data_url(content: bytes) -> str:
    return f"data:application/octet-stream;base64,{base64.b64encode(content).decode()}"


def openai_body(content: bytes) -> dict:
    file = {"filename": "nota.docx", "file_data": data_url(content)}
    return {"messages": [{"role": "user", "content": [{"type": "file", "file": file}]}]}


def anthropic_body(content: bytes) -> dict:
    data = base64.b64encode(content).decode()
    source = {"type": "base64", "media_type": "application/pdf", "data": data}
    return {"messages": [{"role": "user", "content": [{"type": "document", "source": source}]}]}


def google_body(content: bytes) -> dict:
    data = {"mimeType": "application/pdf", "data": base64.b64encode(content).decode()}
    return {"contents": [{"parts": [{"inlineData": data}]}]}


BODIES = {
    f"https://{OPENAI_API}/v1/chat/completions": openai_body,
    f"https://{ANTHROPIC_API}/v1/messages": anthropic_body,
    f"https://{GOOGLE_API}/v1beta/models/m:generateContent": google_body,
}


@pytest.mark.parametrize("vendor", HOSTS)
def test_an_sdk_sends_a_clean_file(internet, api_gateway, direct, tmp_path, vendor):  # noqa: F811
    """
    The service gets the same bytes as without us, and the SDK its answer.
    """
    file = tmp_path / "reglement.docx"
    file.write_bytes(docx("Reglement", clean()))

    (through,) = sdk(api_gateway.way, tmp_path, f"{vendor}-file", str(file))
    (past,) = sdk(direct, tmp_path, f"{vendor}-file", str(file))

    assert "text" in through, through
    assert "text" in past, past
    bodies = [r.body for r in internet.records.requests if file.read_bytes() in r.body]
    assert len(bodies) == 2


@pytest.mark.parametrize("vendor", HOSTS)
def test_an_sdk_does_not_send_a_dirty_file(internet, api_gateway, tmp_path, vendor):  # noqa: F811
    """
    It raises an error that says why.
    """
    dirty, named = tmp_path / "verslag.docx", tmp_path / f"klacht {LIEVE.name}.docx"
    dirty.write_bytes(docx(clean(), debts_of(KAREL)))
    named.write_bytes(docx(clean()))

    results = sdk(api_gateway.way, tmp_path, f"{vendor}-file", str(dirty), str(named))

    assert all("Kortenberg" in result.get("error", "") for result in results), results
    for secret in SECRETS:
        assert internet.records.heard(secret) == []


@pytest.mark.parametrize("url", BODIES)
def test_base64_is_judged(internet, api_gateway, url):  # noqa: F811
    """
    A clean document leaves byte for byte within its prompt; of a dirty one nothing does.
    """
    fine = json.dumps(BODIES[url](docx(clean())), indent=1).encode()
    bad = BODIES[url](docx(clean(), debts_of(KAREL), about(LIEVE)))

    with api_gateway.way.client() as client:
        client.post(url, content=fine, headers={"content-type": "application/json"})
        refused = client.post(url, json=bad)

    assert [r.body for r in internet.records.requests] == [fine]
    assert refused.status_code == 400
    assert "docx" not in refused.text
    assert api_gateway.incident_behind(refused.text)["event"]["action"] == "upload-rejected"


def test_base64_in_a_chat_is_judged(internet, way):
    """
    Also where a page of a chat sends it.
    """
    message = {
        "id": "11111111-0000-4000-8000-000000000001",
        "author": {"role": "user"},
        "content": {"content_type": "text", "parts": [data_url(docx(debts_of(KAREL)))]},
    }

    with way.client() as client:
        shown = client.post(
            f"https://{CHATGPT}/backend-api/f/conversation", json={"messages": [message]}
        )

    assert "KB-" in shown.text
    assert internet.received(CHATGPT) == b""


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (docx(debts_of(KAREL)), 400),
        (b"\x08\x96\x01" + b"\xff" * 40, 400),
        (docx("Het park is elke dag open."), 200),
    ],
    ids=["dirty", "nobody knows what", "clean"],
)
def test_a_file_on_an_endpoint_that_nobody_knows(internet, way, content, status):
    """
    Judged where a reader knows it, and else it stays here.
    """
    url = f"https://{CHATGPT}/backend-api/iets-nieuws"
    headers = {"content-type": "application/octet-stream"}

    with way.client() as client:
        raw = client.post(url, content=content, headers=headers)
        form = client.post(url, files={"bestand": ("nota.bin", content)})

    assert (raw.status_code, form.status_code) == (status, status)
    assert len(internet.records.requests) == (2 if status == 200 else 0)


def test_an_sdk_sends_a_file_in_parts(internet, api_gateway, tmp_path):  # noqa: F811
    """
    The service gets all of it in one, and the SDK the file that it asked for.
    """
    file = tmp_path / "reglement.txt"
    file.write_text("\n".join(["Het park is elke dag open."] * 40))

    (through,) = sdk(api_gateway.way, tmp_path, "openai-parts", str(file))

    assert "text" in through, through
    steps = [request.path.rpartition("/")[2] for request in internet.records.requests]
    assert steps == ["uploads", "parts", "complete"]
    assert file.read_bytes() in internet.records.requests[1].body
    assert internet.records.requests[2].json()["part_ids"] == ["part_of_the_service"]


def test_an_sdk_does_not_send_a_dirty_file_in_parts(internet, api_gateway, tmp_path):  # noqa: F811
    """
    Not a part of it leaves, though most of them say nothing by themselves.
    """
    file = tmp_path / "verslag.txt"
    file.write_text("\n".join((clean(), debts_of(KAREL), about(LIEVE), clean())))

    (through,) = sdk(api_gateway.way, tmp_path, "openai-parts", str(file))

    assert "Kortenberg" in through.get("error", ""), through
    assert [request.path for request in internet.records.requests] == ["/v1/uploads"]
    for secret in SECRETS:
        assert internet.records.heard(secret) == []


def related(name: str, content: bytes) -> tuple[bytes, dict[str, str]]:
    """A file and what is told of it, as Google's client libraries send them together."""
    about = json.dumps({"file": {"displayName": name}}).encode()
    body = (
        b"--grens\r\nContent-Type: application/json\r\n\r\n" + about
        + b"\r\n--grens\r\nContent-Type: application/octet-stream\r\n\r\n" + content
        + b"\r\n--grens--\r\n"
    )  # fmt: skip
    return body, {
        "content-type": "multipart/related; boundary=grens",
        "x-goog-upload-protocol": "multipart",
    }


def test_a_file_comes_with_its_particulars(internet, api_gateway):  # noqa: F811
    """
    A clean one leaves byte for byte; what is dirty, its name too, stays.
    """
    url = f"https://{GOOGLE_API}/upload/v1beta/files?uploadType=multipart"
    fine, headers = related("reglement", docx(clean()))
    dirty, _ = related("nota", docx(clean(), debts_of(KAREL)))
    named, _ = related(f"klacht {LIEVE.name}", docx(clean()))

    with api_gateway.way.client() as client:
        answers = [client.post(url, content=body, headers=headers) for body in (fine, dirty, named)]

    assert [answer.status_code for answer in answers] == [200, 400, 400]
    assert [r.body for r in internet.records.requests] == [fine]
