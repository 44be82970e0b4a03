"""
Everything in JSON is read: names, strings, numbers, and JSON in strings.
"""

import json
from base64 import b64encode

import pytest

from policy.documents.interface import Format, Part, Place, Unread
from tests.policy.documents.build_text import outcome, places, read, told, unread, zipped

BODY = Place(part=Part.BODY)


def lines(raw: bytes) -> list[str]:
    return "\n".join(told(read(raw))).split("\n")


def test_names_strings_and_numbers():
    """
    A value stands behind its name; numbers stay as they were written.
    """
    raw = json.dumps(
        {"naam": "Jan Peeters", "rrn": 85073003328, "actief": True, "notitie": None, "leeg": ""}
    ).encode()

    contents = read(raw.replace(b"85073003328", b"8507300332.80"))

    assert contents.format is Format.JSON
    assert {one.place for one in contents.pieces} == {BODY}
    assert lines(raw) == [
        "naam: Jan Peeters",
        "rrn: 85073003328",
        "actief: true",
        "notitie",
        "leeg",
    ]
    assert "rrn: 8507300332.80" in told(contents)[0]


def test_values_in_values():
    """
    Objects and lists are read in order, an object at a time.
    """
    raw = b'{"personen": [{"naam": "Jan"}, {"naam": "An", "tel": ["1", 2]}], "eind": 1e400}'

    assert told(read(raw)) == ["personen", "naam: Jan", "naam: An\ntel", "1\n2", "eind: 1e400"]


def test_same_name_twice():
    """
    Most programs keep the last value; all are read.
    """
    assert lines(b'{"a": "Jan", "a": "An"}') == ["a: Jan", "a: An"]


def test_escapes_are_resolved():
    """
    Escaped letters are letters.
    """
    raw = b'{"naam": "\\u004aan \\u0050eeters", "pad": "\\\\\\\\server\\/x", "g": "\\ud83d\\ude00"}'

    assert lines(raw) == ["naam: Jan Peeters", "pad: \\\\server/x", "g: \U0001f600"]


def test_half_a_pair_is_made_whole():
    """
    JSON may hold half a character; nobody behind us can encode it.
    """
    assert told(read(b'{"a": "x\\ud83dy"}')) == ["a: x\ufffdy"]


def test_json_by_lines():
    """
    A log is one object on each line.
    """
    contents = read(b'{"naam": "Jan"}\n{"naam": "An"}\n')

    assert contents.format is Format.JSON
    assert told(contents) == ["naam: Jan", "naam: An"]


def test_json_in_strings():
    """
    Programs put JSON into strings of JSON; what stands in there keeps its names.
    """
    inner = json.dumps({"wachtwoord": "Herfst2025", "diep": json.dumps(["Jan"])})

    assert lines(json.dumps({"body": inner, "tekst": "[geen json"}).encode()) == [
        "body",
        "wachtwoord: Herfst2025",
        "diep",
        "Jan",
        "tekst: [geen json",
    ]


def test_files_in_strings_are_read():
    """
    A notebook holds its pictures in base64, with or without an address.
    """
    archive = zipped({"n.txt": "Jan Peeters", "m.txt": "x" * 200}, compression=0)
    letters = b64encode(archive).decode()

    contents = read(json.dumps({"output": {"application/zip": letters + "\n"}}).encode())

    assert places(contents, "Jan Peeters") == [Place(part=Part.BODY, member=(1, 1))]
    assert not places(contents, letters[:40])


@pytest.mark.parametrize(
    "hostile",
    [
        b"[" * 200_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"[" * 150 + b"1" + b"]" * 150,
        b"[" + b"1," * 3_000_000 + b"1]",
        b"[" + b"{}," * 900_000 + b"1]",
        b"[" + b'"[1]",' * 400_000 + b"1]",
    ],
    ids=["open", "deep", "too deep", "long", "objects", "strings"],
)
def test_hostile(hostile, cpu_seconds):
    """
    Depth and length have bounds.
    """
    with cpu_seconds(5):
        assert unread(hostile) in {Unread.TOO_DEEP, Unread.TOO_LARGE, Unread.BROKEN}


def test_what_is_no_json_is_text():
    """
    Comments and stray commas make no JSON; the text is read as it stands.
    """
    contents = read(b'{"naam": "Jan Peeters",} // intern')

    assert contents.format is Format.PLAIN
    assert outcome(b'{"naam": "Jan Peeters",}') is None
    assert told(contents) == ['{"naam": "Jan Peeters",} // intern']
