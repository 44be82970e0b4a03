"""
The answers of children: what is packed comes back, and nothing else is taken for an answer.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.documents.interface import Contents, Format, Part, Piece, Place, Unread, UnreadError
from proxy import reading_frames
from proxy.detection_frames import FrameError, framed
from proxy.reading_frames import AnswerReader, pack_contents, pack_unread
from tests.proxy.readers_for_tests import GARBAGE

numbers = st.integers(0, 2**31 - 1)
texts = st.text(st.characters(exclude_categories=("Cs",)))
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.text(), each),
)
places = st.builds(
    Place,
    part=st.sampled_from(Part),
    page=numbers,
    sheet=numbers,
    row=numbers,
    column=numbers,
    member=st.lists(numbers, max_size=3).map(tuple),
)
documents = st.builds(
    Contents,
    format=st.sampled_from(Format),
    pieces=st.lists(st.builds(Piece, texts, places), max_size=8).map(tuple),
    pages=numbers,
    labels=st.lists(texts, max_size=3).map(tuple),
)


def read(data, bite=None):
    answer = AnswerReader()
    for start in range(0, len(data), bite or len(data) or 1):
        answer.feed(data[start : start + (bite or len(data))])
    return answer.contents


def outcome(data):
    try:
        return "never complete" if read(data) is None else "complete"
    except FrameError:
        return "no answer"


def document(*texts):
    pieces = tuple(Piece(text, Place(part=Part.BODY)) for text in texts)
    return Contents(format=Format.PLAIN, pieces=pieces)


@given(documents, st.integers(1, 50))
def test_what_is_packed_comes_back(contents, bite):
    """
    However it is cut on its way.
    """
    assert read(b"".join(pack_contents(contents)), bite) == contents


def test_a_long_text_comes_in_frames_that_are_checked_one_by_one():
    """
    Nobody holds a text of megabytes that was not looked at yet.
    """
    long = document("x" * 100_000 + "\x01€\U0001f600" * 100_000, "", "kort")
    frames = list(pack_contents(long))

    assert max(map(len, frames)) < reading_frames.MAX_FRAME
    assert read(b"".join(frames)) == long


def test_an_answer_is_complete_only_at_its_end():
    """
    One byte less, and nothing was read.
    """
    data = b"".join(pack_contents(document("een", "twee")))

    assert read(data[:-1]) is None


@pytest.mark.parametrize("reason", Unread)
def test_a_reason_comes_back(reason):
    """
    Each of the closed list.
    """
    with pytest.raises(UnreadError) as unread:
        read(pack_unread(reason))

    assert unread.value.reason is reason


@pytest.mark.parametrize("order", GARBAGE)
def test_what_is_no_answer_is_refused_or_never_complete(order):
    """
    Cut off, out of order, beyond a list or a size.
    """
    assert outcome(GARBAGE[order]) in {"never complete", "no answer"}


@given(anything)
def test_no_json_takes_the_gateway_by_surprise(value):
    """
    It is an answer, a reason or a `FrameError`; nothing else is raised.
    """
    head = framed(b'{"format":"txt","pages":0,"labels":[]}')

    told = outcome(head + framed(json.dumps(value).encode()))

    assert told != "complete" or value == {"end": 0}


@pytest.mark.parametrize(
    ("bound", "most"), [("MAX_ANSWER_BYTES", 500), ("MAX_PIECES", 3), ("MAX_CHARACTERS", 99)]
)
def test_too_much_is_too_large(monkeypatch, bound, most):
    """
    Bytes, pieces, characters: each has its end.
    """
    data = b"".join(pack_contents(document(*["x" * 20] * 5)))
    assert read(data) is not None
    monkeypatch.setattr(reading_frames, bound, min(most, len(data) - 1))

    with pytest.raises(UnreadError) as unread:
        read(data)

    assert unread.value.reason is Unread.TOO_LARGE


def test_half_a_character_is_not_sent():
    """
    A reader that lets one through has a fault, and its document is refused.
    """
    with pytest.raises(UnicodeEncodeError):
        list(pack_contents(document("\ud800")))
