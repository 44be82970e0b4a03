"""
The reading room of one installation: its reader, within the bounds of its settings.
"""

from __future__ import annotations

from config.settings import Settings
from proxy.installed_reader import InstalledReader
from proxy.reading_room import ReadingRoom


def installed_room(settings: Settings) -> ReadingRoom:
    """The gateway's, and that of every command which reads as the gateway does."""
    return ReadingRoom(
        InstalledReader(settings.tessdata_dir),
        processes=settings.reading_processes,
        deadline_seconds=settings.reading_deadline_seconds,
        max_bytes=settings.max_upload_bytes,
        memory_budget_bytes=settings.upload_memory_bytes,
        memory_bytes=settings.reading_memory_bytes,
    )
