"""
How much of what stands in a picture is read: `.venv/bin/python -m bench.ocr [--pictures N]`.

Fourteen values in each picture (`bench/ocr_pictures.py`). A value counts when all its characters
were read, in order, white space aside.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass, field
from statistics import median

from bench.ocr_pictures import CLEAN, POOR, Maker, values
from policy.documents.ocr import TesseractReader

SEED = 20_261_128


def squeezed(text: str) -> str:
    return "".join(text.split())


@dataclass(slots=True)
class Result:
    """What was read of pictures of one kind."""

    found: int = 0
    missed: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def measure(reader: TesseractReader, maker: Maker, pictures: int) -> Result:
    rng, result = random.Random(SEED), Result()
    for _ in range(pictures):
        planted = values(rng)
        picture = maker(planted)
        start = time.process_time()
        text = squeezed(reader(picture))
        result.seconds.append(time.process_time() - start)
        missed = [one for one in planted.of.values() if squeezed(one) not in text]
        result.found += len(planted.of) - len(missed)
        result.missed += missed
    return result


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.ocr", description=__doc__)
    parser.add_argument("--pictures", type=int, default=5, help="of each kind")
    parser.add_argument("--misses", action="store_true", help="also print what was not read")
    args = parser.parse_args()
    reader = TesseractReader()
    print(f"{'picture':<24}{'found':>8}{'median s':>10}{'worst s':>9}   (of processor)")
    for name, makers in (("clean", CLEAN), ("poor", POOR)):
        total = 0
        for kind, maker in makers.items():
            result = measure(reader, maker, args.pictures)
            total += result.found
            share, seconds = result.found / (14 * args.pictures), result.seconds
            print(
                f"{kind:<24}{share:>8.1%}{median(seconds):>10.2f}{max(seconds):>9.2f}", flush=True
            )
            if args.misses and result.missed:
                print("    not read:", *result.missed, sep="\n        ")
        print(f"{'all ' + name:<24}{total / (14 * args.pictures * len(makers)):>8.1%}\n")


if __name__ == "__main__":
    main()
