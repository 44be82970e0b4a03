"""
Services that may not be used, or that nobody has decided on: not one byte reaches them.
"""

from __future__ import annotations

import json
import ssl

import pytest

from tests.end_to_end.clients import read_all, split_hello, tls, tunnel
from tests.end_to_end.people import clean

FORBIDDEN = {
    "deepseek": "https://chat.deepseek.com/api/v0/chat/completion",
    "deepseek api": "https://api.deepseek.com/v1/chat/completions",
    "github copilot": "https://api.githubcopilot.com/chat/completions",
    "github copilot business": "https://api.business.githubcopilot.com/chat/completions",
    "github copilot proxy": "https://copilot-proxy.githubusercontent.com/v1/engines/x/completions",
    "m365 copilot": "https://substrate.office.com/m365Copilot/Chathub/o@t",
}
UNLISTED = {
    "grok": "https://grok.com/rest/app-chat/conversations/new",
    "perplexity": "https://www.perplexity.ai/rest/sse/perplexity_ask",
}


def named(table):
    return [pytest.param(url, id=name) for name, url in table.items()]


@pytest.mark.parametrize("url", named(FORBIDDEN | UNLISTED))
@pytest.mark.parametrize("http2", [False, True], ids=["http1", "http2"])
def test_nothing_reaches_it(internet, gateway, way, url, http2):
    """
    A clean text stops here too, and the stop is on record.
    """
    host = url.split("/")[2]

    with way.client(http2=http2) as client:
        answer = client.post(url, json={"messages": [{"role": "user", "content": clean()}]})

    assert internet.received(host) == b""
    incident = gateway.incident_behind(answer.text)
    expected = "service-unlisted" if url in UNLISTED.values() else "service-blocked"
    assert incident["event"]["action"] == expected
    assert incident["promptwacht"]["forwarded"] == "no"


@pytest.mark.parametrize("url", ["https://chat.deepseek.com/", "https://grok.com/"])
def test_a_visitor_sees_a_page_that_explains(internet, gateway, way, url):
    """
    A browser gets a page in Dutch with the reason, a code, and where to go from there.
    """
    with way.client() as client:
        page = client.get(url, headers={"accept": "text/html", "sec-fetch-mode": "navigate"})

    assert page.headers["content-type"].startswith("text/html")
    assert '<html lang="nl' in page.text
    assert gateway.incident_behind(page.text)
    assert internet.received(url.split("/")[2]) == b""


def test_a_program_gets_json(way):
    """
    A client that asked for JSON is not given a page.
    """
    with way.client() as client:
        answer = client.post(FORBIDDEN["deepseek api"], json={"messages": []})

    assert answer.headers["content-type"].startswith("application/json")
    assert json.loads(answer.text)


@pytest.mark.parametrize(
    ("url", "forbidden"),
    [
        ("https://substrate.office.com/search/api/v2/query", False),
        ("https://substrate.office.com/m365Copilot/UploadFile", True),
        ("https://api.github.com/repos/x/y", False),
        ("https://api.github.com/copilot_internal/v2/token", True),
    ],
)
def test_a_shared_host_is_blocked_by_path_alone(internet, way, url, forbidden):
    """
    Outlook's search and GitHub's repositories stay open on the hosts that Copilot shares.
    """
    with way.client() as client:
        client.get(url)

    assert (internet.received(url.split("/")[2]) == b"") == forbidden


@pytest.mark.parametrize(
    "host", ["CHAT.DeepSeek.com", "chat.deepseek.com.", "www.deepseek.com", "x.y.deepseek.com"]
)
def test_another_spelling_of_the_name_does_not_help(internet, way, host):
    """
    Case, a last dot and names below it are the same service.
    """
    with tls(way, host, name="chat.deepseek.com") as connection:
        connection.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        connection.recv(10)

    assert internet.received(host.lower()) == b""


@pytest.mark.parametrize("first", [1, 2, 3, 10])
@pytest.mark.parametrize("host", ["chat.deepseek.com", "chatgpt.com"])
def test_a_hello_in_pieces_is_no_way_past(internet, way, host, first):
    """
    mitmproxy alone takes 1 or 2 first bytes for another protocol and shows the genuine site.
    """
    shown = split_hello(way, host, first)

    assert shown != internet.genuine_certificate(host)
    assert internet.received(host) == b""


def test_raw_bytes_are_no_way_past(internet, way):
    """
    What is neither TLS nor HTTP goes nowhere in a tunnel to an AI service.
    """
    with tunnel(way, "chat.deepseek.com", 22) as connection:
        connection.sendall(b"SSH-2.0-prompt-in-a-banner-of-some-length\r\n")
        answer = read_all(connection)

    assert b"prompt" not in answer
    assert internet.received("chat.deepseek.com") == b""


@pytest.mark.parametrize(
    ("connect", "sni", "host"),
    [
        ("example.org", "chat.deepseek.com", "chat.deepseek.com"),
        ("chat.deepseek.com", "example.org", "example.org"),
        ("chatgpt.com", "chatgpt.com", "chat.deepseek.com"),
        ("chatgpt.com", "chatgpt.com", "example.org"),
        ("192.0.2.7", "chat.deepseek.com", "chat.deepseek.com"),
    ],
)
def test_names_that_differ_are_refused(internet, way, connect, sni, host):
    """
    The tunnel, the handshake and the request must speak of one and the same site.
    """
    request = f"GET /?q=verborgen HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"

    try:
        with tls(way, connect, name=sni) as connection:
            connection.sendall(request.encode())
            connection.recv(100)
    except (ssl.SSLError, ConnectionError):
        pass  # the tunnel was refused before that

    assert internet.records.heard("verborgen") == []


@pytest.mark.parametrize(
    "head",
    [
        "POST https://chat.deepseek.com/x HTTP/1.1\r\nHost: chatgpt.com\r\n",
        "POST /x HTTP/1.1\r\nHost: chatgpt.com\r\nHost: example.org\r\n",
        "POST /x HTTP/1.1\r\n",
        "POST /x HTTP/1.1\r\nHost: chatgpt.com\r\nTransfer-Encoding: chunked\r\n",
    ],
    ids=["absolute form", "two hosts", "no host", "length twice"],
)
def test_ambiguous_requests_are_refused(internet, way, head):
    """
    A request that two servers could read differently reaches neither.
    """
    with tls(way, "chatgpt.com") as connection:
        connection.sendall(f"{head}Content-Length: 9\r\n\r\nverborgen".encode())
        connection.recv(100)

    assert internet.records.heard("verborgen") == []


def test_plain_http_to_a_service_is_refused(internet, way):
    """
    Without TLS it is the same service.
    """
    with way.client() as client:
        client.get("http://chat.deepseek.com/?q=verborgen")

    assert internet.received("chat.deepseek.com") == b""
