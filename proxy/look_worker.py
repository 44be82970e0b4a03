"""
A process that looks for sensitive text on behalf of the console: a line in, a line out.

It finds what the gateway would find, registers of the organisation included. It never prints
anything but positions, and ends with the console that started it (`console.text_look`, which knows
it by name).
"""

from __future__ import annotations

import json
import logging
import os
import sys
from typing import TextIO

from config.settings import load_settings
from policy.detectors.interface import Detector
from policy.judge import scan
from proxy.installed_detector import installed_detector
from proxy.priority import stand_back

_NICENESS = 10
"""Below the detectors of the gateway: prompts come first."""


def main() -> int:
    """Serve stdin until it ends. The first line out says that the detector is there."""
    answers = _own_stdout()
    logging.disable(logging.CRITICAL)
    stand_back(_NICENESS)
    settings = load_settings()
    # Nothing is written: the cache belongs to the gateway.
    detector = installed_detector(settings.policy_dir, settings.state_dir, makes_cache=False)
    _say(answers, {"ready": True})
    for line in sys.stdin:
        _say(answers, _answer(line, detector))
    return 0


def _answer(line: str, detector: Detector) -> dict[str, object]:
    try:
        texts = json.loads(line)["texts"]
        found = scan(texts, detector)
    except Exception as failure:  # noqa: BLE001 -- only its type is told: a message may quote text
        return {"failed": type(failure).__name__}
    return {"findings": [[f.kind, f.part, f.start, f.end, f.score, f.detector] for f in found]}


def _say(answers: TextIO, answer: dict[str, object]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def _own_stdout() -> TextIO:
    """Stdout for us alone: whatever a library prints goes nowhere."""
    ours = os.fdopen(os.dup(1), "w", encoding="ascii")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return ours


if __name__ == "__main__":
    sys.exit(main())
