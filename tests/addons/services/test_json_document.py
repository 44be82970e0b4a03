"""
Strings of a JSON text change where they stand, and nothing else does.
"""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.services.interface import UnreadableError
from addons.services.json_document import MAX_NODES, JsonDocument, matches

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
SOURCES = st.builds(
    lambda value, indent, escaped: json.dumps(value, indent=indent, ensure_ascii=escaped),
    VALUES,
    st.sampled_from([None, 0, 3]),
    st.booleans(),
)


def places(document):
    return [(t.pointer, t.text) for t in document.texts if not t.is_key]


class TestReading:
    def test_every_string_key_and_long_number_is_found(self):
        """
        Text may hide in a value, a key or a bare number.
        """
        document = JsonDocument.parse('{"vraag": ["Dag \\u00e9", 85073003328, 12], "Jan": {}}')

        found = [(t.pointer, t.text, t.is_key) for t in document.texts]
        assert found == [
            ("/vraag", "vraag", True),
            ("/vraag/0", "Dag é", False),
            ("/vraag/1", "85073003328", False),
            ("/Jan", "Jan", True),
        ]

    def test_all_duplicates_of_a_key_are_found(self):
        """
        Parsers keep the last twin or the first; both may be the one that the service reads.
        """
        document = JsonDocument.parse('{"prompt": "een", "prompt": "twee"}')

        assert places(document) == [("/prompt", "een"), ("/prompt", "twee")]
        assert document.text_at("/prompt") == "twee"

    def test_keys_are_escaped_in_pointers(self):
        """
        RFC 6901: `~` is `~0` and `/` is `~1`.
        """
        assert places(JsonDocument.parse('{"a/b~c": ["x"]}')) == [("/a~1b~0c/0", "x")]

    @given(VALUES)
    def test_pointers_lead_to_their_texts(self, value):
        """
        Following a pointer by RFC 6901 ends at the very string it was given for.
        """
        document = JsonDocument.parse(json.dumps(value))

        for text in document.texts:
            if not text.is_key:
                found = follow(value, text.pointer)
                assert (found if isinstance(found, str) else json.dumps(found)) == text.text

    @pytest.mark.parametrize(
        ("text", "word"),
        [
            ("", "not-json"),
            ("{", "not-json"),
            ("}", "not-json"),
            ("[1}", "not-json"),
            ('{"a" "b"}', "not-json"),
            ('"open', "not-json"),
            ('"\\x"', "not-json"),
            ('"rauw\nregeleinde"', "not-json"),
            ("[NaN]", "not-json"),
            ('"' + '\\"' * 1_000_000, "not-json"),
            ("\ufeff{}", "not-json"),
            ("1" * 5000, "not-json"),
            ("[" * 65 + "]" * 65, "too-deep"),
            ('{"a":' * 100_000, "too-deep"),
            ("[" + "0," * MAX_NODES + "0]", "too-large"),
            ('{"' + "k" * 1_000_000 + '":[' + "0," * 99 + "0]}", "too-large"),
            ('"' + "x" * 25_000_000 + '"', "too-large"),
        ],
        ids=[
            "empty", "open", "shut", "crossed", "no colon", "open string", "bad escape",
            "control character", "NaN", "many quotes", "byte order mark", "absurd number",
            "deep", "deep and open", "many nodes", "copied key", "long",
        ],
    )  # fmt: skip
    def test_what_is_not_sound_json_is_unreadable(self, text, word):
        """
        Whatever the service would make of it: we did not read it, so it may not leave.
        """
        with pytest.raises(UnreadableError, match=f"^{word}$"):
            JsonDocument.parse(text)

    def test_bytes_must_be_utf8(self):
        """
        Another encoding would be read differently by the service than by us.
        """
        with pytest.raises(UnreadableError, match=r"^not-utf8$"):
            JsonDocument.parse_bytes('"Ronse-Renaix"'.encode("utf-16"))

    @given(SOURCES, st.data())
    def test_a_garbled_text_is_read_or_unreadable(self, source, data):
        """
        No other error than `UnreadableError` comes out, whatever is cut away or put in.
        """
        at = data.draw(st.integers(0, len(source)))
        garbled = source[:at] + data.draw(st.sampled_from(['"', "\\", "}", ",", "", "\0"]))

        with suppress(UnreadableError):
            assert JsonDocument.parse(garbled).value == json.loads(garbled)

    def test_the_error_holds_no_text(self):
        """
        A `JSONDecodeError` in its chain would carry the whole document.
        """
        with pytest.raises(UnreadableError) as caught:
            JsonDocument.parse('["Jan Peeters')

        assert caught.value.__context__ is None

    def test_a_repr_quotes_nothing(self):
        """
        A repr ends up in logs and tracebacks.
        """
        document = JsonDocument.parse('{"Jan Peeters": "85.07.30-033.28"}')

        assert "Peeters" not in repr(document) + repr(document.texts)
        assert "85" not in repr(document) + repr(document.texts)


