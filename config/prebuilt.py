"""
`python -m config.prebuilt`: what an installation makes once, so that a start need not.

The prefilter of the shipped policy. A policy folder with other word lists has its own, which the
first start compiles into the state folder.
"""

from __future__ import annotations

from pathlib import Path

import config
from config.detection import detector_families
from config.prefilter_store import prebuild
from policy.detectors.engine import triggers_of

SHIPPED = Path(config.__file__).parent


def main() -> None:
    """Make it, beside the installed packages."""
    families, reading = detector_families(SHIPPED)
    prebuild((*triggers_of(families), *reading.triggers))


if __name__ == "__main__":
    main()
