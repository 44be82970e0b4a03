"""
A process of its own in which eight threads want the same step: `python -m … movers`. It prints
what each was told, as JSON; the store is that of the settings in the environment.
"""

from __future__ import annotations

import json
import sys
import threading

from config.settings import load_settings
from console import store

THREADS = 8


def race():
    """What each thread was told ("" when it took the step), and the lines of history."""
    from django.db import connection  # noqa: PLC0415 -- tables exist from here on
    from django.utils import timezone  # noqa: PLC0415

    from console.accounts.models import Look  # noqa: PLC0415
    from console.accounts.roles import Role  # noqa: PLC0415
    from console.records.models import Transition  # noqa: PLC0415
    from console.records.moving import move  # noqa: PLC0415
    from console.records.states import State  # noqa: PLC0415
    from console.records.steps import Step, TransitionError  # noqa: PLC0415
    from tests.console.desk_for_tests import account, incident  # noqa: PLC0415

    about, dpo = incident(state=State.INVESTIGATING), account(Role.DPO)
    told, start = [], threading.Barrier(THREADS)

    def go():
        start.wait()
        try:
            move(about.number, Step(after=State.ATTEMPT), dpo, now=timezone.now())
            told.append("")
        except TransitionError as wrong:
            told.append(str(wrong.problem))
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "told": sorted(told),
        "steps": Transition.objects.count(),
        "looks": Look.objects.count(),
    }


if __name__ == "__main__":
    store.start(load_settings())
    sys.stdout.write(json.dumps(race()))
