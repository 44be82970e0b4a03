"""
How much of what stands in screenshots and scans is found: `.venv/bin/python -m bench.ocr_pages`.

Pages are drawn and printed by a real Chromium, spoilt as cameras and scanners do, read by OCR and
judged as `promptwacht scan` does it. How values count is told in `bench/corpus.py`.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Page

from bench.corpus import SEED, Row, contents_or_reason, open_desk
from bench.corpus_score import look_at
from bench.ocr_scans import SPOILERS, letter, printed, rendered, scanned
from bench.ocr_screens import browser, kinds_in_turn, screenshots
from proxy.installed_reader import InstalledReader
from proxy.judging import Desk
from tests.policy.documents.corpus import Planted, Plants

SENTENCES, VALUES = 24, 10
"""On a page of a scan."""

type File = tuple[Sequence[str], bytes, Sequence[Planted]]
"""In which rows of the table it counts, the file, and what was planted."""


def screens(shown: Page, rounds: int) -> Iterator[File]:
    for name, style, raw, planted in screenshots(shown, SEED, rounds):
        yield (name, style), raw, planted


def scans(shown: Page, rounds: int) -> Iterator[File]:
    rng = random.Random(SEED)
    kinds = kinds_in_turn(rng)
    for _ in range(rounds):
        for name, spoil in SPOILERS.items():
            plants = Plants(rng, kinds)
            page = rendered(printed(shown, [letter(plants, rng, SENTENCES, VALUES)]))[0]
            yield (name,), scanned([spoil(page)]), plants.planted


def measured(title: str, files: Iterable[File], reader: InstalledReader, desk: Desk) -> str:
    rows: dict[str, Row] = defaultdict(Row)
    seconds: dict[str, float] = defaultdict(float)
    total = Row()
    for names, raw, planted in files:
        began = time.process_time()
        contents = contents_or_reason(reader, raw)
        spent = time.process_time() - began
        look = look_at(contents, planted, desk)
        total.add(look)
        for name in names:
            rows[name].add(look)
            seconds[name] = max(seconds[name], spent)
    lines = [f"{title:<28}{'files':>7}{'planted':>9}{'read':>8}{'found':>8}{'':>9}  worst s"]
    lines += [f"  {name:<26}{row}  {seconds[name]:>7.2f}" for name, row in rows.items()]
    return "\n".join([*lines, f"{f'all {title}':<28}{total}"])


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.ocr_pages", description=__doc__)
    parser.add_argument("--rounds", type=int, default=2, help="pictures of each kind")
    rounds = parser.parse_args().rounds
    reader = InstalledReader()
    reader.warm()
    with tempfile.TemporaryDirectory() as cache, browser() as shown:
        desk = open_desk(Path(cache))
        print(measured("screenshots", screens(shown, rounds), reader, desk), flush=True)
        print("\n" + measured("scans, 200 dpi", scans(shown, rounds), reader, desk))


if __name__ == "__main__":
    main()
