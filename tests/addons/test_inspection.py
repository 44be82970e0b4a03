"""
One request on its way out: what leaves is what a verdict let leave, and it was recorded first.
"""

import asyncio
import json
import threading
from dataclasses import dataclass, field, replace

import pytest

from addons.exempting import Exempting
from addons.inspection import Inspection, Refused, Sent
from addons.judging import Judging
from addons.recent_turns import RecentTurns
from addons.recorder import Recorder
from addons.refusing import Refusing
from addons.services.chatgpt import ChatGpt
from addons.services.generic_socket import GenericSocket
from addons.services.interface import ForgedId, WireRequest
from addons.services.walker import Walker
from addons.socket_inspection import SocketInspection
from addons.turns import Turns
from addons.vaults import Vaults
from policy.catalogue import Status
from policy.department import Audience
from policy.documents.interface import Unread
from policy.finding import Finding, Kind
from policy.incident import EventAction, Forwarded
from policy.prompt import Channel
from tests.addons.fakes import Clock, FullDisk, KeptIncidents, a_passage, the_uploads

NAME, DEBT = "Jef Peeters", "schuldbemiddeling"
KINDS = {NAME: Kind.PERSON, DEBT: Kind.SPECIAL_SOCIAL}


@dataclass
class WordScanner:
    """Finds two words."""

    asked: list = field(default_factory=list)

    async def scan(self, texts, *, whose=""):
        self.asked.append(tuple(texts))
        return tuple(
            Finding(
                kind=kind,
                part=part,
                start=text.index(word),
                end=text.index(word) + len(word),
                score=1.0,
                detector="word",
            )
            for part, text in enumerate(texts)
            for word, kind in KINDS.items()
            if word in text
        )


class DeadScanner:
    """A detector that is down."""

    async def scan(self, texts, *, whose=""):
        raise ConnectionError("detector down")


def an_inspection(scanner=None, log=None, exempting=None, **more):
    codes = iter(f"KB-{number:04}" for number in range(1000))
    scanner = scanner or WordScanner()
    recorder = Recorder(
        log=log if log is not None else KeptIncidents(),
        pseudonym=lambda identity, at: "hash",
        now=Clock(),
        new_code=lambda: next(codes),
    )
    return Inspection(
        judging=Judging(
            scanner=scanner,
            recorder=recorder,
            vaults=Vaults(lambda: 0.0),
            exempting=exempting or Exempting(now=Clock()),
            recent=RecentTurns(lambda: 0.0),
            **more,
        ),
        recorder=recorder,
        refusing=Refusing(),
        walker=Walker(),
        uploads=the_uploads(scanner, recorder, exempting=exempting),
        turns=Turns(lambda: 0.0),
    )


def a_codec():
    ids = iter(f"00000000-0000-4000-8000-{number:012}" for number in range(1000))
    return ChatGpt(new_id=lambda: next(ids))


def a_prompt(text, **more):
    message = {
        "id": "11111111-0000-4000-8000-000000000001",
        "author": {"role": "user"},
        "content": {"content_type": "text", "parts": [text]},
    }
    body = {
        "action": "next",
        "messages": [message],
        "parent_message_id": "client-created-root",
        "supported_encodings": ["v1"],
    } | more
    return WireRequest(
        method="POST",
        host="chatgpt.com",
        path="/backend-api/f/conversation",
        headers={"content-type": "application/json"},
        body=json.dumps(body).encode(),
    )


def carried_out(inspection, wire, passage=None):
    return asyncio.run(inspection.request(passage or a_passage(), wire, a_codec()))


def test_clean_prompt_leaves_as_it_came():
    """
    Not one byte is touched, and nothing is recorded.
    """
    log = KeptIncidents()
    wire = a_prompt("Schrijf een uitnodiging voor het dorpsfeest.")

    outcome = carried_out(an_inspection(log=log), wire)

    assert outcome == Sent(wire)
    assert log.kept == []


def test_every_prompt_that_is_looked_at_is_counted():
    """
    Clean or not; by department, and nothing else of it.
    """
    counted = []
    inspection = an_inspection(checked=counted.append)

    carried_out(inspection, a_prompt("Schrijf een uitnodiging."))
    carried_out(inspection, a_prompt(f"Mail aan {NAME}."))

    assert len(counted) == 2
    assert len(set(counted)) == 1


def test_personal_data_leaves_as_placeholder():
    """
    The name stays here; the rest of the document is the same, byte for byte.
    """
    log = KeptIncidents()
    wire = a_prompt(f"Mail aan {NAME} over de put in de weg.")

    outcome = carried_out(an_inspection(log=log), wire)

    assert outcome.request.body == wire.body.replace(NAME.encode(), b"<PERSOON_1>")
    assert [(i.action, i.forwarded) for i in log.kept] == [
        (EventAction.PROMPT_REDACTED, Forwarded.PARTLY)
    ]


