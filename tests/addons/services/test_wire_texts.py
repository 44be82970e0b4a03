"""
A request taken apart into leaves, and put together again.
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.services.interface import UnreadableError, WireRequest
from addons.services.json_document import JsonText
from addons.services.wire_texts import Leaf, folded, is_media, json_body, leaves


def test_json_in_strings_is_unfolded_so_deep_and_no_deeper():
    """
    Beyond that a text is judged as it stands.
    """
    texts = (JsonText("/a", '["[\\"x\\"]"]'), JsonText("/b", "y"))

    assert [(leaf.pointer, leaf.text, leaf.address) for leaf in leaves(texts)] == [
        ("/a/0/0", "x", (0, 0, 0)),
        ("/b", "y", (1,)),
    ]
    assert [leaf.text for leaf in leaves(texts, levels=1)] == ['["x"]', "y"]


def test_leaves_are_folded_back():
    """
    Each change is carried up to the text that holds it.
    """
    texts = (JsonText("/a", '["[\\"x\\", 1]"]'), JsonText("/b", "y"))

    assert folded(texts, {(0, 0, 0): "z", (1,): "w"}) == {0: '["[\\"z\\", 1]"]', 1: "w"}


def test_an_address_into_prose_is_refused():
    """
    A caller's mistake must not end up as a text that is not replaced.
    """
    with pytest.raises(UnreadableError):
        folded((JsonText("/a", "proza"),), {(0, 0): "z"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("data:image/png;base64,iVBORw0KGgo=", True),
        ("DATA:text/plain,Dag%20Jan", True),
        ("data:;base64,QUJD", True),
        ("data: 12, 13 en 14 mei", False),
        ("data:foo, en meer", False),
        ("QUJD" * 1024, True),
        (("QUJD" * 19 + "\r\n") * 60, True),
        ("QUJD" * 1000, False),
        ("dag jan " * 1000, False),
        ("Dag Jan.", False),
    ],
)
def test_media(text, expected):
    """
    A data URL or a page of base64; prose is neither.
    """
    assert is_media(text) is expected


@given(st.text())
def test_the_place_of_a_part_holds_no_words(pointer):
    """
    Places are shown in logs and on the console.
    """
    leaf = Leaf(f"/messages/0/{pointer}/Jan Peeters", "Dag", is_key=False, address=(0,))

    assert "Jan" not in leaf.part().where
    assert leaf.part().where.startswith("/messages/0/")
    assert "Jan" not in repr(leaf)


def test_a_body_is_read_once_and_a_changed_one_anew():
    """
    Looking for attachments and for text does not cost two readings.
    """
    request = WireRequest(method="POST", host="chatgpt.com", path="/", body=b'{"a": "een"}')

    changed = replace(request, body=b'{"a": "twee"}')

    assert json_body(request) is json_body(request)
    assert [text.text for text in json_body(changed).texts if not text.is_key] == ["twee"]
