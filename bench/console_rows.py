"""
A console with a past: `python -m bench.console_rows EVENTS INCIDENTS` fills the store of the
settings in the environment, and prints the cookie of somebody who is logged in.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from config.settings import load_settings
from console import store


def main() -> None:
    events, incidents = (int(word) for word in sys.argv[1:3])
    store.start(load_settings())
    from bench.console_past import fill  # noqa: PLC0415 -- tables exist from here on

    print(fill(events, incidents, datetime.now(UTC)))


if __name__ == "__main__":
    main()
