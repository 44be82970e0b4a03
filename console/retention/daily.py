"""
Once a day, at the hour that `retention.yaml` names, whoever comes first.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import structlog
from django.utils import timezone

from config.errors import ConfigError
from config.retention import Retention, load_retention
from config.settings import Settings
from console import installation
from console.records.clock import BRUSSELS
from console.records.models import Alarm
from console.retention.job import ALARM, STORE, run
from console.retention.models import RetentionRun
from console.retention.registry import Job

_log = structlog.get_logger()

_ABANDONED = timedelta(hours=1)
"""A run that did not finish by then was killed; another takes over."""
_NO_RULES = "retention.yaml"


def run_if_due(now: datetime, log: str) -> bool:
    """
    Do today's deletion if its hour has come and nobody has done it yet; for a loop to call as
    often as it likes, outside any transaction. `log` names the incident log of this machine.
    True if something was done. It raises nothing for a broken `retention.yaml`: it deletes
    nothing then, and an alarm says so.
    """
    settings = installation.current()
    if settings is None:
        return False
    try:
        rules = load_retention(settings.policy_dir)
    except ConfigError as wrong:
        _no_rules(now, str(wrong))
        return False
    Alarm.objects.filter(kind=ALARM, subject=_NO_RULES, resolved_at__isnull=True).update(
        resolved_at=now
    )
    return run_today(now, rules, settings, log)


def run_today(now: datetime, rules: Retention, settings: Settings, log: str) -> bool:
    """The same with the rules at hand."""
    local = now.astimezone(BRUSSELS)
    if local.hour < rules.hour:
        return False
    job = Job(now=now, rules=rules, state_dir=settings.state_dir, log=log)
    done = [_once(job, place, local.date()) for place in (STORE, log)]
    return any(done)


def _once(job: Job, place: str, day: date) -> bool:
    today, is_ours = RetentionRun.objects.get_or_create(
        day=day, place=place, defaults={"started_at": job.now}
    )
    if not is_ours and not _taken_over(today, job.now):
        return False
    today.failed = run(job, place)
    today.finished_at = timezone.now()
    today.save(update_fields=["failed", "finished_at"])
    return True


def _taken_over(today: RetentionRun, now: datetime) -> bool:
    """Whether a run that was killed became ours; of several that try, one succeeds."""
    left = RetentionRun.objects.filter(
        pk=today.pk, finished_at__isnull=True, started_at__lte=now - _ABANDONED
    )
    return left.update(started_at=now) == 1


def _no_rules(now: datetime, complaint: str) -> None:
    _log.error("retention.no-rules", complaint=complaint.splitlines()[0])
    Alarm.objects.get_or_create(
        kind=ALARM,
        subject=_NO_RULES,
        resolved_at=None,
        defaults={"detail": complaint.splitlines()[0][:300], "opened_at": now, "seen_at": now},
    )
