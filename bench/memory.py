"""
Memory of the detector over many prompts: `.venv/bin/python -m bench.memory [COUNT]`.

Every prompt is new: words, names, numbers and addresses that were never seen before, because
what grows is what is remembered of them. Prints resident memory as it goes; the growth counts
from the first tenth on, when every cache of ours is full.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import config
from config.detection import build_detector

COUNT = 1_000_000
SEED = 20_260_901
_SENTENCES = (
    "Beste {name}, bel {word} op {phone} over {word} in de {word}straat {number}.",
    "Mijn cliënt {name} krijgt een {word} sinds {word}, zie {word}@{word}.be.",
    "Vat de {word} samen voor de {word} en de {word} van {word}, in {number} woorden.",
    "Schrijf een {word} over {word}: {word} {word} {word} {word} {word}.",
    "Het wachtwoord van {word} is {secret}, code {number}, IBAN BE{number}{number}.",
)
_LETTERS = "aaabcdeeefghiiklmnooprstuvwz"


def resident_kb() -> int:
    """Resident memory of this process in kB, from /proc."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError("no VmRSS in /proc/self/status")


def prompt(rng: random.Random) -> str:
    """A prompt of 15 to 60 words of which most have never been there."""

    def word() -> str:
        return "".join(rng.choices(_LETTERS, k=rng.randint(3, 10)))

    return " ".join(
        rng.choice(_SENTENCES).format(
            name=f"{word().title()} {word().title()}",
            word=word(),
            phone=f"04{rng.randint(70, 99)} {rng.randint(10, 99)} {rng.randint(1000, 9999)}",
            number=rng.randint(1, 99_999_999),
            secret=word().title() + str(rng.randint(10, 9999)) + "!",
        )
        for _ in range(rng.randint(1, 5))
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    detector = build_detector(Path(config.__file__).parent, None)
    rng = random.Random(SEED)
    warm = 0
    for number in range(1, count + 1):
        detector.matches(prompt(rng))
        if number % max(1, count // 10) == 0:
            now = resident_kb()
            warm = warm or now
            print(f"{number:>10} prompts {now / 1024:>8.1f} MB  {(now - warm) / 1024:>+7.1f} MB")


if __name__ == "__main__":
    main()
