"""
From a request to an answer: the method, the token, the parameters, the record, the answer.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from console.accounts import audit
from console.api.asking import Answer, Asked, Operation, missing, sound
from console.api.description import description
from console.api.door import RefusedError, hour_of, token_of
from console.api.models import Token
from console.api.tokens import number
from console.portal import portal_of
from console.problems import problem

_METHODS = ("GET", "HEAD")
_LONGEST_REASON = 500
_LONGEST_CODE = 40


def view_of(operation: Operation) -> Any:
    """The Django view of `operation`."""

    # Nothing is changed, and cookies are not read: there is nothing to forge.
    @csrf_exempt
    @never_cache
    def view(request: HttpRequest, code: str = "") -> HttpResponse:
        if request.method not in _METHODS:
            return _not_allowed()
        try:
            return JsonResponse(_answer(operation, request, code))
        except RefusedError as refused:
            return refused.answer

    return view


@csrf_exempt
def described(request: HttpRequest) -> HttpResponse:
    """The description itself. Everybody may read it."""
    if request.method not in _METHODS:
        return _not_allowed()
    return JsonResponse(description())


@csrf_exempt
def nowhere(request: HttpRequest) -> HttpResponse:
    """Any other address below `/api/`."""
    del request
    return missing().answer


def _answer(operation: Operation, request: HttpRequest, code: str) -> Any:
    token = token_of(request, operation.right) if operation.right else None
    sound(request, operation.parameters)
    if len(code) > _LONGEST_CODE or not code.isascii():
        raise missing()
    asked = Asked(request=request, account=token.account if token else None, code=code)
    made = operation.answer(asked)
    if token is not None:
        _record(operation, token, made, request)
    return made.body


def _record(operation: Operation, token: Token, made: Answer, request: HttpRequest) -> None:
    """One line for the same question of the same program in an hour; before the answer leaves."""
    reads, hour = portal_of(request).reads, hour_of(timezone.now())
    question = (number(token), operation.deed, made.subject, made.question)
    if reads.is_written(hour, question):
        return
    reason = f"{number(token)} {made.question}".strip()[:_LONGEST_REASON]
    audit.note(token.account, operation.deed, made.subject, reason=reason, request=request)
    reads.write(hour, question)


def _not_allowed() -> HttpResponse:
    answer = problem(405, "Everything here is read with GET.")
    answer["Allow"] = ", ".join(_METHODS)
    return answer
