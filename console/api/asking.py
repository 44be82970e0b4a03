"""
One thing that a program can ask for: its address, its parameters, who may, and what answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest

from console.accounts.models import Account
from console.accounts.roles import Right
from console.api.door import RefusedError
from console.desk.cursor import Page
from console.desk.fields import Schema
from console.desk.filters import Filter
from console.problems import problem

LIMIT: Final = 50
MOST: Final = 200
"""Rows on a page: unless asked otherwise, and at most."""
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter in the query of an address."""

    name: str
    schema: Schema
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that may be answered."""

    request: HttpRequest
    account: Account | None
    """Who asks; None for what everybody may know."""
    code: str = ""
    """What stands in the address, where it has a place for it."""

    @property
    def by(self) -> Account:
        """Who asks, for what only some may know."""
        assert self.account is not None  # noqa: S101 -- for the type checker; the door saw to it
        return self.account


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back, and what the record of looking says of it."""

    body: Mapping[str, Any]
    subject: str = ""
    """Number of the one incident that it is about."""
    question: str = ""
    """The filter that was asked for, as in an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Something to ask for."""

    id: str
    """`operationId` in the description."""
    path: str
    """Below `/api/v1/`; may have a place for `{code}`."""
    summary: str
    about: str
    right: Right | None
    """Who lacks it is refused; None: no token is asked for."""
    deed: str = ""
    """Word in the record of looking; empty: nothing of it is about cases or people."""
    parameters: tuple[Parameter, ...] = ()
    schema: Schema
    """Of the answer."""
    is_found: bool = False
    """Whether there may be no such thing (404)."""
    is_paged: bool = False
    answer: Callable[[Asked], Answer]


PAGING: Final = (
    Parameter(
        name="limit",
        schema={"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT},
        about="How many at most.",
    ),
    Parameter(
        name="cursor",
        schema={"type": "string", "pattern": r"^[np][0-9]{1,18}$"},
        about="`next` or `previous` of an earlier answer. Repeat the filter with it.",
    ),
)


def bad(*names: str) -> RefusedError:
    """The parameters called `names` are not what the description offers."""
    told = ", ".join(sorted(names))
    return RefusedError(problem(400, f"Not as described: {told}.", parameters=sorted(names)))


def missing() -> RefusedError:
    """There is no such thing."""
    return RefusedError(problem(404, "There is no such address, or nothing with that code."))


def sound(request: HttpRequest, parameters: tuple[Parameter, ...]) -> None:
    """
    Raises `RefusedError` for a parameter that is not as described, or stands there twice: a
    filter that was mistyped must not become no filter.
    """
    known = {parameter.name: parameter for parameter in parameters}
    if set(request.GET) - set(known):
        # Their names are the program's own text: they are not repeated.
        offered = ", ".join(sorted(known)) or "none"
        raise RefusedError(problem(400, f"Parameters that nobody knows. Known: {offered}."))
    given = {name: request.GET.getlist(name) for name in request.GET}
    if wrong := [n for n, v in given.items() if len(v) > 1 or not fits(known[n].schema, v[0])]:
        raise bad(*wrong)


def fits(schema: Schema, text: str) -> bool:
    """Whether `text` is what the `schema` of a parameter describes. An empty one never is."""
    if "enum" in schema:
        return any(text == word for word in schema["enum"])
    if schema["type"] == "integer":
        is_number = text.isascii() and text.isdigit() and len(text) <= len(str(schema["maximum"]))
        return is_number and int(text) in range(schema["minimum"], schema["maximum"] + 1)
    if schema.get("format") == "date":
        return _DAY.fullmatch(text) is not None
    if "pattern" in schema:
        return re.fullmatch(schema["pattern"].strip("^$"), text) is not None
    return bool(0 < len(text) <= schema["maxLength"])


def filtered[Chosen: Filter](chosen: Chosen) -> Chosen:
    """
    `chosen`, if everything in it is on offer, also to this reader. Raises `RefusedError`.
    """
    offered = {*chosen.fields, *(parameter.name for parameter in PAGING)}
    if kept_back := set(chosen.data) - offered:
        raise bad(*kept_back)
    if not chosen.is_valid():
        raise bad(*chosen.errors)
    return chosen


def limit_of(request: HttpRequest) -> int:
    """How many rows."""
    return int(request.GET.get("limit", LIMIT))


def page_of(part: Page[Any], cursor: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    """
    A page as JSON. `previous` is there also when nothing comes before yet: whoever reads along
    asks for it again. Raises `RefusedError` when the row of `cursor` is gone.
    """
    if part.is_lost:
        raise RefusedError(problem(410, "The place of this cursor is gone. Begin without it."))
    first = f"p{part.rows[0].pk}" if part.rows else ""
    return {
        "items": items,
        "next": part.next or None,
        "previous": first or (cursor if cursor.startswith("p") else "") or None,
    }


def paged_schema(item: Schema) -> Schema:
    """Of a page of such items."""
    cursor = {"type": ["string", "null"]}
    return {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": item},
            "next": {**cursor, "description": "Cursor of what follows; null at the end."},
            "previous": {
                **cursor,
                "description": "Cursor of what comes before, also when there is nothing yet: ask"
                " for it again to read along. Null only for an empty list.",
            },
        },
        "required": ["items", "next", "previous"],
        "additionalProperties": False,
    }
