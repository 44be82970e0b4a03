"""
The command line says in one line what is wrong, and ends as the contract says.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from proxy.__main__ import COMMANDS, main
from proxy.exit_codes import OK, USAGE

ROOT = Path(__file__).parents[2]


def promptwacht(*words, **environment):
    """Run the command line as a user does."""
    return subprocess.run(  # noqa: S603 -- the product itself
        [sys.executable, "-m", "proxy", *words],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command, capsys):
    """
    `--help` works everywhere and needs no configuration.
    """
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])

    assert ended.value.code == OK
    assert "usage: promptwacht" in capsys.readouterr().out


def test_unknown_command_is_wrong_usage():
    """
    Exit code 2, and nothing happens.
    """
    assert promptwacht("frobnicate").returncode == USAGE


def test_several_mistakes_make_one_line(tmp_path):
    """
    stderr holds one line with place and remedy; the rest stands on stdout.
    """
    policy = tmp_path / "config"
    policy.mkdir()
    (policy / "departments.yaml").write_text("default: x\ndepartmints: {}\nfoo: 1\n")
    (policy / "rules.yaml").write_text("rules: []\n")
    (policy / "services.yaml").write_text("services: {}\n")

    ended = promptwacht("check-config", PROMPTWACHT_POLICY_DIR=str(policy))

    assert ended.returncode == USAGE
    assert ended.stderr.count("\n") == 1
    assert "departments.yaml:" in ended.stderr


def test_wrong_setting_is_one_line_without_its_value():
    """
    A secret that landed in the wrong variable is not repeated.
    """
    ended = promptwacht("check-config", PROMPTWACHT_LISTEN_PORT="s3cr3t-in-the-wrong-place")

    assert ended.returncode == USAGE
    assert "PROMPTWACHT_LISTEN_PORT" in ended.stderr
    assert "s3cr3t" not in ended.stderr
    assert ended.stderr.count("\n") == 1
