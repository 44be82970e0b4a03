"""
A service told by a table: what it does not name is judged, not passed.
"""

import pytest

from addons.services.interface import Cargo, UnreadableError
from addons.services.json_codec import Endpoint, JsonCodec
from addons.services.openai_api import openai_error
from addons.services.routes import Route
from policy.prompt import Channel
from tests.addons.services.examples import request

CODEC = JsonCodec(
    name="praatpaal",
    prompts=(
        Endpoint(
            route=Route("POST", "/vraag"),
            texts=("/tekst",),
            opaque=("/sleutel",),
            channel=Channel.API,
            conversation="/gesprek",
        ),
        Endpoint(route=Route("POST", "/dicht/vraag")),
    ),
    nothing=(Route("GET", "/stijl.css"), Route("POST", "/vraag")),
    uploads=(Route("POST", "/bestand"),),
    closed=(Route("*", "/dicht/**"),),
    opaque=("/gesprek", "/query/alt"),
    media=("/beeld",),
    error=openai_error,
)


def read(body, path="/vraag"):
    return [part.text for part in CODEC.read(request(path, body)).parts]


@pytest.mark.parametrize(
    ("method", "path", "cargo"),
    [
        ("POST", "/vraag", Cargo.PROMPT),
        ("GET", "/vraag", Cargo.UNKNOWN),
        ("GET", "/stijl.css", Cargo.NOTHING),
        ("POST", "/bestand", Cargo.UPLOAD),
        ("POST", "/dicht/vraag", Cargo.CLOSED),
        ("POST", "/elders", Cargo.UNKNOWN),
    ],
)
def test_the_stricter_list_wins(method, path, cargo):
    """
    A route in two lists is shut rather than read, and read rather than passed.
    """
    assert CODEC.cargo(request(path, method=method)) is cargo


def test_known_places_are_whole():
    """
    A letter that happens to be JSON is judged as it was written, with its context.
    """
    assert read({"x": '{"naam": "Jan"}', "tekst": '{"rijksregisternummer": 1}'}) == [
        '{"rijksregisternummer": 1}',
        "Jan",
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("eeeeeeee-0000-4000-8000-000000000001", []),
        ("gAAAA_b-c.d=", []),
        ("Jan Peeters", ["Jan Peeters"]),
        ("naïef", ["naïef"]),
    ],
)
def test_opaque_is_only_what_looks_it(value, expected):
    """
    A place for tokens is no hiding place for a sentence.
    """
    assert read({"sleutel": value}) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [("content_type", []), ("item2", []), ("Jan", ["Jan"]), ("85073003328", ["85073003328"])],
)
def test_keys_are_read_unless_a_programmer_wrote_them(key, expected):
    """
    A name or a number may be a key.
    """
    assert read({key: 1}) == expected


def test_a_key_that_holds_text_is_not_in_its_place():
    """
    The place of a part is shown in logs, so it may not hold anybody's words.
    """
    reading = CODEC.read(request("/vraag", {"Jan Peeters": {"diep": "Dag"}}))

    assert [part.where for part in reading.parts] == ["/-#key", "/-/diep"]


@pytest.mark.parametrize("beeld", ["QUJD" * 20, "QUJD\r\n" * 20])
def test_base64_at_a_place_for_media_is_a_document(beeld):
    """
    Decoded, and no text.
    """
    reading = CODEC.read(request("/vraag", {"beeld": beeld, "tekst": "Dag"}))

    assert reading.documents == (b"ABC" * 20,)
    assert [part.text for part in reading.parts] == ["Dag"]


def test_documents_stay_when_a_text_is_written():
    """
    Byte for byte.
    """
    wire = request("/vraag", {"beeld": "QUJD" * 20, "tekst": "Dag Jan"})

    written = CODEC.write(wire, CODEC.read(wire), ["Dag <P>"])

    assert written.body == wire.body.replace(b"Dag Jan", b"Dag <P>")


@pytest.mark.parametrize("beeld", ["https://example.org/" + "a" * 80, "Dag Jan", "Jan"])
def test_an_address_at_a_place_for_media_is_text(beeld):
    """
    It is judged like any other.
    """
    assert read({"beeld": beeld}) == [beeld]


def test_media_anywhere_else_are_documents_too():
    """
    A long stretch without a single space is no prose.
    """
    reading = CODEC.read(request("/vraag", {"tekst": "QUJD" * 2000}))

    assert (reading.parts, reading.documents) == ((), (b"ABC" * 2000,))


@pytest.mark.parametrize(
    "text", ["QUJD" * 2000 + "Q", "data:image/png;base64,QUJ=D", "data:text/plain;base64,é"]
)
def test_base64_that_decoders_read_differently_is_unreadable(text):
    """
    We might judge another file than the service sees.
    """
    with pytest.raises(UnreadableError, match=r"^media$"):
        read({"tekst": text})


def test_a_crowd_of_files_is_too_much():
    """
    Each of them costs a reading.
    """
    with pytest.raises(UnreadableError, match=r"^too-large$"):
        read({"beelden": ["data:text/plain,Dag"] * 51})


def test_long_prose_is_not_media():
    """
    Words without any punctuation are still words.
    """
    assert read({"tekst": "dag jan " * 2000}) == ["dag jan " * 2000]


def test_query_fields_are_read():
    """
    Save for reviewed ones that look like it.
    """
    assert read({}, "/vraag?alt=sse&x=Jan+Peeters") == ["Jan Peeters"]
    assert read({}, "/vraag?alt=Jan+Peeters") == ["Jan Peeters"]


def test_too_many_parts_are_unreadable():
    """
    Each costs the detectors time; nobody writes twenty thousand texts.
    """
    with pytest.raises(UnreadableError, match=r"^too-large$"):
        read(["a b"] * 20_001)


def test_an_empty_body_has_no_text():
    """
    Some endpoints take none.
    """
    reading = CODEC.read(request("/vraag"))

    assert reading.parts == ()
    assert reading.conversation == ""


def test_reading_what_is_no_prompt_is_unreadable():
    """
    A caller's mistake must not read as "nothing found".
    """
    with pytest.raises(UnreadableError, match=r"^unknown-endpoint$"):
        read({}, "/elders")


def test_the_conversation_is_told():
    """
    The same value keeps its placeholder within it.
    """
    assert CODEC.read(request("/vraag", {"gesprek": "g-1"})).conversation == "g-1"
