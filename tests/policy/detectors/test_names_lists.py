import pytest

from policy.detectors.names_lists import Is, NameLists, split


def lists(**more):
    words = {Is.FIRST: ["An", "Jan-Baptist"], Is.FAMILY: ["De Smet", "Peeters"], Is.WORD: ["zaal"]}
    return NameLists(words=words | more.pop("words", {}), **more)


def test_without_first_names_there_is_no_detector():
    """
    An empty list would find nobody, and say so to nobody.
    """
    with pytest.raises(ValueError, match="no first names"):
        NameLists(words={Is.FAMILY: ["Peeters"]})


@pytest.mark.parametrize(
    ("word", "flag"),
    [
        ("peeters", Is.FAMILY),
        ("peeters-smet", Is.FAMILY),
        ("an", Is.FIRST),
        ("jan-baptist", Is.FIRST),
    ],
)
def test_double_name_is_what_its_parts_are(word, flag):
    assert lists().of(word) & flag


def test_compound_with_an_ordinary_word_is_a_word():
    """
    `peeters-zaal` is a room.
    """
    assert lists().of("zaal-peeters") == Is.WORD


def test_family_name_of_several_words_is_known_as_a_whole():
    assert lists().is_family(("de", "smet"))
    assert lists().of("smet") & Is.FAMILY


def test_name_from_far_away_that_is_a_word_here_is_a_word():
    """
    `Over` is a first name somewhere; here it would be in every sentence.
    """
    known = lists(words={Is.FIRST: ["An", "Over"], Is.WORD: ["over"]})

    assert known.of("over") == Is.WORD


def test_entries_lose_accents_dots_and_case():
    assert split("Annie M.G. Schmídt") == ("annie", "m", "g", "schmidt")
