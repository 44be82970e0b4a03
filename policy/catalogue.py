"""
Every generative-AI service we know, where it lives, and whether it may be used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fnmatch import translate

from policy.department import Department


class Status(StrEnum):
    """What the organisation has decided about a service, from lax to strict."""

    ALLOWED = "allowed"
    UNLISTED = "unlisted"
    """Known to be generative AI; nobody has decided. Refused until somebody does."""
    FORBIDDEN = "forbidden"
    SUSPENDED = "suspended"
    """Stopped for now, by a person, whatever the list says."""

    @property
    def strictness(self) -> int:
        return list(Status).index(self)


class HostMatch(StrEnum):
    EXACT = "exact"
    SUFFIX = "suffix"
    """The domain and every name below it."""


class CatalogueError(Exception):
    """The catalogue contradicts itself."""

    def __init__(self, complaint: str, service: str | None = None) -> None:
        super().__init__(complaint)
        self.service = service


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One domain of a service."""

    domain: str
    match: HostMatch = HostMatch.EXACT
    paths: tuple[str, ...] = ()
    """Globs such as `/m365Copilot/*`, on a host shared with other products; empty: all of it."""
    query: tuple[tuple[str, str], ...] = ()
    """Query fields that must be there too (`udm=50`) for a path to count."""
    decrypt: bool = True
    """False for sign-in hosts: they carry passwords and no prompts, so they pass unread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One AI service as the organisation sees it."""

    slug: str
    name: str
    vendor: str
    category: str
    status: Status
    hosts: tuple[Host, ...]
    reason: str = ""
    """Why it is forbidden or suspended, for people; Dutch."""
    conditions: str = ""
    """Under which conditions it is allowed, for people; Dutch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """A service stopped for everyone (`department` None) or for one department."""

    service: str
    department: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    service: Service
    host: Host
    paths: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """
    All services. The longest matching domain wins, and `exact` beats `suffix`.

    Raises `CatalogueError` when two services claim the same domain and path.
    """

    services: tuple[Service, ...]
    version: str = "0"
    suspensions: tuple[Suspension, ...] = ()
    _exact: dict[str, list[_Place]] = field(default_factory=dict, init=False, repr=False)
    _suffix: dict[str, list[_Place]] = field(default_factory=dict, init=False, repr=False)
    _by_slug: dict[str, Service] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for service in self.services:
            if service.slug in self._by_slug:
                raise CatalogueError(f"service '{service.slug}' is there twice", service.slug)
            self._by_slug[service.slug] = service
            for host in service.hosts:
                self._settle(service, host)
        for suspension in self.suspensions:
            self.named(suspension.service)

    def _settle(self, service: Service, host: Host) -> None:
        table = self._exact if host.match is HostMatch.EXACT else self._suffix
        places = table.setdefault(host.domain, [])
        for other in places:
            if not (host.paths and other.host.paths) or set(host.paths) & set(other.host.paths):
                raise CatalogueError(
                    f"{host.domain} is claimed by '{other.service.slug}' too", service.slug
                )
        paths = tuple(re.compile(translate(glob), re.IGNORECASE) for glob in host.paths)
        places.append(_Place(service, host, paths))

    def named(self, slug: str) -> Service:
        """The service called `slug`. Raises `CatalogueError` if there is none."""
        try:
            return self._by_slug[slug]
        except KeyError:
            raise CatalogueError(f"there is no service '{slug}'", slug) from None

    def _places(self, domain: str) -> list[_Place]:
        if places := self._exact.get(domain):
            return places
        labels = domain.split(".")
        names = (".".join(labels[i:]) for i in range(len(labels)))
        return next((self._suffix[name] for name in names if name in self._suffix), [])

    def decrypts(self, domain: str) -> bool:
        """Whether connections to `domain` are opened at all. All others pass untouched."""
        return any(place.host.decrypt for place in self._places(domain))

    def is_shared(self, domain: str) -> bool:
        """Whether `domain` also serves products that are not generative AI."""
        return all(place.host.paths for place in self._places(domain))

    def find(self, domain: str, path: str, query: Iterable[tuple[str, str]] = ()) -> Service | None:
        """
        The service at a canonical `domain` (lower case, no trailing dot) and `path`
        (without its query), or None where no AI lives.
        """
        fields = set(query)
        for place in self._places(domain):
            if not place.paths:
                return place.service
            if any(p.match(path) for p in place.paths) and set(place.host.query) <= fields:
                return place.service
        return None

    def status(self, service: Service, department: Department) -> Status:
        """What holds for `service` in `department`: the strictest of all that was said."""
        said = [service.status]
        said += [Status(status) for slug, status in department.services if slug == service.slug]
        if department.closed:
            said.append(Status.FORBIDDEN)
        said += [
            Status.SUSPENDED
            for s in self.suspensions
            if s.service == service.slug and s.department in {None, department.slug}
        ]
        return max(said, key=lambda status: status.strictness)

    def suspended(self, *suspensions: Suspension) -> Catalogue:
        """The same catalogue with these suspensions, and no others."""
        return replace(self, suspensions=suspensions)
