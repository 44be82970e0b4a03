"""
From a request to an answer: the method, the token, the parameters, the record, the answer.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from console.accounts.questions import note_once
from console.api.asking import Asked, Operation, missing, sound
from console.api.description import description
from console.api.door import RefusedError, token_of
from console.api.tokens import number
from console.problems import problem

_METHODS = ("GET", "HEAD")
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
        program, subject = number(token), made.subject
        note_once(request, operation.deed, subject, question=made.question, program=program)
    return made.body


def _not_allowed() -> HttpResponse:
    answer = problem(405, "Everything here is read with GET.")
    answer["Allow"] = ", ".join(_METHODS)
    return answer
