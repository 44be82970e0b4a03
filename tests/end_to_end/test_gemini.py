"""
Gemini's page, by hand and by the community's client, through the real gateway.
"""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from tests.end_to_end.clients import sdk
from tests.end_to_end.people import KAREL, LIEVE, about, clean, debts_of, is_dutch
from tests.end_to_end.web_chats import GEMINI, GENERATE, spoken

URL = f"https://{GEMINI}{GENERATE}?bl=boq&f.sid=1&hl=nl&_reqid=7&rt=c"
FORM = {"content-type": "application/x-www-form-urlencoded;charset=utf-8"}


def form_of(text: str) -> bytes:
    """The page's form: JSON, in a string, in JSON, percent-encoded."""
    inner = [[text, 0, None, None, None, None, 0], ["nl"], ["", "", ""], "!attest" * 20]
    fields = {"at": "", "f.req": json.dumps([None, json.dumps(inner, ensure_ascii=False)])}
    return urlencode(fields).encode()


def arrived(internet) -> list[str]:
    """The prompts that the service was sent."""
    forms = [r.form() for r in internet.records.requests if r.path == GENERATE]
    return [json.loads(json.loads(form["f.req"])[1])[0][0] for form in forms]


def test_a_clean_text_arrives_byte_for_byte(internet, way):
    """
    The form leaves as the page encoded it.
    """
    body = form_of(clean())

    with way.client(http2=True) as client:
        client.post(URL, content=body, headers=FORM)

    assert internet.records.wait_for_request(GEMINI, GENERATE).body == body


def test_an_answer_streams(internet, way):
    """
    The first frame is there while the service still keeps the others.
    """
    gemini = internet.sites.http[GEMINI]
    gemini.pace.hold()

    with (
        way.client() as client,
        client.stream("POST", URL, content=form_of(clean()), headers=FORM) as answer,
    ):
        pieces = answer.iter_bytes()
        first = next(pieces)
        gemini.pace.release()
        rest = b"".join(pieces)

    assert first.startswith(b")]}'")
    assert b"wrb.fr" in rest


def test_personal_data_arrives_as_placeholders(internet, way):
    """
    Two layers of JSON in a form hide nothing.
    """
    with way.client() as client:
        client.post(URL, content=form_of(about(LIEVE)), headers=FORM)

    (text,) = arrived(internet)
    assert [secret for secret in LIEVE.secrets if internet.records.heard(secret)] == []
    assert text.endswith(", over de nieuwe openingsuren.")


@pytest.mark.parametrize("rpc", ["xVRQX", "oMH3Zd", "kHv0Vd", "MUAZcd", "Jba3ib"])
def test_no_other_door_stands_open(internet, way, rpc):
    """
    Memories, gems, titles and scheduled tasks carry no more than a prompt may.
    """
    called = [[[rpc, json.dumps([None, [debts_of(KAREL)]]), None, "generic"]]]
    url = f"https://{GEMINI}/_/BardChatUi/data/batchexecute?rpcids={rpc}"

    with way.client() as client:
        client.post(url, content=urlencode({"f.req": json.dumps(called)}), headers=FORM)

    assert internet.records.heard("schuldbemiddeling") == []
    assert internet.records.heard(KAREL.name) == []


def test_an_upload_is_inspected(internet, way):
    """
    The raw bytes of a resumable upload are read whatever their content type says.
    """
    headers = {"x-goog-upload-command": "upload, finalize", **FORM}

    with way.client() as client:
        url = "https://push.clients6.google.com/upload/?upload_id=x"
        client.post(url, content=debts_of(KAREL).encode(), headers=headers)

    assert internet.records.heard("schuldbemiddeling") == []


def test_the_communitys_client_holds_a_conversation(internet, way, tmp_path):
    """
    A clean turn, a refused one, a redacted one, a clean one: each is what its user expects.
    """
    first, last = clean(), clean()

    results = sdk(way, tmp_path, "gemini-web", first, debts_of(KAREL), about(LIEVE), last)

    texts = [result.get("text", "") for result in results]
    assert texts[0] == spoken(first), results
    assert is_dutch(texts[1])
    assert texts[2].startswith("Gelezen: Schrijf een vriendelijke brief")
    assert texts[3] == spoken(last)
    assert arrived(internet)[0] == first
    assert len(arrived(internet)) == 3
    for secret in (*LIEVE.secrets, KAREL.name, "schuldbemiddeling"):
        assert internet.records.heard(secret) == []


def test_a_new_chat_goes_on_after_a_refusal(internet, way, tmp_path):
    """
    Ids that were made up for a refusal do not reach the service with the next turn.
    """
    text = clean()

    results = sdk(way, tmp_path, "gemini-web", debts_of(KAREL), text)

    (form,) = [r.form() for r in internet.records.requests if r.path == GENERATE]
    ids = json.loads(json.loads(form["f.req"])[1])[2]
    assert results[1]["text"] == spoken(text)
    assert [identity for identity in ids[:3] if identity] == []
