"""
The published list: what the filter allows and refuses, in the words of the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass

from config.own_codecs import OWN_CODECS
from policy.catalogue import Catalogue, Service, Status
from policy.department import Department

_EVERYBODY = Department(slug="", name="")
"""Nobody's department: it adds no rule of its own to the list's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One line of the list."""

    name: str
    vendor: str
    conditions: str
    reason: str
    is_readable: bool = True
    """Whether the filter has a codec for it; without one it may not work well yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolsList:
    """The list by status; what nobody has decided on is not on it."""

    version: str
    allowed: tuple[Tool, ...]
    suspended: tuple[Tool, ...]
    excluded: tuple[Tool, ...]

    @classmethod
    def of(cls, catalogue: Catalogue) -> ToolsList:
        """What holds for the organisation as a whole."""
        return cls(
            version=catalogue.version,
            allowed=_with(catalogue, Status.ALLOWED),
            suspended=_with(catalogue, Status.SUSPENDED),
            excluded=_with(catalogue, Status.FORBIDDEN),
        )


def _with(catalogue: Catalogue, status: Status) -> tuple[Tool, ...]:
    found = (s for s in catalogue.services if catalogue.status(s, _EVERYBODY) is status)
    return tuple(_tool(catalogue, service) for service in sorted(found, key=_by_name))


def _by_name(service: Service) -> str:
    return service.name.casefold()


def _tool(catalogue: Catalogue, service: Service) -> Tool:
    return Tool(
        name=service.name,
        vendor=service.vendor,
        conditions=service.conditions,
        reason=catalogue.reason(service, _EVERYBODY),
        is_readable=service.slug in OWN_CODECS,
    )
