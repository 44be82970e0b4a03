"""
Bodies are decoded completely or not at all.
"""

import gzip
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from addons.bodies import decoded
from addons.services.interface import UnreadableError

ENCODERS = {
    "identity": lambda body: body,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}
PACKED = [name for name in ENCODERS if name != "identity"]
LIMIT = 1_000_000

each_encoding = pytest.mark.parametrize("encoding", ENCODERS)
each_packed = pytest.mark.parametrize("encoding", PACKED)


@each_encoding
@given(body=st.binary(max_size=5_000))
def test_decoding_gives_back_what_was_encoded(encoding, body):
    """
    For every encoding that we accept, decoding is the inverse of encoding.
    """
    assert decoded(ENCODERS[encoding](body), encoding, LIMIT) == body


@each_packed
def test_truncated_body_is_unreadable(encoding):
    """
    Half a body is never taken for a whole one.
    """
    packed = ENCODERS[encoding](bytes(range(256)) * 20)

    with pytest.raises(UnreadableError):
        decoded(packed[:-3], encoding, LIMIT)


@each_packed
def test_anything_behind_the_body_is_unreadable(encoding):
    """
    A second stream behind the first would reach a server that reads on; we would not see it.
    """
    packed = ENCODERS[encoding](b"clean text" * 20)

    with pytest.raises(UnreadableError):
        decoded(packed + ENCODERS[encoding](b"secret"), encoding, LIMIT)


@each_packed
def test_bomb_stops_at_the_limit(encoding):
    """
    A small body that would grow beyond the limit is refused without growing there.
    """
    bomb = ENCODERS[encoding](b"a" * 20_000_000)

    with pytest.raises(UnreadableError, match="bomb"):
        decoded(bomb, encoding, LIMIT)


@pytest.mark.parametrize("encoding", ["gzip, br", "compress", "bz2", "zlib", "gzip,gzip", "x"])
def test_stacked_or_unknown_encoding_is_unreadable(encoding):
    """
    What we cannot take off for certain does not leave.
    """
    with pytest.raises(UnreadableError):
        decoded(b"whatever", encoding, LIMIT)


@each_packed
def test_a_long_body_is_decoded_like_a_short_one(encoding):
    """
    A decoder that has taken in everything may still have most of it to give.
    """
    body = b"".join(b"regel %d van een lang verslag\n" % number for number in range(30_000))

    assert decoded(ENCODERS[encoding](body), encoding, LIMIT) == body
