"""
A decision is recorded before it is carried out, and without any text of the prompt.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from addons.recorder import Recorder
from policy.catalogue import Status
from policy.finding import Finding, Kind
from policy.incident import EventAction, Forwarded, to_ecs
from policy.prompt import Channel
from policy.verdict import Action, Verdict
from tests.addons.fakes import Clock, FullDisk, KeptIncidents, a_passage


def a_recorder(log, clock=None):
    codes = iter(f"KB-{number:04}" for number in range(20_000))
    return Recorder(
        log=log,
        pseudonym=lambda identity, at: f"hash-of-{len(identity)}-{identity[-1]}",
        now=clock or Clock(),
        new_code=lambda: next(codes),
    )


def a_verdict(action, trial=None):
    finding = Finding(kind=Kind.PERSON, part=0, start=0, end=3, score=0.9, detector="names")
    return Verdict(
        action=action, rule="redact", rule_version=3, reason="", findings=(finding,), trial=trial
    )


@pytest.mark.parametrize(
    ("action", "event", "forwarded"),
    [
        (Action.REDACT, EventAction.PROMPT_REDACTED, Forwarded.PARTLY),
        (Action.REJECT, EventAction.PROMPT_REJECTED, Forwarded.NO),
    ],
)
def test_verdict_becomes_an_incident(action, event, forwarded):
    """
    What was decided, by which rule, under which policy, and how much left.
    """
    log = KeptIncidents()

    code = asyncio.run(a_recorder(log).verdict(a_passage(), Channel.PROMPT, a_verdict(action)))

    (incident,) = log.kept
    assert incident.code == code
    assert (incident.action, incident.decision, incident.forwarded) == (event, action, forwarded)
    assert (incident.rule, incident.rule_version) == ("redact", 3)
    assert (incident.policy_version, incident.list_version) == ("rules-1", "list-1")
    assert incident.findings[0].kind is Kind.PERSON
    assert incident.classes == ("personal",)


def test_rule_on_trial_is_recorded_and_not_carried_out():
    """
    The prompt left whole, and the incident says so beside what the trial would have done.
    """
    log = KeptIncidents()
    allowed = Verdict(
        action=Action.ALLOW,
        rule="no-match",
        rule_version=1,
        reason="",
        trial=a_verdict(Action.REJECT),
    )

    asyncio.run(a_recorder(log).verdict(a_passage(), Channel.PROMPT, allowed))

    (incident,) = log.kept
    assert (incident.decision, incident.forwarded) == (Action.ALLOW, Forwarded.YES)
    assert (incident.trial_rule, incident.trial_decision) == ("redact", Action.REJECT)


def test_what_left_is_weighed_and_what_did_not_is_not():
    """
    A redacted prompt has a score by ENISA's method, milder than the same one sent whole on trial;
    a rejected one has none.
    """
    log = KeptIncidents()
    recorder = a_recorder(log)
    allowed = Verdict(
        action=Action.ALLOW, rule="no", rule_version=1, reason="", trial=a_verdict(Action.REJECT)
    )

    for verdict in (a_verdict(Action.REDACT), allowed, a_verdict(Action.REJECT)):
        asyncio.run(recorder.verdict(a_passage(), Channel.PROMPT, verdict))

    assert [i.enisa_score for i in log.kept] == [0.75, 1.25, None]
    assert to_ecs(log.kept[0], observer_version="0")["promptwacht"]["enisa"] == {
        "score": 0.75,
        "level": "low",
    }
    assert "enisa" not in to_ecs(log.kept[2], observer_version="0")["promptwacht"]


def test_blocked_service_is_recorded_once_a_minute_and_client():
    """
    A page or plug-in that asks dozens of times makes one line; another client makes its own.
    """
    log, clock = KeptIncidents(), Clock()
    recorder = a_recorder(log, clock)
    forbidden, other = a_passage(Status.FORBIDDEN), a_passage(Status.FORBIDDEN, "10.0.0.8")

    codes = [asyncio.run(recorder.blocked(forbidden, Channel.URL)) for _ in range(50)]
    asyncio.run(recorder.blocked(other, Channel.URL))
    clock.at += timedelta(seconds=61)
    asyncio.run(recorder.blocked(forbidden, Channel.URL))

    assert len(set(codes)) == 1
    assert [i.user_hash for i in log.kept] == ["hash-of-8-7", "hash-of-8-8", "hash-of-8-7"]
    assert {i.decision for i in log.kept} == {Action.BLOCK}


def test_unlisted_service_has_a_word_of_its_own():
    """
    "Not decided yet" is not "forbidden".
    """
    log = KeptIncidents()

    asyncio.run(a_recorder(log).blocked(a_passage(Status.UNLISTED), Channel.URL))

    assert log.kept[0].action is EventAction.SERVICE_UNLISTED


def test_full_disk_is_told():
    """
    Nobody may act on a decision that is not on disk.
    """
    with pytest.raises(OSError, match="No space"):
        asyncio.run(
            a_recorder(FullDisk()).verdict(a_passage(), Channel.PROMPT, a_verdict(Action.REDACT))
        )


def test_nobody_makes_others_write_twice():
    """
    However many hosts of a blocked service somebody asks for.
    """
    log = KeptIncidents()
    recorder = a_recorder(log)
    recorder.pseudonym = lambda identity, at: identity
    busy = a_passage(Status.FORBIDDEN, address="10.0.0.8")
    code = asyncio.run(recorder.blocked(a_passage(Status.FORBIDDEN), Channel.URL))

    async def many():
        for number in range(10_100):
            await recorder.blocked(replace(busy, domain=f"{number}.example"), Channel.URL)

    asyncio.run(many())

    assert asyncio.run(recorder.blocked(a_passage(Status.FORBIDDEN), Channel.URL)) == code
