"""
Nobody gets into private networks or onto our own machine through a gateway, whatever names say.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from time import sleep

import pytest

from proxy.lookups import THREADS
from tests.end_to_end.bypass_rig import DEADLINE, TURN, Witness, policy, post, say
from tests.end_to_end.clients import tunnel
from tests.end_to_end.gateway_in_process import InProcess, KeptIncidents
from tests.end_to_end.web_chats import CHATGPT

OPEN, SHUT = "127.0.0.2", "127.0.0.3"
"""Two servers; settings open the network of the first, as that of an intranet."""
INCIDENTS = KeptIncidents()
BANK, INSIDE, REBOUND, LATE = (
    "www.bank.example",
    "inside.example",
    "rebound.example",
    "late.example",
)


@dataclass(slots=True)
class Names:
    """A name service; some of its names stand for something else each time."""

    answers: dict[str, list[list[str]]] = field(default_factory=dict)
    asked: int = 0
    let_go: threading.Event = field(default_factory=threading.Event)

    def __call__(self, host: str, *_: object) -> list[tuple[object, ...]]:
        self.asked += 1
        if host.startswith("dead"):
            self.let_go.wait(DEADLINE)
            raise socket.gaierror(socket.EAI_AGAIN, "no answer")
        turns = self.answers[host]
        now = turns.pop(0) if len(turns) > 1 else turns[0]
        if not now:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in now]


@dataclass(slots=True)
class Servers:
    """One port on both addresses; whoever comes is told which it is."""

    port: int = 0
    came: list[str] = field(default_factory=list)
    _sockets: list[socket.socket] = field(default_factory=list)

    def start(self) -> None:
        for address in (OPEN, SHUT):
            listener = socket.create_server((address, self.port))
            self.port = listener.getsockname()[1]
            self._sockets.append(listener)
            threading.Thread(target=self._serve, args=(listener, address), daemon=True).start()

    def stop(self) -> None:
        for listener in self._sockets:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _serve(self, listener: socket.socket, address: str) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                self.came.append(address)
                with connection:
                    connection.sendall(address.encode())


@pytest.fixture
def names():
    return Names()


@pytest.fixture(scope="module")
def both() -> Iterator[Servers]:
    servers = Servers()
    servers.start()
    yield servers
    servers.stop()


@pytest.fixture
def servers(both):
    both.came.clear()
    return both


@pytest.fixture
def way(network, tmp_path, names):
    rig = InProcess(network, tmp_path, policy())
    allowed = f"{OPEN}/32, 10.9.0.0/16"
    with rig.running(
        incidents=INCIDENTS, deadline=30.0, look_up=names, private_targets_allowed=allowed
    ) as way:
        yield way


@pytest.fixture
def witness(internet):
    return Witness(internet, INCIDENTS)


def said_in_tunnel(way, host, port, source="127.0.0.1"):
    """What a server says there; None where the proxy does not go."""
    try:
        with tunnel(way, host, port, source=source) as connection:
            connection.settimeout(DEADLINE)
            return connection.recv(100).decode()
    except ConnectionRefusedError:
        return None


def test_a_network_that_is_listed_is_reached(way, names, servers):
    """
    By address and by name.
    """
    names.answers[INSIDE] = [[OPEN]]

    assert said_in_tunnel(way, OPEN, servers.port) == OPEN
    assert said_in_tunnel(way, INSIDE, servers.port) == OPEN


@pytest.mark.parametrize(
    "inward", [[SHUT], [OPEN, SHUT], ["10.1.2.3"], ["192.168.0.1"], ["100.64.0.1"], ["fd00::1"],
               ["::ffff:127.0.0.3"], ["64:ff9b::7f00:3"], ["169.254.169.254"], ["224.0.0.1"]],
)  # fmt: skip
def test_no_other_is(way, names, servers, witness, inward):
    """
    Not for a name either, of whose addresses one is enough; that is nobody's incident.
    """
    names.answers[BANK] = [inward]

    assert said_in_tunnel(way, BANK, servers.port) is None
    assert said_in_tunnel(way, f"[{inward[-1]}]" if ":" in inward[-1] else inward[-1], 81) is None

    # Whoever had come before has been seen when this one is.
    assert said_in_tunnel(way, OPEN, servers.port) == OPEN
    assert servers.came == [OPEN]
    assert not INCIDENTS.kept


@pytest.mark.parametrize("inward", [SHUT, "10.1.2.3", "fd00::1"])
def test_an_ai_host_inside_is_on_record(way, names, servers, witness, inward):
    """
    Whoever has made the name server say so: nothing leaves, and somebody should look.
    """
    names.answers[CHATGPT] = [[inward]]
    clean = post(TURN, body=b'{"action":"next","text":"Wat is een komma?"}')

    said = say(way, clean)

    assert said.startswith(b"HTTP/1.1 502 ")
    witness.saw_nothing_but("bypass-attempt")
    assert INCIDENTS.kept[0].reason == "private-address"
    assert servers.came == []


def test_a_tunnel_to_an_inner_address_with_the_name_of_an_ai_host(way, witness):
    """
    The address of the tunnel decides where it would go.
    """
    clean = post(TURN, body=b'{"action":"next","text":"Wat is een komma?"}')

    said = say(way, clean, host="10.1.2.3", sni=CHATGPT)

    assert b" 200 " not in said
    assert set(witness.actions()) == {"bypass-attempt"}


def test_a_name_that_changes_after_it_was_looked_at(way, names, servers):
    """
    The connection goes where the look went (DNS rebinding).
    """
    names.answers[REBOUND] = [[OPEN], [SHUT]]

    said = said_in_tunnel(way, REBOUND, servers.port)

    assert said == OPEN
    assert servers.came == [OPEN]


def test_a_name_that_is_known_only_after_it_was_looked_at(way, names, servers):
    """
    Nobody has looked at what it stands for then, so nobody goes there.
    """
    names.answers[LATE] = [[], [SHUT]]

    assert said_in_tunnel(way, LATE, servers.port) is None
    assert servers.came == []


def test_names_that_hang_keep_nobody_else(way, names, servers):
    """
    However many of them somebody asks for: another client gets where it wants at once.
    """
    names.answers[INSIDE] = [[OPEN]]
    with ExitStack() as stack:
        stack.callback(names.let_go.set)
        for number in range(100):
            ours = ("127.0.0.1", way.port)
            asking = stack.enter_context(socket.create_connection(ours, DEADLINE, ("127.0.0.5", 0)))
            asking.sendall(f"CONNECT dead{number}.example:443 HTTP/1.1\r\n\r\n".encode())
        while names.asked < THREADS // 2:
            sleep(0.01)

        said = said_in_tunnel(way, INSIDE, servers.port, source="127.0.0.6")

        assert said == OPEN
        assert names.asked == THREADS // 2 + 1
