"""
Coroutines that are mostly done at once, and get a task and a deadline only where they wait.

Most hooks of a request have nothing to wait for. A task and two timers for each of them cost a
fifth of what mitmproxy's event loop does for a request that is not judged.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine, Generator
from types import coroutine
from typing import Any

type Work[Result] = Coroutine[Any, Any, Result]


@coroutine
def own_task() -> Generator[None]:
    """
    To be awaited before anything that belongs to a task: a deadline, or `asyncio.current_task`.
    Until then there may be none. In a task it is one turn of the loop.
    """
    yield


def begin(work: Work[None]) -> asyncio.Task[None] | None:
    """
    Do `work` as far as it goes without waiting, in nobody's task; the task that does the rest, None
    where there is none. Raises what `work` raises until then, and `RuntimeError` for one that waits
    before it has asked for a task.
    """
    loop, whose = asyncio.get_running_loop(), asyncio.current_task()
    # A deadline of `work` would end the task of whoever begins it. Without one it is an error.
    if whose is not None:
        asyncio._leave_task(loop, whose)  # noqa: SLF001 -- public, by the chapter "Extending asyncio"
    try:
        waits_for = work.send(None)
    except StopIteration:
        return None
    finally:
        if whose is not None:
            asyncio._enter_task(loop, whose)  # noqa: SLF001 -- as above, and its counterpart
    if waits_for is not None:
        work.close()
        raise RuntimeError("it waits outside of a task of its own")
    return loop.create_task(work)


async def within[Result](seconds: float, work: Awaitable[Result]) -> Result:
    """
    The result of `work`, which may take so long once it waits for anything. Raises `TimeoutError`,
    and whatever `work` raises.
    """
    steps = work if isinstance(work, Coroutine) else _awaited(work)
    try:
        waits_for = steps.send(None)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]  # what a coroutine returns
    try:
        await own_task()
        async with asyncio.timeout(seconds):
            return await _rest(steps, waits_for)
    finally:
        steps.close()


@coroutine
def _rest[Result](work: Work[Result], waits_for: object) -> Generator[Any, Any, Result]:
    """Go on with `work`, which has begun; nothing to wait for is a task that it has by now."""
    try:
        if waits_for is None:
            waits_for = work.send(None)
        while True:
            try:
                value = yield waits_for
            except BaseException as failure:  # noqa: BLE001 -- it is for whoever waits in there
                waits_for = work.throw(failure)
            else:
                waits_for = work.send(value)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]  # as above


async def _awaited[Result](work: Awaitable[Result]) -> Result:
    return await work
