"""
A gateway's first second: its children begin first, and load while it imports what it serves with.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
from collections.abc import Coroutine
from importlib import import_module
from typing import Protocol, cast

import uvloop

from config.settings import Settings
from proxy.begun import Begun
from proxy.detection_pool import DetectionPool
from proxy.heartbeat import Heartbeat
from proxy.installed_detector import installed_detector
from proxy.installed_room import installed_room
from proxy.loaded_policy import LoadedPolicy
from proxy.lookups import LookupLoop
from proxy.stopping import Stop

_KEY_LOGS = ("SSLKEYLOGFILE", "MITMPROXY_SSLKEYLOGFILE")


class _Serving(Protocol):
    """`proxy.serving`, which takes a while to import."""

    async def serve(self, begun: Begun) -> int:
        """Until the end."""
        ...


def open_gateway(settings: Settings, worker: int = 0) -> int:
    """
    Run until SIGTERM or SIGINT, as number `worker` of those that share the ports.

    Raises `ConfigError` when it cannot start.
    """
    keep_keys_secret()
    return uvloop.run(_open(share_of(settings), worker), loop_factory=LookupLoop)


def keep_keys_secret() -> None:
    """
    Where these name a file, mitmproxy would write every session's keys to it. It looks when it is
    imported, so this comes before.
    """
    for name in _KEY_LOGS:
        os.environ.pop(name, None)


def share_of(settings: Settings) -> Settings:
    """What the machine is meant to carry, divided among the workers."""
    whole = ("detection_processes", "reading_processes", "upload_memory_bytes")
    parts = {name: max(1, getattr(settings, name) // settings.workers) for name in whole}
    return settings.model_copy(update=parts)


async def _open(settings: Settings, worker: int) -> int:
    stop, heart = Stop(), Heartbeat.of_process()
    stop.listen()
    load = LoadedPolicy(settings)
    policy = load()
    async with contextlib.AsyncExitStack() as stack:
        _forever(stack, heart.run())
        pool = DetectionPool(
            functools.partial(installed_detector, settings.policy_dir, settings.state_dir),
            processes=settings.detection_processes,
            deadline_seconds=settings.detection_deadline_seconds,
        )
        stack.push_async_callback(pool.close)
        await pool.start()
        room = installed_room(settings)
        stack.push_async_callback(room.close)
        await room.start()
        # In a thread, for the loop must give the children their orders, and tell that it lives.
        serving = cast("_Serving", await asyncio.to_thread(import_module, "proxy.serving"))
        return await serving.serve(
            Begun(
                settings=settings,
                worker=worker,
                load=load,
                policy=policy,
                pool=pool,
                room=room,
                stop=stop,
                heart=heart,
            )
        )


def _forever(stack: contextlib.AsyncExitStack, work: Coroutine[None, None, None]) -> None:
    """Do `work` until `stack` ends."""
    stack.callback(asyncio.create_task(work).cancel)
