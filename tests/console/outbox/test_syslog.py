"""
Syslog against a real collector on TLS, which takes the frames apart as RFC 5425 says.
"""

from __future__ import annotations

import json
import re
import socket
import threading
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.outbox.failures import ChannelDownError
from console.outbox.syslog import ALERT, Collector, framed, line_of
from tests.console.intake.log_for_tests import MONDAY
from tests.console.outbox.mailbox import Authority

_LINE = re.compile(
    rb"<(\d{1,3})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z) ([!-~]{1,255}) promptwacht - "
    rb"([!-~]{1,32}) - \xef\xbb\xbf(.*)",
    re.DOTALL,
)


@contextmanager
def collecting(tls):
    """A collector; everything that came is in `got`."""
    got = bytearray()
    listener = socket.create_server(("127.0.0.1", 0))

    def collect():
        try:
            link, _ = listener.accept()
            with tls.wrap_socket(link, server_side=True) as peer:
                while data := peer.recv(4096):
                    got.extend(data)
        except OSError:
            pass

    thread = threading.Thread(target=collect, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], got
    finally:
        # Closing alone would leave the thread waiting, and the port open.
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


def frames(data):
    """The lines in `data`, by their lengths."""
    lines = []
    while data:
        length, _, data = data.partition(b" ")
        lines.append(data[: int(length)])
        data = data[int(length) :]
    return lines


def a_line(message, host="gateway-1"):
    return line_of(message, message_id="leak", severity=ALERT, at=MONDAY, host=host)


def test_lines_arrive_over_tls_in_their_frames(tmp_path):
    """
    RFC 5424 in RFC 5425: priority, time, host, kind, and JSON in UTF-8.
    """
    ca = Authority(tmp_path)
    with collecting(ca.context()) as (port, got):
        collector = Collector(host="localhost", port=port, ca_file=ca.file)
        with collector.connected() as session:
            session.send(a_line({"number": "KB-2026-000001"}))
            session.send(a_line({"controller": "Gemeente Kortenbérg"}))

    first, second = frames(bytes(got))
    priority, stamp, host, kind, text = _LINE.fullmatch(first).groups()
    assert (priority, host, kind) == (b"129", b"gateway-1", b"leak")
    assert stamp == b"2026-11-23T09:17:42.000Z"
    assert json.loads(text) == {"number": "KB-2026-000001"}
    assert json.loads(_LINE.fullmatch(second)[5])["controller"] == "Gemeente Kortenbérg"


def test_unknown_certificate_gets_nothing(tmp_path):
    """
    A stranger's collector is none.
    """
    ca = Authority(tmp_path)
    with (
        collecting(ca.context()) as (port, got),
        pytest.raises(ChannelDownError),
        Collector(host="localhost", port=port).connected() as session,
    ):
        session.send(a_line({}))

    assert not got


def test_nobody_there_is_the_channels_trouble():
    """
    A closed port.
    """
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with (
        pytest.raises(ChannelDownError),
        Collector(host="127.0.0.1", port=port, tls=False).connected(),
    ):
        pass


@given(
    st.dictionaries(st.text(max_size=5), st.text(max_size=30), max_size=3), st.text(max_size=300)
)
def test_every_line_keeps_the_form(message, host):
    """
    Whatever a host is called and whatever a message holds: one frame, one line, the same JSON.
    """
    line = a_line(message, host)

    assert frames(framed(line)) == [line]
    assert json.loads(_LINE.fullmatch(line)[5]) == message
    assert b"\n" not in line
