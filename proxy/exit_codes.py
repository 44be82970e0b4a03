"""
How a command or a process ends.
"""

from __future__ import annotations

OK = 0
FINDINGS = 1
"""It worked and has something to report: findings, a failed check."""
USAGE = 2
"""Wrong usage, bad configuration or unreadable input; one clear line is on stderr."""
