"""
The one way in which configuration fails: a line that says where, what, and what is allowed.
"""

from __future__ import annotations


class ConfigError(Exception):
    """
    Settings or a policy file cannot be used. `str()` is one line for people:
    `departments.yaml:12:5: departments.de-klimop.networks.0: … (what is allowed)`.

    It quotes configuration, never traffic.
    """
