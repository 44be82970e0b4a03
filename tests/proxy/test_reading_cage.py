"""
What a child can do to the world while it reads a stranger's document: nothing.
"""

from __future__ import annotations

import os
import socket
import threading

import pytest

from policy.documents.interface import Unread
from proxy import reading_cage
from proxy.reading_cage import Walls, look_around
from tests.proxy.rooms_for_tests import (
    children,
    gone,
    outcome,
    refusal,
    run,
    running,
    text_of,
    until,
)

walls = look_around()
only_with_list = pytest.mark.skipif(not walls.system_calls, reason="no seccomp here")
only_with_namespace = pytest.mark.skipif(not walls.empty_network, reason="no namespaces here")
only_as_root = pytest.mark.skipif(not walls.other_user, reason="not root")

DENIED = "PermissionError"


def told(order, **settings):
    async def work():
        async with running(**settings) as room:
            return await outcome(room, order)

    return run(work)


@pytest.fixture
def listener():
    """A server on loopback, and whom it saw."""
    seen = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            while True:
                try:
                    peer, _ = server.accept()
                except OSError:
                    return
                seen.append(peer.recv(100))
                peer.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], seen
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


class TestNetwork:
    def test_a_server_on_loopback_sees_nothing(self, listener):
        """
        Whichever wall it was that held.
        """
        port, seen = listener

        assert told(f"connect|{port}") in {DENIED, "OSError", "ConnectionRefusedError"}
        assert seen == []

    def test_the_server_that_would_see_it_works(self, listener):
        """
        Else the test above proves nothing.
        """
        port, seen = listener
        with socket.create_connection(("127.0.0.1", port)) as peer:
            peer.sendall(b"hallo")
            assert peer.recv(1) == b""
        assert seen == [b"hallo"]

    @only_with_list
    def test_a_socket_in_the_file_system_is_out_of_reach(self, tmp_path):
        """
        A network namespace does not hold those.
        """
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(tmp_path / "s"))
            server.listen()
            assert told(f"connect-to-file|{tmp_path / 's'}") == DENIED

    @only_with_namespace
    def test_there_is_nothing_but_a_dead_loopback(self):
        """
        The second wall, should a system call be missing from the list.
        """
        names = told("interfaces|")

        assert "'lo'" in names
        assert not any(name in names for name in ("eth", "ens", "enp", "wlan", "docker"))


class TestFiles:
    @only_with_list
    @pytest.mark.parametrize("order", ["write", "append"])
    def test_no_file_is_opened_for_writing(self, tmp_path, order):
        """
        Neither a new one nor one that everybody may write to.
        """
        tmp_path.chmod(0o777)
        file = tmp_path / "file"
        file.write_bytes(b"before")
        file.chmod(0o666)

        assert told(f"{order}|{file}") == DENIED
        assert file.read_bytes() == b"before"

    def test_what_it_prints_goes_nowhere(self, capfd):
        """
        A library that complains about a document would quote it in the log.
        """
        assert told("chatter|geheim") == "geheim"

        printed = capfd.readouterr()
        assert "geheim" not in printed.out + printed.err

    def test_it_has_its_own_socket_and_nothing_else(self):
        """
        No log, no key, no connection of anybody; the fifth is the one that lists the others.
        """
        handles = told("nothing|").rpartition("[")[2].partition("]")[0].split(", ")

        assert len(handles) == 5


class TestProcesses:
    @pytest.mark.parametrize("order", ["fork", "multiply", "execute", "run"])
    def test_it_starts_nothing(self, tmp_path, order):
        """
        No process, no thread, no program.
        """
        tmp_path.chmod(0o777)

        assert told(f"{order}|{tmp_path / 'made'}") in {
            DENIED,
            "BlockingIOError",
            "RuntimeError",
        }
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("order", ["signal", "trace"])
    def test_it_reaches_no_other_process(self, order):
        """
        Neither with signals nor as a debugger does.
        """
        assert told(f"{order}|{os.getpid()}") == DENIED

    @only_with_list
    @pytest.mark.parametrize("number", [101, 165, 175, 272, 298, 308, 321, 425], ids=str)
    def test_the_rest_of_the_kernel_is_closed(self, number):
        """
        ptrace, mount, modules, unshare, perf, setns, bpf, io_uring.
        """
        assert told(f"call|{number}") == DENIED

    @only_as_root
    def test_it_is_nobody_and_will_stay_so(self):
        """
        No user, groups, capabilities of anybody, none to gain, and the first to go without memory.
        """
        seen = told("nothing|")

        assert seen.startswith("[['65534', '65534', '65534', '65534'], [], ")
        assert "['0000000000000000'], ['0000000000000000'], ['1']" in seen
        assert seen.endswith("'1000']")


class TestShare:
    def test_memory_has_an_end(self):
        """
        And the reason tells so.
        """
        assert told("eat|", memory_bytes=256 << 20) is Unread.TOO_LARGE

    def test_limits_cannot_be_raised(self):
        """
        By nobody but root.
        """
        assert told("raise-limits|") in {DENIED, "ValueError"}

    def test_processor_time_has_an_end_of_its_own(self):
        """
        Should the server be asleep: the kernel counts.
        """

        async def work():
            # Also the canary's, on a slow machine.
            async with running(deadline_seconds=3.0) as room:
                return await refusal(room, "spin|")

        assert run(work) is Unread.TIMED_OUT


class TestMissingWalls:
    """What the other walls hold where the kernel has no list of system calls."""

    def in_a_cage(self, act, walls):
        """The exit code of `act` in a child in a cage with those walls."""
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                share = reading_cage.Share(address_space=1 << 40, cpu_seconds=5)
                reading_cage.enter(walls, share, parent)
                act()
                os._exit(0)
            except OSError:
                os._exit(1)
            finally:
                os._exit(2)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    @only_as_root
    def test_limits_and_another_user_hold_alone(self, tmp_path):
        """
        No process, nothing written to a file; the cage itself stands without a complaint.
        """
        weaker = Walls(empty_network=False, system_calls=False, other_user=True)
        tmp_path.chmod(0o777)
        file = tmp_path / "file"

        assert self.in_a_cage(lambda: None, weaker) == 0
        assert self.in_a_cage(os.fork, weaker) == 1
        assert self.in_a_cage(lambda: file.write_bytes(b"x"), weaker) == 1

    def test_a_child_without_its_parent_reads_nothing(self):
        """
        The parent may end between the fork and the order to die with it.
        """
        share = reading_cage.Share(address_space=1 << 40, cpu_seconds=5)
        pid = os.fork()
        if pid == 0:
            try:
                reading_cage.enter(walls, share, parent=1)
            except ProcessLookupError:
                os._exit(7)
            finally:
                os._exit(2)

        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7


def test_what_reads_is_gone_when_it_has_read():
    """
    No process is left of any document.
    """

    async def work():
        async with running() as room:
            (server,) = children()
            pids = [int(await text_of(room, "pid|")) for _ in range(5)]
            await until(lambda: children(server) == set())
            return pids, [gone(pid) for pid in pids]

    pids, ended = run(work)

    assert len(set(pids)) == 5
    assert ended == [True] * 5
