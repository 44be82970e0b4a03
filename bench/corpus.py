"""
How much of what stands in documents is found: `.venv/bin/python -m bench.corpus [--rounds N]`.

Three sets, made by `tests/policy/documents/corpus_*.py`:

- files with values of invented people in one trap each. They are read and judged as `promptwacht
  scan` does it. A value counts as read where it stands in the text that came out, and as found
  where a finding that the rules act on touches it;
- public documents, of which none may be refused;
- hostile files, which must be refused, each read in a process with the limits of the cage.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import config
from bench.corpus_cost import costs
from bench.corpus_score import Look, look_at
from config.policy_files import load_policy
from policy.documents.interface import Contents, Unread, UnreadError
from policy.judge import Judge
from policy.verdict import Action
from proxy.installed_detector import installed_detector
from proxy.installed_reader import InstalledReader
from proxy.judging import Desk
from tests.policy.documents.corpus import Trap, planted_files
from tests.policy.documents.corpus_all import TRAPS
from tests.policy.documents.corpus_clean import clean_files
from tests.policy.documents.corpus_hostile import HEAVY, HOSTILE

SEED = 20_261_128
POLICY_DIR = Path(config.__file__).parent
PICTURES = frozenset({"png", "jpeg", "webp", "tiff", "gif", "bmp"})


@dataclass(slots=True)
class Row:
    """What was found in one trap, or in all of a format."""

    files: int = 0
    planted: int = 0
    read: int = 0
    found: int = 0
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, look: Look) -> None:
        self.files += 1
        self.planted += len(look.fates)
        self.read += sum(fate.is_read for fate in look.fates)
        self.found += sum(fate.is_found for fate in look.fates)
        if look.unread:
            self.refused[look.unread.value] += 1

    def take(self, other: Row) -> None:
        self.files += other.files
        self.planted += other.planted
        self.read += other.read
        self.found += other.found
        for reason, count in other.refused.items():
            self.refused[reason] += count

    @property
    def share(self) -> float:
        return self.found / self.planted if self.planted else 1.0

    def __str__(self) -> str:
        refused = " ".join(f"{reason} ({count})" for reason, count in self.refused.items())
        numbers = f"{self.files:>7}{self.planted:>9}{self.read:>8}{self.found:>8}{self.share:>9.1%}"
        return f"{numbers}  {refused}".rstrip()


type Rows = dict[tuple[str, str], Row]
"""By format and trap."""


def open_desk(cache: Path) -> Desk:
    """The shipped rules, the default department, and a service that is allowed."""
    policy = load_policy(POLICY_DIR)
    judge = Judge(installed_detector(POLICY_DIR, cache), policy.rulebook)
    return Desk(judge=judge, department=policy.departments.default, service="chatgpt")


def contents_or_reason(reader: InstalledReader, raw: bytes) -> Contents | Unread:
    try:
        return reader(raw)
    except UnreadError as unread:
        return unread.reason


def measure(traps: Iterable[Trap], desk: Desk, *, misses: bool = False) -> Rows:
    """Each file, read in this process: the cage is measured by `bench.reading`."""
    reader = InstalledReader()
    rows: Rows = defaultdict(Row)
    for trap in traps:
        look = look_at(contents_or_reason(reader, trap.raw), trap.planted, desk)
        rows[trap.format, trap.name].add(look)
        if misses:
            tell_misses(trap, look)
    return rows


def tell_misses(trap: Trap, look: Look) -> None:
    if look.unread:
        print(f"{trap.format}, {trap.name}: {look.unread}")
    for fate in look.fates:
        if not fate.is_found:
            what = "found" if fate.is_read else "read"
            one = fate.planted
            print(f"{trap.format}, {trap.name}: not {what}: {one.kind} {one.value}")
    if any(not fate.is_found for fate in look.fates):
        print("   ", " / ".join(look.texts)[:400].replace("\n", " | "))


def joined(rows: Iterable[Row]) -> Row:
    total = Row()
    for row in rows:
        total.take(row)
    return total


def table(rows: Rows, *, by_trap: bool) -> str:
    lines = [f"{'':<28}{'files':>7}{'planted':>9}{'read':>8}{'found':>8}"]
    for format_ in dict.fromkeys(format_ for format_, _ in rows):
        own = [(name, row) for (of, name), row in rows.items() if of == format_]
        lines.append(f"{format_:<28}{joined(row for _, row in own)}")
        lines += [f"  {name:<26}{row}" for name, row in own if by_trap]
    drawn = joined(row for (of, _), row in rows.items() if of in PICTURES)
    born = joined(row for (of, _), row in rows.items() if of not in PICTURES)
    return "\n".join([*lines, f"{'all pictures':<28}{drawn}", f"{'all others':<28}{born}"])


def wrongly_refused(desk: Desk) -> tuple[int, list[str]]:
    """How many public documents there are, and those that may not leave."""
    reader, refused = InstalledReader(), []
    files = list(clean_files())
    for clean in files:
        look = look_at(contents_or_reason(reader, clean.raw), (), desk)
        if look.action is not Action.ALLOW:
            why = look.unread.value if look.unread else ", ".join(look.kinds)
            refused.append(f"{clean.format}, {clean.name}: {why}")
    return len(files), refused


def hostile() -> str:
    """What each hostile file comes to, and what it costs."""
    lines = [f"{'':<40}{'MB':>8}  {'outcome':<16}{'s':>6}{'MB':>7}"]
    for name, size, cost in costs(HOSTILE | HEAVY):
        told = f"{cost.outcome:<16}{cost.seconds:>6.2f}{cost.megabytes:>7.0f}"
        wrong = "  passes" if name in HOSTILE and cost.outcome == "read" else ""
        lines.append(f"{name:<40}{size / 1e6:>8.2f}  {told}{wrong}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.corpus", description=__doc__)
    parser.add_argument("--rounds", type=int, default=2, help="files for each trap")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--misses", action="store_true", help="also print what was not found")
    parser.add_argument("--traps", action="store_true", help="also print each trap")
    parser.add_argument("--only", default="", metavar="FORMAT", help="planted files of one format")
    args = parser.parse_args()
    makers = {name: traps for name, traps in TRAPS.items() if args.only in {"", name}}
    with tempfile.TemporaryDirectory() as cache:
        desk = open_desk(Path(cache))
        rows = measure(planted_files(makers, args.seed, args.rounds), desk, misses=args.misses)
        print(table(rows, by_trap=args.traps), flush=True)
        if args.only:
            return
        count, refused = wrongly_refused(desk)
    print(f"\npublic documents: {count}, refused: {len(refused)}", *refused, sep="\n  ")
    print(f"\n{hostile()}")


if __name__ == "__main__":
    main()
