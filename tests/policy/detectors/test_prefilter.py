"""
The prefilter says where to look, and fails loudly.
"""

import dataclasses
import re
import threading
from functools import cache
from itertools import pairwise

import hyperscan
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy.detectors.engine import triggers_of
from policy.detectors.families import Trigger, Window, merged
from policy.detectors.prefilter import Prefilter, compiled, fingerprint
from tests.policy.detectors.marked_for_tests import FAMILIES

TRIGGERS = (
    Trigger(name="digits", expression="[0-9]{3}", before=3, after=2),
    Trigger(name="word", expression="geheim", before=6, after=0),
    Trigger(name="exact", expression="AKIA", caseless=False, before=4, after=0),
)

_JUDGED_LATER = {"disguises.number-runs"}
"""They fire at letters that may stand for digits; what they fire for must hold true digits."""


@pytest.fixture(scope="module")
def prefilter():
    return Prefilter(TRIGGERS, compiled(TRIGGERS))


def test_windows_lie_around_the_hits(prefilter):
    """
    By name; case counts only where the trigger says so.
    """
    hits = prefilter.hits("xx GEHEIM 123 akia")

    assert hits.of("word") == (Window(3, 9),)
    assert hits.of("digits") == (Window(10, 15),)
    assert hits.of("exact") == ()


@given(st.text(alphabet="0123456789 geheim", max_size=80))
def test_windows_hold_every_hit_and_do_not_touch(text):
    """
    A superset, in order, within the text.
    """
    prefilter = Prefilter(TRIGGERS, _DATABASE)

    windows = prefilter.hits(text).of("digits")

    for i in range(len(text) - 2):
        if text[i : i + 3].isdigit():
            assert any(w.start <= i and i + 3 <= w.end for w in windows)
    assert all(one.end < other.start for one, other in pairwise(windows))
    assert all(0 <= w.start < w.end <= len(text) for w in windows)


_DATABASE = compiled(TRIGGERS)


@pytest.mark.parametrize("quarter", [1, 3], ids=["with digits", "without"])
def test_damaged_database_is_refused(quarter):
    """
    A silent scan must mean that nothing is there.
    """
    damaged = bytearray(_DATABASE)
    damaged[len(damaged) * quarter // 4] ^= 0xFF

    with pytest.raises(hyperscan.error):
        Prefilter(TRIGGERS, bytes(damaged))


def test_text_that_was_not_folded_is_refused(prefilter):
    """
    A byte would no longer be a position.
    """
    with pytest.raises(UnicodeEncodeError):
        prefilter.hits("é")


def test_two_triggers_cannot_share_a_name():
    """
    One would hide the windows of the other.
    """
    with pytest.raises(ValueError, match="same name"):
        Prefilter((TRIGGERS[0], TRIGGERS[0]), _DATABASE)


def test_fingerprint_changes_with_the_patterns():
    """
    An old cache is never taken for a new one.
    """
    other = (*TRIGGERS[:2], Trigger(name="exact", expression="AKIB", caseless=False))

    assert fingerprint(TRIGGERS) != fingerprint(other)


def test_threads_scan_at_the_same_time(prefilter):
    """
    Each has its own scratch space.
    """
    wrong = []

    def scan():
        found = (prefilter.hits("geheim 123").of("word") for _ in range(200))
        wrong.extend(windows for windows in found if windows != (Window(0, 6),))

    threads = [threading.Thread(target=scan) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9))))
def test_merged_windows_cover_the_same_positions(spans):
    """
    Nothing is lost and nothing overlaps.
    """
    spans = sorted((start, start + size) for start, size in spans)

    windows = list(merged(spans))

    assert {i for s, e in spans for i in range(s, e)} == {
        i for w in windows for i in range(w.start, w.end)
    }
    assert all(one.end < other.start for one, other in pairwise(windows))


@pytest.mark.parametrize(
    "trigger",
    [t for t in triggers_of(FAMILIES) if t.digit and t.name not in _JUDGED_LATER],
    ids=lambda trigger: trigger.name,
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_triggers_that_need_a_digit_match_nothing_without_one(trigger, data):
    """
    Texts without a digit are scanned for fewer patterns, and nothing may be missed by that.
    """
    flags = re.ASCII | (re.IGNORECASE if trigger.caseless else 0)
    text = data.draw(st.from_regex(re.compile(trigger.expression, flags), fullmatch=True))

    assert any(char in "0123456789" for char in text)


@given(st.text(alphabet="abc geheim12", max_size=60))
def test_what_is_found_does_not_depend_on_the_database(text):
    """
    One is for texts without a digit: it finds the same there as the other would.
    """
    triggers = (
        Trigger(name="word", expression="geheim", before=0, after=0),
        Trigger(name="number", expression="[0-9][a-z]", before=0, after=0, digit=True),
    )
    plain = tuple(dataclasses.replace(trigger, digit=False) for trigger in triggers)

    assert Prefilter(triggers, _both(triggers)).hits(text) == Prefilter(plain, _both(plain)).hits(
        text
    )


@cache
def _both(triggers):
    return compiled(triggers)
