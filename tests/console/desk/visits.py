"""
A process of its own that asks for every page of the desk over the store of the settings in the
environment, and prints the status of each as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from config.settings import load_settings
from console import store

ADDRESSES = (
    "", "strook", "incidenten", "incidenten?state=all&sort=newest", "incidenten?q=KB-7F3K-9Q2M",
    "incidenten?state=clock&kind=severe&department=other&severity=2&assignee=me", "incidenten.csv",
    "incidenten.json?state=leak", "gebeurtenissen", "gebeurtenissen?kind=iban&since=2026-01-01",
    "gebeurtenissen?kind=special_health", "gebeurtenissen.csv", "gezondheid", "incidenten/nieuw",
    "incidenten/KB-2026-000777",
)  # fmt: skip
PROGRAMS = (
    "incidents?limit=7", "incidents?state=all&sort=newest", "incidents/KB-2026-000777",
    "events?kind=iban&since=2026-01-01", "figures", "health",
)  # fmt: skip
"""What a program asks with a token of the same person."""


def visits(folder):
    """Status, and rows of the list where there is one, by address."""
    from django.test.utils import setup_test_environment  # noqa: PLC0415 -- tables exist now
    from django.utils import timezone  # noqa: PLC0415

    from console.accounts.roles import Role  # noqa: PLC0415
    from console.records.models import DayFigure  # noqa: PLC0415
    from tests.console.api.programs import program, token_for  # noqa: PLC0415
    from tests.console.desk_for_tests import event, incident, signed_in  # noqa: PLC0415

    setup_test_environment()  # answers tell what they were made from
    about = incident(number="KB-2026-000777")
    for _ in range(60):
        incident()
    event(incident=about, code="KB-7F3K-9Q2M")
    DayFigure.objects.create(
        day=timezone.localdate(), department="gemeente", figure="kind:iban", count=3
    )
    browser = signed_in(Role.DPO, folder)
    found = {}
    for address in ADDRESSES:
        answer = browser.get(f"/console/{address}")
        rows = (answer.context or {}).get("rows") if not answer.streaming else None
        if answer.streaming:
            answer.getvalue()
        found[address] = [answer.status_code, None if rows is None else len(rows)]
    following = browser.get("/console/incidenten").context["next"]
    second = browser.get(f"/console/incidenten?cursor={following}")
    asking = program(folder, token_for(browser.account))
    for path in PROGRAMS:
        answer = asking.get(f"/api/v1/{path}")
        items = answer.json().get("items")
        found[path] = [answer.status_code, None if items is None else len(items)]
    found["second"] = [second.status_code, len(second.context["rows"])]
    return found


if __name__ == "__main__":
    store.start(load_settings())
    sys.stdout.write(json.dumps(visits(Path(sys.argv[1]))))
