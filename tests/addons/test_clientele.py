"""
Whose a connection is, and who may say so.
"""

from ipaddress import ip_network

import pytest
from mitmproxy.test import tflow, tutils

from addons.clientele import Clientele

FRONT = "10.0.0.2"
CLIENTELE = {"trusted_fronts": (ip_network(f"{FRONT}/32"),)}


def connection(peer=FRONT):
    conn = tflow.tclient_conn()
    conn.peername = (peer, 4711)
    return conn


def arriving(conn, method="GET", **headers):
    named = tuple((name.encode(), value.encode()) for name, value in headers.items())
    request = tutils.treq(method=method.encode(), headers=named)
    flow = tflow.tflow(client_conn=conn, req=request)
    flow.client_conn = conn
    return flow


def forwarded(conn, address, method="GET"):
    flow = arriving(conn, method)
    flow.request.headers["x-forwarded-for"] = address
    return flow


@pytest.mark.parametrize("method", ["GET", "CONNECT"])
def test_a_front_says_who_its_client_is(method):
    """
    The last address is the front's own word; the header goes no further.
    """
    clientele, conn = Clientele(**CLIENTELE), connection()
    flow = forwarded(conn, "192.0.2.66, 10.1.0.9", method)

    clientele.believe_front(flow)

    assert clientele.client(conn).address == "10.1.0.9"
    assert "x-forwarded-for" not in flow.request.headers


def test_anybody_else_is_not_believed():
    """
    A client that writes the header itself stays who it is.
    """
    clientele, conn = Clientele(**CLIENTELE), connection("10.1.0.9")

    clientele.believe_front(forwarded(conn, "10.2.0.1"))

    assert clientele.client(conn).address == "10.1.0.9"


def test_a_front_may_speak_for_several_on_one_connection():
    """
    Each plain request is its own client's, and its address reaches no service.
    """
    clientele, conn = Clientele(**CLIENTELE), connection()
    clientele.believe_front(forwarded(conn, "10.1.0.9"))
    second = forwarded(conn, "10.2.0.1")

    clientele.believe_front(second)

    assert clientele.client(conn).address == "10.2.0.1"
    assert "x-forwarded-for" not in second.request.headers


def test_a_request_of_which_a_front_says_nothing_is_not_the_one_befores():
    """
    It is the front's own, and so is one of which it says what is no address.
    """
    clientele, conn = Clientele(**CLIENTELE), connection()
    seen = []

    for flow in (
        forwarded(conn, "10.1.0.9"),
        arriving(conn),
        forwarded(conn, "10.1.0.9"),
        forwarded(conn, "unknown"),
        forwarded(conn, "10.1.0.8"),
    ):
        clientele.believe_front(flow)
        seen.append(clientele.client(conn).address)

    assert seen == ["10.1.0.9", FRONT, "10.1.0.9", FRONT, "10.1.0.8"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("10.1.0.9:4711", "10.1.0.9"),
        ("::ffff:10.1.0.9", "10.1.0.9"),
        ("[2001:db8::9]:4711", "2001:db8::9"),
        ("[2001:db8::9]", "2001:db8::9"),
        ("2001:db8::9", "2001:db8::9"),
    ],
)
def test_fronts_spell_addresses_in_several_ways(said, meant):
    """
    With a port, or IPv4 as IPv6 has it: the client is the same, and so is its department.
    """
    clientele, conn = Clientele(**CLIENTELE), connection()

    clientele.believe_front(forwarded(conn, said))

    assert clientele.client(conn).address == meant


@pytest.mark.parametrize("known", [True, False], ids=["behind a front that says", "that does not"])
def test_a_client_inside_a_tunnel_is_not_believed(known):
    """
    In there nobody speaks but the client.
    """
    clientele, conn = Clientele(**CLIENTELE), connection()
    connect = forwarded(conn, "10.1.0.9", "CONNECT") if known else arriving(conn, "CONNECT")
    clientele.believe_front(connect)

    clientele.believe_front(forwarded(conn, "10.2.0.1"))

    assert clientele.client(conn).address == ("10.1.0.9" if known else FRONT)


def test_a_user_without_a_tunnel():
    """
    Plain requests carry their sign-on themselves; they are as much a user's as a tunnel is.
    """
    clientele, conn = Clientele(), connection()
    flow = arriving(conn)
    flow.metadata["proxyauth"] = ("karel", "secret")

    clientele.believe_front(flow)

    assert clientele.client(conn).user == "karel"


def holder(conn, front=None, user=None):
    clientele = Clientele(user_of=lambda _: user, **CLIENTELE)
    if front:
        clientele.believe_front(forwarded(conn, front))
    return clientele.client(conn).holder


def test_in_whose_share_something_counts():
    """
    A client's connections have one together. Behind a front that does not tell its clients apart
    each connection has its own: they would be everybody's otherwise.
    """
    one, other = connection(), connection()

    assert holder(connection("10.1.0.9")) == holder(connection("10.1.0.9"))
    assert holder(connection(), "10.1.0.9") == holder(connection(), "10.1.0.9")
    assert holder(connection(), user="an") == holder(connection("10.1.0.9"), user="an")
    assert holder(one) == holder(one)
    assert holder(one) != holder(other)
