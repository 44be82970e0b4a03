"""
A file in base64 is judged as the service will read it, or not at all.
"""

import base64

import pytest

from addons.services.interface import UnreadableError
from addons.services.media import file_in

STRETCH = 1 << 20
LARGE = bytes(range(256)) * 8192


def encoded(content):
    return base64.b64encode(content).decode()


@pytest.mark.parametrize(
    "text",
    [
        encoded(LARGE),
        base64.urlsafe_b64encode(LARGE).decode().rstrip("="),
        base64.encodebytes(LARGE).decode(),
        f"data:application/pdf;base64,{encoded(LARGE)}",
    ],
    ids=["standard", "for addresses", "in lines", "data URL"],
)
def test_a_large_file_is_decoded_whole(text):
    """
    In every spelling that decoders agree on.
    """
    assert file_in(text) == LARGE


@pytest.mark.parametrize(
    "text",
    [
        "A" * (STRETCH - 1) + "=" + encoded(b"meer"),
        "A" * (STRETCH - 2) + "==" + encoded(b"meer"),
        "AAA=" + encoded(b"meer"),
        "A" * 5,
        "AAAé",
        "AAA*",
    ],
    ids=["padding", "more padding", "padding early", "too short", "not ASCII", "no letter"],
)
def test_what_decoders_read_in_different_ways_is_unreadable(text):
    """
    Some stop at padding, some go on: then we would judge another file than the service.
    """
    with pytest.raises(UnreadableError, match=r"^media$"):
        file_in(text)
