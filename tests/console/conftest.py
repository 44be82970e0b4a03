"""
What holds for every test of the console.
"""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _store_is_there(db):
    """
    Django closes old connections at each request, also of a page that needs no store; without
    this, such a page fails in whichever test comes after one that opened the store.
    """
