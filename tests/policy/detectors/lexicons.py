"""
What the tests of the word-based families share: the real lexicons, and a sheet from a text.
"""

from functools import cache
from pathlib import Path

import config
from config.lexicon_files import load_name_lists, load_name_model
from policy.detectors import fold
from policy.detectors.families import Hits, Sheet, Window
from policy.detectors.names import Names
from policy.finding import Kind

LEXICONS = Path(config.__file__).parent / "lexicons"


@cache
def name_lists():
    return load_name_lists(LEXICONS)


@cache
def names(*, with_model=True):
    return Names(name_lists(), load_name_model(LEXICONS) if with_model else None)


def sheet(text):
    plain = fold.plain(text)
    return Sheet(plain, fold.ascii_only(plain))


def everywhere(family, text):
    """Hits as if every trigger had fired on the whole text."""
    return Hits({t.name: (Window(0, len(text)),) for t in family.triggers})


def found(family, text, earlier=()):
    """Kind and words of every match."""
    matches = family.find(sheet(text), everywhere(family, text), tuple(earlier))
    return [(match.kind, text[match.start : match.end]) for match in matches]


def persons(text):
    return sorted({words for kind, words in found(names(), text) if kind is Kind.PERSON})
