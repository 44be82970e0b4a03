"""
A notifier that is ready to be forked: everything is imported, so that a kill a moment after the
start falls into its work and not into the start of Python.

Reads lines from stdin; for each it forks a notifier and prints its process id.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from django.db import connections

from config.settings import load_settings
from console import notifier, store


def main():
    settings = load_settings()
    store.start(settings)
    import console.notifier_work  # noqa: F401, PLC0415 -- before the fork, after the store

    # Children are reaped by the kernel.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for _ in sys.stdin:
        connections.close_all()
        pid = os.fork()
        if pid == 0:
            work(settings)
            os._exit(0)
        print(pid, flush=True)


def work(settings):
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    notifier.run(settings, stop)


if __name__ == "__main__":
    main()
