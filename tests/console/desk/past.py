"""
A process of its own that fills the store of the settings in the environment:

`python -m … past people` makes a DPO with a password and an app, and incidents to work on;
`python -m … past leak` adds one more suspected leak.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

from config.settings import load_settings
from console import store

PASSWORD = "vier paarden drinken koffie"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
REPORTED = "KB-2026-900001"
"""A leak that somebody reported: nobody has looked at it yet."""


def people():
    from allauth.mfa.totp.internal.auth import TOTP  # noqa: PLC0415 -- tables exist from here on

    from console.accounts.roles import Role  # noqa: PLC0415
    from console.records.models import Alarm, DayFigure  # noqa: PLC0415
    from tests.console.desk_for_tests import account, event, incident, suspected_leak  # noqa: PLC0415

    now = datetime.now(UTC)
    for role, name in ((Role.DPO, "an.peeters"), (Role.ICT, "els.claes")):
        who = account(role, username=name, first_name=name.split(".")[0].title())
        who.set_password(PASSWORD)
        who.save()
        TOTP.activate(who, SECRET)
    reported = incident(number=REPORTED, kind="self-report", forwarded="yes", severity=4)
    event(incident=reported, forwarded="yes", code="KB-7F3K-9Q2M")
    suspected_leak(
        state="lek_bevestigd",
        at=now - timedelta(hours=64),
        first_view_at=now - timedelta(hours=63),
        aware_at=now - timedelta(hours=62),
    )
    suspected_leak(state="gesloten")
    for n in range(60):
        incident(at=now - timedelta(hours=2 * n), severity=1 + n % 4)
    Alarm.objects.create(kind="site-silent", subject="ocmw", opened_at=now, seen_at=now)
    for n, figure in enumerate(("checked", "action:prompt-redacted", "kind:iban") * 20):
        DayFigure.objects.create(
            day=now.date() - timedelta(days=n), department="gemeente", figure=figure, count=n
        )


def leak():
    from tests.console.desk_for_tests import suspected_leak  # noqa: PLC0415

    suspected_leak(number="KB-2026-777777", state="vermoedelijk_lek")


if __name__ == "__main__":
    store.start(load_settings())
    {"people": people, "leak": leak}[sys.argv[1]]()
