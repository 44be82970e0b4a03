"""
The text of one prompt beside what was said before it.
"""

import asyncio
import sys
from dataclasses import dataclass, field, replace

import pytest

from addons.exempting import Exempting
from addons.judging import Judging
from addons.passage import Client
from addons.recent_turns import RecentTurns
from addons.recorder import Recorder
from addons.services.interface import Reading
from addons.vaults import Vaults
from policy.finding import Finding, Kind
from policy.prompt import Channel, Part
from policy.rulebook import Rule, Rulebook
from policy.verdict import Action
from tests.addons.fakes import Clock, KeptIncidents, ThePolicy, a_passage

NUMBER = "85073003328"
RULE = Rule(
    id="redact",
    version=1,
    action=Action.REDACT,
    reason="",
    kinds=frozenset({Kind.NATIONAL_NUMBER}),
)


@dataclass
class NumberScanner:
    """Finds one number."""

    asked: list = field(default_factory=list)

    async def scan(self, texts, *, whose=""):
        self.asked.append(tuple(texts))
        await asyncio.sleep(0)
        return tuple(
            Finding(
                kind=Kind.NATIONAL_NUMBER,
                part=part,
                start=text.index(NUMBER),
                end=text.index(NUMBER) + len(NUMBER),
                score=1.0,
                detector="one",
            )
            for part, text in enumerate(texts)
            if NUMBER in text
        )


class DiesAtTheSecond:
    """A detector that is down when it is asked again."""

    asked = 0

    async def scan(self, texts, *, whose=""):
        self.asked += 1
        if self.asked % 2 == 0:
            raise ConnectionError("detector down")
        return ()


def a_judging(scanner):
    recorder = Recorder(
        log=KeptIncidents(),
        pseudonym=lambda identity, at: "hash",
        now=Clock(),
        new_code=lambda: "KB-0000",
    )
    return Judging(
        scanner=scanner,
        recorder=recorder,
        vaults=Vaults(lambda: 0.0),
        exempting=Exempting(now=Clock()),
        recent=RecentTurns(lambda: 0.0),
    )


def passage_of(address="10.0.0.7"):
    passage = a_passage()
    policy = ThePolicy(Rulebook((RULE,), version="1"), passage.policy.catalogue)
    return replace(passage, policy=policy, client=Client(address=address))


def reading(*texts, channel=Channel.PROMPT, conversation=""):
    parts = tuple(Part(f"/{at}", text) for at, text in enumerate(texts))
    return Reading(parts=parts, channel=channel, conversation=conversation)


async def turn(judging, said, passage=None, way=""):
    passage = passage or passage_of()
    verdict = await judging.verdict(passage, said, way)
    if verdict.action is Action.ALLOW:
        judging.sent(passage, said, way)
    return verdict


def verdicts(*turns, scanner=None):
    """Of turns, each with what `turn` takes."""
    judging = a_judging(scanner or NumberScanner())

    async def all_of_them():
        return [await turn(judging, *each) for each in turns]

    return asyncio.run(all_of_them())


def test_halves_in_two_turns_are_one_number():
    """
    The second half is found where it stands; the first has left.
    """
    first, second = verdicts((reading("begin 850730"),), (reading("en dan 03328"),))

    assert first.action is Action.ALLOW
    assert [(f.part, f.start, f.end) for f in second.findings] == [(0, 7, 12)]


def test_halves_in_two_parts_are_one_number():
    """
    Also far behind in a prompt of many parts.
    """
    filler = [f"rij {'x' * (at % 7)}" for at in range(300)]

    (verdict,) = verdicts((reading(*filler, "begin 850730", "en dan 03328"),))

    assert {f.part for f in verdict.findings} == {300, 301}


@pytest.mark.parametrize(
    "other",
    [
        (reading("begin 850730"), passage_of("10.0.0.8")),
        (reading("begin 850730"), None, "/v9/say"),
        (reading("begin 850730", channel=Channel.URL),),
        (reading("begin 850730", channel=Channel.DRAFT),),
        (reading("begin 850730", conversation="c-2"),),
    ],
    ids=["client", "way", "url", "draft", "conversation"],
)
def test_what_does_not_belong_together_stays_apart(other):
    """
    Another client's, an address's, a draft's, another conversation's.
    """
    _, second = verdicts(other, (reading("en dan 03328", conversation="c-1"),))

    assert second.action is Action.ALLOW


def test_a_draft_that_grows_is_not_beside_itself():
    """
    Typed letter by letter, then sent; but it is looked at beside what was sent before.
    """
    drafts = [(reading("8507 3003"[:n], channel=Channel.DRAFT),) for n in range(1, 10)]
    halves = (reading("begin 850730"),), (reading("en dan 03328", channel=Channel.DRAFT),)

    assert {v.action for v in verdicts(*drafts, (reading("8507 3003"),))} == {Action.ALLOW}
    assert [v.action for v in verdicts(*halves)] == [Action.ALLOW, Action.REDACT]


def test_what_was_refused_is_not_remembered():
    """
    It has not left, so nothing can be added to it.
    """
    first, second = verdicts((reading(f"850730 en {NUMBER}"),), (reading("en dan 03328"),))

    assert [first.action, second.action] == [Action.REDACT, Action.ALLOW]


def test_what_left_is_remembered_as_it_left():
    """
    With placeholders, not with what they stand for.
    """
    judging = a_judging(NumberScanner())
    passage, said = passage_of(), reading(f"{NUMBER} is 850730")

    judging.sent(passage, said, texts=("<RIJKSREGISTERNUMMER_1> is klaar",))
    second = asyncio.run(judging.verdict(passage, reading("en dan 03328")))

    assert second.action is Action.ALLOW


def test_halves_at_the_same_time_are_one_number():
    """
    Whoever sends both at once gains nothing.
    """
    judging = a_judging(NumberScanner())

    async def both():
        halves = reading("begin 850730"), reading("en dan 03328")
        return await asyncio.gather(*(turn(judging, half) for half in halves))

    assert [v.action for v in asyncio.run(both())] == [Action.ALLOW, Action.REDACT]


def test_ordinary_turns_are_looked_at_once():
    """
    A second look costs time, so it is for those that may make something.
    """
    scanner = NumberScanner()
    texts = ["Schrijf een brief over de opening op 12/05/2024.", "Maak het korter, 80 woorden."] * 4

    verdicts(*((reading(text),) for text in texts), scanner=scanner)

    assert len(scanner.asked) == len(texts)


def test_a_second_look_that_fails_is_no_verdict():
    """
    The caller refuses, as when the first fails.
    """
    with pytest.raises(ConnectionError):
        verdicts((reading("begin 850730", "en dan 03328"),), scanner=DiesAtTheSecond())


def test_many_parts_cost_each_the_same():
    """
    2,000 and 20,000 parts with half a number each: calls, which no other load changes.
    """

    def calls(parts):
        count = 0

        def counted(frame, event, argument):
            nonlocal count
            count += event in {"call", "c_call"}

        said = reading(*["begin 850730 dan 03328"] * parts)
        sys.setprofile(counted)
        try:
            verdicts((said,))
        finally:
            sys.setprofile(None)
        return count

    assert calls(20_000) < 12 * calls(2_000)
