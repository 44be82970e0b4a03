"""
Where only public documents may be uploaded: a clean file waits for somebody's word, and that word
holds for that file, that person and a quarter of an hour.
"""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from addons.outcome import Sent
from config.confirmations import Confirmations
from policy.department import Uploads
from policy.incident import EventAction, Forwarded, StatedPublic
from policy.rulebook import Rulebook
from policy.verdict import Action
from tests.addons.fakes import RULES, Clock, FullDisk, a_passage
from tests.addons.test_inspection import NAME
from tests.addons.test_uploads import a_desk, shown

CLEAN = b"Het park is open."


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path, clock):
    return Confirmations(state_dir=tmp_path, now=clock)


def at_confirm(store, **more):
    desk = a_desk(uploads=Uploads.CONFIRM, confirmations=store, **more)
    desk.announce()
    return desk


def token_in(text):
    found = re.search(r"<([\w-]{43})>", text)
    assert found, text
    return found[1]


def somebody_else(desk):
    passage = a_passage(address="10.0.0.8", uploads=Uploads.CONFIRM)
    other = replace(desk, passage=passage)
    other.announce()
    return other


def test_a_clean_file_waits_for_a_statement_and_then_leaves(store):
    """
    Refused with the page that asks; once stated, the same bytes leave as they came.
    """
    desk = at_confirm(store)

    said = shown(desk.put(CLEAN))
    assert "uploads_confirm" in said
    (stopped,) = desk.log.kept
    assert (stopped.action, stopped.reason) == (EventAction.UPLOAD_REJECTED, "uploads-confirm")

    store.state(token_in(said), located=True)
    outcome = desk.put(CLEAN)

    assert isinstance(outcome, Sent)
    assert outcome.request.body == CLEAN
    assert isinstance(desk.say(), Sent)
    _, passed = desk.log.kept
    assert (passed.action, passed.reason) == (EventAction.EXEMPTED, "stated-public")
    assert (passed.decision, passed.forwarded) == (Action.ALLOW, Forwarded.YES)
    assert passed.stated == StatedPublic(incident=stopped.code, format="txt", located=True)


def test_a_finding_is_refused_without_a_question(store):
    """
    That it is public cures nothing.
    """
    desk = at_confirm(store)

    assert "file_found" in shown(desk.put(NAME.encode()))
    assert not store.path.exists()


def test_the_message_tells_where_to_confirm(store):
    """
    A page shows little of a refused upload; the chat says it again.
    """
    desk = at_confirm(store)
    token = token_in(shown(desk.put(CLEAN)))

    assert token in shown(desk.say())


def test_a_client_that_tries_again_is_asked_the_same(store):
    """
    One question and one incident, however often a browser tries.
    """
    desk = at_confirm(store)

    first, again = shown(desk.put(CLEAN)), shown(desk.put(CLEAN))

    assert first == again
    assert len(desk.log.kept) == 1


@pytest.mark.parametrize("change", ["other bytes", "other person", "too late"])
def test_a_statement_holds_for_nothing_else(store, clock, change):
    """
    Not for another file, not for somebody else, not after a quarter of an hour.
    """
    desk = at_confirm(store)
    store.state(token_in(shown(desk.put(CLEAN))), located=False)

    if change == "other bytes":
        outcome = desk.put(CLEAN + b" ")
    elif change == "other person":
        outcome = somebody_else(desk).put(CLEAN)
    else:
        clock.at += timedelta(minutes=15)
        outcome = desk.put(CLEAN)

    assert "uploads_confirm" in shown(outcome)


def test_a_statement_holds_for_a_quarter_of_an_hour_and_every_service(store, clock):
    """
    The document is public wherever it goes; each service has a line of its own.
    """
    desk = at_confirm(store)
    store.state(token_in(shown(desk.put(CLEAN))), located=False)
    clock.at += timedelta(minutes=14, seconds=59)

    assert isinstance(desk.put(CLEAN), Sent)
    assert isinstance(desk.put(CLEAN), Sent)
    service = replace(desk.passage.service, slug="chatgpt-two")
    elsewhere = replace(desk, passage=replace(desk.passage, service=service))
    elsewhere.announce()
    assert isinstance(elsewhere.put(CLEAN), Sent)

    passed = [incident for incident in desk.log.kept if incident.stated]
    assert [incident.service for incident in passed] == ["chatgpt", "chatgpt-two"]


