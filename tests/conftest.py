"""
What holds for all tests: machines are shared, so no property test fails for being slow once; and
files that start whole programs come first, so that no worker is left with one at the end.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")

_SLOW_ROOMS = {"end_to_end", "cli"}
_SLOW_NAMES = ("browser", "process", "stores", "corpus", "https", "pool")


def _is_quick(item: pytest.Item) -> bool:
    rooms = Path(item.path).relative_to(Path(__file__).parent)
    return not (_SLOW_ROOMS & set(rooms.parts) or any(name in rooms.stem for name in _SLOW_NAMES))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_is_quick)
