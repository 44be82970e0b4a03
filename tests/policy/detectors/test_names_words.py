"""
A text as words: what is put off until somebody asks is the same as when it was done at once.
"""

from hypothesis import given
from hypothesis import strategies as st

from policy.detectors.names_reading import Reading
from policy.detectors.names_rules import begun
from policy.detectors.names_words import Words
from tests.policy.detectors.lexicons import name_lists, sheet

PIECES = ["Jan ", "jan ", "de ", "De ", "van ", "den ", "mevr. ", "J.", "P. ", "Peeters ", "mvg\n"]
PIECES += ["collega ", "Beste ", "d'Hondt ", "Jan's ", "T-shirts ", "El-Amrani ", "WC ", ": ", "\n"]
texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@given(texts)
def test_names_begin_at_openings_only(text):
    """
    A word that is passed by could not have begun a name.
    """
    page = sheet(text)
    reading = Reading.of(page, name_lists())

    others = set(range(len(reading.words))) - set(reading.words.openings)

    assert [i for i in sorted(others) if begun(reading, i) is not None] == []


@given(texts)
def test_each_word_is_what_its_place_says(text):
    """
    Places, letters and flags belong together, one by one and in a slice.
    """
    page = sheet(text)
    words = Words.of(page, name_lists())

    assert words[:] == tuple(words)
    assert [word.lower for word in words] == [page.lowered[w.start : w.end] for w in words]
    assert [word.flags for word in words] == words.flags
    assert [i for i, word in enumerate(words) if word.is_capital] == words.capitals


@given(texts)
def test_changed_words_are_kept_as_they_were_given(text):
    """
    Who trains the model hides what words are, and must be believed.
    """
    page = sheet(text)
    changed = [word._replace(flags=0) for word in Words.of(page, name_lists())]

    assert list(Words.made(page, changed)) == changed
