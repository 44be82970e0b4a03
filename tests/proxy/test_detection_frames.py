"""
The frames between gateway and worker: what goes in comes out, and nothing else is believed.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.finding import Finding, Kind
from proxy.detection_frames import (
    FrameBuffer,
    FrameError,
    framed,
    pack_answer,
    pack_failure,
    pack_request,
    unpack_answer,
    unpack_request,
)

any_text = st.text(st.characters(exclude_categories=()), max_size=50)


def opened(data):
    (message,) = FrameBuffer(1 << 20).feed(data)
    return message


@given(st.integers(0, 2**64 - 1), st.lists(any_text, max_size=5))
def test_requests_come_out_as_they_went_in(number, texts):
    """
    Any text at all, lone surrogates included.
    """
    assert unpack_request(opened(pack_request(number, texts))) == (number, tuple(texts))


@given(st.binary(max_size=60))
def test_any_other_request_is_an_error(noise):
    """
    Never another exception.
    """
    try:
        number, texts = unpack_request(noise)
    except FrameError:
        return
    assert opened(pack_request(number, texts)) == noise


@given(st.binary(max_size=60))
def test_any_other_answer_is_an_error(noise):
    """
    Never another exception, and never an empty list of findings.
    """
    with pytest.raises(FrameError):
        unpack_answer(noise, 1, ("text",))


@given(
    st.sampled_from(Kind),
    st.integers(0, 3),
    st.integers(1, 4),
    st.floats(0, 1, allow_nan=False),
)
def test_findings_come_out_as_they_went_in(kind, start, length, score):
    """
    To the last digit of the score.
    """
    found = Finding(
        kind=kind, part=1, start=start, end=start + length, score=score, detector="names"
    )

    assert unpack_answer(opened(pack_answer(7, [found])), 7, ("", "x" * 8)) == (found,)


def test_a_failure_is_told_by_its_type():
    """
    And a sentence in place of a type is not repeated.
    """
    assert unpack_answer(opened(pack_failure(1, "ValueError")), 1, ()) == "ValueError"
    assert unpack_answer(opened(pack_failure(1, "Jan Peeters said")), 1, ()) == "unknown"


@given(st.lists(st.binary(max_size=20), max_size=6), st.integers(1, 9))
def test_messages_arrive_whole_however_they_are_cut(messages, step):
    """
    A socket delivers bytes, not messages.
    """
    stream = b"".join(framed(message) for message in messages)
    buffer = FrameBuffer(64)

    heard = [
        message
        for at in range(0, len(stream), step)
        for message in buffer.feed(stream[at : at + step])
    ]

    assert heard == messages


def test_a_message_beyond_the_limit_is_not_awaited():
    """
    Its length is enough to hang up.
    """
    with pytest.raises(FrameError):
        FrameBuffer(10).feed(b"\x00\x00\x00\x0b")
