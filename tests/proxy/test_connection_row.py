"""
The handler of a client connection: what one event makes us send leaves in one piece, hooks have
their turn one after the other, and an error of a layer ends one event and nothing else.
"""

import asyncio
from dataclasses import dataclass, field

from mitmproxy.options import Options
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.mode_specs import ProxyMode

from proxy.connection_row import ConnectionRow


@dataclass
class AskedHook(commands.StartHook):
    """One that the layer waits for."""

    data: object


@dataclass
class ToldHook(commands.StartHook):
    """One that nobody waits for."""

    data: object
    blocking = False


@dataclass
class Addons:
    """Told of every hook; `then` is what one of them does."""

    then: object = None
    told: list = field(default_factory=list)

    async def handle_lifecycle(self, hook):
        if isinstance(hook, AskedHook | ToldHook):
            self.told.append(hook.data)
            if self.then is not None:
                await self.then(hook.data)


@dataclass
class Master:
    addons: Addons


class Scripted(layer.Layer):
    """Answers each read with what `script` yields for it."""

    def __init__(self, context, script):
        super().__init__(context)
        self.script = script

    def _handle_event(self, event):
        if isinstance(event, events.DataReceived):
            yield from self.script(self.context.client, event.data)
        elif isinstance(event, events.ConnectionClosed):
            yield commands.CloseConnection(self.context.client)


class CountingWriter:
    """A `StreamWriter` that remembers each piece that is written."""

    def __init__(self, writer):
        self._writer = writer
        self.pieces = []

    def write(self, data):
        self.pieces.append(bytes(data))
        self._writer.write(data)

    def __getattr__(self, name):
        return getattr(self._writer, name)


def conversation(script, *said, addons=None):
    """What a client hears that says each of `said` in turn, and the pieces that were written."""
    pieces = []

    async def scene():
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)  # as the gateway

        async def handle(reader, writer):
            counting = CountingWriter(writer)
            mode = ProxyMode.parse("regular")
            row = ConnectionRow(Master(addons or Addons()), reader, counting, Options(), mode)
            row.layer = Scripted(row.layer.context, script)
            await row.handle_client()
            pieces.extend(counting.pieces)
            writer.close()

        async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
            host, port = server.sockets[0].getsockname()
            reader, writer = await asyncio.open_connection(host, port)
            heard = b""
            try:
                for each in said:
                    writer.write(each)
                    heard += await asyncio.wait_for(reader.read(1000), 10)
                if not reader.at_eof():
                    writer.write_eof()
                heard += await asyncio.wait_for(reader.read(), 10)
            finally:
                writer.close()
        return heard

    return asyncio.run(scene()), pieces


def test_what_belongs_together_is_sent_together():
    """
    A head and a body are one piece: half the system calls, and half the packets of small answers.
    """

    def script(client, data):
        yield commands.SendData(client, b"head ")
        yield commands.SendData(client, data)

    heard, pieces = conversation(script, b"body")

    assert heard == b"head body"
    assert pieces == [b"head body"]


def test_hooks_are_done_in_their_order():
    """
    What comes after a hook waits for it; what the event says beside it does not.
    """
    addons = Addons()

    def script(client, data):
        yield commands.SendData(client, b"1 ")
        yield ToldHook("told")
        yield commands.SendData(client, b"2 ")
        yield AskedHook("waited for")
        yield commands.SendData(client, b"3")

    heard, _ = conversation(script, b"x", addons=addons)

    assert heard == b"1 2 3"
    assert addons.told == ["told", "waited for"]


def test_a_hook_that_takes_its_time():
    """
    Reads that come meanwhile stand in the row behind it.
    """
    seen = []

    async def slowly(data):
        await asyncio.sleep(0.05)
        seen.append(data)

    def script(client, data):
        yield AskedHook(data)
        seen.append(b"after " + data)
        yield commands.SendData(client, data)

    heard, _ = conversation(script, b"a", b"b", addons=Addons(slowly))

    assert heard == b"ab"
    assert seen == [b"a", b"after a", b"b", b"after b"]


def test_others_have_their_turn_between_hooks():
    """
    A read that brings a hundred requests is no reason to let everybody else wait for all of them.
    """
    turns = []

    async def tick(data):
        asyncio.get_running_loop().call_soon(turns.append, data)

    def script(client, data):
        for number in range(3):
            yield AskedHook(number)
            turns.append(f"after {number}")
        yield commands.SendData(client, data)

    conversation(script, b"x", addons=Addons(tick))

    assert turns == [0, "after 0", 1, "after 1", 2, "after 2"]


def test_an_error_ends_one_event(capsys):
    """
    The next one is handled, and the line about it quotes nothing.
    """

    def script(client, data):
        if data == b"secret":
            yield commands.SendData(client, b"so far ")
            raise ValueError("secret")
        yield commands.SendData(client, b"and on")

    heard, _ = conversation(script, b"secret", b"x")

    assert heard == b"so far and on"
    said = capsys.readouterr()
    assert "ValueError" in said.out + said.err
    assert "secret" not in said.out + said.err


def test_what_was_said_before_a_close_arrives():
    """
    Also when nothing follows it.
    """

    def script(client, data):
        yield commands.SendData(client, data)
        yield commands.CloseConnection(client)

    heard, _ = conversation(script, b"last words")

    assert heard == b"last words"
