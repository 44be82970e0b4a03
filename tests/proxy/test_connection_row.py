"""
The handler of a client connection: what one event makes us send leaves in one piece, events have
their turn one after the other, and an error ends one event and nothing else.
"""

import asyncio
from dataclasses import dataclass, field

import pytest
import uvloop
from mitmproxy.options import Options
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.mode_specs import ProxyMode

from addons.own_task import own_task
from proxy.connection_row import ConnectionRow
from proxy.quiet_master import eager_tasks

SECONDS = 10


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
class OtherHook(commands.StartHook):
    """One that a layer further down waits for, as each stream of HTTP/2 does for its own."""

    data: object
    blocking = "a layer further down"


@dataclass
class Addons:
    """Told of every hook; `then` is what they do."""

    then: object = None
    told: list = field(default_factory=list)

    async def handle_lifecycle(self, hook):
        if isinstance(hook, AskedHook | ToldHook | OtherHook):
            self.told.append(hook.data)
            if self.then is not None:
                await own_task()  # as the gateway's own does
                await self.then(hook.data)


@dataclass
class Master:
    addons: Addons


class Scripted(layer.Layer):
    """Answers each event with what `script` yields for it."""

    def __init__(self, context, script):
        super().__init__(context)
        self.script = script
        self.seen = []

    def _handle_event(self, event):
        self.seen.append(type(event).__name__)
        if isinstance(event, events.ConnectionClosed):
            yield commands.CloseConnection(self.context.client)
        else:
            yield from self.script(self.context.client, event)


class Bites:
    """A reader that gives little at a time."""

    def __init__(self, reader, size):
        self._reader = reader
        self._size = size

    async def read(self, size):
        return await self._reader.read(min(size, self._size))


class Pieces:
    """A writer that remembers each piece that is written."""

    def __init__(self, writer):
        self._writer = writer
        self.pieces = []

    def write(self, data):
        self.pieces.append(bytes(data))
        self._writer.write(data)

    def __getattr__(self, name):
        return getattr(self._writer, name)


@dataclass
class Scene:
    """One client of the handler, on the event loop that the gateway has."""

    script: object
    addons: Addons = field(default_factory=Addons)
    bite: int = 65536
    late: float = 0.0
    """Seconds that the handler begins after the client."""
    row: ConnectionRow | None = None
    pieces: list = field(default_factory=list)

    def play(self, client):
        """What `client` returns, a coroutine function of its reader and writer."""

        async def scene():
            with eager_tasks(asyncio.get_running_loop()):
                return await self._play(client)

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(asyncio.wait_for(scene(), SECONDS))

    async def _play(self, client):
        done = asyncio.Event()

        async def handle(reader, writer):
            pieces = Pieces(writer)
            mode = ProxyMode.parse("regular")
            self.row = ConnectionRow(
                Master(self.addons), Bites(reader, self.bite), pieces, Options(), mode
            )
            self.row.layer = Scripted(self.row.layer.context, self.script)
            await asyncio.sleep(self.late)
            try:
                await self.row.handle_client()
            finally:
                self.pieces = pieces.pieces
                writer.close()
                done.set()

        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        try:
            return await client(reader, writer)
        finally:
            writer.close()
            await done.wait()
            server.close()


def saying(*said):
    """A client that says each in turn, hears the answer to it, and hangs up."""

    async def client(reader, writer):
        heard = b""
        for each in said:
            writer.write(each)
            heard += await reader.read(1000)
        if not reader.at_eof():
            writer.write_eof()
        return heard + await reader.read()

    return client


def on_data(script):
    """`script` for what the client says; nothing for all else."""

    def each(client, event):
        if isinstance(event, events.DataReceived):
            yield from script(client, event.data)

    return each


def test_what_belongs_together_is_sent_together():
    """
    A head and a body are one piece: half the system calls, and half the packets of small answers.
    """

    def script(client, data):
        yield commands.SendData(client, b"head ")
        yield commands.SendData(client, data)

    scene = Scene(on_data(script))

    assert scene.play(saying(b"body")) == b"head body"
    assert scene.pieces == [b"head body"]


def test_much_is_not_joined():
    """
    A large answer is not in memory twice.
    """

    def script(client, data):
        for _ in range(64):
            yield commands.SendData(client, bytes(16 * 1024))

    scene = Scene(on_data(script))

    async def client(reader, writer):
        writer.write(b"x")
        return len(await reader.readexactly(1024 * 1024))

    assert scene.play(client) == 1024 * 1024
    assert max(map(len, scene.pieces)) <= 128 * 1024


def test_hooks_are_done_in_their_order():
    """
    What comes after a hook waits for it; what the event says beside it does not.
    """

    def script(client, data):
        yield commands.SendData(client, b"1 ")
        yield ToldHook("told")
        yield commands.SendData(client, b"2 ")
        yield AskedHook("waited for")
        yield commands.SendData(client, b"3")

    scene = Scene(on_data(script))

    assert scene.play(saying(b"x")) == b"1 2 3"
    assert scene.addons.told == ["told", "waited for"]


