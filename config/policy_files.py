"""
From YAML files to one consistent policy: departments, catalogue, rulebook, texts.

Everything is held against everything else here, so that a rule that nobody could hear or a
department that does not exist is refused before it decides anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.decisions import DECISIONS, load_decisions
from config.errors import ConfigError
from config.excerpt_keys import check_excerpt_keys
from config.labels import label_levels, read_labels
from config.policy_checks import Named, check_departments, check_rule, options
from config.policy_entries import (
    DepartmentEntry,
    DepartmentsFile,
    RulesFile,
    ServicesFile,
)
from config.settings import Settings
from config.suspensions import FILE_NAME, load_suspensions
from config.wordings import load_languages
from config.yaml_source import YamlFile, read_yaml, shown
from policy.catalogue import Catalogue, CatalogueError, Suspension
from policy.decision import Decision, decided, next_end
from policy.department import (
    Audience,
    Department,
    DepartmentError,
    Departments,
    Excerpts,
    Uploads,
)
from policy.rulebook import Rulebook, RulebookError
from policy.sensitivity import LabelLevels
from policy.wording import Contacts, Wordings

_MAX_ANCESTORS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything that was decided, as one snapshot; swapped whole, never changed."""

    departments: Departments
    catalogue: Catalogue
    rulebook: Rulebook
    wordings: Wordings
    labels: LabelLevels
    good_until: datetime | None = None
    """When a decision on a tool ends, so that the files say something else from then on."""

    @property
    def policy_version(self) -> str:
        """Names rules, departments and labels (`promptwacht.policy_version` in incidents)."""
        return self.rulebook.version

    @property
    def list_version(self) -> str:
        """Names the list of services (`promptwacht.list_version` in incidents)."""
        return self.catalogue.version


def load_policy(
    policy_dir: Path,
    *,
    suspensions: Path | None = None,
    extra_suspensions: tuple[Suspension, ...] = (),
    decisions: Path | None = None,
    now: datetime | None = None,
    contacts: Contacts | None = None,
) -> Policy:
    """
    The policy in `policy_dir`, with what `suspensions` (a file) and `extra_suspensions` stop, and
    with the `decisions` (a file) that hold `now`.

    Raises `ConfigError`: a file that cannot be read, or files that contradict each other.
    """
    department_file = read_yaml(policy_dir / "departments.yaml")
    rule_file = read_yaml(policy_dir / "rules.yaml")
    label_file = read_labels(policy_dir)
    departments = _departments(department_file)
    check_excerpt_keys(department_file, departments, policy_dir)
    overlay = load_decisions(decisions) if decisions else ()
    now = now or datetime.now(UTC)
    catalogue = _catalogue(read_yaml(policy_dir / "services.yaml"), overlay, now)
    named = Named(departments, catalogue)
    check_departments(department_file, named)
    others = (department_file, *([label_file] if label_file else []))
    rulebook = _rulebook(rule_file, others, named=named)
    return Policy(
        departments=departments,
        catalogue=_suspended(catalogue, departments, suspensions, extra_suspensions),
        rulebook=rulebook,
        wordings=Wordings(
            languages=load_languages(policy_dir / "texts"),
            contacts=contacts or Contacts(),
            policy_version=rulebook.version,
        ),
        labels=label_levels(label_file),
        good_until=next_end(overlay, now),
    )


def load_policy_for(settings: Settings) -> Policy:
    """The policy that `settings` point at, with their contacts, suspensions and decisions."""
    return load_policy(
        settings.policy_dir,
        suspensions=settings.state_dir / FILE_NAME,
        decisions=settings.state_dir / DECISIONS,
        contacts=contacts_of(settings),
    )


def contacts_of(settings: Settings) -> Contacts:
    return Contacts(
        portal_url=settings.portal_url,
        ict_email=settings.ict_email,
        dpo_email=settings.dpo_email,
    )


def _version(label: str, *files: YamlFile, decisions: Iterable[Decision] = ()) -> str:
    # Of a decision everything counts: the same request may be decided on again.
    parts = (*(file.sha256 for file in files), *map(repr, decisions))
    digest = hashlib.sha256("".join(parts).encode())
    return f"{label}+{digest.hexdigest()[:8]}"


