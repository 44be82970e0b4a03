"""
What a running gateway counts, and where it leaves that.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from time import time

from prometheus_client.parser import text_string_to_metric_families

from config.metric_files import read_metrics
from tests.end_to_end.chatgpt_page import SEND, body_of
from tests.end_to_end.gateway_process import eventually
from tests.end_to_end.people import KAREL, about, clean, debts_of
from tests.end_to_end.test_workers import refused

PATIENCE = 60


def numbers(gateway) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Everything that the gateway last wrote."""
    [file] = [f for f in read_metrics(gateway.state, datetime.now(UTC)) if f.process == "gateway-0"]
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(file.text)
        for sample in family.samples
    }


def number(gateway, name, **labels) -> float:
    return numbers(gateway).get((f"promptwacht_{name}", frozenset(labels.items())), 0.0)


def are_written(gateway) -> None:
    """Returns when what has happened up to now is in the file, which is written now and then."""
    file, now = gateway.state / "metrics" / "gateway-0.prom", time()
    eventually(lambda: file.exists() and file.stat().st_mtime > now, PATIENCE)


def grows(gateway, name, by=1, **labels) -> Callable[[], None]:
    """Remember a count; the outcome waits until it has grown by that much at least."""
    before = number(gateway, name, **labels)

    def wait() -> None:
        eventually(lambda: number(gateway, name, **labels) >= before + by, PATIENCE)

    return wait


def test_every_verdict_is_counted_where_it_was_reached(gateway, internet):
    """
    Service and what the rules said; the log's lines apart, and the time that it took. Nobody is
    told at which moment which department sent what.
    """
    are_written(gateway)  # also of the tests before this one
    where = {"service": "chatgpt"}
    before = {
        action: number(gateway, "prompts_total", action=action, **where)
        for action in ("allow", "redact", "reject")
    }
    waits = [grows(gateway, "prompts_total", action=action, **where) for action in before]
    lines = {"action": "prompt-rejected", "decision": "reject"}
    waits.append(grows(gateway, "incidents_total", **lines, **where))
    waits.append(grows(gateway, "judgement_seconds_count", by=3))
    waits.append(grows(gateway, "incident_writes_total", by=2))

    with gateway.way.client() as client:
        for text in (clean(), about(KAREL), debts_of(KAREL)):
            client.post(SEND, json=body_of(text))
    for wait in waits:
        wait()

    # No prompt is counted twice, however often it was looked at.
    assert {number(gateway, "prompts_total", action=a, **where) - n for a, n in before.items()} == {
        1
    }
    assert {name for name, labels in numbers(gateway) for label, _ in labels
            if label == "department"} <= {"promptwacht_last_prompt_timestamp_seconds"}  # fmt: skip
    assert number(gateway, "detectors") > 0
    assert number(gateway, "policy_last_reload_successful") == 1
    assert number(gateway, "ca_not_after_timestamp_seconds") > datetime.now(UTC).timestamp()
    assert number(gateway, "leaf_not_after_timestamp_seconds") > datetime.now(UTC).timestamp()
    assert ("process_start_time_seconds", frozenset()) in numbers(gateway)


def test_a_blocked_service_is_a_line_and_no_prompt(gateway):
    """
    Nobody has read what it was.
    """
    where = {"service": "deepseek"}
    wait = grows(gateway, "incidents_total", action="service-blocked", decision="block", **where)

    assert refused(gateway.way, "127.0.0.77")
    wait()

    assert not any(name == "promptwacht_prompts_total" and ("service", "deepseek") in labels
                   for name, labels in numbers(gateway))  # fmt: skip


def test_no_number_names_a_person(gateway):
    """
    Neither an address, nor a host, nor a word of what was sent.
    """
    with gateway.way.client() as client:
        client.post(SEND, json=body_of(debts_of(KAREL)))
    are_written(gateway)

    labels = {label for _, found in numbers(gateway) for label, _ in found}
    text = (gateway.state / "metrics" / "gateway-0.prom").read_text()

    assert labels <= {
        "department", "service", "action", "decision", "outcome", "le", "version",
        "policy_version", "list_version", "reason",
    }  # fmt: skip
    assert "127.0.0" not in text
    assert KAREL.name not in text
    assert (gateway.state / "metrics").stat().st_mode & 0o077 == 0
