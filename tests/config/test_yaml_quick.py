"""
Two parsers, one meaning: what the quick one reads, the exact one reads in the same way.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import config
from config.yaml_exact import exactly_read
from config.yaml_quick import UnusualError, quickly_read

SHIPPED = sorted(Path(config.__file__).parent.rglob("*.yaml"))

WORDS = (
    "a key no yes on 1 0x1F 010 1_0 1.5 .5 1e3 -.inf .nan _1 0b1 0o7 ~ null true 2026-01-01 é 😀"
)
MARKS = "- : , [ ] { } # | > ? \" ' & * ! % @ ` \\ = << . ... & &x *x !t |2 |+ >-"
PIECES = [*WORDS.split(), *MARKS.split(), " ", "  ", "\n", "\n  ", "\n- ", "\n# c\n", "\n---\n"]
PIECES += [": ", ", ", " #", "a: 1\n", "b: [x, y]\n", "c:\n  d: 'q'\n", "- e\n", "a: |\n  x\n"]


def places(reading):
    """Where values stand; one that is not there stands nowhere in particular."""
    return {
        loc: mark for loc, mark in reading.values.items() if value(reading.data, loc) is not None
    }


def value(data, loc):
    for step in loc:
        data = data[step]
    return data


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_what_is_shipped_is_read_quickly(path):
    """
    Every start reads these files; none of them needs the slow parser.
    """
    text = path.read_text(encoding="utf-8")

    quick, exact = quickly_read(text), exactly_read(path, text)

    assert quick.data == exact.data
    assert quick.keys == exact.keys
    assert places(quick) == places(exact)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join))
def test_both_parsers_read_the_same(text):
    """
    A rule may not mean something else because of who read it.
    """
    try:
        quick = quickly_read(text)
    except UnusualError:
        return

    exact = exactly_read(Path("file.yaml"), text)

    assert repr(quick.data) == repr(exact.data)  # `.nan` equals nothing, and 1 is not `true`
    assert quick.keys == exact.keys
    assert places(quick) == places(exact)


@pytest.mark.parametrize(
    "text",
    [
        "a: !!str 1",
        "a: &x 1",
        "%YAML 1.1\n---\na: no",
        "a:\t1",
        "a: 1\r\n",
        "a: 1\na: 2",
        "a: 1\n---\nb: 2",
        "<<: {a: 1}\nb: =",
        "[" * 30,
        "- " * 30,
        "a: [1",
    ],
)
def test_unusual_documents_are_left_to_the_exact_parser(text):
    """
    It tells what is wrong with them, and where, or reads them as YAML 1.2 does.
    """
    with pytest.raises(UnusualError):
        quickly_read(text)
