"""
`promptwacht explain`: what would happen, and why; the text itself is never repeated.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import config
from proxy.__main__ import main

SECRET = "jan.peeters@telenet.be"


@pytest.fixture(autouse=True)
def _own_state(tmp_path, monkeypatch):
    """By the environment, as an operator would."""
    monkeypatch.setenv("PROMPTWACHT_STATE_DIR", str(tmp_path))


@pytest.fixture
def explain(capsys):
    """The JSON answer to a question."""

    def ask(url: str, client: str = "10.10.0.1", *rest: str) -> dict:
        assert main(["explain", "--client", client, "--url", url, "--json", *rest]) == 0
        return json.loads(capsys.readouterr().out)

    return ask


@pytest.mark.parametrize(
    ("url", "client", "action", "why"),
    [
        ("https://chatgpt.com/", "10.10.0.1", "inspect", "allowed"),
        ("chatgpt.com", "127.0.0.1", "inspect", "allowed"),
        ("https://CHATGPT.com.:443/x", "10.10.0.1", "inspect", "allowed"),
        ("https://chatgpt.com/", "10.21.1.9", "block", "is closed for all generative AI"),
        ("https://chat.deepseek.com/", "10.10.0.1", "block", "services.yaml says 'forbidden'"),
        ("https://claude.ai/", "10.10.0.1", "block", "no decision"),
        ("https://www.google.com/search?q=x", "10.10.0.1", "pass", "not generative AI"),
        ("https://www.google.com/search?udm=50&q=x", "10.10.0.1", "block", "no decision"),
        ("https://www.kortenberg.be/", "10.10.0.1", "pass", "unread"),
        ("https://auth.openai.com/log-in", "10.10.0.1", "pass", "unread"),
    ],
)
def test_answer_tells_what_and_why(explain, url, client, action, why):
    """
    For every kind of destination.
    """
    answer = explain(url, client)

    assert answer["action"] == action
    assert why in answer["why"]


def test_department_is_told_with_its_reason(explain):
    """
    The first question of every helpdesk.
    """
    answer = explain("https://chatgpt.com", "10.10.8.4")

    assert answer["department"] == {"slug": "ocmw", "why": "by network 10.10.8.0/24"}


def test_suspension_is_the_reason_that_is_told(explain, capsys):
    """
    With the words that its author gave.
    """
    main(["services", "suspend", "chatgpt", "--reason", "Storing"])
    capsys.readouterr()

    answer = explain("https://chatgpt.com")

    assert (answer["action"], answer["reason"]) == ("block", "Storing")


def test_text_is_judged_and_not_repeated(explain, capsys):
    """
    By kind, place and score; as JSON and in words.
    """
    answer = explain("https://chatgpt.com", "10.10.0.1", "--text", f"Mail {SECRET} eens")
    main(["explain", "--client", "::1", "--url", "chatgpt.com", "--text", f"Mail {SECRET} eens"])

    assert answer["action"] == "redact"
    assert answer["rule"]["id"] == "personal-data-redact"
    place = {"kind": "email", "class": "personal", "start": 5, "end": 27}
    assert any(place.items() <= found.items() for found in answer["findings"])
    told = capsys.readouterr().out
    assert "found       email at 5-27" in told
    assert SECRET not in told + json.dumps(answer)


def test_department_s_own_word_is_told(explain, tmp_path, monkeypatch):
    """
    A service may be stricter in one department than on the list.
    """
    folder = shutil.copytree(Path(config.__file__).parent, tmp_path / "policy")
    departments = folder / "departments.yaml"
    text = departments.read_text().replace(
        "    networks: [10.10.8.0/24]",
        "    networks: [10.10.8.0/24]\n    services: {gemini: forbidden}",
    )
    departments.write_text(text)
    monkeypatch.setenv("PROMPTWACHT_POLICY_DIR", str(folder))

    answer = explain("https://gemini.google.com/", "10.10.8.4")

    assert answer["why"] == "departments.yaml says 'forbidden' for 'ocmw'"
    assert explain("https://gemini.google.com/")["action"] == "inspect"


@pytest.mark.parametrize(
    "words",
    [
        ["--client", "jan", "--url", "https://chatgpt.com"],
        ["--client", "10.0.0.1", "--url", "https://"],
        ["--client", "10.0.0.1", "--url", "https://[x"],
        ["--client", "10.0.0.1", "--url", "a b"],
    ],
)
def test_nonsense_is_wrong_usage(words, capsys):
    """
    One line on stderr and code 2.
    """
    assert main(["explain", *words]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
