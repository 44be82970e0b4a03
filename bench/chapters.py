"""
Chapters of docs/performance.md, each written anew by the measurement that it tells of.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
_MARK = "## "


def with_chapter(page: str, title: str, lines: Iterable[str]) -> str:
    """`page` with `lines` under `## title`: in the place of that chapter, or at the end."""
    before, _, rest = page.partition(f"\n{_MARK}{title}\n")
    _, mark, after = rest.partition(f"\n{_MARK}")
    chapter = "\n".join((f"{_MARK}{title}", "", *lines)).rstrip()
    following = f"\n{mark}{after}" if mark else "\n"
    return f"{before.rstrip()}\n\n{chapter}{following}".lstrip()


def with_opening(page: str, opening: str) -> str:
    """`page` with everything before its first chapter said anew."""
    _, mark, after = page.partition(f"\n{_MARK}")
    return f"{opening.rstrip()}\n{mark}{after}" if mark else f"{opening.rstrip()}\n"


def print_chapter(title: str, measured: Callable[[], Iterable[str]]) -> None:
    """Print a chapter; `--write` puts it into the page as well."""
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--write", action="store_true", help=f"also write {PAGE.name}")
    write = parser.parse_args().write
    lines = list(measured())
    print("\n".join((f"{_MARK}{title}", "", *lines, "")), flush=True)
    if write:
        PAGE.write_text(with_chapter(PAGE.read_text("utf-8"), title, lines), "utf-8")
