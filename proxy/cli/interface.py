"""
What a command is, and how it ends.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Protocol

OK = 0
FINDINGS = 1
"""The command worked and has something to report: findings, a failed check."""
USAGE = 2
"""Wrong usage, bad configuration or unreadable input; one clear line is on stderr."""


class Command(Protocol):
    """
    A module of this folder. `run` may raise `config.errors.ConfigError`; the entry point turns
    it into one line on stderr and exit code 2.
    """

    def arguments(self, parser: ArgumentParser) -> None: ...

    def run(self, args: Namespace) -> int: ...
