"""
Redaction leaves nothing of a finding, and everything else.
"""

import re
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.finding import Finding, Kind
from policy.redaction import WORDS, Vault, redact

TEXT = st.text(alphabet="abc 12>_PERSON\n", min_size=1, max_size=60)


def finding(kind: Kind, start: int, end: int, part: int = 0, score: float = 0.9) -> Finding:
    return Finding(kind=kind, part=part, start=start, end=end, score=score, detector="test")


@st.composite
def redactions(draw):
    """Texts with findings anywhere in them, overlapping as they like."""
    texts = draw(st.lists(TEXT, min_size=1, max_size=3))
    found = []
    for part, text in enumerate(texts):
        for _ in range(draw(st.integers(0, 5))):
            start = draw(st.integers(0, len(text) - 1))
            end = draw(st.integers(start + 1, len(text)))
            found.append(finding(draw(st.sampled_from(Kind)), start, end, part))
    return texts, found


@given(redactions())
def test_what_is_no_finding_stays_and_what_is_goes(case):
    """
    The law: without its placeholders, the result is the text without its findings.
    """
    texts, found = case

    redacted = redact(texts, found, Vault())

    for part, (text, result) in enumerate(zip(texts, redacted, strict=True)):
        covered = {i for f in found if f.part == part for i in range(f.start, f.end)}
        kept = "".join(char for i, char in enumerate(text) if i not in covered)
        assert re.sub("<[A-Z]+_[0-9]+>", "", result) == kept


@given(st.lists(st.tuples(st.sampled_from(Kind), st.text(min_size=1)), max_size=20))
def test_vault_gives_back_what_it_took(values):
    """
    Every placeholder stands for a value that was put in, up to case and marks.
    """
    vault = Vault()

    given_out = {vault.placeholder(kind, value): (kind, value) for kind, value in values}

    assert given_out.keys() == vault.originals.keys()
    for placeholder, original in vault.originals.items():
        kind, value = given_out[placeholder]
        assert vault.placeholder(kind, original) == vault.placeholder(kind, value) == placeholder


def test_values_are_numbered_from_left_to_right_and_keep_their_number():
    """
    Also in the next turn, and in another spelling.
    """
    vault = Vault()
    first = "Jan belt An op 0475 12 34 56"
    found = [finding(Kind.PHONE, 15, 28), finding(Kind.PERSON, 9, 11), finding(Kind.PERSON, 0, 3)]

    assert redact([first], found, vault) == ("<PERSOON_1> belt <PERSOON_2> op <TELEFOON_1>",)

    second = "0475/12.34.56 is van JAN"
    found = [finding(Kind.PHONE, 0, 13), finding(Kind.PERSON, 21, 24)]

    assert redact([second], found, vault) == ("<TELEFOON_1> is van <PERSOON_1>",)
    assert vault.originals == {
        "<PERSOON_1>": "Jan",
        "<PERSOON_2>": "An",
        "<TELEFOON_1>": "0475 12 34 56",
    }


def test_overlapping_findings_become_one_placeholder():
    """
    No tail stays in clear text; the longest gives its name.
    """
    found = [finding(Kind.PERSON, 0, 8), finding(Kind.ADDRESS, 4, 20), finding(Kind.PHONE, 18, 22)]

    assert redact(["x" * 22 + " einde"], found, Vault()) == ("<ADRES_1> einde",)


def test_placeholder_that_somebody_typed_is_not_given_to_another():
    """
    Otherwise the answer would put a name where the person wrote a placeholder.
    """
    vault = Vault()

    (redacted,) = redact(["<PERSOON_1> en Jan"], [finding(Kind.PERSON, 15, 18)], vault)

    assert redacted == "<PERSOON_1> en <PERSOON_2>"
    assert vault.originals == {"<PERSOON_2>": "Jan"}


def test_our_own_placeholder_in_the_history_stays_ours():
    """
    A conversation is sent again with every turn.
    """
    vault = Vault()
    redact(["Jan"], [finding(Kind.PERSON, 0, 3)], vault)

    (redacted,) = redact(["<PERSOON_1>: Jan"], [finding(Kind.PERSON, 13, 16)], vault)

    assert redacted == "<PERSOON_1>: <PERSOON_1>"


def test_forgotten_value_never_lends_its_placeholder():
    """
    The vault is bounded; the oldest value goes, its number does not come back.
    """
    vault = Vault(size=2)

    placeholders = [vault.placeholder(Kind.PERSON, name) for name in ("Jan", "An", "Piet", "Jan")]

    assert placeholders == [f"<PERSOON_{i}>" for i in (1, 2, 3, 4)]
    assert len(vault) == 2


@pytest.mark.parametrize(
    "wrong",
    [finding(Kind.PERSON, 0, 9), finding(Kind.PERSON, 2, 2), finding(Kind.PERSON, 0, 1, part=1)],
    ids=["past the end", "empty", "no such part"],
)
def test_finding_outside_the_text_is_an_error(wrong):
    """
    A position that is off would leave something in clear text.
    """
    with pytest.raises(ValueError, match="outside"):
        redact(["Jan"], [wrong], Vault())


def test_vault_shows_nothing():
    """
    A repr ends up in logs and tracebacks.
    """
    vault = Vault()
    vault.placeholder(Kind.PERSON, "Godelieve")

    assert "Godelieve" not in f"{vault!r} {vault}"


def test_every_kind_has_a_word_of_its_own():
    """
    The table is closed: a new kind needs its word, and no two share one.
    """
    assert set(WORDS) == set(Kind)
    assert len(set(WORDS.values())) == len(Kind)
    assert all(word.isalpha() and word.isupper() for word in WORDS.values())


def test_many_findings_take_time_in_proportion():
    """
    A sheet of thousands of rows: eight times the findings, never the square of it.
    """

    def seconds(count: int) -> float:
        text = "".join(f"naam{i:06d} " for i in range(count))
        found = [finding(Kind.PERSON, 11 * i, 11 * i + 10) for i in range(count)]
        began = time.perf_counter()
        redact([text], found, Vault(size=count))
        return time.perf_counter() - began

    small = min(seconds(1_000) for _ in range(3))
    large = min(seconds(8_000) for _ in range(3))

    assert large < 24 * small + 0.02


def test_placeholders_that_somebody_types_all_day_take_no_more_room():
    """
    Those of the latest text are still kept free.
    """
    vault = Vault(size=100)
    tracemalloc.start()

    for start in range(0, 100_000, 1_000):
        vault.avoid(" ".join(f"<PERSOON_{n}>" for n in range(start, start + 1_000)))
    vault.avoid("<PERSOON_1>")
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert vault.placeholder(Kind.PERSON, "Els") == "<PERSOON_2>"
    assert kept < 1_000_000
