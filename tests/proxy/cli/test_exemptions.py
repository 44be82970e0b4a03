"""
Commands tell what the gateway would do, also where somebody approved something for a while.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from config.exemptions import EXEMPTIONS, save_exemptions
from policy.exemption import Exemption
from policy.finding import Kind
from proxy.__main__ import main
from proxy.cli.explain import in_words

NOW = datetime.now(UTC)
NUMBER = "85.07.30-033.28"
APPROVED = Exemption(
    id="UZ-2026-0007",
    kinds=frozenset({Kind.NATIONAL_NUMBER}),
    starts=NOW - timedelta(days=1),
    ends=NOW + timedelta(days=1),
    departments=frozenset({"gemeente"}),
)
OVER = Exemption(
    id="UZ-2026-0008",
    kinds=frozenset({Kind.NATIONAL_NUMBER, Kind.EMAIL}),
    starts=NOW - timedelta(days=2),
    ends=NOW - timedelta(days=1),
)


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """One for all, so that what detectors make of their lists is made once."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture(autouse=True)
def _own_state(state, monkeypatch):
    """By the environment, as an operator would."""
    monkeypatch.setenv("PROMPTWACHT_STATE_DIR", str(state))
    save_exemptions(state / EXEMPTIONS, (APPROVED, OVER))


def told(capsys, *words):
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_scan_lets_pass_what_is_approved(tmp_path, capsys):
    """
    In its department and until its end; the report names it.
    """
    file = tmp_path / "brief.txt"
    file.write_text(f"RRN {NUMBER} dus")

    here, report = told(capsys, "scan", str(file))
    there, elsewhere = told(capsys, "scan", str(file), "--department", "ocmw")

    assert (here, report["verdict"], report["exemptions"]) == (0, "allow", ["UZ-2026-0007"])
    assert [finding["kind"] for finding in report["findings"]] == ["national_number"]
    assert (there, elsewhere["verdict"]) == (1, "redact")
    assert "exemptions" not in elsewhere


def test_scan_judges_documents_alike(tmp_path, capsys):
    """
    A table is read in the cage, and its name is judged too.
    """
    file = tmp_path / f"{NUMBER}.csv"
    file.write_text(f"naam;nummer\nniemand;{NUMBER}\n")

    code, report = told(capsys, "scan", str(file))

    assert (code, report["verdict"], report["exemptions"]) == (0, "allow", ["UZ-2026-0007"])
    assert len(report["findings"]) >= 2


def test_explain_names_the_approval(capsys):
    """
    Of the two rules that somebody may ask about, the one that holds and what eases it.
    """
    question = ("--client", "10.10.0.1", "--url", "https://chatgpt.com/")

    _, answer = told(capsys, "explain", *question, "--text", f"RRN {NUMBER} dus")

    assert (answer["action"], answer["exemptions"]) == ("allow", ["UZ-2026-0007"])
    assert "exempted    by UZ-2026-0007" in in_words(answer)


def test_check_config_lists_what_is_approved_now(capsys):
    """
    For whom and until when; what is over is not listed.
    """
    _, report = told(capsys, "check-config")

    (listed,) = report["exemptions"]
    assert (listed["id"], listed["departments"]) == ("UZ-2026-0007", ["gemeente"])
    main(["check-config"])
    shown = capsys.readouterr().out
    assert "exempted  UZ-2026-0007 until" in shown
    assert "national_number (only gemeente)" in shown


def test_exemptions_that_cannot_be_read_are_an_error(state, capsys):
    """
    The gateway then lets none hold; whoever checks the configuration hears why.
    """
    (state / EXEMPTIONS).write_text("exemptions: [")

    assert main(["check-config"]) == 2
    assert EXEMPTIONS in capsys.readouterr().err


def test_evaluate_measures_the_detectors(tmp_path, capsys):
    """
    An approval does not make them look better or worse.
    """
    file = tmp_path / "labelled.jsonl"
    text = f"RRN {NUMBER} dus"
    found = {"start": 4, "end": 19, "kind": "national_number"}
    file.write_text(json.dumps({"text": text, "entities": [found], "expect": "redact"}) + "\n")

    _, report = told(capsys, "evaluate", str(file))

    assert report["verdicts"]["accuracy"] == 1.0
