"""
`promptwacht doctor`: one line each, and an exit code for monitors.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser

import pytest

from proxy.cli import doctor
from proxy.health_checks import CHECKS
from tests.end_to_end.gateway_process import free_port


@pytest.fixture
def healthy(tmp_path, monkeypatch):
    monkeypatch.setenv("PROMPTWACHT_STATE_DIR", str(tmp_path))
    # Ports that the system gives to nobody by itself: other tests run beside this one.
    monkeypatch.setenv("PROMPTWACHT_LISTEN_PORT", str(free_port()))
    monkeypatch.setenv("PROMPTWACHT_CONSOLE_PORT", str(free_port()))
    return monkeypatch


def run(*words):
    parser = ArgumentParser()
    doctor.arguments(parser)
    return doctor.run(parser.parse_args(words))


def test_a_healthy_installation_is_exit_0(healthy, capsys):
    """
    One line for each part, all fine.
    """
    assert run() == 0

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(CHECKS)
    assert all(line.startswith("ok ") for line in lines)


def test_one_ill_part_is_exit_1(healthy, capsys):
    """
    The rest is still told.
    """
    healthy.setenv("PROMPTWACHT_UPSTREAM_PROXY", "http://127.0.0.1:1")

    assert run("--json") == 1

    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert [check["name"] for check in told["checks"] if not check["ok"]] == ["upstream proxy"]
    assert len(told["checks"]) == len(CHECKS)
