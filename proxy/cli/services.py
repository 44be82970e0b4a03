"""
`promptwacht services`: the list of AI services; stop one for now, or let it go on.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from config.decisions import DECISIONS
from config.errors import ConfigError
from config.policy_files import Policy, load_policy
from config.settings import load_settings
from config.state_files import one_writer
from config.suspensions import FILE_NAME, load_suspensions, save_suspensions
from policy.catalogue import CatalogueError, Status, Suspension
from policy.department import DepartmentError
from proxy.cli.interface import OK


def arguments(parser: ArgumentParser) -> None:
    steps = parser.add_subparsers(dest="step", required=True, metavar="list|suspend|resume")
    listing = steps.add_parser("list", help="show the services and their status")
    listing.add_argument("--status", choices=[status.value for status in Status])
    suspend = steps.add_parser("suspend", help="stop a service at once, open connections too")
    suspend.add_argument("--reason", required=True, help="why, in Dutch: people will read it")
    resume = steps.add_parser("resume", help="end a suspension")
    for step in (suspend, resume):
        step.add_argument("slug", help="the service, as `services list` calls it")
        step.add_argument("--department", help="only there; left out: everywhere")
    for step in (listing, suspend, resume):
        step.add_argument("--json", action="store_true", help="print JSON")


def run(args: Namespace) -> int:
    """Raises `ConfigError` for a service or a department that does not exist."""
    settings = load_settings()
    # Without the suspensions: one that is wrong must not stop anybody from ending it.
    policy = load_policy(settings.policy_dir, decisions=settings.state_dir / DECISIONS)
    path = settings.state_dir / FILE_NAME
    match args.step:
        case "suspend":
            _check(policy, args.slug, args.department)
            stop = Suspension(service=args.slug, department=args.department, reason=args.reason)
            kept = suspend(path, stop)
        case "resume":
            kept = resume(path, args.slug, args.department)
        case _:
            _print_list(policy, load_suspensions(path), args)
            return OK
    _print_suspensions(kept, as_json=args.json)
    return OK


def suspend(path: Path, stop: Suspension) -> tuple[Suspension, ...]:
    """Add `stop` to the file; a second one for the same place replaces the first."""
    with one_writer(path):
        kept = (*_others(path, stop.service, stop.department), stop)
        save_suspensions(path, kept)
    return kept


def resume(path: Path, slug: str, department: str | None) -> tuple[Suspension, ...]:
    """Take a suspension out of the file. Raises `ConfigError` when there is none."""
    with one_writer(path):
        kept = _others(path, slug, department)
        if len(kept) == len(load_suspensions(path)):
            where = department or "everywhere"
            raise ConfigError(f"services resume: '{slug}' is not suspended ({where})")
        save_suspensions(path, kept)
    return kept


def _others(path: Path, slug: str, department: str | None) -> tuple[Suspension, ...]:
    return tuple(
        s for s in load_suspensions(path) if (s.service, s.department) != (slug, department)
    )


def _check(policy: Policy, slug: str, department: str | None) -> None:
    try:
        policy.catalogue.named(slug)
        if department is not None:
            policy.departments.named(department)
    except (CatalogueError, DepartmentError) as wrong:
        raise ConfigError(
            f"services suspend: {wrong} (see `promptwacht services list` and `check-config`)"
        ) from None


def _print_list(policy: Policy, suspensions: tuple[Suspension, ...], args: Namespace) -> None:
    everywhere = {s.service for s in suspensions if s.department is None}
    lines = [
        {
            "slug": service.slug,
            "name": service.name,
            "vendor": service.vendor,
            "category": service.category,
            "status": Status.SUSPENDED if service.slug in everywhere else service.status,
        }
        for service in policy.catalogue.services
    ]
    lines = [line for line in lines if args.status in {None, line["status"]}]
    if args.json:
        print(json.dumps(lines, ensure_ascii=False, indent=2))
        return
    for line in lines:
        print(f"{line['status']:<10} {line['slug']:<32} {line['name']} ({line['vendor']})")


def _print_suspensions(kept: tuple[Suspension, ...], *, as_json: bool) -> None:
    if as_json:
        entries = [
            {"service": s.service, "department": s.department, "reason": s.reason} for s in kept
        ]
        print(json.dumps({"suspensions": entries}, ensure_ascii=False, indent=2))
        return
    print(
        "\n".join(f"suspended  {s.service}, {s.department or 'everywhere'}" for s in kept)
        or "Nothing is suspended."
    )
