"""
What an exemption is about, in the names that people know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from console.desk.language import desk_language
from console.desk.vocabulary import words
from console.measures.models import Approval
from console.measures.words import words_in
from console.portal import portal_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One exemption and its scope in words."""

    row: Approval
    departments: str
    services: str
    kinds: str
    rules: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scopes:
    """Names of departments, services and kinds at this moment."""

    departments: Mapping[str, str]
    services: Mapping[str, str]
    kinds: Mapping[str, str]
    everywhere: str

    @classmethod
    def of(cls, request: HttpRequest) -> Scopes:
        policy, language = portal_of(request).policy, desk_language(request)
        return cls(
            departments={d.slug: d.name for d in policy.departments.all},
            services={s.slug: s.name for s in policy.catalogue.services},
            kinds=words(language, "kind"),
            everywhere=words_in(language, "exemptions")["everywhere"],
        )

    def told(self, row: Approval) -> Told:
        return Told(
            row=row,
            departments=self._joined(row.departments, self.departments),
            services=self._joined(row.services, self.services),
            kinds=self._joined(row.kinds, self.kinds),
            rules=", ".join(row.rules),
        )

    def place(self, department: str) -> str:
        """A department, or everywhere."""
        return self._joined([department] if department else [], self.departments)

    def _joined(self, slugs: Iterable[str], names: Mapping[str, str]) -> str:
        return ", ".join(names.get(slug, slug) for slug in slugs) or self.everywhere
