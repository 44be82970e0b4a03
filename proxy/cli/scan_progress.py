"""
How far a long scan is, for whoever sits at the terminal.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

_SOON = 1.0
"""Seconds without a bar: most scans are over before."""


def counted(sources: Sequence[str], *, shown: bool) -> Iterator[str]:
    """
    The sources one by one; with a bar on stderr if `shown`, that is a terminal and it takes long.
    """
    if not (shown and len(sources) > 1 and sys.stderr.isatty()):
        yield from sources
        return
    # What is printed meanwhile goes to stdout, over the bar if that is the same terminal.
    bar = Progress(
        TextColumn("scanned"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
    )
    began = monotonic()
    task = bar.add_task("", total=len(sources))
    try:
        for source in sources:
            yield source
            bar.advance(task)
            if monotonic() - began > _SOON:
                bar.start()
    finally:
        bar.stop()
