"""
One client has so many connections and no more; others do not notice.
"""

from __future__ import annotations

from ipaddress import ip_network

from mitmproxy.connection import Client, Server
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from addons.crowd import TOO_MANY, Crowd

LIMIT = 3


def connected(crowd, address):
    client = Client(peername=(address, 4711), sockname=("10.0.0.1", 8080))
    crowd.client_connected(client)
    return client


def test_one_address_has_a_limit():
    """
    The one too many is closed; another client gets in, and so does who waits for one to end.
    """
    crowd = Crowd(LIMIT)
    first, *_ = (connected(crowd, "10.0.0.7") for _ in range(LIMIT))

    too_many = connected(crowd, "10.0.0.7")
    other = connected(crowd, "10.0.0.8")
    crowd.client_disconnected(too_many)
    still_too_many = connected(crowd, "10.0.0.7")
    crowd.client_disconnected(first)
    after = connected(crowd, "10.0.0.7")

    assert [too_many.error, still_too_many.error] == [TOO_MANY, TOO_MANY]
    assert [first.error, other.error, after.error] == [None, None, None]
    assert crowd.refused == 2


def test_a_front_brings_many():
    """
    A proxy before us may open as many as it likes, and its client's address does not count.
    """
    crowd = Crowd(1, fronts=(ip_network("10.9.0.0/24"),))
    clients = [connected(crowd, "10.9.0.1") for _ in range(LIMIT)]
    for client in clients:
        client.peername = ("10.0.0.7", 0)
        crowd.client_disconnected(client)

    assert connected(crowd, "10.0.0.7").error is None


def to_server(crowd, client):
    data = ServerConnectionHookData(server=Server(address=("192.0.2.1", 443)), client=client)
    crowd.server_connect(data)
    return data


def test_all_together_have_a_limit():
    """
    Half of it is for clients, so that each that got in finds room for a server; a front's count.
    """
    crowd = Crowd(100, fronts=(ip_network("10.9.0.0/24"),), whole=4)
    first, second = connected(crowd, "10.0.0.1"), connected(crowd, "10.9.0.1")

    too_many = connected(crowd, "10.0.0.3")
    crowd.client_disconnected(too_many)
    crowd.client_disconnected(first)
    after = connected(crowd, "10.0.0.3")

    assert too_many.error == TOO_MANY
    assert [second.error, after.error] == [None, None]
    assert (crowd.refused, crowd.turned_away) == (0, 1)


def test_connections_with_servers_count():
    """
    From the moment at which one is begun; whether it comes about, ends, or its client does.
    """
    crowd = Crowd(100, whole=4)
    one, other = connected(crowd, "10.0.0.1"), connected(crowd, "10.0.0.2")
    failed, made = to_server(crowd, one), to_server(crowd, other)
    full = to_server(crowd, one)

    crowd.server_connect_error(failed)
    again = to_server(crowd, one)
    crowd.server_disconnected(made)
    crowd.client_disconnected(one)
    crowd.server_disconnected(again)
    room = [to_server(crowd, other) for _ in range(3)]

    assert full.server.error == TOO_MANY
    assert all(data.server.error is None for data in (failed, made, again, *room))
    assert to_server(crowd, other).server.error == TOO_MANY
    assert crowd.turned_away == 2


def test_who_has_gone_takes_no_room():
    """
    A connection that is begun after its client left is nobody's.
    """
    crowd = Crowd(100, whole=4)
    gone = connected(crowd, "10.0.0.1")
    crowd.client_disconnected(gone)

    to_server(crowd, gone)

    assert crowd._to_servers == 0
