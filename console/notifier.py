"""
The notifier: takes the incident log into the store, and sends what must be told.

Four threads with a connection to the store each, so that a mail server that is slow to answer
holds up nothing: one takes in, one sends, one looks at clocks and counts, one tries the filter out.
What fails is tried again, for as long as it takes; nothing is kept in memory that is not in the log
or in the store.
"""

from __future__ import annotations

import signal
import threading

import structlog
from django.db import DatabaseError, OperationalError

from config.errors import ConfigError
from config.policy_files import load_policy_for
from config.settings import Settings
from console import store
from console.rounds import Patience, forever

_log = structlog.get_logger()

_GOODBYE_SECONDS = 1.0


def serve(settings: Settings) -> int:
    """Run until SIGTERM or SIGINT. Raises `ConfigError` when it cannot start."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    store.connect(settings)
    load_policy_for(settings)
    if not _migrated(settings, stop):
        return 0
    run(settings, stop)
    return 0


def _migrated(settings: Settings, stop: threading.Event) -> bool:
    """Whether the tables are there. A store that is away is waited for; a wrong one is not."""
    patience = Patience(stop)
    while not stop.is_set():
        try:
            store.migrate(settings)
        except OperationalError as wrong:
            _log.error("store.away", error=type(wrong).__name__)
            patience.wait()
        except DatabaseError as wrong:
            raise ConfigError(store.complaint_of(wrong)) from None
        else:
            return True
    return False


def run(settings: Settings, stop: threading.Event) -> None:
    """Take in and send, until `stop`. Django knows the store already, and its tables are there."""
    from console.notifier_work import Work, log_name  # noqa: PLC0415 -- has tables: Django comes first

    work = Work(settings=settings, log=log_name(settings))
    # Daemons: a mail server that says nothing must not keep us from ending.
    others = [
        threading.Thread(target=forever, args=(rounds, stop), name=name, daemon=True)
        for name, rounds in (
            ("sending", work.sending()),
            ("looking", work.looking()),
            ("trying", work.trying()),
        )
    ]
    for thread in others:
        thread.start()
    forever(work.taking_in(), stop)
    for thread in others:
        thread.join(_GOODBYE_SECONDS)
