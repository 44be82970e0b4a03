"""
Frames are counted as a page's script counts: in UTF-16 code units, line ends included.
"""

import json
from contextlib import suppress
from itertools import pairwise

import pytest
from gemini_webapi.utils.parsing import StreamingFrameParser
from hypothesis import given
from hypothesis import strategies as st

from addons.services.gemini_frames import Frames, decode, encode
from addons.services.interface import UnreadableError

VALUES = st.lists(
    st.recursive(
        st.none() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8")),
        lambda inner: st.lists(inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


class TestEncoding:
    def test_length_counts_code_units_and_both_line_ends(self):
        """
        An emoji outside the basic plane counts for two.
        """
        assert encode([["dag 😀"]]) == ')]}\'\n\n12\n["dag 😀"]\n'.encode()

    def test_half_a_pair_does_not_break_a_refusal(self):
        """
        It cannot travel in UTF-8, and must not raise in the middle of saying no.
        """
        assert decode(encode([["\ud83d"]])) == [["?"]]

    @given(VALUES)
    def test_googles_other_readers_read_it_too(self, values):
        """
        A client that nobody of us wrote finds the same values in our frames.
        """
        read = StreamingFrameParser().feed(encode([[value] for value in values]).decode())

        assert read == values


class TestDecoding:
    @given(VALUES)
    def test_decoding_undoes_encoding(self, values):
        """
        The law of the pair.
        """
        assert decode(encode(values)) == values

    @given(VALUES, st.data())
    def test_pieces_of_any_size_make_the_same_frames(self, values, data):
        """
        A network cuts anywhere, also within a character or a length.
        """
        body = encode(values)
        at = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=4)))
        cuts = [0, *at, len(body)]

        frames = Frames()
        texts = [t for a, b in pairwise(cuts) for t in frames.feed(body[a:b])]
        frames.close()

        assert [json.loads(text) for text in texts] == values

    def test_every_single_split(self):
        """
        The same, for each split of one answer with emoji, exhaustively.
        """
        values = [["dag 😀", ["é"]], ["👩‍👩‍👧"], []]
        body = encode(values)

        for at in range(len(body) + 1):
            frames = Frames()
            texts = [*frames.feed(body[:at]), *frames.feed(body[at:])]
            frames.close()
            assert [json.loads(text) for text in texts] == values

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b")]}'",
            b"[]",
            b")]}'\n\n4\n[]",
            b")]}'\n\n5\n[]\n",
            b")]}'\n\n3\n[]\n",
            b")]}'\n\nx\n[]\n",
            b")]}'\n\n4",
            b")]}'\n\n4x\n[]\n",
            b")]}'\n\n999999999\n",
            b")]}'\n\n1234567890\n",
            b")]}'\n\n4\n\xff",
            b")]}'\n\n4\n\xc3",
            b")]}'\n\n3\n\xf0\x9f\x98\x80\n",
            b")]}'\n\n4\n[}\n",
        ],
    )
    def test_anything_else_is_unreadable(self, body):
        """
        A count that is off by one is no frame.
        """
        with pytest.raises(UnreadableError):
            decode(body)

    @given(st.binary(max_size=60))
    def test_garbage_is_unreadable_and_nothing_worse(self, garbage):
        """
        No other error comes out, behind the prefix or without it.
        """
        for body in (garbage, b")]}'\n\n" + garbage):
            with suppress(UnreadableError):
                decode(body)
