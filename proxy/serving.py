"""
One gateway from settings to shutdown.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import signal
import sys

import structlog
import uvloop

from addons.passage import CurrentPolicy
from config.errors import ConfigError
from config.policy_files import load_policy_for
from config.settings import Settings
from proxy.certificates import load_or_create_ca
from proxy.detection_pool import DetectionPool, DetectorDownError
from proxy.gateway import Gateway, Parts, tune_process
from proxy.incident_log import ChainedLog
from proxy.installed_detector import installed_detector
from proxy.installed_reader import InstalledReader
from proxy.policy_watch import PolicyWatch
from proxy.pseudonym import Pseudonyms
from proxy.reading_room import ReadingRoom

_log = structlog.get_logger()

SPARE_SECONDS = 20.0
"""What a hook may take beyond detection: reading, recording, answering."""


def serve(settings: Settings) -> int:
    """Run until SIGTERM or SIGINT. Raises `ConfigError` when it cannot start."""
    tune_process()
    return uvloop.run(_serve(settings))


async def _serve(settings: Settings) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    load = functools.partial(load_policy_for, settings)
    current = CurrentPolicy(load())
    async with contextlib.AsyncExitStack() as stack:
        pool = DetectionPool(
            functools.partial(installed_detector, settings.policy_dir, settings.state_dir),
            processes=settings.detection_processes,
            deadline_seconds=settings.detection_deadline_seconds,
        )
        stack.push_async_callback(pool.close)
        await pool.start()
        room = _reading_room(settings)
        stack.push_async_callback(room.close)
        await room.start()
        log = ChainedLog.open(settings.state_dir)
        stack.push_async_callback(log.close)
        gateway = Gateway(
            Parts(
                settings=settings,
                policy=current,
                ca=load_or_create_ca(settings.state_dir, settings.ca_file),
                scanner=pool,
                reader=room,
                incidents=log,
                pseudonym=Pseudonyms(settings.state_dir / "secrets"),
                hook_deadline=_hook_deadline(settings),
            )
        )
        await _listen(gateway, settings)
        stack.push_async_callback(gateway.stop)
        watch = PolicyWatch(
            load,
            (settings.policy_dir, settings.policy_dir / "texts", settings.state_dir),
            current,
            gateway.enforce,
        )
        loop.add_signal_handler(signal.SIGHUP, lambda: asyncio.ensure_future(watch.reload()))
        watching = asyncio.create_task(watch.run())
        stack.callback(watching.cancel)
        await _ready(pool)
        _say_ready(settings)
        await stop.wait()
    return 0


def _reading_room(settings: Settings) -> ReadingRoom:
    return ReadingRoom(
        InstalledReader(settings.tessdata_dir),
        processes=settings.reading_processes,
        deadline_seconds=settings.reading_deadline_seconds,
        max_bytes=settings.max_upload_bytes,
        memory_budget_bytes=settings.upload_memory_bytes,
        memory_bytes=settings.reading_memory_bytes,
    )


def _hook_deadline(settings: Settings) -> float:
    # A document may wait for as long as it may then be read.
    reading = 2 * settings.reading_deadline_seconds
    return settings.detection_deadline_seconds + reading + SPARE_SECONDS


async def _ready(pool: DetectionPool) -> None:
    try:
        await pool.ready()
    except DetectorDownError as failure:
        raise ConfigError(f"{failure} (promptwacht doctor tells more)") from failure


async def _listen(gateway: Gateway, settings: Settings) -> None:
    try:
        await gateway.start()
    except OSError as failure:
        raise ConfigError(
            f"{settings.listen_host}:{settings.listen_port}: cannot listen: "
            f"{failure.strerror or type(failure).__name__} (choose a free port)"
        ) from failure


def _say_ready(settings: Settings) -> None:
    line = {"event": "gateway ready", "host": settings.listen_host, "port": settings.listen_port}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
