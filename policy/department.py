"""
Which department a client belongs to: exactly one per request, and why.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

type Network = IPv4Network | IPv6Network
type Address = IPv4Address | IPv6Address


class Audience(StrEnum):
    """Who sits behind the screen; it decides the tone of the texts."""

    STAFF = "staff"
    PUPILS = "pupils"


class Uploads(StrEnum):
    """What may happen with a file that somebody uploads to an allowed service."""

    NEVER = "never"
    CONFIRM = "confirm"
    INSPECT = "inspect"


class Excerpts(StrEnum):
    """Whether the text of a refused prompt is kept for the DPO."""

    NONE = "none"
    SEALED = "sealed"
    """To the DPO's public key: nobody here can read it."""


class DepartmentError(Exception):
    """The departments contradict each other."""

    def __init__(self, complaint: str, department: str | None = None) -> None:
        super().__init__(complaint)
        self.department = department


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """One part of the organisation with rules of its own: a service, a school, pupils."""

    slug: str
    name: str
    networks: tuple[Network, ...] = ()
    ports: tuple[int, ...] = ()
    """Listener ports of the proxy that belong to this department alone."""
    users: tuple[str, ...] = ()
    """Names from proxy authentication. They are compared, never logged."""
    audience: Audience = Audience.STAFF
    language: str = "nl"
    closed: bool = False
    """No generative AI at all (pupils' networks)."""
    services: tuple[tuple[str, str], ...] = ()
    """Service slug and the status that holds here; it can only be stricter than the list's."""
    uploads: Uploads = Uploads.INSPECT
    redact_uploads: bool = False
    """A file leaves with placeholders where a rule says `redact`, instead of staying here."""
    excerpts: Excerpts = Excerpts.NONE
    members: int | None = None
    """How many people belong to it, for figures that must not point at one; None: unknown."""

    def is_smaller_than(self, least: int) -> bool:
        """Whether it has fewer members than `least`; where nobody counted them there are enough."""
        return self.members is not None and self.members < least


@dataclass(frozen=True, slots=True)
class Belonging:
    """The department of one client, with the reason for `explain`."""

    department: Department
    why: str


@dataclass(frozen=True, slots=True)
class Departments:
    """
    All departments. A user name decides before a port, a port before a network, and of
    networks the longest prefix wins; whoever matches nothing belongs to `default`.

    Raises `DepartmentError` when two departments claim the same thing.
    """

    all: tuple[Department, ...]
    default: str
    _by_network: dict[Network, Department] = field(default_factory=dict, init=False, repr=False)
    _by_slug: dict[str, Department] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for department in self.all:
            if department.slug in self._by_slug:
                raise DepartmentError(f"'{department.slug}' is there twice", department.slug)
            self._by_slug[department.slug] = department
            for network in department.networks:
                if other := self._by_network.get(network):
                    raise DepartmentError(
                        f"network {network} belongs to '{other.slug}' and to '{department.slug}'",
                        department.slug,
                    )
                self._by_network[network] = department
        self._claimed_once("port", [(d.slug, str(p)) for d in self.all for p in d.ports])
        self._claimed_once("user", [(d.slug, u) for d in self.all for u in d.users])
        if self.default not in self._by_slug:
            raise DepartmentError(f"the default department '{self.default}' does not exist")

    def _claimed_once(self, what: str, claims: list[tuple[str, str]]) -> None:
        owner: dict[str, str] = {}
        for slug, value in claims:
            if owner.setdefault(value, slug) != slug:
                raise DepartmentError(f"{what} {value} belongs to '{owner[value]}' too", slug)

    def named(self, slug: str) -> Department:
        """The department called `slug`. Raises `DepartmentError` if there is none."""
        try:
            return self._by_slug[slug]
        except KeyError:
            raise DepartmentError(f"there is no department '{slug}'", slug) from None

    def unnamed(self, least: int) -> frozenset[str]:
        """
        Those whose figures would be those of a person: the ones with fewer than `least` members,
        and more of the smallest until all that stand together have enough; else "all others"
        would be one of them by another name. Where nobody counted the members there are enough.
        """
        many = float("inf")
        sized = sorted((many if d.members is None else d.members, d.slug) for d in self.all)
        hidden: list[str] = []
        together = 0.0
        for members, slug in sized:
            if members >= least and (not hidden or together >= least):
                break
            hidden.append(slug)
            together += members
        return frozenset(hidden)

    def find(self, address: Address | None, port: int | None, user: str | None) -> Belonging:
        """The one department of a client."""
        for department in self.all:
            if user is not None and user in department.users:
                return Belonging(department, "by proxy user")
        for department in self.all:
            if port is not None and port in department.ports:
                return Belonging(department, f"by listener port {port}")
        if address is not None:
            mapped = getattr(address, "ipv4_mapped", None)
            if longest := self._longest(mapped or address):
                return Belonging(self._by_network[longest], f"by network {longest}")
        return Belonging(
            self._by_slug[self.default], "by default: no network, port or user matched"
        )

    def _longest(self, address: Address) -> Network | None:
        inside = [n for n in self._by_network if n.version == address.version and address in n]
        return max(inside, key=lambda network: network.prefixlen, default=None)
