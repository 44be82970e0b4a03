"""
How long a hostile file may take: by a yardstick, as a machine may be slow or full of others' work.

The yardstick is a fixed piece of work like a reader's. It is measured beside each block, so what
slows the one slows the other.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

YARDSTICK_SECONDS = 0.033
"""What the yardstick takes on a quiet machine."""
SLACK = 5
"""For measuring coverage and for chance; what explodes takes hundreds of times as long."""
_TEXT = "verslag van het overleg op 12/03/2026, zie dossier 2026/114; bel 02 755 30 70\n" * 2_000
_WORD = re.compile(r"\w+")


def yardstick() -> float:
    """Seconds of processor time that the yardstick takes now."""
    started = time.process_time()
    for _ in range(3):
        words = [found[0].lower() for found in _WORD.finditer(_TEXT)]
        assert len(Counter(words)) < len(" ".join(words).encode())
    return time.process_time() - started


@pytest.fixture
def cpu_seconds() -> Callable[[float], AbstractContextManager[None]]:
    """A block that takes no longer than so many seconds of processor time on a quiet machine."""

    @contextmanager
    def bounded(seconds: float) -> Iterator[None]:
        before = yardstick()
        started = time.process_time()
        yield
        spent = time.process_time() - started
        slowness = max(before, yardstick()) / YARDSTICK_SECONDS
        assert spent < SLACK * seconds * slowness

    return bounded


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """
    Files as parameters are called by their parameter: archives hold the time at which they were
    made, and workers that run tests together must call them the same.
    """
    return argname if isinstance(val, bytes) else None
