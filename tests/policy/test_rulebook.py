"""
The rulebook: the strictest rule that matches decides, and no rule stands there in vain.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.finding import Finding, Kind
from policy.prompt import Channel, Part, Prompt
from policy.rulebook import NO_MATCH, Rule, Rulebook, RulebookError
from policy.verdict import Action

PROMPT = Prompt(
    service="chatgpt", department="gemeente", channel=Channel.PROMPT, parts=(Part("", "x"),)
)


def rule(rule_id: str, action: Action, *kinds: Kind, **scope) -> Rule:
    scope = {k: frozenset(v) if isinstance(v, set) else v for k, v in scope.items()}
    return Rule(
        id=rule_id, version=1, action=action, reason="Why.", kinds=frozenset(kinds), **scope
    )


def finding(kind: Kind, score: float = 0.9, start: int = 0, detector: str = "t") -> Finding:
    return Finding(kind=kind, part=0, start=start, end=start + 1, score=score, detector=detector)


REDACT = rule("redact-names", Action.REDACT, Kind.PERSON, Kind.PHONE)
REJECT = rule("reject-health", Action.REJECT, Kind.SPECIAL_HEALTH)
SECRETS = rule("reject-keys", Action.REJECT, Kind.API_KEY)


@pytest.mark.parametrize("rules", list(permutations([REDACT, REJECT, SECRETS])))
def test_strictest_rule_decides_in_any_order(rules):
    """
    The order of the file says nothing; of equally strict rules the first by id is named.
    """
    findings = (finding(Kind.PERSON), finding(Kind.SPECIAL_HEALTH), finding(Kind.API_KEY))

    verdict = Rulebook(rules).decide(PROMPT, findings)

    assert (verdict.action, verdict.rule) == (Action.REJECT, "reject-health")
    assert set(verdict.findings) == set(findings)


def test_nothing_found_is_allowed():
    """
    Clean prompts pass.
    """
    assert Rulebook((REDACT,)).decide(PROMPT, ()) == NO_MATCH


def test_finding_that_no_rule_names_is_allowed():
    """
    Company numbers are no personal data by default.
    """
    found = (finding(Kind.COMPANY_NUMBER),)

    assert Rulebook((REDACT,)).decide(PROMPT, found).action is Action.ALLOW


@pytest.mark.parametrize(
    "scope",
    [
        {"services": {"gemini"}},
        {"departments": {"ocmw"}},
        {"channels": {Channel.UPLOAD}},
        {"min_score": 0.95},
        {"at_least": 2},
        {"detectors": {"register:*"}},
    ],
    ids=lambda scope: next(iter(scope)),
)
def test_rule_holds_within_its_scope_only(scope):
    """
    Another service, department or channel, a weaker or a lonely finding: not this rule's.
    """
    book = Rulebook((rule("narrow", Action.REJECT, Kind.PERSON, **scope),))

    assert book.decide(PROMPT, (finding(Kind.PERSON),)).action is Action.ALLOW


OWN = rule("z-own", Action.REDACT, Kind.PERSON, detectors={"register:*"})


def test_rule_about_detectors_is_named_before_one_without():
    """
    That a name is on our own list says more; a stricter rule still decides.
    """
    listed = (finding(Kind.PERSON, detector="register:pupils"), finding(Kind.PHONE, start=5))
    strict = rule("strict", Action.REJECT, Kind.PHONE)

    verdict = Rulebook((REDACT, OWN)).decide(PROMPT, listed)

    assert (verdict.rule, set(verdict.findings)) == ("z-own", set(listed))
    assert Rulebook((REDACT, OWN)).decide(PROMPT, (finding(Kind.PERSON),)).rule == REDACT.id
    assert Rulebook((REDACT, OWN, strict)).decide(PROMPT, listed).rule == "strict"


@pytest.mark.parametrize(
    ("wide", "narrow", "heard"),
    [
        ((), ("register:*",), True),
        (("register:*",), ("register:pupils",), False),
        (("register:pupils",), ("register:*",), False),
        (("register:a", "register:b"), ("register:b",), False),
        (("names", "register:*"), ("names", "phones"), True),
        (("register:*",), (), True),
    ],
)
def test_scope_of_detectors_covers_what_it_stands_for(wide, narrow, heard):
    """
    A rule that another one swallows is refused; one that can still be named is not.
    """
    rules = (
        rule("a", Action.REDACT, Kind.PERSON, detectors=set(wide)),
        rule("b", Action.REDACT, Kind.PERSON, detectors=set(narrow)),
    )
    if heard:
        assert Rulebook(rules)
    else:
        with pytest.raises(RulebookError, match="never be heard"):
            Rulebook(rules)


def test_volume_rule_counts():
    """
    Eleven names are more than ten.
    """
    book = Rulebook((rule("many", Action.REJECT, Kind.PERSON, at_least=11),))
    names = tuple(finding(Kind.PERSON, start=i) for i in range(11))

    assert book.decide(PROMPT, names[:10]).action is Action.ALLOW
    assert book.decide(PROMPT, names).action is Action.REJECT


def test_rule_on_trial_changes_nothing_but_is_told():
    """
    What it would have done stands beside the verdict.
    """
    trial = rule("trial", Action.REJECT, Kind.PERSON, on_trial=True)

    verdict = Rulebook((REDACT, trial)).decide(PROMPT, (finding(Kind.PERSON),))

    assert verdict.action is Action.REDACT
    assert verdict.trial is not None
    assert (verdict.trial.rule, verdict.trial.action) == ("trial", Action.REJECT)


@pytest.mark.parametrize(
    ("rules", "words", "at_fault"),
    [
        ((), "at least one rule", None),
        ((replace(REDACT, on_trial=True),), "not on trial", None),
        ((REDACT, replace(REJECT, id=REDACT.id)), "used twice", REDACT.id),
        ((rule("allow", Action.ALLOW, Kind.PERSON),), "redacts or rejects", "allow"),
        ((rule("block", Action.BLOCK, Kind.PERSON),), "redacts or rejects", "block"),
        ((REDACT, replace(REDACT, id="again")), "never be heard", "again"),
        (
            (rule("weak", Action.REDACT, Kind.API_KEY), SECRETS),
            "never be heard",
            "weak",
        ),
        (
            (rule("there", Action.REDACT, Kind.PERSON, departments={"ocmw"}), REDACT),
            "never be heard",
            "there",
        ),
    ],
    ids=["empty", "trial only", "twice", "allow", "block", "equal", "weaker", "narrower"],
)
def test_unsound_rulebook_is_refused(rules, words, at_fault):
    """
    Before it decides anything, and with the rule at fault.
    """
    with pytest.raises(RulebookError, match=words) as refused:
        Rulebook(tuple(rules))

    assert refused.value.rule == at_fault


@pytest.mark.parametrize(
    "narrower",
    [
        {"departments": {"ocmw"}},
        {"services": {"gemini"}},
        {"min_score": 0.9},
        {"at_least": 5},
    ],
    ids=lambda scope: next(iter(scope)),
)
def test_stricter_rule_for_fewer_may_stand_beside_a_laxer_one(narrower):
    """
    Redact everywhere, reject at the OCMW.
    """
    Rulebook((REDACT, rule("stricter", Action.REJECT, Kind.PERSON, **narrower)))


scores = st.floats(0, 1)
findings = st.lists(st.builds(finding, st.sampled_from(Kind), scores), max_size=8).map(tuple)


@settings(deadline=None)
@given(findings, findings)
def test_more_findings_never_make_a_verdict_laxer(some, more):
    """
    Adding text cannot talk the rulebook out of a no.
    """
    book = Rulebook((REDACT, REJECT, SECRETS))

    alone = book.decide(PROMPT, some).action.strictness
    together = book.decide(PROMPT, some + more).action.strictness

    assert together >= alone


@settings(deadline=None)
@given(findings)
def test_verdict_names_only_what_its_rules_are_about(found):
    """
    A redaction replaces exactly these, so they must all be a matching rule's.
    """
    verdict = Rulebook((REDACT, REJECT, SECRETS)).decide(PROMPT, found)

    about = REDACT.kinds | REJECT.kinds | SECRETS.kinds
    assert {f.kind for f in verdict.findings} <= about
    assert (verdict.action is Action.ALLOW) == (not verdict.findings)