def test_another_gateway_believes_the_statement(store, tmp_path, clock):
    """
    Several workers share the folder; after a restart it is still there.
    """
    store.state(token_in(shown(at_confirm(store).put(CLEAN))), located=False)

    other = at_confirm(Confirmations(state_dir=tmp_path, now=clock))

    assert isinstance(other.put(CLEAN), Sent)


def test_a_published_file_needs_no_statement(store):
    """
    The organisation has said so itself.
    """
    desk = at_confirm(store, published=(CLEAN,))

    assert isinstance(desk.put(CLEAN), Sent)
    assert desk.log.kept == []


def test_a_full_disk_keeps_the_file_here(store):
    """
    Nobody can be asked, and nothing leaves.
    """
    store.state_dir.joinpath("confirmations").write_text("no folder")

    with pytest.raises(OSError, match="exists"):
        at_confirm(store).put(CLEAN)


def test_a_pass_that_cannot_be_written_down_does_not_happen(store):
    """
    First the line, then the file.
    """
    store.state(token_in(shown(at_confirm(store).put(CLEAN))), located=False)

    with pytest.raises(OSError, match="No space"):
        at_confirm(store, log=FullDisk()).put(CLEAN)


def test_too_many_questions_are_told_to_wait(tmp_path, clock):
    """
    The folder is bounded, and nothing is let through for it.
    """
    store = Confirmations(state_dir=tmp_path, now=clock, max_files=1)
    desk = at_confirm(store)
    desk.put(CLEAN)

    assert "busy" in shown(desk.put(CLEAN + b" "))
    clock.at += timedelta(minutes=10)
    assert "busy" in shown(desk.put(CLEAN + b"  "))


def test_one_client_cannot_use_up_the_room_for_all(store):
    """
    Others are still asked.
    """
    desk = at_confirm(store)

    answers = [shown(desk.put(CLEAN + str(n).encode())) for n in range(201)]

    assert [n for n, said in enumerate(answers) if "busy" in said] == [200]
    assert "uploads_confirm" in shown(somebody_else(desk).put(CLEAN))


def test_files_in_one_request_are_asked_together(store):
    """
    And of two that are stated one by one, the rest.
    """
    desk = at_confirm(store)
    uploads, passage = desk.inspection.uploads, desk.passage

    asked = asyncio.run(uploads.carried(passage, (), [CLEAN, b"Twee."]))
    question = store.question(token_in(asked.text))
    assert [file.format for file in question.files] == ["txt", "txt"]
    store.state(token_in(asked.text), located=False)

    assert asyncio.run(uploads.carried(passage, (), [CLEAN, b"Twee."])) is None
    more = asyncio.run(uploads.carried(passage, (), [CLEAN, b"Drie."]))
    assert len(store.question(token_in(more.text)).files) == 1


def test_what_is_on_trial_is_told_once_the_file_leaves(store):
    """
    As long as it waits nothing was forwarded.
    """
    desk = at_confirm(store)
    on_trial = replace(RULES[0], on_trial=True, action=Action.REDACT)
    policy = replace(desk.passage.policy, rulebook=Rulebook((on_trial, RULES[1])))
    desk = replace(desk, passage=replace(desk.passage, policy=policy))

    said = shown(desk.put(NAME.encode()))
    assert [incident.reason for incident in desk.log.kept] == ["uploads-confirm"]
    store.state(token_in(said), located=False)
    desk.put(NAME.encode())
    desk.put(NAME.encode())

    reasons = [incident.reason for incident in desk.log.kept]
    assert reasons == ["uploads-confirm", "stated-public", "rule-on-trial"]
