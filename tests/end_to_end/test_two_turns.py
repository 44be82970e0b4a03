"""
The turn after a refusal: upstream never learns of a conversation that only we had.
"""

from __future__ import annotations

import pytest

from tests.end_to_end.chatgpt_page import ChatGptPage
from tests.end_to_end.people import KAREL, LIEVE, about, clean, debts_of
from tests.end_to_end.web_chats import CHATGPT, spoken


@pytest.mark.parametrize("refusals", [1, 2, 3])
def test_a_new_chat_goes_on_after_refusals(internet, way, refusals):
    """
    A first question was refused; the next reaches the service as the first of a new chat.
    """
    text = clean()

    with way.client() as client:
        page = ChatGptPage(client)
        for _ in range(refusals):
            page.say(debts_of(KAREL))
        answer = page.say(text)

    request = internet.records.wait_for_request(CHATGPT, "/backend-api/f/conversation")
    assert (page.status, answer.strip()) == (200, spoken(text))
    assert "conversation_id" not in request.json()
    assert request.json()["parent_message_id"] == "client-created-root"


@pytest.mark.parametrize("refusals", [1, 2])
def test_a_running_chat_goes_on_after_refusals(internet, way, refusals):
    """
    A question in the middle was refused; the next stands on the last genuine answer.
    """
    text = clean()

    with way.client() as client:
        page = ChatGptPage(client)
        page.say(clean())
        genuine = page.conversation, page.parent
        for _ in range(refusals):
            page.say(debts_of(KAREL))
        answer = page.say(text)

    last = internet.records.requests[-1].json()
    assert (page.status, answer.strip()) == (200, spoken(text))
    assert (last["conversation_id"], last["parent_message_id"]) == genuine


def test_a_refused_turn_follows_a_redacted_one(internet, way):
    """
    Redaction, refusal and a clean text in one conversation do not get in each other's way.
    """
    text = clean()

    with way.client() as client:
        page = ChatGptPage(client)
        page.say(about(LIEVE))
        page.say(debts_of(KAREL))
        answer = page.say(text)

    assert answer.strip() == spoken(text)
    assert internet.records.heard(KAREL.name) == []
    assert internet.records.heard(LIEVE.name) == []


def test_a_reload_of_a_chat_that_only_we_know_is_answered(internet, way):
    """
    The page asks for the conversation of its address; we answer, upstream is not asked.
    """
    with way.client() as client:
        page = ChatGptPage(client)
        page.say(debts_of(KAREL))
        if page.conversation is None:
            return  # no conversation was made up, so there is none to reload
        reloaded = client.get(f"https://{CHATGPT}/backend-api/conversation/{page.conversation}")

    assert reloaded.status_code < 500
    assert internet.records.heard(page.conversation) == []
