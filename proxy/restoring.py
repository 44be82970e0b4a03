"""
From a backup to a working installation: unpacked beside its place, checked, then moved there.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from config.errors import ConfigError
from config.private_files import read_key
from config.settings import Settings
from proxy.backup_archive import Manifest, read_backup
from proxy.backup_contents import POLICY, STATE
from proxy.backup_store import (
    NAME,
    POSTGRES,
    SQLITE,
    check_sqlite,
    copy_store,
    has_tables,
    kind_of,
    load_postgres,
    sqlite_file,
)
from proxy.incident_log import CHAIN_KEY, INCIDENTS
from proxy.incident_reading import verify_folder
from proxy.setting_aside import Moves, name_beside, name_inside, undone_on_failure

POLICY_COPY: Final = "policy-from-backup"
"""Where, in the state folder, the policy of the backup is put: POLICY_DIR is never overwritten."""

OLD_TABLES: Final = "store-before-restore.pgdump"
"""What a PostgreSQL store held, beside the state folder that was moved aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put back."""

    manifest: Manifest
    moved_aside: Path | None
    """The state folder that was there, and a dump of the tables; None where nothing was."""
    lines: int
    """Of the incident log."""
    fault: str
    """The first place where the incident log is not what was written; empty where it is sound."""


def restore(
    backup: Path, settings: Settings, passphrase: bytes | None = None, *, force: bool = False
) -> Restored:
    """
    Put `backup` into the empty state folder of `settings` and its store. `force` moves what is
    there aside, and replaces the tables of a PostgreSQL store, of which a dump is kept.

    Raises `ConfigError` and `OSError`; then nothing has changed.
    """
    state, url = settings.state_dir, settings.database_url
    _check_places(settings, force=force)
    state.parent.mkdir(parents=True, exist_ok=True)
    with _beside(state) as scratch:
        unpacked = scratch / "unpacked"
        unpacked.mkdir(mode=0o700)
        manifest = read_backup(backup, unpacked, passphrase)
        new = _arranged(unpacked, settings, manifest, backup)
        lines, fault = _verified(new)
        tables = _old_tables(scratch, url) if manifest.store else None
        with undone_on_failure() as moves:
            aside = _cleared(state, scratch, tables, moves)
            _fill(state, new, moves)
            if (unpacked / NAME[SQLITE]).exists():
                _place_elsewhere(unpacked / NAME[SQLITE], sqlite_file(url), moves)
            # Last: it is done as a whole or not at all, and cannot be moved back.
            if (unpacked / NAME[POSTGRES]).exists():
                load_postgres(unpacked / NAME[POSTGRES], url, clean=force)
    return Restored(manifest=manifest, moved_aside=aside, lines=lines, fault=fault)


def _check_places(settings: Settings, *, force: bool) -> None:
    if force:
        return
    state, url = settings.state_dir, settings.database_url
    if state.exists() and (not state.is_dir() or any(state.iterdir())):
        raise ConfigError(
            f"PROMPTWACHT_STATE_DIR: {state} is not empty (stop promptwacht, then name an empty "
            "folder, or use --force to move this one aside)"
        )
    if kind_of(url) == SQLITE:
        if sqlite_file(url).exists():
            raise ConfigError(
                f"DATABASE_URL: {sqlite_file(url)} exists (move it away, or use --force)"
            )
    elif has_tables(url):
        raise ConfigError(
            "DATABASE_URL: the database holds a store already (name an empty one, or use --force "
            "to replace its tables)"
        )


@contextmanager
def _beside(state: Path) -> Iterator[Path]:
    """A folder on the same disk, gone afterwards."""
    try:
        name = tempfile.mkdtemp(prefix=f".{state.name}.restore-", dir=state.parent)
    except OSError:
        # The parent is not ours, as in a container whose volume is the state folder.
        state.mkdir(parents=True, exist_ok=True)
        name = tempfile.mkdtemp(prefix=".restore-", dir=state)
    try:
        yield Path(name)
    finally:
        shutil.rmtree(name, ignore_errors=True)


def _arranged(unpacked: Path, settings: Settings, manifest: Manifest, backup: Path) -> Path:
    """The state folder as it will be."""
    new = unpacked / STATE
    new.mkdir(mode=0o700, exist_ok=True)
    if (unpacked / POLICY).is_dir():
        (unpacked / POLICY).rename(new / POLICY_COPY)
    kind = kind_of(settings.database_url)
    if manifest.store and manifest.store != NAME[kind]:
        raise ConfigError(
            f"{backup}: its store is not of the kind that DATABASE_URL names (set DATABASE_URL to "
            "the kind that was backed up)"
        )
    if manifest.store and kind == SQLITE:
        copy, target = unpacked / manifest.store, sqlite_file(settings.database_url)
        check_sqlite(copy)
        if target.is_relative_to(settings.state_dir):
            inside = new / target.relative_to(settings.state_dir)
            inside.parent.mkdir(parents=True, exist_ok=True)
            copy.rename(inside)
    return new


def _old_tables(scratch: Path, url: str) -> Path | None:
    """A dump of what a PostgreSQL store holds now; None where there is nothing."""
    if kind_of(url) != POSTGRES or not has_tables(url):
        return None
    dump = scratch / OLD_TABLES
    copy_store(url, dump)
    dump.chmod(0o600)
    return dump


def _place_elsewhere(copy: Path, target: Path, moves: Moves) -> None:
    """A store that a setting keeps outside the state folder."""
    for file in (target, *(target.with_name(target.name + end) for end in ("-wal", "-shm"))):
        if file.exists():
            moves.move(file, name_beside(file))
    moves.move(copy, target)


def _verified(new: Path) -> tuple[int, str]:
    if not (new / INCIDENTS).is_dir():
        return 0, ""
    report = verify_folder(new / INCIDENTS, read_key(new / CHAIN_KEY))
    return report.lines, "" if report.sound else str(report.faults[0])


def _cleared(state: Path, scratch: Path, tables: Path | None, moves: Moves) -> Path | None:
    """Set aside what is in the state folder, and `tables`. Where it is now; None: nothing was."""
    here = [entry for entry in state.iterdir() if entry != scratch] if state.exists() else []
    if not here and tables is None:
        return None
    aside = _set_aside(state, here, moves, within=scratch.parent == state)
    if tables is not None:
        moves.move(tables, aside / OLD_TABLES)
    return aside


def _set_aside(state: Path, here: list[Path], moves: Moves, *, within: bool) -> Path:
    if not within:
        beside = name_beside(state)
        try:
            moves.rename(state, beside) if here else moves.make(beside)
        except OSError:
            pass  # The state folder is a mount: its contents can move, itself cannot.
        else:
            return beside
    inside = name_inside(state)
    try:
        moves.make(inside)
        for entry in here:
            moves.rename(entry, inside / entry.name)
    except OSError as wrong:
        reason = (wrong.strerror or type(wrong).__name__).lower()
        raise ConfigError(
            f"PROMPTWACHT_STATE_DIR: what is in {state} cannot be moved aside: {reason} (stop "
            "promptwacht, and restore as the user of its service)"
        ) from None
    return inside


def _fill(state: Path, new: Path, moves: Moves) -> None:
    if not state.exists():
        moves.rename(new, state)
        return
    for entry in list(new.iterdir()):
        moves.move(entry, state / entry.name)
