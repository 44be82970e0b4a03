"""
What a gateway tells whoever watches it, and what it keeps from them.
"""

from __future__ import annotations

from dataclasses import dataclass

from prometheus_client.parser import text_string_to_metric_families

from policy.verdict import Action
from proxy.metrics import Hours, Meters


@dataclass
class Clock:
    """Half past the tenth hour."""

    now: float = 10.5 * 3600

    def __call__(self):
        return self.now


def hours_of(meters):
    """Department to the hour in which it last sent a prompt, as far as that is told."""
    families = text_string_to_metric_families(meters.text())
    [found] = [f for f in families if f.name == "promptwacht_last_prompt_timestamp_seconds"]
    return {sample.labels["department"]: sample.value / 3600 for sample in found.samples}


def test_the_hour_that_is_running_is_not_told():
    """
    Else the number would change at the second at which somebody was refused.
    """
    clock = Clock()
    meters = Meters(hours=Hours(clock))

    meters.judged("ocmw", "chatgpt", Action.REJECT)
    at_once = hours_of(meters)
    clock.now = 11 * 3600.0
    later = hours_of(meters)

    assert at_once == {}
    assert later == {"ocmw": 10}


def test_the_hour_before_stands_until_the_next_is_over():
    """
    Whoever sends something all day is told to do so, an hour late.
    """
    clock = Clock()
    meters = Meters(hours=Hours(clock))
    told = []

    for _ in range(3):
        meters.judged("ocmw", "chatgpt", Action.ALLOW)
        meters.judged("ocmw", "chatgpt", Action.ALLOW)
        told.append(hours_of(meters))
        clock.now += 3600

    assert told == [{}, {"ocmw": 10}, {"ocmw": 11}]


def test_what_the_rules_said_is_told_without_the_department():
    """
    ICT sees code, service and hour of an event, and not where it was.
    """
    meters = Meters()

    meters.judged("ocmw", "chatgpt", Action.REJECT)

    assert 'promptwacht_prompts_total{action="reject",service="chatgpt"} 1.0' in meters.text()
    assert "ocmw" not in meters.text()
