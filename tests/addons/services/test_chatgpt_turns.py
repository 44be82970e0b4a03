"""
After a refusal the conversation goes on: upstream never sees an id that we made up.
"""

import json

import pytest

from addons.services.chatgpt_turns import ROOT, genuine, mended
from tests.addons.services.examples import (
    CONVERSATION,
    NOTICE,
    PARENT,
    SEND,
    chatgpt,
    request,
    send,
)

MADE_UP = "eeeeeeee-0000-4000-8000-000000000001"
LATER = "eeeeeeee-0000-4000-8000-000000000002"
NEW_CHAT = "eeeeeeee-0000-4000-8000-000000000003"
FORGED = {MADE_UP: PARENT, LATER: MADE_UP, NEW_CHAT: None}


def next_turn(path="/backend-api/f/conversation", **fields):
    return request(path, send("En nu?", **fields))


@pytest.mark.parametrize("parent", [MADE_UP, LATER], ids=["one refusal", "two in a row"])
def test_a_made_up_parent_becomes_the_genuine_one(parent):
    """
    The turn after the refusal hangs where the refused one would have hung.
    """
    asked = next_turn(parent_message_id=parent)

    assert mended(asked, FORGED) == next_turn(parent_message_id=PARENT)


def test_a_made_up_conversation_is_taken_out():
    """
    For upstream the next turn is the first of a new chat.
    """
    asked = next_turn(parent_message_id=MADE_UP, conversation_id=NEW_CHAT)

    body = json.loads(mended(asked, FORGED).body)

    expected = send("En nu?", parent_message_id=ROOT)
    del expected["conversation_id"]
    assert body == expected


def test_a_refusal_and_the_next_turn_fit():
    """
    What `refuse` reports is what `mend` needs.
    """
    codec = chatgpt()
    first = send()
    del first["conversation_id"]
    refusal = codec.refuse(request("/backend-api/f/conversation", first), NOTICE)
    forged = {f.id: f.stands_for for f in refusal.forged}
    message, conversation = forged

    asked = next_turn(parent_message_id=message, conversation_id=conversation)
    body = json.loads(codec.mend(asked, forged).body)

    assert body["parent_message_id"] == ROOT
    assert "conversation_id" not in body


def test_an_id_in_a_path_or_another_field_is_replaced():
    """
    Feedback and titles name messages too.
    """
    asked = request(f"/backend-api/conversation/x/{LATER}?m={LATER}", {"message_id": LATER})

    found = mended(asked, FORGED)

    assert found.path == f"/backend-api/conversation/x/{PARENT}?m={PARENT}"
    assert json.loads(found.body) == {"message_id": PARENT}


def test_a_made_up_token_is_dropped():
    """
    It would be refused; without one, Send works as it did before there were any.
    """
    asked = request("/backend-api/f/conversation", {}, x_conduit_token=NEW_CHAT)

    assert "x-conduit-token" not in mended(asked, FORGED).headers


def test_genuine_turns_are_untouched():
    """
    The very same object, so that nothing is encoded anew.
    """
    assert mended(SEND, FORGED) is SEND


def test_a_circle_of_ids_ends():
    """
    Garbage in the table must not hang the gateway.
    """
    assert genuine({MADE_UP: LATER, LATER: MADE_UP}, MADE_UP) is None


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", f"/backend-api/conversation/{NEW_CHAT}/stream_status", {"status": "COMPLETE"}),
        ("POST", f"/backend-api/conversation/gen_title/{NEW_CHAT}", {"title": "promptwacht"}),
        ("GET", f"/backend-api/conversation/{NEW_CHAT}/textdocs", []),
        ("PATCH", f"/backend-api/conversation/{NEW_CHAT}", {"success": True}),
    ],
)
def test_a_conversation_that_only_we_know_is_answered(method, path, expected):
    """
    The page shows no error for what it believes to exist.
    """
    refusal = chatgpt().stand_in(request(path, method=method), FORGED)

    assert refusal.response.status == 200
    assert json.loads(refusal.response.body) == expected


def test_its_content_is_empty():
    """
    The page has the bubble already.
    """
    asked = request(f"/backend-api/conversation/{NEW_CHAT}", method="GET")

    found = json.loads(chatgpt().stand_in(asked, FORGED).response.body)

    assert found["conversation_id"] == NEW_CHAT
    assert found["current_node"] in found["mapping"]


@pytest.mark.parametrize(
    "path",
    [
        f"/backend-api/conversation/{CONVERSATION}",
        f"/backend-api/conversation/{MADE_UP}",
        f"/c/{NEW_CHAT}",
        "/backend-api/f/conversation",
    ],
    ids=["genuine", "stands for a genuine one", "the page itself", "send"],
)
def test_everything_else_goes_upstream(path):
    """
    We stand in for nothing that upstream can answer.
    """
    assert chatgpt().stand_in(request(path, method="GET"), FORGED) is None
