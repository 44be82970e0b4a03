"""
What `promptwacht doctor` tells about the reading of documents. What is missing is told with its
remedy; it counts as a failure only where no document can be read.
"""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from config.errors import ConfigError
from config.settings import Settings
from policy.documents.ocr import LANGUAGES, tessdata_folders
from proxy.child_process import end_child, environment, start_child
from proxy.installed_reader import InstalledReader
from proxy.reading_cage import Walls
from proxy.reading_child import Orders
from proxy.reading_link import Link

_SECONDS = 60.0

_WALLS = {
    "system_calls": (
        "a list of system calls",
        "a kernel with seccomp on x86-64 or ARM64; until then a reader can reach its gateway",
    ),
    "empty_network": (
        "an empty network",
        "sysctl user.max_user_namespaces=100, or a container that may make namespaces",
    ),
    "other_user": (
        "another user",
        "only root can change it: give the gateway a user that owns nothing else",
    ),
}


def reading(settings: Settings, _: datetime) -> str:
    """A server starts, and a child of it reads the canary."""
    if complaint := asyncio.run(_complaint(settings)):
        raise ConfigError(f"{complaint} (reinstall; no document is let through)")
    return "reads what it must read"


async def _complaint(settings: Settings) -> str | None:
    process, peer = start_child("proxy.reading_server", socket.SOCK_SEQPACKET)
    link = Link(peer, lambda: None)
    try:
        link.send_orders(orders_of(settings))
        async with asyncio.timeout(_SECONDS):
            return await link.greeting
    except TimeoutError:
        return "it takes too long to start"
    finally:
        link.cut()
        await end_child(process)


def orders_of(settings: Settings) -> Orders:
    """Those of the reading room, for one document."""
    return Orders(
        read=InstalledReader(settings.tessdata_dir),
        places=1,
        deadline_seconds=settings.reading_deadline_seconds,
        memory_bytes=settings.reading_memory_bytes,
        max_bytes=settings.max_upload_bytes,
    )


def ocr(settings: Settings, _: datetime) -> str:
    """Which languages pictures and scans are read in."""
    found = _languages(settings.tessdata_dir)
    told = f"reads {', '.join(found)}" if found else "pictures and scans are refused"
    missing = [name for name in LANGUAGES if name not in found]
    if not missing:
        return told
    packages = " ".join(f"tesseract-ocr-{name}" for name in missing)
    return f"{told} (apt-get install {packages}, or set PROMPTWACHT_TESSDATA_DIR)"


def _languages(tessdata: Path | None) -> list[str]:
    """Those that OCR would load: of the first folder that has any."""
    for folder in [tessdata] if tessdata else tessdata_folders():
        found = [name for name in LANGUAGES if (folder / f"{name}.traineddata").is_file()]
        if found:
            return found
    return []


def cage(_: Settings, __: datetime) -> str:
    """Which walls this kernel and this user put around whatever reads a document."""
    return walls_told(Walls(**json.loads(_look_around())))


def walls_told(seen: Walls) -> str:
    """In one line. Raises `ConfigError` when they do not keep the network out."""
    standing, missing = ["limits"], []
    for name, (wall, remedy) in _WALLS.items():
        if getattr(seen, name):
            standing.append(wall)
        else:
            missing.append(f"without {wall} ({remedy})")
    told = ", ".join([" + ".join(standing), *missing])
    if not seen.keeps_network_out:
        raise ConfigError(f"{told}: nothing keeps a document from the network, so none is read")
    return told


def _look_around() -> bytes:
    """In a process of its own: it forks, and this one may have threads."""
    command = [sys.executable, "-P", "-m", "proxy.reading_cage"]
    return subprocess.run(  # noqa: S603 -- our own program
        command, check=True, capture_output=True, timeout=_SECONDS, env=environment()
    ).stdout
