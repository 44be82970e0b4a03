"""
From the gateway's folders into the stores: each file is taken in, and then it is gone.

Killed anywhere, a file is taken in again: both stores keep one row for each name.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import structlog

from config.own_files import NotOursError, read_own
from console.disclosure.identity_store import IdentityStore
from console.disclosure.models import Excerpt

EXCERPTS, IDENTITIES = "excerpts", "identities"
SUFFIX = ".sealed"

_log = structlog.get_logger()

_CODE = re.compile(r"KB-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")
_PSEUDONYM = re.compile(r"[0-9a-f]{8,64}")
_LARGEST = 4 * 1024 * 1024
_AT_ONCE = 200
"""Files of a kind in one call, so that nobody waits long for a call to end."""


def take_in(state_dir: Path, now: datetime) -> int:
    """Take in what waits; how many files that was. What is not as it should be is moved aside."""
    excerpts = [_excerpt(file, now) for file in _waiting(state_dir / EXCERPTS)]
    store = IdentityStore(state_dir)
    identities = [_identity(file, store) for file in _waiting(state_dir / IDENTITIES)]
    return sum(excerpts) + sum(identities)


def _waiting(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{SUFFIX}"))[:_AT_ONCE] if folder.is_dir() else []


def _excerpt(file: Path, now: datetime) -> bool:
    sealed = _content(file)
    if not _CODE.fullmatch(file.stem) or not _is_excerpt(sealed, file.stem):
        return _aside(file)
    Excerpt.objects.get_or_create(
        code=file.stem, defaults={"sealed": sealed.decode("ascii"), "taken_at": now}
    )
    file.unlink(missing_ok=True)
    return True


def _is_excerpt(sealed: bytes, code: str) -> bool:
    try:
        document = json.loads(sealed.decode("ascii"))
        return bool(document["code"] == code and document["recipients"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def _identity(file: Path, store: IdentityStore) -> bool:
    sealed = _content(file)
    if not _PSEUDONYM.fullmatch(file.stem) or not sealed:
        return _aside(file)
    seen = datetime.fromtimestamp(file.stat().st_mtime, tz=UTC).date()
    store.put(file.stem, sealed, seen)
    file.unlink(missing_ok=True)
    return True


def _content(file: Path) -> bytes:
    """Empty for what no gateway left: it stops nobody else's from being taken in."""
    try:
        content, _ = read_own(file, _LARGEST + 1)
    except NotOursError:
        return b""
    return content if len(content) <= _LARGEST else b""


def _aside(file: Path) -> bool:
    _log.error("disclosure.not-taken-in", folder=file.parent.name)
    file.replace(file.with_suffix(".unknown"))
    return False
