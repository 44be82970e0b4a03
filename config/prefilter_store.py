"""
Compiled prefilters on disk: the one made when the product was installed, and the cache of a start.

Both only save time. A file counts when it is whole and was made for exactly these triggers, this
library and this kind of machine (`fingerprint`); otherwise the prefilter is compiled anew.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import hyperscan

from policy.detectors.families import Trigger
from policy.detectors.prefilter import Prefilter, compiled, fingerprint

INSTALLED = Path(sys.prefix) / "share" / "promptwacht"
"""Where an installation keeps what it made once (`config.prebuilt`), beside its packages."""


def load_prefilter(
    triggers: Sequence[Trigger], cache_dir: Path | None, installed: Path = INSTALLED
) -> Prefilter:
    """
    The prefilter for `triggers`: as installed, else from the cache, else compiled and cached.

    `cache_dir` None, or one that cannot be written, only costs the time to compile.
    """
    name = _name(triggers)
    for folder in (installed, cache_dir):
        database = _whole(folder / name) if folder is not None else None
        if database is not None:
            # Vectorscan checks version, platform and a checksum of its own.
            with contextlib.suppress(hyperscan.error):
                return Prefilter(tuple(triggers), database)
    database = compiled(triggers)
    if cache_dir is not None:
        with contextlib.suppress(OSError):
            _keep(cache_dir / name, database)
    return Prefilter(tuple(triggers), database)


def prebuild(triggers: Sequence[Trigger], folder: Path = INSTALLED) -> Path:
    """Compile the prefilter for `triggers` into `folder`, unless it is there. Raises `OSError`."""
    path = folder / _name(triggers)
    if _whole(path) is None:
        _keep(path, compiled(triggers))
    return path


def _name(triggers: Sequence[Trigger]) -> str:
    return f"prefilter-{fingerprint(triggers)[:32]}.hsdb"


def _whole(path: Path) -> bytes | None:
    try:
        raw = path.read_bytes()
    except OSError:
        return None
    digest, database = raw[:32], raw[32:]
    return database if sha256(database).digest() == digest else None


def _keep(path: Path, database: bytes) -> None:
    """Several workers may start at once: each writes its own file and renames it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".prefilter-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(sha256(database).digest() + database)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
