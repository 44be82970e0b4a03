"""
How long a hostile file may take.

Seconds of processor time, as on a quiet machine without coverage; a noisy one with it may take
`NOISE` times that, and what explodes takes hundreds of times as long.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

NOISE = 4


@pytest.fixture
def cpu_seconds() -> Callable[[float], AbstractContextManager[None]]:
    """A block that must be done in so many seconds of processor time."""

    @contextmanager
    def bounded(seconds: float) -> Iterator[None]:
        started = time.process_time()
        yield
        assert time.process_time() - started < NOISE * seconds

    return bounded


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """
    Files as parameters are called by their parameter: archives hold the time at which they were
    made, and workers that run tests together must call them the same.
    """
    return argname if isinstance(val, bytes) else None
