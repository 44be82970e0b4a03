"""
The event loop before the console's threads: who takes too long, and what stays when it stops.
"""

from __future__ import annotations

import selectors
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger

from config.settings import Settings
from proxy.cli.console import gunicorn_options
from proxy.console_worker import ConsoleWorker

_DEADLINE = 60.0
_LARGE = 64 << 20


class Application:
    """What gunicorn asks of an application."""

    def __init__(self, cfg):
        self.cfg = cfg


class HastyWorker(ConsoleWorker):
    """Has little time for anybody."""

    patience = 0.2


def page(environ, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


def large_page(environ, start_response):
    start_response("200 OK", [("Content-Length", str(_LARGE))])
    return [b"x" * _LARGE]


class Loop:
    """A worker without a process of its own: a test turns it."""

    def __init__(self, settings, wsgi):
        cfg = Config()
        for name, value in gunicorn_options(settings).items():
            cfg.set(name, value)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.worker = HastyWorker(1, 1, [self.listener], Application(cfg), 30, cfg, Logger(cfg))
        self.worker.tpool = ThreadPoolExecutor(2)
        self.worker.poller = selectors.DefaultSelector()
        self.worker.method_queue.init()
        self.worker.wsgi = wsgi
        queue = self.worker.method_queue
        self.worker.poller.register(queue.fileno(), selectors.EVENT_READ, queue.run_callbacks)
        self.worker.set_accept_enabled(True)

    def turn_until(self, happened):
        deadline = time.monotonic() + _DEADLINE
        while not happened():
            assert time.monotonic() < deadline, "it did not happen"
            self.worker.wait_for_and_dispatch_events(timeout=0.05)
            self.worker.murder_keepalived()
            self.worker.murder_pending()

    def client(self):
        client = socket.create_connection(self.listener.getsockname()[:2], _DEADLINE)
        client.setblocking(False)
        return closing(client)

    def answer_to(self, client):
        """Everything that comes back until the end."""
        heard = bytearray()

        def ended():
            try:
                piece = client.recv(65536)
            except BlockingIOError:
                return False
            heard.extend(piece)
            return not piece

        self.turn_until(ended)
        return bytes(heard)

    def close(self):
        self.worker.murder_keepalived(force=True)
        self.worker.tpool.shutdown()
        self.worker.poller.close()
        self.worker.method_queue.close()
        self.worker.tmp.close()
        self.listener.close()


@pytest.fixture
def loop_of(tmp_path):
    loops = []

    def made(wsgi=page):
        loops.append(Loop(Settings(state_dir=tmp_path), wsgi))
        return loops[-1]

    yield made
    for each in loops:
        each.close()


def test_a_request_that_does_not_come_is_given_up(loop_of):
    """
    It is told so; one that has said nothing is just closed, and none is counted any more.
    """
    loop = loop_of()
    with loop.client() as slow, loop.client() as silent:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: ")

        assert loop.answer_to(slow).startswith(b"HTTP/1.1 408 ")
        assert loop.answer_to(silent) == b""
    loop.turn_until(lambda: loop.worker.nr_conns == 0)


def test_each_byte_does_not_buy_more_time(loop_of):
    """
    The time is for all of the request.
    """
    loop = loop_of()
    with loop.client() as client:
        heard = bytearray()

        def goes_on():
            try:
                client.send(b"x")
                heard.extend(client.recv(65536))
            except BlockingIOError:
                pass
            except OSError:
                return True
            return bool(heard)

        loop.turn_until(goes_on)
        assert heard.startswith(b"HTTP/1.1 408 ")


def test_a_client_leaves_in_the_middle(loop_of):
    """
    Of its request or of the answer: nothing stays behind.
    """
    loop = loop_of(large_page)
    loop.worker.patience = _DEADLINE * 10
    with loop.client() as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: ")
        loop.turn_until(lambda: loop.worker.nr_conns == 1)
    loop.turn_until(lambda: loop.worker.nr_conns == 0)
    with loop.client() as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        started = bytearray()

        def begins():
            try:
                started.extend(client.recv(4096))
            except BlockingIOError:
                return False
            return True

        loop.turn_until(begins)
        assert started.startswith(b"HTTP/1.1 200 ")
    loop.turn_until(lambda: loop.worker.nr_conns == 0)


def test_who_said_nothing_does_not_delay_the_end(loop_of):
    """
    A browser that connected beforehand, when the console is asked to stop.
    """
    loop = loop_of()
    loop.worker.patience = _DEADLINE * 10
    with loop.client():
        loop.turn_until(lambda: loop.worker.nr_conns == 1)

        loop.worker.alive = False

        loop.turn_until(lambda: loop.worker.nr_conns == 0)


def test_files_together_have_a_bound(loop_of):
    """
    They wait in memory: the third hears that it is not now.
    """
    loop = loop_of()
    loop.worker.patience = _DEADLINE * 10
    head = (
        b"POST /console/inzage/uittreksel/nakijken HTTP/1.1\r\nHost: x\r\n"
        b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 9000000\r\n\r\n"
    )
    with loop.client() as first, loop.client() as second, loop.client() as third:
        for client in (first, second):
            client.sendall(head)
        loop.turn_until(lambda: loop.worker.nr_conns >= 2)
        third.sendall(head)

        assert loop.answer_to(third).startswith(b"HTTP/1.1 503 ")
