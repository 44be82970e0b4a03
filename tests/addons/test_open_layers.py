"""
An open tunnel in one step: the same bytes as mitmproxy's own seven, both ways.
"""

from contextlib import suppress

import pytest
import trustme
from hypothesis import given, settings
from hypothesis import strategies as st
from mitmproxy.connection import Client, ConnectionState, Server
from mitmproxy.options import Options
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.tls import TLSLayer
from mitmproxy.proxy.tunnel import TunnelLayer, TunnelState
from OpenSSL import SSL

from addons.open_layers import quicken

HOST = "chatgpt.example"
BOTH = pytest.mark.parametrize("is_quick", [False, True], ids=["mitmproxy", "quick"])


class Child(layer.Layer):
    """Keeps what it gets, and answers with what `says` yields for it."""

    def __init__(self, context, says=lambda event: ()):
        super().__init__(context)
        self.says = says
        self.seen = []

    def _handle_event(self, event):
        self.seen.append(event)
        yield from self.says(event)

    @property
    def heard(self):
        return b"".join(e.data for e in self.seen if isinstance(e, events.DataReceived))


@pytest.fixture(scope="module")
def contexts():
    """TLS of a server, and of a client that trusts it."""
    authority = trustme.CA()
    ours, theirs = SSL.Context(SSL.TLS_METHOD), SSL.Context(SSL.TLS_METHOD)
    authority.issue_cert(HOST).configure_cert(ours)
    return ours, theirs


def shaken(contexts):
    """Two ends of a session that is established: ours, and the client's."""
    ours, theirs = (SSL.Connection(context, None) for context in contexts)
    ours.set_accept_state()
    theirs.set_connect_state()
    for end in (theirs, ours, theirs, ours):
        with suppress(SSL.WantReadError):
            end.do_handshake()
        carry(end, ours if end is theirs else theirs)
    received(theirs)
    return ours, theirs


def carry(sender, receiver):
    try:
        while data := sender.bio_read(65535):
            receiver.bio_write(data)
    except SSL.WantReadError:
        return


def received(end):
    plain = b""
    try:
        while data := end.recv(65535):
            plain += data
    except (SSL.WantReadError, SSL.ZeroReturnError):
        pass
    return plain


def opened(ours, *, is_quick, says=lambda event: ()):
    """A client's TLS as the gateway has it once the handshake is done."""
    client = Client(peername=("127.0.0.1", 1), sockname=("127.0.0.1", 2))
    client.state = ConnectionState.OPEN
    tunnel = TLSLayer(context := Context(client, Options()), client)
    tunnel.tls, tunnel.tunnel_state = ours, TunnelState.OPEN
    tunnel.child_layer = Child(context, says)
    if is_quick:
        quicken(tunnel)
    return tunnel


def sent(tunnel, event):
    """The commands that `event` leads to."""
    return list(tunnel.handle_event(event))


def from_client(tunnel, data):
    return events.DataReceived(tunnel.context.client, data)


@BOTH
@settings(deadline=None, max_examples=30)
@given(
    texts=st.lists(st.binary(min_size=1, max_size=40_000), max_size=4), bite=st.integers(1, 9000)
)
def test_what_a_client_says_arrives_in_whatever_pieces_it_comes(contexts, is_quick, texts, bite):
    """
    Records may come in any pieces, several or parts of one at once.
    """
    ours, theirs = shaken(contexts)
    tunnel = opened(ours, is_quick=is_quick)
    wire = b""
    for text in texts:
        theirs.sendall(text)
        wire += theirs.bio_read(1 << 20)

    for start in range(0, len(wire), bite):
        assert sent(tunnel, from_client(tunnel, wire[start : start + bite])) == []

    assert tunnel.child_layer.heard == b"".join(texts)


@BOTH
@settings(deadline=None, max_examples=30)
@given(pieces=st.lists(st.binary(min_size=1, max_size=90_000), max_size=6))
def test_what_is_said_to_a_client_arrives_in_its_order(contexts, is_quick, pieces):
    """
    However many pieces the layers inside make of it, and whatever they do in between.
    """
    ours, theirs = shaken(contexts)

    def says(event):
        for piece in pieces:
            yield commands.SendData(tunnel.context.client, piece)
            yield commands.Log("in between")

    tunnel = opened(ours, is_quick=is_quick, says=says)

    heard = b""
    for command in sent(tunnel, events.Wakeup(commands.RequestWakeup(0))):
        if isinstance(command, commands.SendData):
            assert command.connection is tunnel.context.client
            theirs.bio_write(command.data)
            heard += received(theirs)

    assert heard == b"".join(pieces)


