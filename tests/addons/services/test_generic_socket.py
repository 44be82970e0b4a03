"""
Messages of unknown sockets are judged text by text.
"""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.services.generic_socket import GenericSocket
from addons.services.interface import UnreadableError
from policy.prompt import Channel
from tests.addons.services.examples import NOTICE

SOCKET = GenericSocket()


@pytest.mark.parametrize(
    "message",
    [
        '{"event": "send", "content": [{"text": "Dag Jan"}]}',
        '{"type":1,"arguments":["Dag Jan"]}\x1e{"type":6}\x1e',
        '42["message", {"text": "Dag Jan"}]',
        "Dag Jan",
        '{"data": "{\\"text\\": \\"Dag Jan\\"}"}',
    ],
    ids=["json", "signalr", "socket.io", "text", "nested"],
)
def test_each_kind_of_message_is_read_and_written(message):
    """
    The text is found, the same text changes nothing, another one stands in its place.
    """
    reading = SOCKET.read(message)
    texts = [part.text for part in reading.parts]

    assert "Dag Jan" in texts
    assert reading.channel is Channel.WEBSOCKET
    assert SOCKET.write(message, reading, texts) == message
    changed = SOCKET.write(message, reading, [t.replace("Jan", "<P>") for t in texts])
    assert changed == message.replace("Jan", "<P>")


@pytest.mark.parametrize("message", ["", "  ", '{"type":6}\x1e', "{}", "[1, true]"])
def test_pings_hold_no_text(message):
    """
    There is nothing to judge.
    """
    assert SOCKET.read(message) is None


@pytest.mark.parametrize(
    "message", ["[" * 100, '{"a":1}\x1e{"b"\x1e', "x" * 25_000_001, "QUJD" * 2000 + "Q"]
)
def test_what_cannot_be_judged_does_not_leave(message):
    """
    Too deep, a broken record, too long, or a file.
    """
    with pytest.raises(UnreadableError):
        SOCKET.read(message)


@given(st.text())
def test_any_message_is_read_or_unreadable(message):
    """
    And what was read can be written back.
    """
    with suppress(UnreadableError):
        if reading := SOCKET.read(message):
            texts = [part.text for part in reading.parts]
            assert SOCKET.write(message, reading, texts) == message


def test_it_refuses_in_silence():
    """
    In an unknown protocol every answer could do harm.
    """
    assert SOCKET.refuse("Dag", NOTICE) == ()
