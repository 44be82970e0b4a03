"""
The texts of this room say the same in every language, and in that language.
"""

from __future__ import annotations

import re

import pytest

from console.desk.vocabulary import texts_in
from console.languages import LANGUAGES
from console.measures.words import _TEXTS


def shape(words):
    if isinstance(words, dict):
        return {key: shape(value) for key, value in words.items()}
    return sorted(re.findall(r"\{\w*\}", words))


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_languages_say_the_same_things(language):
    """
    The same keys and the same placeholders; and not the Dutch itself.
    """
    dutch, other = dict(texts_in(_TEXTS, "nl")), dict(texts_in(_TEXTS, language))

    assert shape(other) == shape(dutch)
    assert [page for page in dutch if other[page] == dutch[page]] == []
