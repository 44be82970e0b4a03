"""
Exemptions: what somebody approved passes, for that place, that kind and that time, and no more.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.exemption import LONGEST, Exemption, ExemptionError
from policy.finding import SECURITY_KINDS, Finding, Kind
from policy.prompt import Channel, Part, Prompt
from policy.rulebook import Rule, Rulebook
from policy.verdict import Action

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PROMPT = Prompt(
    service="chatgpt", department="ocmw", channel=Channel.PROMPT, parts=(Part("", "x"),)
)


def rule(rule_id, action, *kinds, **more):
    return Rule(id=rule_id, version=1, action=action, reason="", kinds=frozenset(kinds), **more)


BOOK = Rulebook(
    (
        rule("names", Action.REDACT, Kind.PERSON, Kind.PHONE),
        rule("debts", Action.REJECT, Kind.SPECIAL_SOCIAL),
        rule("many-names", Action.REJECT, Kind.PERSON, at_least=3),
    )
)


def found(*kinds):
    return tuple(
        Finding(kind=kind, part=0, start=n, end=n + 1, score=1.0, detector="t")
        for n, kind in enumerate(kinds)
    )


def exemption(*kinds, **scope):
    scope = {name: frozenset(values) for name, values in scope.items()}
    return Exemption(
        id="UZ-2026-0001",
        kinds=frozenset(kinds),
        starts=NOON,
        ends=NOON + timedelta(days=30),
        **scope,
    )


def test_what_is_exempted_passes_and_says_so():
    """
    The rule that would have stopped it is told, and by which exemption it passed.
    """
    verdict = BOOK.decide(PROMPT, found(Kind.SPECIAL_SOCIAL), [exemption(Kind.SPECIAL_SOCIAL)])

    assert (verdict.action, verdict.rule) == (Action.ALLOW, "debts")
    assert verdict.exemptions == ("UZ-2026-0001",)


@pytest.mark.parametrize(
    "scope",
    [{"departments": ["gemeente"]}, {"services": ["gemini"]}, {"rules": ["names"]}],
    ids=lambda scope: next(iter(scope)),
)
def test_elsewhere_nothing_changes(scope):
    """
    Another department, another service, another rule.
    """
    findings = found(Kind.SPECIAL_SOCIAL)

    verdict = BOOK.decide(PROMPT, findings, [exemption(Kind.SPECIAL_SOCIAL, **scope)])

    assert verdict == BOOK.decide(PROMPT, findings)


def test_other_kinds_beside_it_are_stopped_as_before():
    """
    An approval for debts is none for names.
    """
    verdict = BOOK.decide(
        PROMPT, found(Kind.SPECIAL_SOCIAL, Kind.PHONE), [exemption(Kind.SPECIAL_SOCIAL)]
    )

    assert (verdict.action, verdict.rule) == (Action.REDACT, "names")
    assert [f.kind for f in verdict.findings] == [Kind.PHONE]
    assert verdict.exemptions == ("UZ-2026-0001",)


def test_a_refusal_that_stays_one_tells_all_that_was_found():
    """
    An exemption that does not help leaves no trace.
    """
    findings = found(Kind.SPECIAL_SOCIAL, Kind.PERSON)

    verdict = BOOK.decide(PROMPT, findings, [exemption(Kind.PERSON)])

    assert verdict == BOOK.decide(PROMPT, findings)


def test_one_rule_may_be_eased_while_another_holds():
    """
    A list of names may be redacted where it would have been refused.
    """
    findings = found(Kind.PERSON, Kind.PERSON, Kind.PERSON)

    verdict = BOOK.decide(PROMPT, findings, [exemption(Kind.PERSON, rules=["many-names"])])

    assert (verdict.action, verdict.rule) == (Action.REDACT, "names")
    assert len(verdict.findings) == 3


@given(st.integers(-(10**7), 10**7))
def test_it_holds_from_its_start_until_its_end(seconds):
    """
    The end itself is outside.
    """
    one = exemption(Kind.PERSON)

    assert one.holds(NOON + timedelta(seconds=seconds)) == (0 <= seconds < 30 * 86400)


@given(
    exempted=st.sets(st.sampled_from([k for k in Kind if k not in SECURITY_KINDS]), min_size=1),
    kinds=st.lists(st.sampled_from(list(Kind)), max_size=6),
)
def test_it_never_makes_anything_stricter_and_never_touches_the_rest(exempted, kinds):
    """
    With it as strict as before or less; and as if the exempted kinds alone were not there.
    """
    findings = found(*kinds)

    before = BOOK.decide(PROMPT, findings)
    after = BOOK.decide(PROMPT, findings, [exemption(*exempted)])
    rest = BOOK.decide(PROMPT, tuple(f for f in findings if f.kind not in exempted))

    assert after.action.strictness <= before.action.strictness
    assert after.action is rest.action


@pytest.mark.parametrize("kind", sorted(SECURITY_KINDS))
def test_security_information_is_never_exempted(kind):
    """
    Nobody may approve that a password leaves (R-426).
    """
    with pytest.raises(ExemptionError, match="security"):
        exemption(Kind.PERSON, kind)


@pytest.mark.parametrize(
    "change",
    [
        {"kinds": frozenset()},
        {"ends": NOON},
        {"ends": NOON + LONGEST + timedelta(seconds=1)},
        {"ends": datetime(2026, 12, 1)},  # noqa: DTZ001 -- that is the mistake
    ],
    ids=["no-kinds", "no-time", "too-long", "no-zone"],
)
def test_what_has_no_bounds_is_refused(change):
    """
    An end is mandatory, at most a year away.
    """
    with pytest.raises(ExemptionError):
        replace(exemption(Kind.PERSON), **change)


def test_only_what_was_needed_is_named():
    """
    One for another rule, or for what nothing here was found of, had no part in it.
    """
    own = replace(exemption(Kind.SPECIAL_SOCIAL), id="UZ-2026-0002")
    others = [
        exemption(Kind.SPECIAL_SOCIAL, rules=["names"]),
        exemption(Kind.PERSON),
        exemption(Kind.SPECIAL_SOCIAL, departments=["gemeente"]),
    ]

    verdict = BOOK.decide(PROMPT, found(Kind.SPECIAL_SOCIAL), [*others, own])

    assert (verdict.action, verdict.exemptions) == (Action.ALLOW, ("UZ-2026-0002",))
