"""
Values of a form change where they stand; the escapes of all others are kept.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.services.form_document import MAX_FIELDS, FormDocument
from addons.services.interface import UnreadableError


def test_names_and_values_are_decoded():
    """
    A plus is a space, and percent escapes are UTF-8.
    """
    form = FormDocument.parse("vraag=Dag+caf%C3%A9&leeg&x=")

    assert form.pairs == (("vraag", "Dag café"), ("leeg", ""), ("x", ""))


def test_only_what_is_replaced_is_escaped_anew():
    """
    `%2f` and `%2F` are the same to a server, but not to our promise.
    """
    form = FormDocument.parse("a=%2f~&&b=Jan+Peeters&c=(x)")

    assert form.replaced({3: "<PERSOON_1> & é"}) == "a=%2f~&&b=%3CPERSOON_1%3E+%26+%C3%A9&c=(x)"


@given(st.text(st.characters(codec="utf-8")))
def test_the_same_texts_give_the_same_form(source):
    """
    The law of every codec, for every text that decodes.
    """
    try:
        form = FormDocument.parse(source)
    except UnreadableError:
        return
    assert form.replaced({i: t.text for i, t in enumerate(form.texts)}) == source


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_a_new_value_is_read_again(value):
    """
    Whatever is put in comes out, and stays within its field.
    """
    written = FormDocument.parse("a=1&b=2&c=3").replaced({3: value})

    assert FormDocument.parse(written).pairs == (("a", "1"), ("b", value), ("c", "3"))


@pytest.mark.parametrize(
    ("source", "word"),
    [("a=%ff", "not-utf8"), ("&" * MAX_FIELDS, "too-large"), ("a" * 25_000_001, "too-large")],
    ids=["not utf8", "many fields", "long"],
)
def test_odd_forms_are_unreadable(source, word):
    """
    What we cannot decode the way a server does may not leave.
    """
    with pytest.raises(UnreadableError, match=rf"^{word}$") as caught:
        FormDocument.parse(source)

    assert caught.value.__context__ is None


def test_half_a_character_cannot_be_written():
    """
    UTF-8 has no bytes for a lone surrogate.
    """
    with pytest.raises(UnreadableError):
        FormDocument.parse("a=1").replaced({1: "\ud800"})


def test_a_repr_quotes_nothing():
    """
    A repr ends up in logs and tracebacks.
    """
    assert "Peeters" not in repr(FormDocument.parse("Jan+Peeters=Jan+Peeters"))
