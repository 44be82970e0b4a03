"""
`promptwacht services`: stop a service, let it go on, and see the list.
"""

from __future__ import annotations

import json

import pytest

from config.suspensions import load_suspensions
from policy.catalogue import Suspension
from proxy.__main__ import main


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    """A state folder of one's own, by the environment as an operator would."""
    monkeypatch.setenv("PROMPTWACHT_STATE_DIR", str(tmp_path))
    return tmp_path / "suspensions.yaml"


def test_suspended_service_is_in_the_file_and_the_list(state, capsys):
    """
    One command, and every gateway reads it.
    """
    assert main(["services", "suspend", "gemini", "--reason", "Storing"]) == 0
    assert main(["services", "list", "--status", "suspended", "--json"]) == 0

    assert load_suspensions(state) == (Suspension(service="gemini", reason="Storing"),)
    listed = json.loads(capsys.readouterr().out.partition("\n")[2])
    assert [line["slug"] for line in listed] == ["gemini"]


def test_second_suspension_replaces_the_first(state):
    """
    A new reason is not a second suspension.
    """
    for reason in ("Storing", "Lek"):
        main(["services", "suspend", "gemini", "--department", "ocmw", "--reason", reason])

    assert load_suspensions(state) == (
        Suspension(service="gemini", department="ocmw", reason="Lek"),
    )


def test_resuming_ends_that_suspension_alone(state):
    """
    One for everybody and one for a department are two.
    """
    main(["services", "suspend", "gemini", "--reason", "a"])
    main(["services", "suspend", "gemini", "--department", "ocmw", "--reason", "b"])

    assert main(["services", "resume", "gemini"]) == 0

    assert [s.department for s in load_suspensions(state)] == ["ocmw"]


@pytest.mark.parametrize(
    "words",
    [
        ["suspend", "gemni", "--reason", "x"],
        ["suspend", "gemini", "--department", "omcw", "--reason", "x"],
        ["resume", "gemini"],
    ],
    ids=["service", "department", "not suspended"],
)
def test_typing_error_is_told_and_changes_nothing(state, words, capsys):
    """
    Nobody should believe that something was stopped.
    """
    assert main(["services", *words]) == 2

    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not state.exists()


def test_wrong_entry_can_be_taken_out(state, capsys):
    """
    A suspension of a service that is no longer listed stops the gateway; this is its remedy.
    """
    state.write_text("suspensions:\n  - {service: vervallen}\n")
    assert main(["check-config"]) == 2
    assert "promptwacht services resume vervallen" in capsys.readouterr().err

    assert main(["services", "resume", "vervallen"]) == 0
    assert main(["check-config"]) == 0


def test_list_shows_every_service(capsys):
    """
    For people one line each.
    """
    assert main(["services", "list"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 300
    assert any(line.split()[:2] == ["forbidden", "deepseek"] for line in lines)
