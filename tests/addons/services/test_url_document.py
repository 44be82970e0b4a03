"""
Text in an address changes where it stands.
"""

import pytest

from addons.services.interface import UnreadableError
from addons.services.url_document import MAX_SEGMENTS, UrlDocument


def test_segments_and_fields_are_read():
    """
    A plus is a space in a query and a plus in a path. What has no value may be somebody's word.
    """
    url = UrlDocument.parse("/zoek/Mieke%20A+B?q=Dag+Mieke&leeg")

    assert [(t.pointer, t.text, t.is_key) for t in url.texts] == [
        ("/path/0", "", False),
        ("/path/1", "zoek", False),
        ("/path/2", "Mieke A+B", False),
        ("/query/q", "q", True),
        ("/query/q", "Dag Mieke", False),
        ("/query/leeg", "leeg", False),
    ]


def test_only_what_is_replaced_is_escaped_anew():
    """
    A slash in a new text stays within its segment.
    """
    url = UrlDocument.parse("/%7ex/Mieke?b=%7e&q=Mieke")

    assert url.replaced({2: "a/b é"}) == "/%7ex/a%2Fb%20%C3%A9?b=%7e&q=Mieke"
    assert url.replaced({6: "a&b"}) == "/%7ex/Mieke?b=%7e&q=a%26b"


@pytest.mark.parametrize("path", ["/", "/a?", "/a??b=c", "/a/b/?x", "*", ""])
def test_the_same_texts_give_the_same_address(path):
    """
    The law of every codec.
    """
    url = UrlDocument.parse(path)

    assert url.replaced({i: t.text for i, t in enumerate(url.texts)}) == path


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/a#b", "odd-url"),
        ("/é", "odd-url"),
        ("/%ff", "not-utf8"),
        ("/a?b=%ff", "not-utf8"),
        ("/" * MAX_SEGMENTS, "too-large"),
    ],
)
def test_odd_addresses_are_unreadable(path, word):
    """
    What servers decode in more than one way may not leave.
    """
    with pytest.raises(UnreadableError, match=rf"^{word}$"):
        UrlDocument.parse(path)


@pytest.mark.parametrize("index", [1, 3])
def test_half_a_character_cannot_be_written(index):
    """
    UTF-8 has no bytes for a lone surrogate.
    """
    with pytest.raises(UnreadableError):
        UrlDocument.parse("/a?b=c").replaced({index: "\ud800"})
