"""
ENISA's severity as a suggestion: what it is for known cases, and when there is none.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.enisa import Level, suggest
from policy.finding import Kind
from policy.incident import FindingCount, Forwarded

NAME, PHONE, BORN = Kind.PERSON, Kind.PHONE, Kind.DATE_OF_BIRTH
CASES = {
    "a hole in the road, name and phone": ([NAME, PHONE], {}, 1, 1.0, 1.5, Level.LOW),
    "a CV": (
        [NAME, PHONE, Kind.EMAIL, Kind.ADDRESS, BORN], {}, 2, 1.0, 2.5, Level.MEDIUM,
    ),
    "class list with first names": ([NAME], {"minors": True}, 2, 0.75, 2.0, Level.MEDIUM),
    "J. of 3A and what ails him": ([Kind.SPECIAL_PUPIL_CARE], {}, 4, 0.5, 2.5, Level.MEDIUM),
    "the same with name and birthday": (
        [Kind.SPECIAL_PUPIL_CARE, NAME, BORN], {}, 4, 1.0, 4.5, Level.VERY_HIGH,
    ),
    "income support with national number": (
        [Kind.SPECIAL_SOCIAL, NAME, Kind.NATIONAL_NUMBER], {}, 4, 1.0, 4.5, Level.VERY_HIGH,
    ),
    "a fine with name and facts": ([Kind.SPECIAL_POLICE, NAME], {}, 4, 0.75, 3.5, Level.HIGH),
    "a national number alone": ([Kind.NATIONAL_NUMBER], {}, 1, 0.75, 1.25, Level.LOW),
}  # fmt: skip


def counted(kinds):
    return [FindingCount(kind, 1, 0.9) for kind in kinds]


@pytest.mark.parametrize(
    ("kinds", "circumstances", "dpc", "ei", "se", "level"), CASES.values(), ids=CASES.keys()
)
def test_known_cases(kinds, circumstances, dpc, ei, se, level):
    """
    Cases of a municipality, worked out by hand with the method, all sent to a free chat.
    """
    found = suggest(counted(kinds), Forwarded.YES, **circumstances)

    assert found is not None
    assert (found.dpc, found.ei, found.cb) == (dpc, ei, 0.5)
    assert (found.se, found.level) == (se, level)


@pytest.mark.parametrize(
    ("kinds", "forwarded"),
    [([NAME], Forwarded.NO), ([], Forwarded.YES), ([Kind.API_KEY, Kind.MARKING], Forwarded.YES)],
    ids=["blocked", "nothing found", "not personal"],
)
def test_without_a_breach_there_is_no_score(kinds, forwarded):
    """
    What did not leave was not leaked; secrets are another method's matter.
    """
    assert suggest(counted(kinds), forwarded) is None


def test_a_contract_about_who_reads_it_counts():
    """
    A number of known recipients is a milder circumstance than an unknown one.
    """
    found = suggest(counted([NAME]), Forwarded.YES, known_recipients=True)

    assert found is not None
    assert found.se == 1.0


@given(st.sets(st.sampled_from(Kind), min_size=1), st.booleans())
def test_bounds(kinds, minors):
    """
    Every score is within the method's range, more is never milder, and placeholders never make
    it worse than the plain text.
    """
    sent = suggest(counted(kinds), Forwarded.YES, minors=minors)
    redacted = suggest(counted(kinds), Forwarded.PARTLY, minors=minors)
    more = suggest(counted(kinds | {NAME, BORN}), Forwarded.YES, minors=minors)

    assert (sent is None) is (redacted is None)
    assert more is not None
    if sent is not None and redacted is not None:
        assert 1 <= sent.dpc <= 4
        assert 0.75 <= redacted.se <= sent.se <= more.se <= 4.5
