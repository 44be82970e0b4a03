"""
How long a hostile file may take.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest


@pytest.fixture
def cpu_seconds() -> Callable[[float], AbstractContextManager[None]]:
    """A block that must be done in so many seconds of processor time."""

    @contextmanager
    def bounded(seconds: float) -> Iterator[None]:
        started = time.process_time()
        yield
        assert time.process_time() - started < seconds

    return bounded