def test_same_value_keeps_its_placeholder_within_a_conversation():
    """
    The service can follow who is who over several turns.
    """
    inspection = an_inspection()
    first = a_prompt(f"{NAME} belde.", conversation_id="c-1")
    second = a_prompt(f"Wat zeg ik tegen {NAME}?", conversation_id="c-1")

    bodies = [carried_out(inspection, wire).request.body for wire in (first, second)]

    assert all(b"<PERSOON_1>" in body for body in bodies)


def test_what_redaction_cannot_cure_is_refused():
    """
    The client gets an explanation with the code of the incident; nothing leaves.
    """
    log = KeptIncidents()

    outcome = carried_out(an_inspection(log=log), a_prompt(f"{NAME} zit in {DEBT}."))

    assert isinstance(outcome, Refused)
    assert b"KB-0000" in outcome.response.body
    assert NAME.encode() not in outcome.response.body
    assert [(i.action, i.forwarded) for i in log.kept] == [
        (EventAction.PROMPT_REJECTED, Forwarded.NO)
    ]


def test_turn_after_a_refusal_stands_on_genuine_ids():
    """
    The page sends the ids that we made up; upstream gets those that it knows.
    """
    inspection = an_inspection()
    refused = carried_out(inspection, a_prompt(DEBT, parent_message_id="genuine-parent"))
    forged = [name for name in inspection.turns if name.encode() in refused.response.body]

    outcome = carried_out(
        inspection, a_prompt("Dank je.", parent_message_id=forged[0], conversation_id=forged[-1])
    )

    assert isinstance(outcome, Sent)
    assert not any(name.encode() in outcome.request.body for name in inspection.turns)


class AskedAlone(Turns):
    """Forged ids of which nobody may make a copy."""

    def __iter__(self):
        raise AssertionError("everybody waits for a copy of all ids")


def test_many_refusals_of_somebody_cost_others_nothing():
    """
    There may be tens of thousands of ids: each request asks for those that stand in it.
    """
    inspection = replace(an_inspection(), turns=AskedAlone(lambda: 0.0))
    inspection.turns.remember(b"lieve", ForgedId("forged", None))

    outcome = carried_out(inspection, a_prompt("Schrijf een uitnodiging."))

    assert isinstance(outcome, Sent)


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 500, b"\x00" * 99])
def test_unreadable_prompt_is_refused(body):
    """
    What cannot be read is not sent, and the log says that it could not be read.
    """
    log = KeptIncidents()
    wire = WireRequest(
        method="POST", host="chatgpt.com", path="/backend-api/f/conversation", body=body
    )

    outcome = carried_out(an_inspection(log=log), wire)

    assert isinstance(outcome, Refused)
    assert [i.action for i in log.kept] == [EventAction.NOT_INSPECTABLE]


@pytest.mark.parametrize("status", [Status.FORBIDDEN, Status.UNLISTED, Status.SUSPENDED])
def test_service_that_may_not_be_used_is_refused_unread(status):
    """
    The detector is not even asked: what may not be used is not read (proportionality).
    """
    scanner = WordScanner()

    outcome = carried_out(an_inspection(scanner), a_prompt("Hallo"), a_passage(status))

    assert isinstance(outcome, Refused)
    assert scanner.asked == []


def test_pupils_get_a_page_of_their_own():
    """
    No wording about logs or blame for a child.
    """
    passage = a_passage(Status.FORBIDDEN, audience=Audience.PUPILS)
    wire = WireRequest(
        method="GET", host="chatgpt.com", path="/", headers={"sec-fetch-mode": "navigate"}
    )

    outcome = carried_out(an_inspection(), wire, passage)

    assert b"pupils" in outcome.response.body


def test_dead_detector_lets_nothing_through():
    """
    The failure reaches the guard, whose refusal stands.
    """
    with pytest.raises(ConnectionError):
        carried_out(an_inspection(DeadScanner()), a_prompt("Hallo"))


@pytest.mark.parametrize("text", [NAME, DEBT])
def test_decision_that_cannot_be_recorded_is_not_carried_out(text):
    """
    The incident is on disk before the prompt leaves, changed or not.
    """
    with pytest.raises(OSError, match="No space"):
        carried_out(an_inspection(log=FullDisk()), a_prompt(text))


