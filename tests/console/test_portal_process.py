"""
The portal as it really runs: a process of its own, gunicorn, the shipped list, a real browser.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from config.policy_files import load_policy
from console.pac import pac
from tests.console.portal_for_tests import write_ca
from tests.end_to_end.gateway_process import free_port

REPOSITORY = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
TIMEOUT = 30


def get(address):
    return httpx.get(address, timeout=TIMEOUT)


def start(state, port, **settings):
    environment = os.environ | {
        "PROMPTWACHT_STATE_DIR": str(state),
        "PROMPTWACHT_CONSOLE_PORT": str(port),
        "HOME": str(state),
        **settings,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "proxy", "console"],
        cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Where a running portal is; it must stop by itself when asked to."""
    state = tmp_path_factory.mktemp("state")
    (state / "ca").mkdir()
    write_ca(state / "ca" / "promptwacht-ca.pem")
    port = free_port()
    process = start(state, port)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=20)
        assert process.returncode == 0, output
        assert "127.0.0.1 - -" not in output
        ours = {"ca", "secrets", "promptwacht.sqlite3", "store.lock"}
        assert {file.name for file in state.iterdir()} <= ours
    finally:
        process.kill()
        process.communicate()


def wait_until_ready(address):
    for _ in range(900):
        try:
            if get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail("the portal did not get ready")


def test_everything_public_is_served(address):
    """
    Each public address of the contract answers, with its length, and HEAD has no body.
    """
    for path in ("/proxy.pac", "/wpad.dat", "/ca.pem", "/ca.crt", "/lijst", "/aanvraag",
                 "/uitleg/KB-7F3K-9Q2M", "/vergissing/KB-7F3K-9Q2M", "/healthz"):  # fmt: skip
        answer = get(address + path)
        assert (path, answer.status_code) == (path, 200)
        assert int(answer.headers["content-length"]) == len(answer.content)
        assert httpx.head(address + path, timeout=TIMEOUT).content == b""
    assert "DeepSeek" in get(f"{address}/lijst").text


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_shipped_list_and_pac_file_agree():
    """
    For every host of the shipped list, and for names around it: proxied when the filter opens it.
    """
    from tests.console.test_pac import answers  # noqa: PLC0415 -- node is needed for it

    catalogue = load_policy(REPOSITORY / "config").catalogue
    domains = {h.domain.replace("*", "eu-1") for s in catalogue.services for h in s.hosts}
    hosts = sorted(
        domains | {f"www.{d}" for d in domains} | {d.partition(".")[2] for d in domains} - {""}
    )

    [found] = answers([pac(catalogue, "p", 1), hosts])

    expected = ["PROXY p:1" if catalogue.decrypts(host) else "DIRECT" for host in hosts]
    assert [h for h, f, e in zip(hosts, found, expected, strict=True) if f != e] == []
    assert len(hosts) > 500


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_browser_shows_the_list_and_breaks_no_rule(address, tmp_path):
    """
    Real Chromium lays it out with our stylesheet and reports nothing on its console.
    """
    done = subprocess.run(  # noqa: S603 -- Chromium on our own page
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", f"--user-data-dir={tmp_path}", "--enable-logging=stderr",
         "--dump-dom", f"{address}/lijst?lang=nl"],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip

    assert "Welke AI-toepassingen mag je gebruiken?" in done.stdout
    assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"PROMPTWACHT_CONSOLE_PORT": "no-port"}, "CONSOLE_PORT"),
        ({"PROMPTWACHT_POLICY_DIR": "/nowhere"}, "departments.yaml"),
    ],
)
def test_wrong_setting_ends_it_with_one_line(tmp_path, settings, complaint):
    """
    Exit code 2 and what to change, so that the supervisor does not start it again and again.
    """
    process = start(tmp_path, free_port(), **settings)
    output, _ = process.communicate(timeout=60)

    assert process.returncode == 2
    assert complaint in output
    assert output.count("\n") == 1


def test_port_in_use_is_told(tmp_path):
    """
    Somebody else's port is named, with what to do about it.
    """
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(tmp_path, taken.getsockname()[1])
        output, _ = process.communicate(timeout=60)

    assert process.returncode == 2
    assert "CONSOLE_PORT" in output


def test_readiness_says_what_is_missing(address):
    """
    A machine can read it.
    """
    assert json.loads(get(f"{address}/readyz").text)["ready"] is True
