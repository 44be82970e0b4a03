"""
Moving files about so that a step that fails later leaves all of them where they were.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path


@dataclass(slots=True)
class Moves:
    """What was moved and made, in order."""

    _back: list[Callable[[], object]] = field(default_factory=list, init=False, repr=False)

    def move(self, source: Path, target: Path) -> None:
        """
        `target` must not be there yet; across file systems too, as a state folder may be a volume
        of its own. Raises `OSError`; then `source` is where it was.
        """
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(source, target)
        self._back.append(partial(shutil.move, target, source))

    def rename(self, source: Path, target: Path) -> None:
        """The same within one file system, at once. Raises `OSError`."""
        source.rename(target)
        self._back.append(partial(target.rename, source))

    def make(self, folder: Path) -> None:
        """A new folder, which goes again when what was moved into it has gone back."""
        folder.mkdir(mode=0o700)
        self._back.append(folder.rmdir)

    def undo(self) -> None:
        """Everything back, the last first."""
        while self._back:
            self._back.pop()()


@contextmanager
def undone_on_failure() -> Iterator[Moves]:
    """Moves that stay only if the block ends well."""
    moves = Moves()
    try:
        yield moves
    except BaseException:
        moves.undo()
        raise


def name_beside(path: Path) -> Path:
    """Where `path` goes when it is set aside: beside it, with the moment in its name."""
    return path.with_name(f"{path.name}.{_before_restore()}")


def name_inside(folder: Path) -> Path:
    """Where what is in `folder` goes when itself cannot move; hidden, so no backup takes it."""
    return folder / f".{_before_restore()}"


def _before_restore() -> str:
    return f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
