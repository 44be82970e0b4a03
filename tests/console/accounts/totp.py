"""
The app on somebody's phone (RFC 6238 with HMAC-SHA1, six digits, 30 seconds).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time


def code(secret: str, at: float | None = None) -> str:
    """What the app shows."""
    counter = int((time.time() if at is None else at) // 30)
    padded = secret.upper() + "=" * (-len(secret) % 8)
    digest = hmac.digest(base64.b32decode(padded), counter.to_bytes(8), hashlib.sha1)
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