def _departments(file: YamlFile) -> Departments:
    entries = file.parsed(DepartmentsFile)
    found = tuple(
        _department(slug, entry, _ancestors(file, slug, entries.departments))
        for slug, entry in entries.departments.items()
    )
    try:
        return Departments(found, entries.default)
    except DepartmentError as wrong:
        if wrong.department is None:
            raise file.error(("default",), f"{wrong} ({options(entries.departments)})") from None
        loc = ("departments", wrong.department)
        raise file.error(loc, f"{wrong} (allowed: one department for each)", key=True) from None


def _ancestors(
    file: YamlFile, slug: str, entries: dict[str, DepartmentEntry]
) -> list[DepartmentEntry]:
    """The department itself, its parent, and so on."""
    line = [slug]
    while parent := entries[line[-1]].inherit:
        loc = ("departments", line[-1], "inherit")
        if parent not in entries:
            raise file.error(loc, f"there is no department '{parent}' ({options(entries)})")
        if parent in line or len(line) > _MAX_ANCESTORS:
            raise file.error(loc, f"the parents come back to '{parent}' (break the circle)")
        line.append(parent)
    return [entries[each] for each in line]


def _department(slug: str, own: DepartmentEntry, line: list[DepartmentEntry]) -> Department:
    services: dict[str, str] = {}
    for entry in reversed(line):
        services |= entry.services
    uploads = _first((e.uploads for e in line), default=Uploads.INSPECT)
    redacts = _first((e.redact_uploads for e in line), default=False)
    return Department(
        slug=slug,
        name=own.name,
        networks=own.networks,
        ports=own.ports,
        users=own.users,
        audience=_first((e.audience for e in line), default=Audience.STAFF),
        language=_first((e.language for e in line), default="nl"),
        closed=_first((e.closed for e in line), default=False),
        services=tuple(services.items()),
        uploads=uploads,
        redact_uploads=redacts and uploads is Uploads.INSPECT,
        excerpts=_first((e.excerpts for e in line), default=Excerpts.NONE),
        members=own.members,
    )


def _first[T](said: Iterable[T | None], *, default: T) -> T:
    return next((value for value in said if value is not None), default)


def _catalogue(file: YamlFile, decisions: tuple[Decision, ...], now: datetime) -> Catalogue:
    entries = file.parsed(ServicesFile)
    own = tuple(entry.service(slug) for slug, entry in entries.services.items())
    services = decided(own, decisions, now)
    holding = (decision for decision in decisions if decision.holds(now))
    try:
        return Catalogue(services, version=_version(entries.version, file, decisions=holding))
    except CatalogueError as wrong:
        loc = ("services", wrong.service) if wrong.service else ()
        raise file.error(loc, f"{wrong} (a host belongs to one service)", key=True) from None


def _suspended(
    catalogue: Catalogue,
    departments: Departments,
    path: Path | None,
    extra: tuple[Suspension, ...],
) -> Catalogue:
    kept = load_suspensions(path) if path else ()
    where = shown(path) if path else "suspensions"
    known = {department.slug for department in departments.all}
    for suspension in (*kept, *extra):
        if suspension.department is not None and suspension.department not in known:
            raise ConfigError(
                f"{where}: there is no department '{suspension.department}' ({options(known)})"
            )
    try:
        return catalogue.suspended(*kept, *extra)
    except CatalogueError as wrong:
        remedy = f"take it out with: promptwacht services resume {wrong.service}"
        raise ConfigError(f"{where}: {wrong} ({remedy})") from None


def _rulebook(file: YamlFile, others: Iterable[YamlFile], *, named: Named) -> Rulebook:
    entries = file.parsed(RulesFile)
    rules = tuple(entry.rule() for entry in entries.rules)
    for index, rule in enumerate(rules):
        check_rule(file, index, rule, named)
    try:
        return Rulebook(rules, version=_version(entries.version, file, *others))
    except RulebookError as wrong:
        index = next(
            (i for i, rule in reversed(list(enumerate(rules))) if rule.id == wrong.rule), 0
        )
        loc = ("rules", index) if wrong.rule else ("rules",)
        raise file.error(loc, f"{wrong} (change it, or take it out)") from None
