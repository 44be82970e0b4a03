"""
One number in pieces: over the parts of a message, and over the turns of a conversation.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count

import pytest

from tests.end_to_end.api_sites import OPENAI_API
from tests.end_to_end.chatgpt_page import SEND, ChatGptPage, body_of
from tests.end_to_end.clients import Way, curl
from tests.end_to_end.gateway_process import GatewayProcess
from tests.end_to_end.people import clean, national_number
from tests.end_to_end.policy_files import allow_services
from tests.end_to_end.test_copilot import answer_to, chat, event_of
from tests.end_to_end.test_gemini import FORM, URL, form_of
from tests.end_to_end.web_chats import CHATGPT, spoken

UNKNOWN = f"https://{CHATGPT}/backend-api/nobody/knows"
COMPLETIONS = f"https://{OPENAI_API}/v1/chat/completions"
_days = count(1)

type Say = Callable[[Way, list[tuple[str, ...]]], None]
"""Sends turns, each of some parts, in one conversation."""


@pytest.fixture(scope="module")
def split_gateway(network, tmp_path_factory):
    """A gateway of its own, so that nobody else's numbers come in between."""
    folder = tmp_path_factory.mktemp("split")
    policy = allow_services(folder / "policy", "openai-api")
    process = GatewayProcess(folder / "state", network, {"POLICY_DIR": str(policy)})
    process.start()
    yield process
    process.kill()


def halves() -> tuple[str, str]:
    """A number that was never used before, in two pieces; neither is one."""
    number = national_number(f"199103{next(_days):02}", 233)
    return number[:10], number[10:]


def chatgpt(way: Way, turns: list[tuple[str, ...]]) -> None:
    with way.client() as client:
        page = ChatGptPage(client)
        for parts in turns:
            if len(parts) == 1:
                page.say(parts[0])
                continue
            body = body_of("", conversation=page.conversation, parent=page.parent)
            body["messages"][0]["content"]["parts"] = list(parts)
            client.post(SEND, json=body)


def gemini(way: Way, turns: list[tuple[str, ...]]) -> None:
    with way.client(http2=True) as client:
        for parts in turns:
            client.post(URL, content=form_of(*parts), headers=FORM)


def copilot(way: Way, turns: list[tuple[str, ...]]) -> None:
    with chat(way) as socket:
        for parts in turns:
            event = json.loads(event_of(""))
            event["content"] = [{"type": "text", "text": part} for part in parts]
            answer_to(socket, json.dumps(event))


def api(way: Way, turns: list[tuple[str, ...]]) -> None:
    """As programs do it: each request has all messages so far."""
    messages: list[dict[str, str]] = []
    with way.client() as client:
        for parts in turns:
            messages += [{"role": "user", "content": part} for part in parts]
            client.post(COMPLETIONS, json={"model": "gpt-x", "messages": messages})


def unknown(way: Way, turns: list[tuple[str, ...]]) -> None:
    with way.client() as client:
        for parts in turns:
            client.post(UNKNOWN, json={"a": {f"field{n}": part for n, part in enumerate(parts)}})


ALL = [chatgpt, gemini, copilot, api, unknown]


@pytest.mark.parametrize("say", ALL)
def test_a_number_over_two_turns_does_not_arrive(internet, split_gateway, say: Say):
    """
    The first half left before anybody could know; the second stays here, and the next turn works.
    """
    (one, two), last = halves(), clean()

    say(split_gateway.way, [(f"Onthoud {one} even.",), (f"En daarna {two} erbij.",), (last,)])

    assert internet.records.heard(one) != []
    assert internet.records.heard(two) == []
    assert internet.records.heard(last) != []


@pytest.mark.parametrize("say", [say for say in ALL if say is not gemini])
def test_a_number_over_two_parts_does_not_arrive(internet, split_gateway, say: Say):
    """
    Neither half of it, whatever stands around them. (Gemini has one text for a prompt.)
    """
    one, two = halves()

    say(split_gateway.way, [(f"Onthoud {one} even, {clean()}", f"En daarna {two} erbij.")])

    assert internet.records.heard("En daarna") != []
    assert internet.records.heard(one) == []
    assert internet.records.heard(two) == []


def test_a_password_after_its_announcement_does_not_arrive(internet, split_gateway):
    """
    The turn before says what it is.
    """
    turns = [("Het wachtwoord van de wifi is:",), ("Kortenberg!4821 graag op een affiche",)]

    chatgpt(split_gateway.way, turns)

    assert internet.records.heard("wachtwoord van de wifi") != []
    assert internet.records.heard("Kortenberg!4821") == []


def test_two_clients_are_not_mixed(internet, split_gateway):
    """
    What one address sends makes nothing with what another sends; with its own, it does.
    """
    (one, two), headers = halves(), ["--header", "content-type: application/json"]

    def say(address: str, text: str) -> bytes:
        body = json.dumps(body_of(text)).encode()
        options = ["--interface", address, *headers, "--data-binary", "@-"]
        curl(split_gateway.way, *options, SEND, body=body)
        return internet.records.requests[-1].body

    arrived = [
        say("127.0.0.9", f"Onthoud {one} even."),
        say("127.0.0.10", f"En daarna {two} erbij."),
        say("127.0.0.9", f"En daarna {two} erbij."),
    ]

    assert [two.encode() in body for body in arrived] == [False, True, False]
    assert b"En daarna" in arrived[2]


def test_ordinary_turns_arrive_as_they_are(internet, split_gateway):
    """
    Years, prices, rooms, dates, an announcement and what follows it: nothing is recorded.
    """
    turns = [
        "In 2023 waren er 1204 bezoekers in zaal 12, in 2024 waren het er 1310.",
        "De zaal kost 1.250,00 euro per dag, de tafels 3,50 per stuk.",
        "Kamer 204 is vrij op 12/05/2024 van 14 tot 16 uur, kamer 118 op 13/05/2024.",
        "Vertaal deze zin naar het Frans:",
        "Het park gaat om 9 uur open.",
        "Mail naar info@kortenberg.be",
        "Schrijf er een zinnetje bij, van 20 woorden.",
    ]

    before = len(split_gateway.incidents())
    with split_gateway.way.client() as client:
        page = ChatGptPage(client)
        answers = [page.say(text).strip() for text in turns]

    assert answers == [spoken(text) for text in turns]
    assert len(split_gateway.incidents()) == before


def test_nothing_of_it_is_written_down(internet, split_gateway):
    """
    Neither half is in the gateway's log, its incidents or anything else that it keeps.
    """
    one, two = halves()

    chatgpt(split_gateway.way, [(f"Onthoud {one} even.",), (f"En daarna {two} erbij.",)])

    kept = b"\n".join(split_gateway.written())
    assert split_gateway.incidents()[-1]["event"]["action"] == "prompt-redacted"
    assert not any(half.encode() in kept for half in (one, two, "Onthoud", "daarna"))
