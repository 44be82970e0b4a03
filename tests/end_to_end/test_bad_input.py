"""
Bad settings and bad policy files: one clear line, exit 2, and nothing half-started.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.gateway_process import environment, free_port, run_to_end

type Break = Callable[[Path, Path], dict[str, str]]
"""Breaks something in a policy folder or a state folder; returns the settings it needs."""


def written(name: str, text: str) -> Break:
    def breaks(policy: Path, state: Path) -> dict[str, str]:
        (policy / name).write_text(text)
        return {}

    return breaks


def removed(name: str) -> Break:
    def breaks(policy: Path, state: Path) -> dict[str, str]:
        (policy / name).unlink()
        return {}

    return breaks


def added(name: str, text: str) -> Break:
    def breaks(policy: Path, state: Path) -> dict[str, str]:
        with (policy / name).open("a") as file:
            file.write(text)
        return {}

    return breaks


def doubled_network(policy: Path, state: Path) -> dict[str, str]:
    departments = """
version: "1"
default: staff
departments:
  staff: {name: Staff, networks: [10.1.0.0/16]}
  school: {name: School, networks: [10.1.0.0/16]}
"""
    (policy / "departments.yaml").write_text(departments)
    return {}


def state_is_a_file(policy: Path, state: Path) -> dict[str, str]:
    state.touch()
    return {}


def incidents_is_a_file(policy: Path, state: Path) -> dict[str, str]:
    state.mkdir()
    (state / "incidents").touch()
    return {}


def half_a_ca(policy: Path, state: Path) -> dict[str, str]:
    (state / "ca").mkdir(parents=True)
    (state / "ca" / "promptwacht-ca.pem").write_text("not a certificate")
    return {}


def setting(name: str, value: str) -> Break:
    return lambda policy, state: {name: value}


BROKEN = {
    "unparsable yaml": (written("services.yaml", "services: [unclosed"), "services.yaml:1"),
    "tab in yaml": (written("rules.yaml", "rules:\n\t- x"), "rules.yaml:2"),
    "no rules": (written("rules.yaml", 'version: "1"\nrules: []\n'), "rules.yaml:2"),
    "unknown key": (added("services.yaml", "\nunknown_key: 1\n"), "unknown_key"),
    "missing file": (removed("departments.yaml"), "departments.yaml"),
    "two departments on one network": (doubled_network, "10.1.0.0/16"),
    "state folder is a file": (state_is_a_file, "state"),
    "incident folder is a file": (incidents_is_a_file, "incidents"),
    "certificate without a key": (half_a_ca, "ca"),
    "our ca missing": (setting("CA_FILE", "missing-ca.pem"), "PROMPTWACHT_CA_FILE"),
    "upstream ca missing": (setting("UPSTREAM_CA", "missing.pem"), "PROMPTWACHT_UPSTREAM_CA"),
    "unknown setting": (setting("LISTEN_PROT", "8080"), "listen_prot"),
    "port out of range": (setting("LISTEN_PORT", "99999"), "PROMPTWACHT_LISTEN_PORT"),
    "unknown mode": (setting("MODE", "sideways"), "PROMPTWACHT_MODE"),
    "policy folder missing": (setting("POLICY_DIR", "missing-folder"), "missing-folder"),
    "upstream proxy is no url": (setting("UPSTREAM_PROXY", "nowhere"), "upstream_proxy"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_it_says_what_is_wrong_and_does_not_start(policy_copy, tmp_path, case):
    """
    Exit 2 and one line that names the culprit; no traceback, no listener, no half a state.
    """
    breaks, culprit = BROKEN[case]
    state, port = tmp_path / "state", free_port()
    settings = {"POLICY_DIR": str(policy_copy), "LISTEN_PORT": str(port)}
    settings |= breaks(policy_copy, state)

    done = run_to_end(environment(state, None, **settings), "gateway")

    lines = done.stderr.strip().splitlines()
    assert done.returncode == 2, done.stderr
    assert len(lines) == 1, done.stderr
    assert culprit.lower() in lines[0].lower()
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), 1):
        pass


def test_a_port_in_use_is_named(tmp_path):
    """
    Somebody else listens there: said in one line, and the other one is left alone.
    """
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        done = run_to_end(environment(tmp_path / "state", None, LISTEN_PORT=str(port)), "gateway")

    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert str(port) in done.stderr


def test_an_unknown_option_is_wrong_usage(tmp_path):
    """
    A misspelt option is not ignored.
    """
    done = run_to_end(environment(tmp_path / "state", None), "gateway", "--sideways")

    assert done.returncode == 2
    assert "--sideways" in done.stderr
    assert "Traceback" not in done.stderr
