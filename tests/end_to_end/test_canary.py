"""
The canary, through the real product: refused by the rules, and noticed when it is not.
"""

from __future__ import annotations

import os
import signal
from dataclasses import replace

import pytest

from config.canary_key import canary_secret
from config.settings import Settings
from console.canary import Door, Outcome, send
from policy import canary
from tests.end_to_end.clients import read_all, tls
from tests.end_to_end.gateway_in_process import InProcess, SmallPolicy
from tests.end_to_end.gateway_process import GatewayProcess, descendants, eventually
from tests.end_to_end.people import KAREL, debts_of
from tests.end_to_end.test_workers import worker_pids
from tests.end_to_end.web_chats import CHATGPT


def door(gateway, **more):
    settings = {"state_dir": gateway.state, "listen_port": gateway.port} | more
    return Door.of(Settings(**settings))


def prompt(host, text, headers=(), path="/"):
    """A request over HTTP/1.1, as it stands on the wire."""
    body = text.encode()
    fields = {"Host": host, "Content-Length": len(body), "Connection": "close", **dict(headers)}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def told(way, host, request):
    """Everything that comes back for `request` in a tunnel to `host`."""
    with tls(way, host) as connection:
        connection.sendall(request)
        return read_all(connection)


def test_it_is_refused_by_a_verdict_before_anybody_hears_of_it(gateway, internet, new_incidents):
    """
    With a line in the log that is of its own department, and without any connection.
    """
    assert send(door(gateway)) is Outcome.REFUSED

    [incident] = new_incidents()
    own = incident["promptwacht"]
    assert (own["department"], own["service"], own["forwarded"]) == ("canary", "canary", "no")
    assert canary.is_canary(own["department"], own["service"], incident["event"]["action"])
    assert incident["rule"]["id"] == "canary"
    assert internet.connections(canary.HOST) == 0


@pytest.mark.parametrize(("tunnel", "named"), [(canary.HOST, CHATGPT), (CHATGPT, canary.HOST)])
def test_no_connection_to_it_leads_elsewhere(gateway, internet, new_incidents, tunnel, named):
    """
    Whoever hides another host behind its name is refused, and that is an attempt on record: with
    the service that was meant and the department that meant it, with no trace of the canary.
    """
    answer = told(gateway.way, tunnel, prompt(named, debts_of(KAREL)))

    assert b" 421 " in answer.splitlines()[0]
    assert internet.connections(CHATGPT) == internet.connections(canary.HOST) == 0
    [incident] = new_incidents()
    own = incident["promptwacht"]
    assert incident["event"]["action"] == "bypass-attempt"
    assert (own["department"], own["service"]) == ("gemeente", "chatgpt")


@pytest.mark.parametrize("tunnel", [canary.HOST, CHATGPT])
def test_what_is_no_http_behind_its_name_is_on_record(gateway, new_incidents, tunnel):
    """
    The same for what no guard sees. With its name alone nothing was tried at any service.
    """
    name = canary.HOST if tunnel == CHATGPT else CHATGPT
    for tried in (name, tunnel):
        with tls(gateway.way, tunnel, name=tried) as connection:
            connection.sendall(b"\x00\x01\x02\x03")
            assert read_all(connection) == b""

    told_of = 1 if tunnel == canary.HOST else 2
    eventually(lambda: len(new_incidents()) >= told_of)
    services = [each["promptwacht"]["service"] for each in new_incidents()]
    assert services == ["chatgpt"] * told_of


@pytest.mark.parametrize("text", [canary.TEXT, "Goedemorgen."])
def test_nobody_else_tries_the_filter_out(gateway, internet, new_incidents, text):
    """
    Without the secret no text is judged there, so no answer tells what the filter finds, and no
    line of the log is anybody's to make.
    """
    forged = {canary.HEADER: "0" * 64}

    answers = [
        told(gateway.way, canary.HOST, prompt(canary.HOST, text, headers))
        for headers in ({}, forged)
    ]

    assert all(b" 403 " in answer.splitlines()[0] for answer in answers)
    assert all(answer.endswith(canary.STRANGER) for answer in answers)
    assert internet.connections(canary.HOST) == 0
    assert new_incidents() == []


