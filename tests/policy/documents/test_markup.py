"""
Of a page, everything is read that is shown, and everything that is not.
"""

from base64 import b64encode

import pytest

from policy.documents.interface import Format, Part, Place, Unread
from tests.policy.documents.build_text import outcome, places, read, told, unread

SECRET = "Jan Peeters"


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def test_text_keeps_together_across_tags():
    """
    A name is one name, whatever marks and comments stand in it.
    """
    contents = read(page("<p>Dag J<b>a</b>n <!-- x -->Pee<span></span>t&#101;rs</p><p>Tot dan</p>"))

    assert contents.format is Format.HTML
    assert told(contents, Part.BODY) == ["Dag Jan Peeters", "Tot dan"]


def test_white_space_is_as_in_a_browser():
    """
    Lines of the source are no lines of the page; those of `pre` are.
    """
    contents = read(page("<p>Jan\n   Peeters<br>Dorp 1</p><pre>a\nb</pre>"))

    assert told(contents, Part.BODY) == ["Jan Peeters\nDorp 1", "a\nb"]


def test_table_cells_have_rows_and_columns():
    """
    Also with a table in a cell, and without end tags.
    """
    contents = read(
        page("<table><tr><th>a<th>b<tr><td>c<td>d<table><tr><td>e</table>f</table><p>g")
    )

    def cell(row, column):
        return Place(part=Part.TABLE, row=row, column=column)

    assert [(one.text, one.place) for one in contents.pieces][:7] == [
        ("a", cell(1, 1)),
        ("b", cell(1, 2)),
        ("c", cell(2, 1)),
        ("d", cell(2, 2)),
        ("e", cell(1, 1)),
        ("f", cell(2, 2)),
        ("g", Place(part=Part.BODY)),
    ]


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (f"x<p hidden>{SECRET}</p>", Part.HIDDEN),
        (f"x<div style='color:red; DISPLAY : none'><b>{SECRET}</b></div>", Part.HIDDEN),
        (f"x<span style='visibility:hidden'>{SECRET}</span>", Part.HIDDEN),
        (f"x<i style='font-size:0'>{SECRET}</i>", Part.HIDDEN),
        (f"x<template>{SECRET}</template>", Part.HIDDEN),
        (f"x<noscript>{SECRET}</noscript>", Part.HIDDEN),
        (f"x<script>let a = '{SECRET}'; if (1 < 2) b()</script>", Part.HIDDEN),
        (f"x<style>p:after {{ content: '{SECRET}' }}</style>", Part.HIDDEN),
        (f"x<!-- {SECRET} -->", Part.COMMENT),
        (f"x<!--> {SECRET} -->", Part.BODY),
        (f"x<!-- {SECRET}", Part.COMMENT),
        (f"x<!ELEMENT {SECRET}>", Part.COMMENT),
        (f"x<? {SECRET} ?>", Part.COMMENT),
        (f"x</ {SECRET}>", Part.COMMENT),
        (f"x<![CDATA[{SECRET}]]>", Part.COMMENT),
        (f"x<img alt='{SECRET}'>", Part.ALT_TEXT),
        (f"x<input value='{SECRET}'>", Part.FORM_FIELD),
        (f"x<input placeholder={SECRET.replace(' ', '&#32;')}>", Part.FORM_FIELD),
        (f"x<textarea>{SECRET} <b></textarea>", Part.FORM_FIELD),
        (f"x<select><option>{SECRET}</select>", Part.BODY),
        (f"x<a title='{SECRET}'>y</a>", Part.PROPERTY),
        ("x<a href='mailto:a@b.be?subject=Jan%20Peeters'>y</a>", Part.PROPERTY),
        (f"x<a href='https://x.be/?q={SECRET}'>y</a>", Part.PROPERTY),
        (f"x<p data-naam='{SECRET}'>y", Part.PROPERTY),
        (f"x<p class='{SECRET}'>y", Part.PROPERTY),
        (f"x<p aria-label='{SECRET}'>y", Part.PROPERTY),
        (f"x<p onclick=\"alert('{SECRET}')\">y", Part.PROPERTY),
        (f"x</p eigen='{SECRET}'>y", Part.PROPERTY),
        (f"x<a b='{SECRET}", Part.BODY),
        (f"x<title>{SECRET}</title>", Part.PROPERTY),
        (f"x<iframe srcdoc='<p>{SECRET}</p>'></iframe>", Part.BODY),
        (f"x<xmp>{SECRET} <b></xmp>", Part.BODY),
        (f"x<frobnicate>{SECRET}</frobnicate>", Part.BODY),
    ],
)
def test_everywhere_in_a_page(body, part):
    """
    A browser shows some of it; a program finds all of it.
    """
    contents = read(page(body))

    assert part in {place.part for place in places(contents, SECRET)}