def test_unknown_endpoint_is_walked():
    """
    A new way of sending text is judged, not guessed.
    """
    wire = WireRequest(
        method="POST",
        host="chatgpt.com",
        path="/backend-api/something-new",
        headers={"content-type": "application/json"},
        body=json.dumps({"deep": [{"inside": f"{DEBT} van mijn buur"}]}).encode(),
    )

    assert isinstance(carried_out(an_inspection(), wire), Refused)


@pytest.mark.parametrize(
    ("wire", "said"),
    [
        (a_prompt(""), (EventAction.UNCHECKED, Channel.PROMPT)),
        (
            WireRequest(method="POST", host="chatgpt.com", path="/backend-api/files"),
            (EventAction.UPLOAD_REJECTED, Channel.UPLOAD),
        ),
    ],
    ids=["prompt", "file"],
)
def test_without_room_people_are_told_of_what_they_sent(wire, said):
    """
    Of a question nobody says that it was a file, and in neither case more than that it stayed.
    """
    log = KeptIncidents()
    inspection = an_inspection(log=log)

    dropping = inspection.dropped(a_passage(), replace(wire, body=b""), a_codec(), Unread.BUSY)
    refused = asyncio.run(dropping)

    (incident,) = log.kept
    assert (incident.action, incident.channel) == said
    assert (incident.reason, incident.forwarded) == ("busy", Forwarded.NO)
    assert (b"unchecked" in refused.response.body) is (said[1] is Channel.PROMPT)


def message(text, status=Status.ALLOWED, **parts):
    inspection = SocketInspection.beside(an_inspection(**parts))
    return asyncio.run(inspection.message(a_passage(status), text, GenericSocket()))


def test_message_is_judged_like_a_request():
    """
    Clean text goes on, a name is replaced, a debt stays here.
    """
    assert message('{"t": "Hallo"}').forward == '{"t": "Hallo"}'
    assert message(json.dumps({"t": NAME})).forward == json.dumps({"t": "<PERSOON_1>"})
    assert message(json.dumps({"t": DEBT})).forward is None


def test_message_to_a_blocked_service_stays():
    """
    Whatever it says.
    """
    assert message('{"t": "Hallo"}', Status.FORBIDDEN).forward is None


def test_message_that_cannot_be_judged_raises():
    """
    The guard dropped it beforehand.
    """
    with pytest.raises(ConnectionError):
        message('{"t": "Hallo"}', scanner=DeadScanner())


def handshake(inspection, path):
    words = WireRequest(method="GET", host="chatgpt.com", path=path)
    return asyncio.run(inspection.handshake(a_passage(), words))


@pytest.mark.parametrize("word", [NAME, DEBT])
@pytest.mark.parametrize("place", ["/chat/over%20{}", "/chat?about={}"])
def test_an_address_of_a_socket_is_refused_whole(word, place):
    """
    Nothing in it can be replaced, so what would be redacted is refused, and recorded as that.
    """
    log = KeptIncidents()

    begins = handshake(an_inspection(log=log), place.format(word.replace(" ", "%20")))

    (incident,) = log.kept
    assert not begins
    assert (incident.action, incident.forwarded) == (EventAction.PROMPT_REJECTED, Forwarded.NO)


def test_an_address_of_a_socket_without_anything_in_it():
    """
    It begins, nothing is kept of it, and it is not counted as a prompt.
    """
    log, counted = KeptIncidents(), []

    assert handshake(an_inspection(log=log, checked=counted.append), "/api/chat")
    assert (log.kept, counted) == ([], [])


class ThreadedReader(Walker):
    """Notes where it works."""

    def __init__(self):
        self.threads = set()

    def attachments(self, request):
        self.threads.add(threading.current_thread())
        return super().attachments(request)

    def read(self, request):
        self.threads.add(threading.current_thread())
        return super().read(request)

    def write(self, request, reading, texts):
        self.threads.add(threading.current_thread())
        return super().write(request, reading, texts)


@pytest.mark.parametrize(("size", "is_aside"), [(1_000, False), (40_000, True)])
def test_a_long_prompt_is_read_beside_the_loop(size, is_aside):
    """
    Also when its files are looked for and its names replaced: others want an answer meanwhile.
    """
    reader = ThreadedReader()
    body = json.dumps({"text": f"{NAME} komt. " + "Het park is open. " * (size // 18)}).encode()
    headers = {"content-type": "application/json"}
    wire = WireRequest(method="POST", host="x.example", path="/ask", headers=headers, body=body)
    inspection = an_inspection()

    outcome = asyncio.run(inspection._judge(a_passage(), wire, reader=reader))

    assert NAME not in outcome.request.body.decode()
    assert (threading.main_thread() not in reader.threads) == is_aside
