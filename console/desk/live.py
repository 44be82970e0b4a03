"""
Pages that follow what happens: htmx asks again every so often, unless the reader paused it.

Comfort only: without scripts the page is as it was when it was asked for. The pause is a link,
so that it can be seen, reached and bookmarked (WCAG 2.2.2).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase

_SECONDS: Final = 15
_NO_CONTENT: Final = 204
SEEN: Final = "X-Seen"
"""Header of a page that asks by itself: nobody clicked, so it keeps no session alive."""


class Follow:
    """
    Django middleware: when a page that follows is sent elsewhere (the session is over), it is
    loaded anew as a whole; else the login page would stand in the place of the strip.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self._get_response(request)
        if SEEN in request.headers and isinstance(answer, HttpResponseRedirectBase):
            return HttpResponse(status=_NO_CONTENT, headers={"HX-Refresh": "true"})
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """Whether and how this page follows."""

    on: bool
    seconds: int
    address: str
    """Where htmx asks for the part that changes."""
    switch: str
    """Address of the same page with the other choice."""


def live_of(request: HttpRequest) -> Live:
    """The choice in the address: `live=off` pauses."""
    on = request.GET.get("live") != "off"
    other = request.GET.copy()
    if on:
        other["live"] = "off"
    else:
        other.pop("live", None)
    return Live(
        on=on,
        seconds=_SECONDS,
        address=request.get_full_path(),
        switch=f"?{other.urlencode()}" if other else "?",
    )


def unchanged(request: HttpRequest, part: HttpResponse) -> HttpResponse:
    """
    `part`, or 204 when the reader has it already: then nothing moves, and screen readers stay
    silent. htmx sends back the fingerprint that came with the last part.
    """
    mark = hashlib.sha256(part.content).hexdigest()[:16]
    if request.headers.get(SEEN) == mark:
        return HttpResponse(status=_NO_CONTENT)
    part.content = part.content.replace(b"FINGERPRINT", mark.encode())
    return part