def test_words_that_only_look_like_markup():
    """
    Names of tags and of attributes that nobody knows may be text.
    """
    contents = read(page("<Jan.Peeters@kortenberg.be> <p Wachtwoord Herfst2025>x 3 < 4 > 2"))

    assert {"Jan.Peeters@kortenberg.be", "Wachtwoord", "Herfst2025"} <= set(
        told(contents, Part.PROPERTY)
    )
    assert told(contents, Part.BODY) == ["x 3 < 4 > 2"]


def test_properties_of_a_page_have_their_names():
    """
    What a value is, its name tells.
    """
    contents = read(
        page(
            "<input name=wachtwoord value=Herfst2025><p data-rrn='85.07.30-033.28'>x",
            "<meta name=author content='Jan Peeters'>",
        )
    )

    assert "wachtwoord: Herfst2025" in told(contents, Part.FORM_FIELD)
    assert "author: Jan Peeters" in told(contents, Part.PROPERTY)
    assert "rrn: 85.07.30-033.28" in told(contents, Part.PROPERTY)


def test_data_for_programs():
    """
    JSON in a page is read as JSON is.
    """
    contents = read(page('x<script type="application/ld+json">{"naam": "Ren\\u00e9e"}</script>'))

    assert told(contents, Part.HIDDEN) == ["naam: Renée"]


def test_hidden_text_stands_after_the_page():
    """
    A hidden word in a sentence does not cut it in two.
    """
    contents = read(page("<p>Dag <span hidden>geheim</span>Jan</p>"))

    assert told(contents, Part.BODY) == ["Dag Jan"]
    assert told(contents, Part.HIDDEN) == ["geheim"]


def test_files_in_addresses_are_read():
    """
    Pictures and whatever else stand in a page as `data:` addresses, in attributes and styles.
    """
    letters = b64encode(b"naam;straat\nJan Peeters;Dorp\n").decode()
    folded = "\n ".join((letters[:20], letters[20:]))

    contents = read(
        page(
            f"x<img src='data:text/csv;base64,{folded}'>"
            "<style>a { b: url(data:text/plain,An%20Claes) }</style>"
        )
    )

    assert places(contents, "Jan Peeters") == [Place(part=Part.TABLE, row=2, column=1, member=(1,))]
    assert places(contents, "An Claes") == [Place(part=Part.BODY, member=(2,))]
    assert not places(contents, letters[:20])


def test_unreadable_file_in_a_page_refuses_the_page():
    """
    What is in a page and cannot be read keeps the page here.
    """
    font = b64encode(b"wOF2\0\1\0\0" + b"\0" * 40).decode()

    assert unread(page(f"x<p style='src:url(data:font/woff2;base64,{font})'>")) is (
        Unread.UNKNOWN_FORMAT
    )


@pytest.mark.parametrize(
    "head", ["<meta charset=koi8-r>", "<meta http-equiv=a content='text/html; charset=koi8-r'>"]
)
def test_declared_charset(head):
    """
    A page may say in which characters it is written.
    """
    raw = page("<p>ИВАН ПЕТРОВ</p>", head).decode().encode("koi8-r")

    assert told(read(raw), Part.BODY) == ["ИВАН ПЕТРОВ"]


@pytest.mark.parametrize("reference", ["&#" + "1" * 5_000 + ";", "&#xfffffffff;", "&nonsense;"])
def test_character_references_without_a_character(reference):
    """
    What no browser shows is no reason to fail.
    """
    assert "Jan" in told(read(page(f"<p>{reference}Jan")))[0]


@pytest.mark.parametrize(
    "hostile",
    [
        "<!--" * 60_000,
        '<a b="' * 60_000,
        "<a b='\"" * 60_000,
        "<script>" * 60_000,
        "<p " + "a " * 300_000,
        "<p " + " " * 1_000_000,
        "<b>" * 60_000 + "</i>" * 60_000,
        "<table><tr><td>" * 20_000,
        "&" * 1_000_000,
        "<" * 300_000,
        "<![CDATA[" * 50_000,
    ],
    ids=lambda text: text[:10],
)
def test_time_grows_with_the_page_alone(hostile, cpu_seconds):
    """
    No page takes longer than its length explains.
    """
    with cpu_seconds(4):
        assert outcome(page("Jan" + hostile)) in {None, Unread.TOO_LARGE}


def test_more_tags_than_are_read():
    """
    Millions of tags are refused before they take seconds.
    """
    assert unread(page("<i>x" * 1_000_000)) is Unread.TOO_LARGE