class TestWriting:
    @given(SOURCES)
    def test_the_same_texts_give_the_same_bytes(self, source):
        """
        The law of every codec: writing what was read changes nothing.
        """
        document = JsonDocument.parse(source)

        assert document.replaced({i: t.text for i, t in enumerate(document.texts)}) == source

    @given(SOURCES, st.data())
    def test_only_what_is_replaced_changes(self, source, data):
        """
        The new text is read back at its place, and the bytes around it are the old ones.
        """
        document = JsonDocument.parse(source)
        values = [i for i, t in enumerate(document.texts) if not t.is_key]
        if not values:
            return
        index = data.draw(st.sampled_from(values))
        new = data.draw(st.text(st.characters(codec=None), min_size=1))

        written = document.replaced({index: new})

        again = JsonDocument.parse(written)
        expected = places(document)
        expected[values.index(index)] = (document.texts[index].pointer, new)
        # A digit string in the place of a number may be short, and then stands as a string.
        assert places(again) == expected
        start, end = document._spans[index]
        assert written.startswith(source[:start])
        assert written.endswith(source[end:])

    def test_a_number_becomes_a_string(self):
        """
        A placeholder is no number; the JSON must stay sound.
        """
        document = JsonDocument.parse('{"rrn": 85073003328 }')

        assert document.replaced({1: "<RIJKSREGISTERNUMMER_1>"}) == (
            '{"rrn": "<RIJKSREGISTERNUMMER_1>" }'
        )

    def test_escaping_keeps_its_style(self):
        """
        A writer that escapes everything beyond ASCII may talk to a reader that needs it.
        """
        document = JsonDocument.parse('["caf\\u00e9 Jan", "café Jan", "Jan"]')

        assert document.replaced({0: "café X", 1: "café X", 2: "é"}) == (
            '["caf\\u00e9 X", "café X", "é"]'
        )

    def test_a_lone_surrogate_is_written_as_an_escape(self):
        """
        UTF-8 has no bytes for half a pair; raw it could not be sent at all.
        """
        assert JsonDocument.parse('["x"]').replaced({0: "\ud800"}) == '["\\ud800"]'


class TestRemoving:
    @pytest.mark.parametrize(
        ("source", "rest"),
        [
            ('{"a": 1, "b": 2, "c": 3}', '{"a": 1, "c": 3}'),
            ('{"b": {"x": [1, {}]}, "c": 3}', '{"c": 3}'),
            ('{"a": 1, "b": "}"}', '{"a": 1}'),
            ('{"b": null }', "{}"),
            ('{"b": 1, "a": 1, "b": [2]}', '{"a": 1}'),
            ('{"a": {"b": 1}}', '{"a": {"b": 1}}'),
        ],
        ids=["middle", "first", "last", "only", "twins", "elsewhere"],
    )
    def test_a_member_is_taken_out_with_its_comma(self, source, rest):
        """
        The rest keeps its bytes, save for the space around the gap.
        """
        written = JsonDocument.parse(source).removed("/b")

        assert json.loads(written) == json.loads(rest)
        assert written.replace(" ", "") == rest.replace(" ", "")

    def test_a_flood_of_twins_is_unreadable(self):
        """
        Taking them out one by one would cost the square of their number.
        """
        document = JsonDocument.parse("{" + ",".join(['"b": 1'] * 1000) + "}")

        with pytest.raises(UnreadableError, match=r"^duplicate-keys$"):
            document.removed("/b")


class TestNested:
    def test_json_inside_a_string_can_be_read_and_rewritten(self):
        """
        Gemini and the guests' ChatGPT keep their prompt in a string that is JSON itself.
        """
        outer = JsonDocument.parse('[null, "[[\\"Dag Jan\\", 0]]"]')
        inner = outer.texts[0].nested()

        written = outer.replaced({0: inner.replaced({0: "Dag <P>"})})

        assert written == '[null, "[[\\"Dag <P>\\", 0]]"]'

    @pytest.mark.parametrize("text", ["[zie bijlage] Dag", "gewone tekst", ""])
    def test_prose_is_not_json(self, text):
        """
        A letter may open with a bracket.
        """
        assert JsonDocument.parse(json.dumps([text])).texts[0].nested() is None

    def test_a_bottomless_inner_text_is_unreadable(self):
        """
        A bound that an inner text breaks is broken all the same.
        """
        with pytest.raises(UnreadableError, match=r"^too-deep$"):
            JsonDocument.parse(json.dumps(["[" * 100])).texts[0].nested()


@pytest.mark.parametrize(
    ("pointer", "pattern", "expected"),
    [
        ("/messages/3/content", "/messages/*/content", True),
        ("/messages/3/x/content", "/messages/*/content", False),
        ("/messages/3/x/content", "/messages/**/content", True),
        ("/id", "/**/id", True),
        ("/a/b/id", "/**/id", True),
        ("/a/b/idx", "/**/id", False),
        ("/a.b", "/a.b", True),
        ("/axb", "/a.b", False),
        ("", "/**", True),
        ("/a\nb", "/*", True),
    ],
)
def test_patterns(pointer, pattern, expected):
    """
    `*` is one step, `**` any number; everything else is literal.
    """
    assert matches(pointer, pattern) is expected


def follow(value, pointer):
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value
