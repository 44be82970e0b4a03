"""
What of a gateway has begun before the rest of it is there.
"""

from __future__ import annotations

from dataclasses import dataclass

from config.policy_files import Policy
from config.settings import Settings
from proxy.detection_pool import DetectionPool
from proxy.heartbeat import Heartbeat
from proxy.loaded_policy import LoadedPolicy
from proxy.reading_room import ReadingRoom
from proxy.stopping import Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Who made it also ends it."""

    settings: Settings
    worker: int
    """Which of the processes that share the ports this is, from 0."""
    load: LoadedPolicy
    policy: Policy
    """What `load` said last."""
    pool: DetectionPool
    room: ReadingRoom
    stop: Stop
    heart: Heartbeat
