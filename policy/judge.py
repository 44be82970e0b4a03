"""
One prompt in, one verdict out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from policy.detectors.interface import Detector, Match
from policy.exemption import Exemption
from policy.finding import Finding
from policy.prompt import Prompt
from policy.rulebook import Rulebook
from policy.verdict import Verdict

SEAM = "\n\n"
"""Stands between the parts of a prompt when they are read as one text."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Looks at a prompt with the detector, then asks the rulebook."""

    detector: Detector
    rulebook: Rulebook

    def judge(self, prompt: Prompt, exemptions: Iterable[Exemption] = ()) -> Verdict:
        """
        `exemptions` are those in force. Raises whatever a detector raises: then nobody has judged,
        and nothing may leave.
        """
        texts = tuple(part.text for part in prompt.parts)
        return self.rulebook.decide(prompt, scan(texts, self.detector), exemptions)


def scan(texts: Sequence[str], detector: Detector) -> tuple[Finding, ...]:
    """
    Every finding in `texts`, which are read as one: a name in the first part and a debt in
    the second belong together. A match over a seam becomes one finding in each part.
    """
    if not texts:
        return ()
    starts = list(accumulate((len(text) + len(SEAM) for text in texts), initial=0))
    return tuple(
        finding
        for match in detector.matches(SEAM.join(texts))
        for finding in _placed(match, texts, starts)
    )


def _placed(match: Match, texts: Sequence[str], starts: list[int]) -> Iterator[Finding]:
    part = bisect_right(starts, match.start) - 1
    while part < len(texts) and starts[part] < match.end:
        start = max(match.start - starts[part], 0)
        end = min(match.end - starts[part], len(texts[part]))
        if start < end:
            yield Finding(
                kind=match.kind,
                part=part,
                start=start,
                end=end,
                score=match.score,
                detector=match.detector,
            )
        part += 1
