"""
ChatGPT's signed-in page through the real gateway: what arrives, what does not, what is shown.
"""

from __future__ import annotations

import gzip
import json

import pytest

from tests.end_to_end.chatgpt_page import SEND, ChatGptPage, body_of
from tests.end_to_end.clients import curl
from tests.end_to_end.people import KAREL, LIEVE, about, clean, debts_of, is_dutch
from tests.end_to_end.web_chats import CHATGPT, spoken

HOST = f"https://{CHATGPT}"
CODINGS = {"identity": bytes, "gzip": gzip.compress}


@pytest.mark.parametrize("http2", [False, True], ids=["http1", "http2"])
def test_a_clean_text_arrives_byte_for_byte(internet, way, http2):
    """
    What may leave leaves as it was written: spacing, escapes and order are the page's.
    """
    body = json.dumps(body_of(clean()), ensure_ascii=False, indent=3).encode()
    headers = {"content-type": "application/json", "openai-sentinel-proof-token": "gAAAA~x"}

    with way.client(http2=http2) as client:
        answer = client.post(SEND, content=body, headers=headers)

    request = internet.records.wait_for_request(CHATGPT, "/backend-api/f/conversation")
    assert request.body == body
    assert request.header("openai-sentinel-proof-token") == "gAAAA~x"
    assert answer.status_code == 200


def test_curl_gets_the_same_answer_as_without_us(internet, way, direct):
    """
    The bytes of an answer to a clean text are the service's own.
    """
    conversation = internet.sites.http[CHATGPT]
    conversation.messages["C"] = {"P"}
    body = json.dumps(body_of(clean(), conversation="C", parent="P")).encode()
    sent = (
        "--request",
        "POST",
        "--data-binary",
        "@-",
        "--header",
        "content-type: application/json",
    )

    through, past = (curl(w, *sent, SEND, body=body).stdout for w in (way, direct))

    assert internet.records.requests[0].body == internet.records.requests[1].body == body
    # Two answers have two message ids; everything else is the same.
    assert len(through) == len(past) > 0


def test_an_answer_streams(internet, way):
    """
    The page has the first piece while the service still keeps all the others.
    """
    chat = internet.sites.http[CHATGPT]
    text = clean()
    chat.pace.hold()

    with way.client() as client:
        pieces = ChatGptPage(client).stream(text)
        first = next(pieces)
        chat.pace.release()
        rest = "".join(pieces)

    assert (first, rest.strip()) == ("", spoken(text))


def test_personal_data_arrives_as_placeholders(internet, way, new_incidents):
    """
    A name, a national number and a phone stay here; the question itself arrives.
    """
    with way.client() as client:
        shown = ChatGptPage(client).say(about(LIEVE))

    request = internet.records.wait_for_request(CHATGPT, "/backend-api/f/conversation")
    (arrived,) = request.json()["messages"][0]["content"]["parts"]
    assert [secret for secret in LIEVE.secrets if internet.records.heard(secret)] == []
    assert arrived.startswith("Schrijf een vriendelijke brief aan ")
    assert arrived.endswith(", over de nieuwe openingsuren.")
    assert "Gelezen: " in shown
    (incident,) = new_incidents()
    assert incident["event"]["action"] == "prompt-redacted"
    assert incident["promptwacht"]["forwarded"] == "partly"


def test_only_the_text_changes(internet, way):
    """
    Redaction leaves every other byte of the request as it was.
    """
    body = json.dumps(body_of(about(LIEVE)), indent=2).encode()

    with way.client() as client:
        client.post(SEND, content=body, headers={"content-type": "application/json"})

    request = internet.records.wait_for_request(CHATGPT, "/backend-api/f/conversation")
    (arrived,) = request.json()["messages"][0]["content"]["parts"]
    original = json.dumps(about(LIEVE)).encode()
    assert request.body == body.replace(original, json.dumps(arrived).encode())


