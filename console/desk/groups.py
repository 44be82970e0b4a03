"""
How departments are named: the small ones are "other departments", together with so many more that
nobody stands alone (domain rules 3.4). So is one that is no longer in the files: nobody knows how
small it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q
from django.http import HttpRequest

from console.desk import vocabulary
from console.desk.language import desk_language
from console.portal import portal_of
from console.records.alarms import SITE_SILENT

OTHER: Final = "other"
"""Stands for every department that is too small or gone, in addresses and exports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The departments of this installation, for one reader."""

    names: Mapping[str, str]
    """Slug to name, of those large enough."""
    small: frozenset[str]
    """Those that stand together as "other": the too small, and who must hide them."""
    others: str
    """The word for all of them together."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """Slug to name, of those in `small` that are large enough and only hide others."""

    def slug(self, department: str) -> str:
        """What may stand for it in an address or an export."""
        return department if department in self.names else OTHER

    def label(self, department: str) -> str:
        """What a page calls it."""
        return self.names.get(department, self.others)

    def about(self, alarm: str, subject: str) -> str:
        """What a page calls the subject of an alarm of that kind; many are no department."""
        return self.label(subject) if alarm == SITE_SILENT else subject

    def are(self, choice: str) -> Q:
        """Rows of the departments that `choice` stands for, as `slug` tells them."""
        if choice == OTHER:
            return ~Q(department__in=self.names.keys())
        return Q(department__in=self.members_of(choice))

    def members_of(self, choice: str) -> frozenset[str]:
        """The departments that somebody means who chose `choice`; never a small one alone."""
        return self.small if choice == OTHER else frozenset({choice}) & self.names.keys()

    def is_too_small(self, department: str) -> bool:
        """Whether even its own director sees no figures of it."""
        return department not in self.names and department not in self.beside

    def choices_to_record(self) -> list[tuple[str, str]]:
        """For a field that says where something happened: no figure, so a large one is named."""
        others = [(OTHER, self.others)] if self.small - self.beside.keys() else []
        return [*self.names.items(), *self.beside.items(), *others]

    def choices(self) -> list[tuple[str, str]]:
        """For a field to choose from."""
        others = [(OTHER, self.others)] if self.small else []
        return [*self.names.items(), *others]


def groups_of(request: HttpRequest) -> Groups:
    """The departments as this reader may see them."""
    portal = portal_of(request)
    departments = portal.policy.departments
    small = departments.unnamed(portal.min_group)
    large = {d.slug: d.name for d in departments.all if not d.is_smaller_than(portal.min_group)}
    return Groups(
        names={slug: name for slug, name in large.items() if slug not in small},
        small=small,
        beside={slug: name for slug, name in large.items() if slug in small},
        others=vocabulary.said(OTHER, "department", desk_language(request)),
    )


def service_names(request: HttpRequest) -> Mapping[str, str]:
    """Slug to name of every service on the list."""
    return {s.slug: s.name for s in portal_of(request).policy.catalogue.services}
