"""
`promptwacht scan` and `promptwacht evaluate`: what the contract promises.
"""

import io
import json

import pytest

from proxy.__main__ import main

NUMBER = "85.07.30-033.28"


@pytest.fixture(autouse=True)
def _own_state(tmp_path, monkeypatch):
    """By the environment, as an operator would."""
    monkeypatch.setenv("PROMPTWACHT_STATE_DIR", str(tmp_path / "state"))


@pytest.fixture
def typed(monkeypatch):
    """What comes in on standard input."""

    def put(raw: bytes) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))

    return put


def lines(entries) -> bytes:
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries).encode()


def test_one_line_out_for_each_line_in(typed, capsys):
    """
    Verdict, rule, classes, findings that point, and the redacted text.
    """
    typed(lines([{"id": "7", "text": f"RRN {NUMBER} dus"}, {"id": 8, "text": "Goeiedag"}]))

    code = main(["scan", "--jsonl"])

    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert code == 1
    assert (first["id"], first["verdict"], first["classes"]) == ("7", "redact", ["personal"])
    assert first["redacted"] == "RRN <RIJKSREGISTERNUMMER_1> dus"
    (finding,) = first["findings"]
    assert (finding["kind"], finding["start"], finding["end"]) == ("national_number", 4, 19)
    assert (second["id"], second["verdict"], second["findings"]) == (8, "allow", [])
    assert "redacted" not in second


def test_rejected_text_is_not_repeated(typed, capsys):
    """
    Findings never quote, and a rejection has nothing to send.
    """
    typed(lines([{"id": "1", "text": "het wachtwoord is Zomer2024!"}]))

    main(["scan", "--jsonl"])

    out = capsys.readouterr().out
    assert json.loads(out)["verdict"] == "reject"
    assert "Zomer" not in out


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        (b'{"id": 1, "text": "a"}\n{"id"\n', "stdin:2"),
        (b'["a"]\n', "stdin:1"),
        (b'{"id": 1}\n', "stdin:1"),
        (b'{"text": "\xff"}\n', "stdin:1"),
    ],
    ids=["not JSON", "no object", "no text", "not UTF-8"],
)
def test_unreadable_line_is_named(typed, capsys, raw, place):
    """
    One clear line, and exit code 2.
    """
    typed(raw)

    assert main(["scan", "--jsonl"]) == 2
    assert place in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"%PDF-1.7 x", "broken"),
        (b"PK\x03\x04zip", "broken"),
        (b"a\0b", "unknown-format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "legacy-format"),
    ],
    ids=["pdf", "zip", "zero bytes", "old office file"],
)
def test_what_cannot_be_inspected_completely_is_rejected(tmp_path, capsys, raw, reason):
    """
    With the reason, and never with a guess.
    """
    file = tmp_path / "bijlage"
    file.write_bytes(raw)

    assert main(["scan", "--json", str(file)]) == 1

    report = json.loads(capsys.readouterr().out)
    assert (report["verdict"], report["unread"]) == ("reject", reason)
    assert report["source"] == str(file)


def test_text_that_is_no_unicode_still_gets_its_line(typed, capsys):
    """
    Half a character in the input does not end the command.
    """
    typed(b'{"id": 1, "text": "\\ud800 RRN 85.07.30-033.28"}\n')

    assert main(["scan", "--jsonl"]) == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "redact"


def test_missing_file_and_unknown_department_are_usage_errors(tmp_path, capsys):
    """
    With what is allowed.
    """
    assert main(["scan", str(tmp_path / "nergens")]) == 2
    assert main(["scan", "--department", "nergens", str(tmp_path)]) == 2
    assert "allowed:" in capsys.readouterr().err


def test_clean_text_is_exit_code_zero(typed, capsys):
    """
    For scripts.
    """
    typed(b"Schrijf een uitnodiging voor de buurt.")

    assert main(["scan", "-"]) == 0
    assert "allow" in capsys.readouterr().out


def test_evaluation_measures_labelled_prompts(tmp_path, capsys):
    """
    Recall, precision, false alarms, verdicts and time, as one JSON object.
    """
    file = tmp_path / "prompts.jsonl"
    label = {"start": 4, "end": 19, "kind": "national_number"}
    file.write_bytes(
        lines(
            [
                {"text": f"RRN {NUMBER} dus", "entities": [label], "expect": "redact"},
                {"text": "Goeiedag", "entities": [], "expect": "allow"},
            ]
        )
    )

    assert main(["evaluate", str(file), "--json"]) == 0

    report = json.loads(capsys.readouterr().out)
    assert report["kinds"]["national_number"]["recall_full"] == 1.0
    assert report["false_alarms"]["findings"] == 0
    assert report["verdicts"]["accuracy"] == 1.0
    assert set(report["ms"]) == {"p50", "p95", "p99"}


@pytest.mark.parametrize(
    "entry",
    [
        {"text": "a", "entities": [{"start": 0, "end": 9, "kind": "phone"}]},
        {"text": "a", "entities": [{"start": 0, "end": 1, "kind": "telefoon"}]},
        {"text": "a", "expect": "misschien"},
        {"text": "a", "entities": "nee"},
    ],
    ids=["outside", "unknown kind", "unknown verdict", "no list"],
)
def test_wrong_label_is_refused(tmp_path, capsys, entry):
    """
    A wrong label would give a wrong score.
    """
    file = tmp_path / "prompts.jsonl"
    file.write_bytes(lines([entry]))

    assert main(["evaluate", str(file)]) == 2
    assert "prompts.jsonl:1" in capsys.readouterr().err
