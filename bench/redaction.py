"""
Redaction against presidio's anonymizer: the same findings in the same text, medians and ratios.

`.venv/bin/python -m bench.redaction`. Both replace every name by a numbered placeholder; theirs
through a `custom` operator, which is how it is done there.
"""

from __future__ import annotations

from itertools import count

from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import OperatorConfig, RecognizerResult

from bench.detection import median_ms
from policy.finding import Finding, Kind
from policy.redaction import Vault, redact

COUNTS = (50, 500, 2000)


def main() -> None:
    print(f"{'findings':>8}{'presidio ms':>14}{'ours ms':>10}  ratio")
    engine = AnonymizerEngine()
    for size in COUNTS:
        text = "".join(f"naam{i:06d}, " for i in range(size))
        ours = [
            Finding(kind=Kind.PERSON, part=0, start=12 * i, end=12 * i + 10, score=1, detector="b")
            for i in range(size)
        ]
        theirs = [RecognizerResult("PERSON", f.start, f.end, 1.0) for f in ours]

        def anonymise() -> object:
            numbers = count(1)
            mark = OperatorConfig("custom", {"lambda": lambda _: f"<PERSON_{next(numbers)}>"})
            return engine.anonymize(text, theirs, {"PERSON": mark})  # noqa: B023 -- called at once

        base = median_ms(anonymise, 0.5)
        mine = median_ms(lambda: redact([text], ours, Vault(size=size)), 0.5)  # noqa: B023 -- called at once
        print(f"{size:>8}{base:>14.2f}{mine:>10.3f}  x{base / mine:.0f}")


if __name__ == "__main__":
    main()