def test_what_is_said_at_once_leaves_at_once(contexts):
    """
    Head and body of an answer are one record, where mitmproxy makes two.
    """
    ours, theirs = shaken(contexts)

    def says(event):
        yield commands.SendData(tunnel.context.client, b"head")
        yield commands.SendData(tunnel.context.client, b"body")

    tunnel = opened(ours, is_quick=True, says=says)
    (command,) = sent(tunnel, events.Wakeup(commands.RequestWakeup(0)))
    theirs.bio_write(command.data)

    assert theirs.recv(65535) == b"headbody"


@BOTH
def test_what_was_said_before_something_else_leaves_before_it(contexts, is_quick):
    """
    Nobody's connection is closed, and no hook begins, ahead of what was to be sent first.
    """
    ours, _ = shaken(contexts)

    def says(event):
        yield commands.SendData(tunnel.context.client, b"goodbye")
        yield commands.CloseConnection(tunnel.context.client)

    tunnel = opened(ours, is_quick=is_quick, says=says)
    found = sent(tunnel, events.Wakeup(commands.RequestWakeup(0)))

    assert [type(each) for each in found] == [commands.SendData, commands.CloseConnection]


@BOTH
def test_a_session_that_ends_is_told_once(contexts, is_quick):
    """
    What came before its end arrives first; the end of the connection is not told again.
    """
    ours, theirs = shaken(contexts)
    tunnel = opened(ours, is_quick=is_quick)
    theirs.sendall(b"last words")
    theirs.shutdown()

    sent(tunnel, from_client(tunnel, theirs.bio_read(65535)))
    sent(tunnel, events.ConnectionClosed(tunnel.context.client))

    assert [type(e) for e in tunnel.child_layer.seen] == [
        events.DataReceived,
        events.ConnectionClosed,
    ]
    assert tunnel.child_layer.heard == b"last words"


@BOTH
def test_garbage_in_a_session_is_nobodys_words(contexts, is_quick):
    """
    What is no record, or was changed on its way, never gets further.
    """
    ours, theirs = shaken(contexts)
    tunnel = opened(ours, is_quick=is_quick)
    theirs.sendall(b"secret")
    wire = bytearray(theirs.bio_read(65535))
    wire[-1] ^= 1

    sent(tunnel, from_client(tunnel, bytes(wire)))
    sent(tunnel, from_client(tunnel, b"GET / HTTP/1.1\r\n\r\n"))

    assert tunnel.child_layer.heard == b""


@BOTH
def test_other_peoples_data_is_not_the_clients(contexts, is_quick):
    """
    What comes from a service, and what goes to it, is not touched by the client's session.
    """
    ours, _ = shaken(contexts)
    server = Server(address=("service.example", 443))

    def says(event):
        yield commands.SendData(server, event.data.upper())

    tunnel = opened(ours, is_quick=is_quick, says=says)
    (command,) = sent(tunnel, events.DataReceived(server, b"plain"))

    assert (command.connection, command.data) == (server, b"PLAIN")


@BOTH
def test_a_tunnel_of_a_proxy_carries_all_as_it_is(is_quick):
    """
    A tunnel without TLS of its own renames the connection, and nothing else.
    """
    context = Context(Client(peername=("127.0.0.1", 1), sockname=("127.0.0.1", 2)), Options())
    through, to = Server(address=("proxy.example", 3128)), Server(address=("service.example", 443))

    def says(event):
        yield commands.SendData(to, event.data.upper())
        yield commands.SendData(context.client, b"heard")

    tunnel = TunnelLayer(context, through, to)
    tunnel.tunnel_state, tunnel.child_layer = TunnelState.OPEN, Child(context, says)
    if is_quick:
        quicken(tunnel)
    found = sent(tunnel, events.DataReceived(through, b"word"))

    assert [(each.connection, each.data) for each in found] == [
        (through, b"WORD"),
        (context.client, b"heard"),
    ]
    assert tunnel.child_layer.seen[0].connection is to
