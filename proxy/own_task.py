"""
Coroutines that are mostly done at once, and get a task of their own only if they need one.

Most hooks of a request have nothing to wait for, and a task for each cost a fifth of what
mitmproxy's event loop does for a request that is not judged.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Generator
from types import coroutine
from typing import Any


@coroutine
def own_task() -> Generator[None]:
    """
    To be awaited before anything else is: deadlines and cancelling are a task's, and before this
    the coroutine runs in whichever happened to begin it. In a task it is one turn of the loop.
    """
    yield


def begin(work: Coroutine[Any, Any, None]) -> asyncio.Task[None] | None:
    """
    Do `work` as far as it goes without waiting; the task that does the rest, None where there is
    none. Raises what `work` raises until then, and `RuntimeError` for one that waits before it
    has asked for a task.
    """
    try:
        waits_for = work.send(None)
    except StopIteration:
        return None
    if waits_for is not None:
        work.close()
        raise RuntimeError("it waits outside of a task of its own")
    return asyncio.get_running_loop().create_task(work)