def test_somebodys_debts_do_not_arrive(internet, gateway, way):
    """
    What redaction cannot cure is not sent, and the page shows why, in Dutch, with a code.
    """
    with way.client() as client:
        page = ChatGptPage(client)
        shown = page.say(debts_of(KAREL))

    assert page.status == 200
    assert [r for r in internet.records.requests if r.path == "/backend-api/f/conversation"] == []
    assert internet.records.heard("schuldbemiddeling") == []
    assert gateway.incident_behind(shown)["event"]["action"] == "prompt-rejected"
    assert is_dutch(shown)


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize(
    ("path", "body"),
    [
        (
            "/backend-api/f/conversation/prepare",
            {
                "partial_query": {
                    "content": {"content_type": "text", "parts": [debts_of(KAREL)]},
                    "author": {"role": "user"},
                }
            },
        ),
        (
            "/backend-api/conversation/experimental/generate_autocompletions",
            {"input_text": debts_of(KAREL), "num_completions": 4},
        ),
        ("/backend-api/user_system_messages", {"about_user_message": debts_of(KAREL)}),
        ("/backend-api/conversation/C", {"title": debts_of(KAREL)}),
        ("/backend-api/a-path/nobody-reviewed", {"deep": [{"down": debts_of(KAREL)}]}),
        ("/backend-anon/f/conversation", body_of(debts_of(KAREL))),
    ],
    ids=["draft", "autocompletion", "instructions", "title", "unknown endpoint", "anonymous"],
)
def test_no_other_door_stands_open(internet, way, path, body, coding):
    """
    Drafts, settings and endpoints that nobody knows carry no more than a prompt may.
    """
    method = "PATCH" if path.endswith("/C") else "POST"
    content = CODINGS[coding](json.dumps(body).encode())
    headers = {"content-type": "application/json", "content-encoding": coding}

    with way.client() as client:
        client.request(method, HOST + path, content=content, headers=headers)

    assert internet.records.heard(KAREL.name) == []
    assert internet.records.heard("schuldbemiddeling") == []


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("application/json", b'{"messages": [' + debts_of(KAREL).encode()),
        ("application/octet-stream", debts_of(KAREL).encode("utf-16")),
        ("application/json", b"\x1f\x8b" + debts_of(KAREL).encode()),
        ("", debts_of(KAREL).encode()),
    ],
    ids=["broken json", "utf-16", "mislabelled gzip", "no content type"],
)
def test_a_body_that_cannot_be_read_does_not_leave(internet, way, content_type, content):
    """
    What we cannot read we do not send.
    """
    with way.client() as client:
        client.post(SEND, content=content, headers={"content-type": content_type})

    assert internet.received(CHATGPT) == b""


def test_a_prompt_in_the_address_does_not_leave(internet, way):
    """
    A link that fills in the question is a prompt like any other.
    """
    with way.client() as client:
        client.get(f"{HOST}/", params={"q": debts_of(KAREL)}, headers={"accept": "text/html"})

    assert internet.records.heard("schuldbemiddeling") == []


def test_a_file_with_somebodys_debts_does_not_arrive(internet, way, new_incidents):
    """
    The same text as an attachment is the same text.
    """
    text = debts_of(KAREL).encode()
    announced = {"file_name": "nota.txt", "file_size": len(text), "use_case": "my_files"}
    target = "https://files.oaiusercontent.com/file-x?se=1&sig=abc"

    with way.client() as client:
        client.post(f"{HOST}/backend-api/files", json=announced)
        client.put(target, content=text, headers={"x-ms-blob-type": "BlockBlob"})

    assert internet.records.heard("schuldbemiddeling") == []
    assert internet.records.heard(KAREL.name) == []
    assert new_incidents()


def test_nothing_of_a_prompt_stays_behind(gateway, way):
    """
    Neither the state folder nor anything that the gateway says holds what was found.
    """
    with way.client() as client:
        ChatGptPage(client).say(about(LIEVE))
        ChatGptPage(client).say(debts_of(KAREL))

    kept = gateway.written()
    assert len(kept) > 1
    for secret in (*LIEVE.secrets, *KAREL.secrets, "schuldbemiddeling"):
        assert [data for data in kept if secret.encode() in data] == []
