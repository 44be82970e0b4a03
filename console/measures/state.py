"""
Where this room's views find the state folder and the moment.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.http import HttpRequest
from django.utils import timezone

from console.portal import portal_of


def state_dir(request: HttpRequest) -> Path:
    """The folder that console and gateways share."""
    return portal_of(request).confirmations.state_dir


def now() -> datetime:
    """This moment, in UTC."""
    return timezone.now()
