"""
`promptwacht notifier`: incidents into the store and messages out of it, for service managers and
containers.
"""

from __future__ import annotations

import importlib
from argparse import ArgumentParser, Namespace

from config.logs import configure_logs
from config.settings import load_settings

_NOTIFIER = "console.notifier"
"""By name: this floor does not know the console beside it."""


def arguments(parser: ArgumentParser) -> None:
    """None: everything is a setting."""
    del parser


def run(args: Namespace) -> int:
    """Work until SIGTERM. Raises `ConfigError` before anything is read or sent."""
    del args
    settings = load_settings()
    configure_logs(settings.log_level)
    return int(importlib.import_module(_NOTIFIER).serve(settings))
