"""
JSON texts behind each other, each with its own strings.
"""

import pytest

from addons.services.interface import UnreadableError
from addons.services.record_document import LINES, SIGNALR, RecordDocument


def test_records_are_numbered():
    """
    Blank records keep their number, and stay.
    """
    lines = RecordDocument.parse('{"a": "x"}\r\n\n["y"]\n', LINES)

    assert [t.pointer for t in lines.texts if not t.is_key] == ["/0/a", "/2/0"]
    assert lines.replaced({2: "z"}) == '{"a": "x"}\r\n\n["z"]\n'


def test_signalr_records_keep_their_ends():
    """
    The record separator ends each record, also the last.
    """
    source = '{"type":6}\x1e{"arguments":["Dag"]}\x1e'
    records = RecordDocument.parse(source, SIGNALR)

    assert records.replaced({}) == source
    assert records.replaced({2: "Hallo"}) == source.replace("Dag", "Hallo")


@pytest.mark.parametrize(
    ("source", "word"), [('{}\n{"a":', "not-json"), ("\n" * 200_001, "too-large")]
)
def test_one_bad_record_makes_all_unreadable(source, word):
    """
    A record that is not judged would travel with those that are.
    """
    with pytest.raises(UnreadableError, match=rf"^{word}$"):
        RecordDocument.parse(source, LINES)
