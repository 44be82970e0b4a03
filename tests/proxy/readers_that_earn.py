"""
Readers that take their time, and say how much of it gave text.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from policy.documents.interface import Contents
from proxy.reading_child import Earn
from tests.proxy.readers_for_tests import contents

STEP = 0.4


@dataclass(frozen=True)
class Slow:
    """Takes so many steps for a document with a number in it, and earns so much by each."""

    pay: float

    def __call__(self, raw: bytes) -> Contents:
        return contents(raw.decode())

    def earning(self, earn: Earn):
        def read(raw: bytes) -> Contents:
            for _ in range(int(raw) if raw.isdigit() else 0):
                began = time.monotonic()
                time.sleep(STEP)
                earn(self.pay * (time.monotonic() - began))
            return self(raw)

        return read
