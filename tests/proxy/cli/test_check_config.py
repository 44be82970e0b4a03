"""
`promptwacht check-config`: sound or not, and what holds where.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import config
from proxy.__main__ import main


@pytest.fixture(autouse=True)
def _own_state(tmp_path, monkeypatch):
    """By the environment, as an operator would."""
    monkeypatch.setenv("PROMPTWACHT_STATE_DIR", str(tmp_path / "state"))


def test_shipped_configuration_is_sound(capsys):
    """
    For people: the versions, and every department with its services and rules.
    """
    assert main(["check-config"]) == 0

    told = capsys.readouterr().out
    assert told.startswith("The configuration is sound.")
    assert "  allowed   copilot, bing-chat, chatgpt, gemini\n" in told
    assert "  rule      reject security-reject v1:" in told
    assert "closed: no generative AI at all" in told


def test_effective_policy_as_json(capsys):
    """
    For machines: each listed service's status, the rules that hold, uploads.
    """
    assert main(["check-config", "--json"]) == 0

    report = json.loads(capsys.readouterr().out)
    by_slug = {department["slug"]: department for department in report["departments"]}
    assert report["default_department"] == "gemeente"
    assert report["services"]["allowed"] == 4
    assert by_slug["gemeente"]["services"]["deepseek"] == "forbidden"
    assert by_slug["de-klimop-leerlingen"]["services"]["chatgpt"] == "forbidden"
    assert by_slug["de-klimop-leerlingen"]["rules"] == []
    assert "ocmw-social-file-reject" in {rule["id"] for rule in by_slug["ocmw"]["rules"]}
    assert "ocmw-social-file-reject" not in {rule["id"] for rule in by_slug["ict"]["rules"]}


def test_mistake_is_one_clear_line_and_code_two(tmp_path, monkeypatch, capsys):
    """
    File, line, column, what is wrong, what is allowed; nothing on stdout.
    """
    folder = shutil.copytree(Path(config.__file__).parent, tmp_path / "policy")
    rules = folder / "rules.yaml"
    rules.write_text(rules.read_text().replace("action: redact", "action: redactt", 1))
    monkeypatch.setenv("PROMPTWACHT_POLICY_DIR", str(folder))

    assert main(["check-config"]) == 2

    shown = capsys.readouterr()
    assert shown.out == ""
    assert "rules.yaml:17:13: rules.0.action: Input should be 'redact' or 'reject'" in shown.err
    assert len(shown.err.splitlines()) == 1


def test_passwords_are_not_printed(monkeypatch, capsys):
    """
    The report is pasted into tickets.
    """
    monkeypatch.setenv("PROMPTWACHT_UPSTREAM_PROXY", "http://u:geheim@proxy.example:3128")

    assert main(["check-config"]) == 0
    assert main(["check-config", "--json"]) == 0

    told = capsys.readouterr().out
    assert "http://proxy.example:3128" in told
    assert "geheim" not in told


def test_suspensions_are_part_of_what_holds(capsys):
    """
    Whoever asks what holds must see what was stopped.
    """
    main(["services", "suspend", "gemini", "--department", "ocmw", "--reason", "Storing"])
    capsys.readouterr()

    assert main(["check-config"]) == 0

    told = capsys.readouterr().out
    assert "suspended gemini, ocmw: Storing" in told
    assert "  suspended gemini\n" in told.partition("\nocmw:")[2]
