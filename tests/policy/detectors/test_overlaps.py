"""
One answer where several families claim the same text.
"""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from policy.detectors.interface import Match
from policy.detectors.overlaps import BROAD, united
from policy.finding import Kind

MATCH = st.builds(
    lambda kind, start, size, score: Match(kind, start, start + size, score, "test"),
    st.sampled_from(Kind),
    st.integers(0, 40),
    st.integers(1, 12),
    st.sampled_from([0.6, 0.8, 0.95]),
)


def at(kind: Kind, start: int, end: int, score: float = 0.9) -> Match:
    return Match(kind, start, end, score, "test")


@given(st.lists(MATCH, max_size=12))
def test_no_matched_character_is_lost(matches):
    """
    However matches lie over each other, together they cover what they covered.
    """
    kept = united(matches)

    assert {i for m in kept for i in range(m.start, m.end)} == {
        i for m in matches for i in range(m.start, m.end)
    }


@given(st.lists(MATCH, max_size=12))
def test_matches_of_one_kind_do_not_overlap(matches):
    """
    One name is one finding, and uniting twice changes nothing.
    """
    kept = united(matches)

    for kind in Kind:
        spans = [(m.start, m.end) for m in kept if m.kind is kind]
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert united(kept) == kept


def test_number_has_one_reading_the_most_certain():
    """
    A rijksregisternummer is not also a telephone number.
    """
    number = at(Kind.NATIONAL_NUMBER, 0, 15, 0.95)

    assert united([at(Kind.PHONE, 2, 12, 0.8), number]) == (number,)


def test_name_in_an_address_is_part_of_the_address():
    """
    "Frans Mombaersstraat 12" is no person.
    """
    address = at(Kind.ADDRESS, 0, 23, 0.7)

    assert united([at(Kind.PERSON, 0, 5, 0.95), address]) == (address,)


def test_name_around_a_password_does_not_hide_it():
    """
    "Zon Peeters22 Jan": what may not leave at all outlives what a placeholder would cure.
    """
    password, name = at(Kind.PASSWORD, 4, 13, 0.8), at(Kind.PERSON, 0, 17, 0.9)

    assert Kind.PASSWORD in {match.kind for match in united([name, password])}


def test_story_stands_beside_what_it_is_about():
    """
    A debt and the name in that sentence are both findings.
    """
    story, name = at(Kind.SPECIAL_SOCIAL, 0, 40, 0.6), at(Kind.PERSON, 5, 16, 0.9)

    assert set(united([story, name])) == {story, name}
    assert Kind.SPECIAL_SOCIAL in BROAD


def test_equal_claims_are_settled_in_the_same_way_everywhere():
    """
    Two processes of one gateway must not call one number two things.
    """
    claims = [Match(kind, 10, 22, 0.7, "numbers") for kind in (Kind.PHONE, Kind.COMPANY_NUMBER)]

    assert united(claims) == united(claims[::-1])
    assert [match.kind for match in united(claims)] == [Kind.COMPANY_NUMBER]


@given(st.permutations(["addresses", "columns", "dates", "names", "phones", "registers"]))
def test_of_equal_claims_always_the_same_stays(detectors):
    """
    Who found it first, and in what order a set gives its members today, changes nothing.
    """
    (kept,) = united([Match(Kind.ADDRESS, 0, 9, 0.9, detector) for detector in detectors])

    assert kept.detector == "addresses"
