"""
What `notify.yaml` and `organisation.yaml` say, as they are now.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import structlog

from config.errors import ConfigError
from config.notify import FILE_NAME as NOTIFY
from config.notify import NotifyFile, load_notify
from config.organisation import FILE_NAME as ORGANISATION
from config.organisation import Organisation, load_organisation
from console import installation

_log = structlog.get_logger()


def notify_rules() -> NotifyFile:
    """The rules of this installation; what is built in, where the file is missing or broken."""
    return _live(NOTIFY, load_notify) or NotifyFile()


def controller_name(slug: str) -> str:
    """The legal person that answers for the data, as people call it."""
    found = _organisation()
    details = found.controllers.get(slug) if found else None
    return details.name if details else slug


def authorities_of(controller: str) -> list[str]:
    """Names of the supervisory authorities of a legal person, the competent one first."""
    found = _organisation()
    details = found.controllers.get(controller) if found else None
    if found is None or details is None:
        return []
    return [found.authorities[slug].name for slug in details.authorities]


def _organisation() -> Organisation | None:
    return _live(ORGANISATION, load_organisation)


def _live[File](name: str, load: Callable[[Path], File]) -> File | None:
    settings = installation.current()
    if settings is None:
        return None
    try:
        written = (settings.policy_dir / name).stat().st_mtime_ns
    except OSError:
        return None
    return _read(load, settings.policy_dir, written)


@functools.lru_cache(maxsize=4)
def _read[File](load: Callable[[Path], File], folder: Path, written: int) -> File | None:
    """Read again when the file is another one, as `written` tells."""
    del written
    try:
        return load(folder)
    except ConfigError as wrong:
        _log.error("desk.rules-built-in", problem=str(wrong))
        return None