def test_reads_during_a_hook_that_takes_its_time():
    """
    They wait for it, and are handled in the order in which they came.
    """
    seen = []

    async def slowly(data):
        await asyncio.sleep(0.05)
        seen.append(data)

    def script(client, data):
        yield AskedHook(data)
        seen.append(b"after " + data)
        yield commands.SendData(client, data)

    scene = Scene(on_data(script), Addons(slowly), bite=1)

    async def client(reader, writer):
        writer.write(b"abc")
        return await reader.readexactly(3)

    assert scene.play(client) == b"abc"
    assert seen == [b"a", b"after a", b"b", b"after b", b"c", b"after c"]


@dataclass
class Turns:
    """Counts the turns of the event loop."""

    now: int = 0

    def tick(self):
        self.now += 1
        asyncio.get_running_loop().call_soon(self.tick)


@pytest.mark.parametrize(("hooks", "reads"), [(50, 1), (1, 50)])
def test_others_have_their_turn(hooks, reads):
    """
    Neither one read that begins fifty hooks nor fifty reads at once are done in one go.
    """
    turns, handled = Turns(), []

    def script(client, event):
        if isinstance(event, events.Start):
            asyncio.get_running_loop().call_soon(turns.tick)
        elif isinstance(event, events.DataReceived):
            for number in range(hooks):
                yield OtherHook(number)
        elif isinstance(event, events.HookCompleted):
            handled.append(turns.now)
            if len(handled) == hooks * reads:
                yield commands.SendData(client, b"done")

    async def client(reader, writer):
        writer.write(bytes(reads))
        return await reader.readexactly(4)

    assert Scene(script, bite=1).play(client) == b"done"
    assert len(set(handled)) == len(handled) == hooks * reads


def test_an_error_ends_one_event(capsys):
    """
    The next one is handled, and the line about it quotes nothing.
    """

    def script(client, data):
        if data == b"secret":
            yield commands.SendData(client, b"so far ")
            raise ValueError("secret")
        yield commands.SendData(client, b"and on")

    scene = Scene(on_data(script))

    assert scene.play(saying(b"secret", b"x")) == b"so far and on"
    said = capsys.readouterr()
    assert "ValueError" in said.out + said.err
    assert "secret" not in said.out + said.err


def test_a_write_that_fails_keeps_nobody(capsys):
    """
    After our half of a connection is closed nothing can be said there; its end is still heard.
    """

    def script(client, data):
        if data == b"1":
            yield commands.SendData(client, b"last words")
            yield commands.CloseTcpConnection(client, half_close=True)
        else:
            yield commands.SendData(client, b"too late")

    scene = Scene(on_data(script))

    async def client(reader, writer):
        writer.write(b"1")
        heard = await reader.read()
        writer.write(b"2")
        await asyncio.sleep(0.05)
        writer.write_eof()
        return heard

    assert scene.play(client) == b"last words"
    assert scene.row.layer.seen == ["Start", "DataReceived", "DataReceived", "ConnectionClosed"]
    assert scene.row.transports == {}
    assert "RuntimeError" in capsys.readouterr().out


def test_what_was_said_before_a_hook_that_hangs_up():
    """
    It is on its way by then.
    """

    def script(client, data):
        yield commands.SendData(client, data)
        yield ToldHook("hang up")

    async def hang_up(_):
        scene.row.transports[scene.row.client].writer.close()

    scene = Scene(on_data(script), Addons(hang_up))

    assert scene.play(saying(b"last words")) == b"last words"


def test_a_client_that_is_closed_while_it_goes_on():
    """
    What it has sent by then is read no more, though nobody has to wait for it.
    """

    def script(client, event):
        if isinstance(event, events.DataReceived):
            yield OtherHook("may it?")
        elif isinstance(event, events.HookCompleted):
            yield commands.CloseConnection(client)

    scene = Scene(script, bite=100, late=0.05)

    async def client(reader, writer):
        writer.write(bytes(50_000))
        return await reader.read()

    assert scene.play(client) == b""
    assert scene.row.layer.seen.count("DataReceived") < 5


def test_a_client_that_said_something_before_anybody_read(capsys):
    """
    The handler knows by then what to close.
    """

    def script(client, data):
        yield commands.SendData(client, b"no")
        yield commands.CloseConnection(client)

    assert Scene(on_data(script), late=0.05).play(saying(b"x")) == b"no"
    assert "failed" not in capsys.readouterr().out


def test_a_connection_that_is_closed_as_it_begins():
    """
    Before the first read the handler knows already what to close, and tells the layers.
    """

    def script(client, event):
        if isinstance(event, events.Start):
            yield AskedHook("who is it?")
            yield commands.CloseConnection(client)

    scene = Scene(script)

    async def client(reader, writer):
        return await reader.read()

    assert scene.play(client) == b""
    assert scene.row.layer.seen == ["Start", "ConnectionClosed"]
    assert scene.row.transports == {}


def test_a_server_that_cannot_be_reached(capsys):
    """
    The layer hears why, and goes on.
    """

    def script(client, event):
        if isinstance(event, events.DataReceived):
            error = yield commands.OpenConnection(scene.row.layer.context.server)
            yield commands.SendData(client, error.encode())

    scene = Scene(script)

    assert b"no hostname" in scene.play(saying(b"x"))
    assert "failed" not in capsys.readouterr().out
