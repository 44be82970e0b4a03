import pytest

from training.common_words import _stems


@pytest.mark.parametrize(
    ("word", "language", "stem"),
    [
        ("demandez", "fr", "demander"),
        ("journaux", "fr", "journal"),
        ("parking", "en", "park"),
        ("copies", "en", "copy"),
    ],
)
def test_inflected_words_lead_back_to_the_dictionary(word, language, stem):
    """
    A spelling dictionary holds stems; people type what is made of them.
    """
    assert stem in set(_stems(word, language))


def test_dutch_words_stand_in_the_dictionary_as_they_are():
    assert list(_stems("zalen", "nl")) == []
