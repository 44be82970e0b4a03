"""
What went wrong, for a program: problem details (RFC 9457).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from django.http import JsonResponse

API: Final = "/api/"
"""Addresses below it are for programs: no pages, no cookies."""


def problem(status: int, detail: str, **more: Any) -> JsonResponse:
    """The answer with `status`; `detail` says what to do about it, and repeats nothing asked."""
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **more,
    }
    answer = JsonResponse(told, status=status, content_type="application/problem+json")
    answer["Cache-Control"] = "no-store"
    return answer
