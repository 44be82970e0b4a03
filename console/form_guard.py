"""
What stands between a public form and the store: no cookie, no login, and yet not for everybody's
machine.

A form carries a signed token with a short life, so it was really asked for; a browser says where it
was sent from, so another site cannot send it; a client may send only so many. None of it is kept:
addresses and tokens live in memory, for as long as they count.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest

from console.rate_limit import RateLimit

TOKEN = "token"  # noqa: S105 -- the name of a field
TRAP = "website"
"""A field that people do not see; who fills it in is a machine."""

_LIFETIME = 2 * 3600
"""Seconds that somebody may take over a form."""
_MOST_BYTES = 32 * 1024
_FORM = "application/x-www-form-urlencoded"
_MOST_REMEMBERED = 10_000


def _few() -> RateLimit:
    # Behind a reverse proxy all clients are one, so not too few.
    return RateLimit(clock=time.monotonic, burst=30.0, per_second=1 / 20)


def _all_together() -> RateLimit:
    return RateLimit(clock=time.monotonic, burst=200.0, per_second=200 / 3600)


def from_elsewhere(request: HttpRequest) -> bool:
    """Whether a browser says that another site sent the form (Fetch Metadata; RFC 6454, 7)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()


@dataclass(slots=True, kw_only=True)
class FormGuard:
    """One for each process; threads may share it."""

    limit: RateLimit = field(default_factory=_few)
    total: RateLimit = field(default_factory=_all_together)
    """Of each form, what is kept from all clients together: somebody has to read it."""
    lifetime: int = _LIFETIME
    _sent: OrderedDict[str, str] = field(default_factory=OrderedDict, init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def token(self, form: str) -> str:
        """A new token for the form called `form`."""
        return signing.TimestampSigner(salt=f"form:{form}").sign(secrets.token_urlsafe(12))

    def complaint(self, request: HttpRequest, form: str) -> str:
        """
        Why this POST is not taken in: `elsewhere`, `form` (what no browser sends), `old` (open for
        too long) or `often`. Empty: take it in.
        """
        if from_elsewhere(request):
            return "elsewhere"
        if request.content_type != _FORM or _length(request) > _MOST_BYTES:
            return "form"
        if not self._is_ours(request.POST.get(TOKEN, ""), form):
            return "old"
        return "" if self.limit.allows(request.META.get("REMOTE_ADDR", "")) else "often"

    def has_room(self, form: str) -> bool:
        """Whether one more of the form called `form` may be kept; it then counts as kept."""
        return self.total.allows(form)

    def is_machine(self, request: HttpRequest) -> bool:
        """Whether somebody filled in what nobody sees."""
        return bool(request.POST.get(TRAP))

    def sent_before(self, request: HttpRequest) -> str | None:
        """Where whoever sent this very form before was led: a second click makes no second one."""
        with self._lock:
            return self._sent.get(request.POST.get(TOKEN, ""))

    def remember(self, request: HttpRequest, address: str) -> None:
        """This form was taken in, and led to `address`."""
        with self._lock:
            self._sent[request.POST.get(TOKEN, "")] = address
            while len(self._sent) > _MOST_REMEMBERED:
                self._sent.popitem(last=False)

    def _is_ours(self, token: str, form: str) -> bool:
        try:
            signing.TimestampSigner(salt=f"form:{form}").unsign(token, max_age=self.lifetime)
        except signing.BadSignature:  # SignatureExpired is one
            return False
        return True


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return _MOST_BYTES + 1
