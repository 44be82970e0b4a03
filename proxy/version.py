"""
Which version of promptwacht this is.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def _installed() -> str:
    try:
        return version("promptwacht")
    except PackageNotFoundError:  # run from a checkout that nobody installed
        return "0.0.0"


VERSION = _installed()
