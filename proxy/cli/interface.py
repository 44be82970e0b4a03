"""
What a command is, and how it ends.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Protocol

from proxy.exit_codes import FINDINGS, OK, USAGE

__all__ = ["FINDINGS", "OK", "USAGE", "Command"]


class Command(Protocol):
    """
    A module of this folder. `run` may raise `config.errors.ConfigError`; the entry point turns
    it into one line on stderr and exit code 2.
    """

    def arguments(self, parser: ArgumentParser) -> None: ...

    def run(self, args: Namespace) -> int: ...
