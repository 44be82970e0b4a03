"""
`promptwacht check-config`: is everything sound, and what holds where.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from config.allowance import load_allowance
from config.exemptions import exemptions_in_force
from config.notify import load_notify
from config.organisation import load_organisation
from config.policy_files import Policy, load_policy_for
from config.retention import load_retention
from config.settings import Settings, load_settings
from policy.catalogue import Status
from policy.department import Department
from policy.exemption import Exemption
from policy.rulebook import Rule
from proxy.cli.interface import OK
from proxy.published_files import PublishedFolder


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: Namespace) -> int:
    """Print the effective policy. Raises `ConfigError` for the first thing that is wrong."""
    settings = load_settings()
    policy = load_policy_for(settings)
    load_allowance(settings.policy_dir)
    load_notify(settings.policy_dir, [each.slug for each in policy.departments.all])
    load_organisation(settings.policy_dir)
    load_retention(settings.policy_dir)
    report = report_on(settings, policy)
    print(json.dumps(report, ensure_ascii=False, indent=2) if args.json else in_words(report))
    return OK


def report_on(settings: Settings, policy: Policy) -> dict[str, Any]:
    """The effective policy, as plain data. It holds no credentials."""
    counts = Counter(service.status.value for service in policy.catalogue.services)
    return {
        "policy_dir": str(settings.policy_dir),
        "policy_version": policy.policy_version,
        "list_version": policy.list_version,
        "mode": settings.mode.value,
        "upstream_proxy": settings.upstream_address,
        "default_department": policy.departments.default,
        "services": {"total": len(policy.catalogue.services), **counts},
        "suspensions": [
            {"service": s.service, "department": s.department, "reason": s.reason}
            for s in policy.catalogue.suspensions
        ],
        "exemptions": [
            _exemption(each) for each in exemptions_in_force(settings.state_dir, datetime.now(UTC))
        ],
        "labels": dict(Counter(level.value for level in policy.labels.levels.values())),
        "published": {
            each.name: len(each.digests) for each in PublishedFolder(settings.state_dir).all()
        },
        "departments": [_department(policy, each) for each in policy.departments.all],
    }


def _exemption(exemption: Exemption) -> dict[str, Any]:
    return {
        "id": exemption.id,
        "kinds": sorted(kind.value for kind in exemption.kinds),
        "ends": exemption.ends.isoformat(),
        "departments": sorted(exemption.departments),
        "services": sorted(exemption.services),
        "rules": sorted(exemption.rules),
    }


def _department(policy: Policy, department: Department) -> dict[str, Any]:
    catalogue = policy.catalogue
    status = {s.slug: catalogue.status(s, department) for s in catalogue.services}
    listed = [s.slug for s in catalogue.services if s.status is not Status.UNLISTED]
    listed += [slug for slug, _ in department.services if slug not in listed]
    return {
        "slug": department.slug,
        "name": department.name,
        "networks": [str(network) for network in department.networks],
        "ports": list(department.ports),
        "users": len(department.users),
        "audience": department.audience.value,
        "language": department.language,
        "closed": department.closed,
        "uploads": department.uploads.value,
        "redact_uploads": department.redact_uploads,
        "services": {slug: status[slug].value for slug in listed},
        "rules": [] if department.closed else _rules(policy, department),
    }


def _rules(policy: Policy, department: Department) -> list[dict[str, Any]]:
    return [
        _rule(rule)
        for rule in policy.rulebook.rules
        if not rule.departments or department.slug in rule.departments
    ]


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "version": rule.version,
        "action": rule.action.value,
        "kinds": sorted(kind.value for kind in rule.kinds),
        "min_score": rule.min_score,
        "at_least": rule.at_least,
        "services": sorted(rule.services),
        "channels": sorted(channel.value for channel in rule.channels),
        "detectors": sorted(rule.detectors),
        "on_trial": rule.on_trial,
    }


def in_words(report: dict[str, Any]) -> str:
    """The same report for people."""
    services = report["services"]
    counts = ", ".join(f"{count} {name}" for name, count in services.items() if name != "total")
    lines = [
        "The configuration is sound.",
        "",
        f"policy    {report['policy_version']} in {report['policy_dir']}",
        f"list      {report['list_version']}: {services['total']} services, {counts}",
        f"mode      {report['mode']}" + _chained(report["upstream_proxy"]),
    ]
    labels = ", ".join(f"{count} {level}" for level, count in report["labels"].items())
    lines.append(f"labels    {labels or 'none'}; every other label stops a file")
    lists = ", ".join(f"{count} files in {name}" for name, count in report["published"].items())
    lines.append(f"published {lists or 'none'}")
    for stopped in report["suspensions"]:
        where = stopped["department"] or "everywhere"
        lines.append(f"suspended {stopped['service']}, {where}: {stopped['reason']}")
    lines += [f"exempted  {_exemption_in_words(each)}" for each in report["exemptions"]]
    for department in report["departments"]:
        lines += ["", *_department_in_words(department, report["default_department"])]
    return "\n".join(lines)


def _exemption_in_words(exemption: dict[str, Any]) -> str:
    scopes = [
        f"only {', '.join(exemption[scope])}"
        for scope in ("departments", "services", "rules")
        if exemption[scope]
    ]
    where = "; ".join(scopes) or "everywhere"
    return f"{exemption['id']} until {exemption['ends']}: {', '.join(exemption['kinds'])} ({where})"


def _chained(upstream: str | None) -> str:
    return f", chained to {upstream}" if upstream else ""


def _department_in_words(department: dict[str, Any], default: str) -> list[str]:
    known_by = [*department["networks"], *(f"port {port}" for port in department["ports"])]
    known_by += [f"{department['users']} users"] if department["users"] else []
    known_by += ["whoever matches nothing else"] if department["slug"] == default else []
    about = [department["audience"], department["language"], f"uploads: {department['uploads']}"]
    about += ["files redacted where that is enough"] if department["redact_uploads"] else []
    lines = [
        f"{department['slug']}: {department['name']}",
        f"  clients   {', '.join(known_by) or 'none'}",
        f"  people    {', '.join(about)}",
    ]
    if department["closed"]:
        return [*lines, "  services  closed: no generative AI at all"]
    by_status: dict[str, list[str]] = {}
    for slug, status in department["services"].items():
        by_status.setdefault(status, []).append(slug)
    lines += [f"  {status:<9} {', '.join(slugs)}" for status, slugs in by_status.items()]
    lines.append("  unlisted  every other service: refused until somebody decides")
    return [*lines, *(f"  rule      {_rule_in_words(rule)}" for rule in department["rules"])]


def _rule_in_words(rule: dict[str, Any]) -> str:
    conditions = [f"{rule['at_least']} or more"] if rule["at_least"] > 1 else []
    conditions += [
        f"only {', '.join(rule[scope])}"
        for scope in ("services", "channels", "detectors")
        if rule[scope]
    ]
    conditions += ["on trial: recorded, not carried out"] if rule["on_trial"] else []
    extra = f" ({'; '.join(conditions)})" if conditions else ""
    return f"{rule['action']} {rule['id']} v{rule['version']}: {', '.join(rule['kinds'])}{extra}"
