"""
Everything that is no generative AI: the gateway carries it and never looks inside.
"""

from __future__ import annotations

import ssl

import pytest

from tests.end_to_end.clients import curl, tls, tunnel
from tests.end_to_end.exchange import echo
from tests.end_to_end.people import KAREL, debts_of

OTHERS = ["www.bank.example", "mijn.ziekenhuis.example", "example.org", "login.microsoftonline.com"]


@pytest.mark.parametrize("host", OTHERS)
@pytest.mark.parametrize("h2", [False, True], ids=["http1", "http2"])
def test_the_client_sees_the_genuine_certificate(internet, gateway, direct, host, h2):
    """
    The TLS session is the client's and the site's; the gateway holds no key of it.
    """
    way = type(direct)(gateway.way.proxy_url, direct.ca_file)

    with tls(way, host, h2=h2) as connection:
        shown = connection.getpeercert(binary_form=True)
        spoken = connection.selected_alpn_protocol()

    assert shown == internet.genuine_certificate(host)
    assert spoken == ("h2" if h2 else "http/1.1")


def test_what_would_be_refused_elsewhere_arrives_here(internet, gateway, direct, new_incidents):
    """
    A hospital's portal gets its patients' data, and no incident is written about it.
    """
    way = type(direct)(gateway.way.proxy_url, direct.ca_file)
    text = debts_of(KAREL).encode()

    with internet.serving("mijn.ziekenhuis.example", echo), way.client(http2=True) as client:
        answer = client.post("https://mijn.ziekenhuis.example/dossier", content=text)

    assert answer.content == text
    assert internet.records.requests[0].body == text
    assert new_incidents() == []
    assert "ziekenhuis" not in "\n".join(gateway.said)


def test_a_client_that_trusts_only_us_sees_that_it_is_not_us(internet, way):
    """
    For other sites no certificate is forged: whoever trusts nothing but our CA is warned.
    """
    with pytest.raises(ssl.SSLCertVerificationError), tls(way, "www.bank.example"):
        pass

    assert internet.received("www.bank.example") == b""


def test_megabytes_go_through_unchanged(internet, gateway, direct):
    """
    There is no limit on what is none of our business.
    """
    way = type(direct)(gateway.way.proxy_url, direct.ca_file)
    body = bytes(range(256)) * 4 * 8192

    with internet.serving("example.org", echo):
        done = curl(
            way, "--data-binary", "@-", "--header", "expect:", "https://example.org/", body=body
        )

    assert done.stdout == body, done.stderr


def test_other_protocols_pass(internet, way, new_incidents):
    """
    SSH, mail and the like run through CONNECT as through any proxy.
    """
    with tunnel(way, "ssh.example.org", 22) as connection:
        connection.sendall(b"SSH-2.0-OpenSSH_9.9\r\n")
        echoed = connection.recv(100)

    assert echoed == internet.received("ssh.example.org") == b"SSH-2.0-OpenSSH_9.9\r\n"
    assert new_incidents() == []


def test_plain_http_passes(internet, way):
    """
    A page without TLS is not ours to judge either.
    """
    with way.client() as client:
        page = client.get("http://example.org/nieuws")

    assert page.status_code == 200
    assert "genuine" in page.text
