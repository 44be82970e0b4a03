"""
The description of the API (OpenAPI 3.1), made from the same list as its addresses.
"""

from __future__ import annotations

from typing import Any, Final

from console.api.asking import Operation
from console.api.operations import OPERATIONS

_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "parameters": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Names of the parameters that are not as described.",
        },
    },
    "required": ["type", "title", "status", "detail"],
}
_FAULTS: Final = {
    "400": "A parameter that is not described, or not as described.",
    "401": "No token, or one that does not work.",
    "403": "The role of the account does not show this.",
    "404": "There is no such incident.",
    "405": "Nothing here can be changed.",
    "410": "The row of the cursor was deleted; begin again.",
    "429": "Asked too often; `Retry-After` says how long to wait, in seconds.",
    "500": "A fault of ours.",
}


def description() -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "promptwacht",
            "version": "1",
            "summary": "Reading along with the console.",
            "description": "Read only. A token of 'My account' shows what the role of its owner"
            " shows on the pages, and nothing more. No address, name, text or minute of an event"
            " is in any answer. Fields may be added; none is taken away within v1.",
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": "/api/v1"}],
        "paths": {f"/{each.path}": _path(each) for each in OPERATIONS},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Problem": _PROBLEM, **{_name(each): each.schema for each in OPERATIONS}},
            "responses": {f"Fault{status}": _fault(text) for status, text in _FAULTS.items()},
        },
    }


def _path(operation: Operation) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "get": {
            "operationId": operation.id,
            "summary": operation.summary,
            "description": operation.about,
            "parameters": [
                {"name": p.name, "in": "query", "schema": p.schema, "description": p.about}
                for p in operation.parameters
            ],
            "security": [{"token": []}] if operation.right else [],
            "responses": _responses(operation),
        }
    }
    if "{code}" in operation.path:
        asked["parameters"] = [
            {
                "name": "code",
                "in": "path",
                "required": True,
                "schema": {"type": "string", "pattern": "^[A-Za-z0-9-]{1,40}$"},
                "description": "Number of the incident, or the code that somebody saw.",
            }
        ]
    return asked


def _responses(operation: Operation) -> dict[str, Any]:
    faults = ["400", "405", "500"]
    faults += ["401", "403", "429"] if operation.right else []
    faults += ["404"] if operation.is_found else []
    faults += ["410"] if operation.is_paged else []
    schema = {"$ref": f"#/components/schemas/{_name(operation)}"}
    good = {"description": "As asked.", "content": {"application/json": {"schema": schema}}}
    return {
        "200": good,
        **{f: {"$ref": f"#/components/responses/Fault{f}"} for f in sorted(faults)},
    }


def _fault(text: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": text, "content": {"application/problem+json": {"schema": schema}}}


def _name(operation: Operation) -> str:
    return operation.id[0].upper() + operation.id[1:]
