"""
What this installation is set to, for whoever queues a message from a page.
"""

from __future__ import annotations

from config.settings import Settings
from console import installation
from console.outbox.telling import Directory


def settings_here() -> Settings:
    """Those that the console was started with; in a test, the defaults."""
    return installation.current() or Settings()


def directory_here() -> Directory:
    """Whom to tell, as the files say at this moment. Raises `ConfigError`."""
    return Directory.of(settings_here())
