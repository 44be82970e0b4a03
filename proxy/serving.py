"""
One gateway from its begun children to shutdown.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime

import structlog

from addons.passage import CurrentPolicy
from addons.traffic import Traffic
from config.canary_key import canary_secret
from config.errors import ConfigError
from config.exemptions import EXEMPTIONS
from config.settings import Settings
from policy import canary
from proxy.begun import Begun
from proxy.certificates import load_or_create_ca
from proxy.checked_counts import FOLDER, CheckedCounts
from proxy.detection_pool import DetectionPool, DetectorDownError
from proxy.gateway import Gateway
from proxy.incident_log import ChainedLog
from proxy.kept_files import KeptFiles
from proxy.leaf_certificates import LOOK_SECONDS
from proxy.live_exemptions import LiveExemptions
from proxy.live_published import LivePublished
from proxy.metrics import CountedLog, Meters, TimedReader, TimedScanner
from proxy.metrics_now import Vitals
from proxy.metrics_writing import MetricsWriting, forget_workers_beyond, name_of_worker
from proxy.parts import Parts
from proxy.policy_watch import PolicyWatch
from proxy.pseudonym import Pseudonyms
from proxy.published_files import PublishedFolder
from proxy.reading_child import LONGEST
from proxy.stopping import Stop
from proxy.tuning import tune_process

_log = structlog.get_logger()

SPARE_SECONDS = 20.0
"""What a hook may take beyond detection: reading, recording, answering."""


async def serve(begun: Begun) -> int:
    """Until SIGTERM or SIGINT. Raises `ConfigError` when it cannot start."""
    tune_process()
    settings, pool, room, load = begun.settings, begun.pool, begun.room, begun.load
    current = CurrentPolicy(begun.policy)
    traffic, meters = Traffic(time.monotonic), Meters()
    async with contextlib.AsyncExitStack() as stack:
        log = ChainedLog.open(settings.state_dir)
        stack.push_async_callback(log.close)
        counts = CheckedCounts(folder=settings.state_dir / FOLDER, now=_now)
        stack.push_async_callback(counts.write)
        gateway = Gateway(
            Parts(
                settings=settings,
                policy=current,
                ca=load_or_create_ca(settings.state_dir, settings.ca_file),
                scanner=TimedScanner(pool, meters),
                reader=TimedReader(room, meters),
                incidents=CountedLog(log, meters),
                keeping=KeptFiles(settings.state_dir, settings.policy_dir),
                published=LivePublished(
                    folder=PublishedFolder(settings.state_dir), clock=time.monotonic
                ),
                exemptions=LiveExemptions(
                    file=settings.state_dir / EXEMPTIONS, clock=time.monotonic
                ),
                pseudonym=Pseudonyms(settings.state_dir / "secrets"),
                hook_deadline=_hook_deadline(settings),
                canary=canary_secret(settings.state_dir),
                worker=begun.worker,
                checked=_of_people(counts.add),
                judged=meters.judged,
                extra_addons=(traffic,),
            )
        )
        await _listen(gateway, settings)
        stack.push_async_callback(gateway.stop)
        watch = PolicyWatch(
            load,
            (settings.policy_dir, settings.policy_dir / "texts", settings.state_dir),
            current,
            gateway.enforce,
            good_until=lambda: load.good_until,
        )
        vitals = Vitals(
            pool=pool, room=room, log=log, traffic=traffic, watch=watch, gateway=gateway
        )
        meters.registry.register(vitals)
        if begun.worker == 0:
            forget_workers_beyond(settings.state_dir, settings.workers)
        writing = MetricsWriting(
            state_dir=settings.state_dir, process=name_of_worker(begun.worker), text=meters.text
        )
        asyncio.get_running_loop().add_signal_handler(
            signal.SIGHUP, lambda: asyncio.ensure_future(watch.reload())
        )
        for work in (watch.run(), counts.run(), watch.run_out(), _renewing(gateway)):
            _forever(stack, work)
        await _ready(pool)
        _forever(stack, writing.run())
        _say_ready(settings)
        begun.heart.ready()
        await begun.stop.begun.wait()
        begun.heart.stopping()
        await _drain(gateway, traffic, begun.stop, settings.drain_seconds)
    return 0


def _forever(stack: contextlib.AsyncExitStack, work: Coroutine[None, None, None]) -> None:
    """Do `work` until `stack` ends."""
    stack.callback(asyncio.create_task(work).cancel)


async def _renewing(gateway: Gateway) -> None:
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        if renewed := gateway.renew_certificates(_now()):
            _log.info("certificates.renewed", count=renewed)


async def _drain(gateway: Gateway, traffic: Traffic, stop: Stop, seconds: float) -> None:
    """Accept nobody any more, and wait for what is under way."""
    await gateway.close()
    traffic.draining = True
    left = await stop.drained(lambda: traffic.in_flight + gateway.unsent, seconds)
    if left:
        _log.warning("gateway.cut_off", in_flight=traffic.in_flight)


def _of_people(count: Callable[[str], None]) -> Callable[[str], None]:
    """The canary is nobody, and must not hide that nobody sends anything."""
    return lambda department: None if department == canary.DEPARTMENT.slug else count(department)


def _now() -> datetime:
    return datetime.now(UTC)


def _hook_deadline(settings: Settings) -> float:
    # A document may wait for the server, for another that may be read for long, and be such a one.
    # A copy waits and is made within thrice a deadline, and is read again, which is no scan.
    reading = (1 + 2 * LONGEST + 3 + 2) * settings.reading_deadline_seconds
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