def test_its_secret_goes_nowhere_else(gateway, internet, new_incidents):
    """
    Neither on towards a service nor into a log; and at a service it opens nothing.
    """
    secret = canary_secret(gateway.state)
    headers = {canary.HEADER: secret.word}

    clean = told(gateway.way, CHATGPT, prompt(CHATGPT, "Goedemorgen.", headers, "/backend-api/me"))
    told(gateway.way, CHATGPT, prompt(CHATGPT, debts_of(KAREL), headers))
    assert send(door(gateway)) is Outcome.REFUSED

    assert clean
    everything = internet.received(CHATGPT) + "".join(gateway.said).encode()
    assert secret.word.encode() not in everything + str(gateway.incidents()).encode()
    departments = [each["promptwacht"]["department"] for each in new_incidents()]
    assert departments[-1] == "canary"
    assert set(departments[:-1]) <= {"gemeente"}


def test_other_keys_are_no_let_through(gateway, tmp_path):
    """
    A notifier whose key is not the gateway's is told so, which is no alarm of the worst kind.
    """
    ours = replace(door(gateway), secret=canary.Secret(b"another" * 5))

    assert send(ours) is Outcome.NOT_KNOWN


def test_it_is_led_nowhere(network, internet, tmp_path):
    """
    Let through, it reaches nobody, also behind an upstream proxy that knows every name.
    """
    secret = canary.Secret(b"k" * 32)
    policy = SmallPolicy(
        departments=canary.in_departments(SmallPolicy().departments),
        catalogue=canary.in_catalogue(SmallPolicy().catalogue),
    )

    with InProcess(network, tmp_path, policy).running(canary_secret=secret) as way:
        outcome = send(Door(host="127.0.0.1", port=way.port, ca_file=way.ca_file, secret=secret))

    assert outcome is Outcome.LET_THROUGH
    assert internet.connections(canary.HOST) == 0
    assert internet.received(canary.HOST) == b""


@pytest.fixture(scope="module")
def guarded(network, tmp_path_factory):
    """Two workers behind one door, at which people must sign on."""
    folder = tmp_path_factory.mktemp("guarded")
    users = folder / "users"
    users.write_text("an:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=\n")
    settings = {
        "WORKERS": "2", "PROXY_USERS_FILE": str(users), "DETECTION_DEADLINE_SECONDS": "10",
    }  # fmt: skip
    process = GatewayProcess(folder / "state", network, settings)
    process.start()
    eventually(lambda: sum("gateway ready" in line for line in process.said) == 2, 60)
    yield process
    process.kill()


def test_it_needs_no_proxy_user(guarded):
    """
    Where people must sign on; for everybody else that stays so, at its host as well.
    """
    assert send(door(guarded)) is Outcome.REFUSED
    for host in (CHATGPT, canary.HOST):
        with pytest.raises(ConnectionRefusedError, match="407"), tls(guarded.way, host):
            pass


def test_half_of_the_secret_opens_nothing(guarded):
    """
    What is said to open a tunnel can be overheard; for a verdict it takes the rest.
    """
    secret = canary_secret(guarded.state)
    request = prompt(canary.HOST, canary.TEXT, {canary.HEADER: secret.credentials})

    with tls(guarded.way, canary.HOST, credentials=secret.credentials) as connection:
        connection.sendall(request)
        assert b" 407 " in connection.recv(65536).splitlines()[0]
    with (
        pytest.raises(ConnectionRefusedError, match="407"),
        tls(guarded.way, CHATGPT, credentials=secret.credentials),
    ):
        pass


def test_every_worker_has_its_own(guarded):
    """
    A door that several share is tried from as many addresses as it takes to reach them all.
    """
    ours = door(guarded, workers=2)

    assert [send(ours, source) for source in ours.sources] == [Outcome.REFUSED] * 2

    texts = [guarded.state / "metrics" / f"gateway-{n}.prom" for n in (0, 1)]
    counted = 'promptwacht_prompts_total{action="reject",service="canary"}'
    eventually(lambda: all(counted in text.read_text() for text in texts), 60)


def test_a_filter_that_cannot_judge_is_told_from_one_that_does(guarded):
    """
    Detection that hangs refuses everything, and that is no good news.
    """
    workers = worker_pids(guarded).values()
    stopped = [pid for worker in workers for pid in descendants(worker)]
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)

    outcome = send(door(guarded))

    assert outcome is Outcome.UNCHECKED
    assert stopped


def test_nobody_at_home_and_a_stranger_at_home(gateway, internet, tmp_path):
    """
    A closed port; a proxy that leads to a server with a certificate of its own.
    """
    home = door(gateway)

    assert send(replace(home, port=internet.port)) is Outcome.CERTIFICATE
    assert send(replace(home, port=9)) is Outcome.NO_CONNECTION
    assert send(replace(home, ca_file=tmp_path / "none")) is Outcome.NO_CONNECTION
    stranger = replace(home, port=internet.port, ca_file=internet.ca_file)
    assert send(stranger) is Outcome.LET_THROUGH
