"""
What is under way.
"""

from __future__ import annotations

from mitmproxy.test import tflow

from addons.passage import SAID
from addons.traffic import QUIET_SECONDS, Traffic


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_request_is_under_way_until_its_answer_is_whole():
    """
    Or until it failed.
    """
    traffic = Traffic(Clock())
    one, two = tflow.tflow(resp=True), tflow.tflow(err=True)

    traffic.requestheaders(one)
    traffic.requestheaders(two)
    assert traffic.in_flight == 2

    traffic.responseheaders(one)
    traffic.response(one)
    traffic.error(two)
    assert (traffic.in_flight, traffic.requests) == (0, 2)


def test_a_websocket_is_under_way_while_something_is_said():
    """
    One that only stays open holds up nobody's end.
    """
    clock = Clock()
    traffic = Traffic(clock)
    flow = tflow.twebsocketflow()
    traffic.requestheaders(flow)
    traffic.websocket_start(flow)
    traffic.response(flow)

    assert (traffic.in_flight, traffic.sockets) == (1, 1)
    clock.now += QUIET_SECONDS
    assert traffic.in_flight == 0

    traffic.websocket_message(flow)
    assert traffic.in_flight == 1

    clock.now += QUIET_SECONDS
    flow.metadata[SAID] = clock.now  # by the service, for which no hook is called
    assert traffic.in_flight == 1

    traffic.websocket_end(flow)
    assert (traffic.in_flight, traffic.sockets) == (0, 0)


def test_a_socket_that_is_over_is_not_counted_again():
    """
    A message that comes with the end leaves nothing behind.
    """
    traffic = Traffic(Clock())
    flow = tflow.twebsocketflow()
    traffic.websocket_start(flow)
    traffic.websocket_end(flow)
    traffic.websocket_message(flow)

    assert traffic.sockets == 0


def test_clients_are_asked_to_come_back_elsewhere():
    """
    Where they speak HTTP/1, by its header; HTTP/2 forbids that (RFC 9113, 8.2.2).
    """
    traffic = Traffic(Clock())
    flow, newer = tflow.tflow(resp=True), tflow.tflow(resp=True)
    newer.request.http_version = "HTTP/2.0"
    traffic.responseheaders(flow)
    assert "connection" not in flow.response.headers

    traffic.draining = True
    traffic.responseheaders(flow)
    traffic.responseheaders(newer)

    assert flow.response.headers["connection"] == "close"
    assert "connection" not in newer.response.headers


def test_connections_come_and_go():
    """
    As many as are open.
    """
    traffic = Traffic(Clock())
    client = tflow.tclient_conn()
    traffic.client_connected(client)
    traffic.client_connected(client)
    traffic.client_disconnected(client)

    assert traffic.connections == 1
