"""
Which files the arguments of `promptwacht scan` mean: files, folders with all in them, patterns.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from config.errors import ConfigError
from proxy.cli.labelled import STDIN


def sources_of(arguments: Sequence[str]) -> list[str]:
    """
    Every file once, in the order of the arguments and by name within each; `-` is standard input.

    Raises `ConfigError` for an argument that means no file at all, and for a folder that cannot
    be listed: then something would be left out in silence.
    """
    return list(dict.fromkeys(one for each in arguments or [STDIN] for one in _meant(each)))


def _meant(argument: str) -> Iterator[str]:
    if argument == STDIN or not (glob.has_magic(argument) or Path(argument).is_dir()):
        yield argument  # opening it tells what is wrong with it
        return
    found = [argument]
    if not Path(argument).exists():
        found = sorted(glob.glob(argument, recursive=True))  # noqa: PTH207 -- may be absolute
    files = [file for each in found for file in _files(each)]
    if not files:
        raise ConfigError(
            f"{argument}: there is no file (a file, a folder with files or a pattern)"
        )
    yield from files


def _files(path: str) -> Iterator[str]:
    if not Path(path).is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path, onerror=_refuse):
        folders.sort()
        for name in sorted(names):
            file = Path(folder, name)
            if file.is_file() or file.is_symlink():  # no sockets, no devices
                yield str(file)


def _refuse(wrong: OSError) -> None:
    reason = (wrong.strerror or type(wrong).__name__).lower()
    raise ConfigError(f"{wrong.filename}: cannot be read: {reason}") from None
