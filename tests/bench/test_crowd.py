"""
Clients in processes of their own do what they are told, against a service that answers.
"""

import asyncio
import subprocess
import sys

import pytest

from bench.crowd import ASK, FETCH, OPEN, Job, crowd
from bench.gateway import HOST, service
from bench.process_tree import machine_seconds, processes, processor_seconds
from bench.sockets import KINDS, measure


@pytest.fixture(scope="module")
def direct():
    """The service itself, behind the proxy that it brings."""
    with service() as (target, _):
        yield target


@pytest.mark.parametrize("deed", [ASK, OPEN, FETCH])
def test_what_was_answered_is_counted(direct, deed):
    """
    Requests, connections and megabytes; two processes begin together and are added up.
    """
    job = Job(
        deed=deed, port=direct.port, authority=f"{HOST}:443", ca_file=str(direct.ca_file),
        connections=2, seconds=1.0, sources=["127.0.0.1", "127.0.0.9"],
    )  # fmt: skip

    with crowd([job, job]) as go:
        done = go()

    assert done.count > 0
    assert done.per_second == pytest.approx(done.count / 1.0)
    assert done.cpu > 0


def test_clients_that_cannot_connect_say_so(direct):
    """
    A measurement of nothing is no measurement.
    """
    job = Job(
        deed=ASK, port=direct.port, authority="other.example:443", ca_file=str(direct.ca_file)
    )

    with pytest.raises(RuntimeError, match="ended"), crowd([job]) as go:
        go()


def test_frames_come_back_as_they_went(direct):
    """
    Each kind of frame, as often as asked for, without the round that warms up.
    """
    times = asyncio.run(measure([direct], rounds=2, frames=3))

    assert {kind: len(taken) for (kind, _), taken in times.items()} == dict.fromkeys(KINDS, 6)


def test_processes_in_sessions_of_their_own_are_found():
    """
    As a supervisor starts its workers; what they use is counted with the machine's.
    """
    script = (
        "import subprocess, sys\n"
        "p = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE,"
        " start_new_session=True)\n"
        "print(p.pid, flush=True)\n"
        "input()\n"
    )
    with subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        grandchild = int(parent.stdout.readline())

        found = processes(parent.pid)
        used, everybody = processor_seconds(parent.pid), machine_seconds()
        parent.communicate("\n")

    assert {parent.pid, grandchild} <= set(found)
    assert 0 < used < everybody
