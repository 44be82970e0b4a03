"""
Whether the policy files agree with each other: every name exists, nothing is said in vain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from config.yaml_source import Loc, YamlFile
from policy.catalogue import Catalogue, Status
from policy.department import Department, Departments
from policy.rulebook import Rule


@dataclass(frozen=True, slots=True)
class Named:
    """What a file may name. The catalogue is the list as written, before any suspension."""

    departments: Departments
    catalogue: Catalogue

    @property
    def service_slugs(self) -> frozenset[str]:
        return frozenset(service.slug for service in self.catalogue.services)

    @property
    def department_slugs(self) -> frozenset[str]:
        return frozenset(department.slug for department in self.departments.all)


def options(names: Iterable[str], most: int = 20) -> str:
    """What is allowed, as far as a line can hold it."""
    listed = sorted(names)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return f"allowed: {', '.join(listed[:most])}{more}"


def check_departments(file: YamlFile, named: Named) -> None:
    """
    Raises `ConfigError` for a service that does not exist, and for a status that is laxer than
    the list's: it would promise what does not hold.
    """
    for department in named.departments.all:
        for slug, said in department.services:
            loc = ("departments", department.slug, "services", slug)
            if slug not in named.service_slugs:
                raise file.error(loc, f"there is no service '{slug}' (see services.yaml)", key=True)
            listed = named.catalogue.named(slug).status
            if Status(said).strictness < listed.strictness:
                raise file.error(
                    loc,
                    f"'{said}' is laxer than the list, which says '{listed}' (a department can "
                    "only be stricter: change services.yaml, or take this line out)",
                )


def check_rule(file: YamlFile, index: int, rule: Rule, named: Named) -> None:
    """Raises `ConfigError` for a name that does not exist, and for a scope without any traffic."""
    for slug in sorted(rule.departments - named.department_slugs):
        complaint = f"there is no department '{slug}' ({options(named.department_slugs)})"
        raise file.error(_loc(file, index, "departments", slug), complaint)
    for slug in sorted(rule.services - named.service_slugs):
        raise file.error(
            _loc(file, index, "services", slug), f"there is no service '{slug}' (see services.yaml)"
        )
    departments = [
        d for d in named.departments.all if not rule.departments or d.slug in rule.departments
    ]
    for slug in sorted(rule.departments):
        if named.departments.named(slug).closed:
            raise file.error(
                _loc(file, index, "departments", slug),
                f"can never be heard: '{slug}' is closed for all generative AI (take it out)",
            )
    for slug in sorted(rule.services):
        if not _is_allowed(slug, departments, named.catalogue):
            raise file.error(
                _loc(file, index, "services", slug),
                f"can never be heard: '{slug}' is allowed in none of the rule's departments "
                "(take it out, or allow the service)",
            )


def _is_allowed(slug: str, departments: Iterable[Department], catalogue: Catalogue) -> bool:
    service = catalogue.named(slug)
    return any(catalogue.status(service, each) is Status.ALLOWED for each in departments)


def _loc(file: YamlFile, index: int, field: str, name: str) -> Loc:
    written = file.data["rules"][index].get(field) or []
    return ("rules", index, field, written.index(name) if name in written else 0)
