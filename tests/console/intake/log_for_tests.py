"""
An incident log as the gateway writes it: the same folder, the same chain, invented incidents.
"""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta

from console.intake.log_tail import Line, LogTail, Position
from policy.finding import Kind
from policy.incident import EventAction, FindingCount, Forwarded, Incident, to_ecs
from policy.verdict import Action
from proxy.incident_folder import IncidentFolder

KEY = b"k" * 32
MONDAY = datetime(2026, 11, 23, 9, 17, 42, tzinfo=UTC)

_numbers = itertools.count(1)


def found(**counts):
    """Findings by kind, such as `found(iban=2)`."""
    return tuple(FindingCount(Kind(kind), count, 0.9) for kind, count in counts.items())


def an_incident(**changes):
    """A refused prompt with a bank account in it, unless told otherwise."""
    findings = changes.get("findings", found(iban=1))
    values = {
        "code": f"KB-0000-{next(_numbers):04d}"[:12],
        "at": MONDAY,
        "action": EventAction.PROMPT_REJECTED,
        "decision": Action.REJECT,
        "forwarded": Forwarded.NO,
        "reason": "rule",
        "rule": "personal-data-reject",
        "rule_version": 1,
        "severity": 2,
        "user_hash": "actor-1",
        "department": "ocmw",
        "service": "chatgpt",
        "list_status": "allowed",
        "channel": "prompt",
        "domain": "chatgpt.com",
        "classes": tuple(sorted({f.kind.data_class.value for f in findings})),
        "findings": findings,
    }
    return Incident(**(values | changes))


def leak(**changes):
    """Something that left, and should not have."""
    values = {"action": EventAction.SUSPECTED_LEAK, "forwarded": Forwarded.UNKNOWN, "severity": 3}
    return an_incident(**(values | changes))


def redacted(**changes):
    values = {
        "action": EventAction.PROMPT_REDACTED, "decision": Action.REDACT,
        "forwarded": Forwarded.PARTLY, "rule": "personal-data-redact",
    }  # fmt: skip
    return an_incident(**(values | changes))


def on_trial(**changes):
    """What a rule on trial would have stopped."""
    values = {
        "decision": Action.ALLOW, "forwarded": Forwarded.YES, "reason": "rule-on-trial",
        "trial_rule": "new-rule", "trial_decision": Action.REJECT,
    }  # fmt: skip
    return an_incident(**(values | changes))


def bypass(**changes):
    values = {
        "action": EventAction.BYPASS_ATTEMPT, "decision": Action.BLOCK, "findings": (),
        "classes": (), "severity": 2, "rule": "names-disagree",
    }  # fmt: skip
    return an_incident(**(values | changes))


def documents(*incidents):
    return [to_ecs(each, observer_version="1.0") for each in incidents]


class WrittenLog:
    """The log of one gateway, and a reader of it."""

    def __init__(self, folder, key=KEY):
        self.path = folder
        self.folder = IncidentFolder(folder, key)
        self.tail = LogTail(folder, key)

    def write(self, *incidents, day="2026-11-23"):
        self.folder.append(day, documents(*incidents))

    def reopen(self):
        """A gateway that was started anew."""
        self.folder = IncidentFolder(self.path, self.folder.key)

    def file(self, day="2026-11-23"):
        return self.path / f"{day}.jsonl"

    def lines(self, day="2026-11-23"):
        return self.file(day).read_bytes().splitlines(keepends=True)

    def put(self, lines, day="2026-11-23"):
        self.file(day).write_bytes(b"".join(lines))


def read_all(tail, position=None, most=1000):
    """Everything that a reader gets from `position` on: lines, troubles, and where it ends."""
    position = position or Position()
    lines, troubles = [], []
    for _ in range(1000):
        batch = tail.read(position, most)
        lines += batch.lines
        troubles += [trouble for trouble, _ in batch.troubles]
        if not batch.more and batch.after == position:
            return lines, troubles, position
        position = batch.after
    raise AssertionError("it never ends")


def codes(lines):
    return [line.document["event"]["id"] for line in lines]


def a_line(incident):
    """A sound line that never was on disk."""
    document = json.loads(json.dumps(to_ecs(incident, observer_version="1.0")))
    return Line(f"{next(_numbers):064x}", document)


def later(**spans):
    return MONDAY + timedelta(**spans)
