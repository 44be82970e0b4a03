"""
A breach in the store of a running console, written from outside: `python -m … breach`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from config.settings import load_settings
from console import store

BREACH = "KB-2026-000777"


def main():
    store.start(load_settings())
    from console.records.models import DayFigure, Transition  # noqa: PLC0415 -- needs the store
    from console.records.states import State  # noqa: PLC0415 -- as above
    from tests.console.desk_for_tests import suspected_leak  # noqa: PLC0415 -- as above

    at = datetime.now(UTC) - timedelta(hours=20)
    case = suspected_leak(
        number=BREACH, service="chatgpt", at=at, aware_at=at, first_view_at=at,
        state=State.CONFIRMED, est_subjects=12, est_records=14, subjects=["citizen"],
    )  # fmt: skip
    Transition.objects.create(incident=case, at=at, after=State.CONFIRMED)
    for department, count in (("gemeente", 90), ("ocmw", 40), ("ict", 2), ("de-klimop", 3)):
        DayFigure.objects.create(
            day=date(2026, 10, 8), department=department, service="chatgpt",
            figure="action:prompt-redacted", count=count,
        )  # fmt: skip


if __name__ == "__main__":
    main()
