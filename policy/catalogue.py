"""
Every generative-AI service we know, where it lives, and whether it may be used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fnmatch import translate
from urllib.parse import unquote

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
    PATTERN = "pattern"
    """`*` stands for anything within one label: `bedrock-runtime.*.amazonaws.com`."""


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
    """
    Globs such as `/m365Copilot/*` (which means `/m365Copilot` too), on a host shared with other
    products; case does not count. Empty: all of the host.
    """
    query: tuple[tuple[str, str], ...] = ()
    """Query fields that must be there too (`udm=50`) for a path to count."""
    decrypt: bool = True
    """
    False where we may not look: sign-in hosts carry passwords and no prompts, and of some shared
    hosts nobody knows which paths are AI. Their connections pass unread.
    """


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

    def concerns(self, service: Service, department: Department) -> bool:
        return self.service == service.slug and self.department in {None, department.slug}


@dataclass(frozen=True, slots=True)
class _Place:
    service: Service
    host: Host
    paths: tuple[re.Pattern[str], ...]

    def matches(self, spellings: Iterable[str]) -> bool:
        return any(p.match(path) for path in spellings for p in self.paths)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """
    All services. `exact` beats `suffix`, of suffixes the longest wins, and a `pattern` is asked
    only where neither says anything.

    Raises `CatalogueError` when two services claim the same domain and path.
    """

    services: tuple[Service, ...]
    version: str = "0"
    suspensions: tuple[Suspension, ...] = ()
    _exact: dict[str, list[_Place]] = field(default_factory=dict, init=False, repr=False)
    _suffix: dict[str, list[_Place]] = field(default_factory=dict, init=False, repr=False)
    _patterns: dict[str, list[tuple[re.Pattern[str], list[_Place]]]] = field(
        default_factory=dict, init=False, repr=False
    )
    """By their last two labels, so that a name is held against the few that could match it."""
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
        places = self._table(service, host)
        for other in places:
            overlap = set(host.paths) & set(other.host.paths)
            if not (host.paths and other.host.paths) or (
                overlap and host.query == other.host.query
            ):
                raise CatalogueError(
                    f"{host.domain} is claimed by '{other.service.slug}' too", service.slug
                )
        paths = tuple(_path_pattern(glob) for glob in host.paths)
        places.append(_Place(service, host, paths))

    def _table(self, service: Service, host: Host) -> list[_Place]:
        if host.match is HostMatch.EXACT:
            return self._exact.setdefault(host.domain, [])
        if host.match is HostMatch.SUFFIX:
            return self._suffix.setdefault(host.domain, [])
        ending = _ending(host.domain)
        if "*" in ending or "*" not in host.domain:
            raise CatalogueError(
                f"{host.domain}: a pattern needs a * and its last two labels in full", service.slug
            )
        pattern = re.compile(re.escape(host.domain).replace(r"\*", "[^.]*"))
        similar = self._patterns.setdefault(ending, [])
        for known, places in similar:
            if known == pattern:
                return places
        similar.append((pattern, []))
        return similar[-1][1]

    def named(self, slug: str) -> Service:
        """The service called `slug`. Raises `CatalogueError` if there is none."""
        try:
            return self._by_slug[slug]
        except KeyError:
            raise CatalogueError(f"there is no service '{slug}'", slug) from None

    def _places(self, domain: str) -> list[_Place]:
        if places := self._exact.get(domain):
            return places
        name = domain
        while name:
            if places := self._suffix.get(name):
                return places
            name = name.partition(".")[2]
        for pattern, places in self._patterns.get(_ending(domain), ()):
            if pattern.fullmatch(domain):
                return places
        return []

    def decrypts(self, domain: str) -> bool:
        """Whether connections to `domain` are opened at all. All others pass untouched."""
        return any(place.host.decrypt for place in self._places(domain))

    def is_shared(self, domain: str) -> bool:
        """Whether `domain` serves generative AI and other products too."""
        places = self._places(domain)
        return bool(places) and all(place.host.paths for place in places)

    def find(self, domain: str, path: str, query: Iterable[tuple[str, str]] = ()) -> Service | None:
        """
        The service at a canonical `domain` (lower case, no trailing dot) and `path` (without
        its query; any spelling), or None where no AI lives or we may not look.
        """
        fields = set(query)
        for place in self._places(domain):
            if not place.host.decrypt:
                continue
            if not place.paths:
                return place.service
            if place.matches(readings(path)) and set(place.host.query) <= fields:
                return place.service
        return None

    def status(self, service: Service, department: Department) -> Status:
        """What holds for `service` in `department`: the strictest of all that was said."""
        said = [service.status]
        said += [Status(status) for slug, status in department.services if slug == service.slug]
        if department.closed:
            said.append(Status.FORBIDDEN)
        said += [Status.SUSPENDED for s in self.suspensions if s.concerns(service, department)]
        return max(said, key=lambda status: status.strictness)

    def reason(self, service: Service, department: Department) -> str:
        """Why `service` may not be used in `department`, for people; empty where nobody said."""
        if self.status(service, department) is Status.SUSPENDED:
            for suspension in self.suspensions:
                if suspension.concerns(service, department) and suspension.reason:
                    return suspension.reason
        return service.reason

    def suspended(self, *suspensions: Suspension) -> Catalogue:
        """The same catalogue with these suspensions, and no others."""
        return replace(self, suspensions=suspensions)


def readings(path: str) -> frozenset[str]:
    """
    The ways in which a server may read `path`: percent-decoded or not, with dot segments resolved
    (RFC 3986, 5.2.4) or not, without parameters (`;x`) and doubled slashes. Servers differ, and a
    spelling that hides a path from us must not find its way there.
    """
    found: set[str] = set()
    for spelling in (path, unquote(path)):
        segments = re.sub(r";[^/]*", "", spelling.replace("\\", "/")).split("/")
        present = [segment for segment in segments if segment not in {"", "."}]
        found |= {"/" + "/".join(present), "/" + "/".join(_resolved(present))}
    return frozenset(found)


def _resolved(segments: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        else:
            kept.append(segment)
    return kept


def _path_pattern(glob: str) -> re.Pattern[str]:
    folder = glob.removesuffix("/*")
    return re.compile("|".join({translate(glob), translate(folder)}), re.IGNORECASE)


def _ending(domain: str) -> str:
    return ".".join(domain.rsplit(".", 2)[-2:])
