"""
What the two threads of the notifier do, round by round.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import transaction

from config.metric_files import WRITE_SECONDS, write_metrics
from config.notify import NotifyFile, load_notify
from config.policy_files import Policy, load_policy_for
from config.private_files import read_or_create_key
from config.settings import Settings
from config.suspensions import FILE_NAME as SUSPENSIONS
from console.canary import Door, send_all
from console.canary_watch import CanaryCounts, CanaryWatch
from console.disclosure.intake import take_in
from console.intake.checked import take_counts
from console.intake.ingest import Intake, Rules
from console.intake.log_tail import LogTail
from console.intake.silence import watch
from console.intake.verification import verify_log
from console.live import Live
from console.outbox.channels import Channels
from console.outbox.digest import tell_week
from console.outbox.feed import Feed
from console.outbox.reminders import remind
from console.outbox.sending import Outbox
from console.outbox.telling import Directory
from console.outbox.words import Words
from console.retention.daily import run_if_due
from console.rounds import Round
from policy.department import Audience

INCIDENTS = "incidents"
CHAIN_KEY = "secrets/chain.key"
"""Where the gateway keeps its log and the key of its chain (contract part 5)."""

_OFTEN = timedelta(seconds=30)


def log_name(settings: Settings) -> str:
    """The name of this machine's log: the setting, else something that only its key gives."""
    if settings.log_name:
        return settings.log_name
    digest = hmac.digest(chain_key(settings), b"promptwacht name of the log", hashlib.sha256)
    return f"log-{digest.hex()[:8]}"


def chain_key(settings: Settings) -> bytes:
    """The key of the log's chain. Raises `ConfigError`."""
    return read_or_create_key(settings.state_dir / CHAIN_KEY)


def utc_now() -> datetime:
    return datetime.now(UTC)


def policy_sources(settings: Settings) -> tuple[Path, ...]:
    """Every file that decides what the notifier does."""
    return (
        settings.policy_dir, settings.policy_dir / "texts", settings.state_dir / SUSPENSIONS,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Everything that people decided, read from its files at one moment."""

    settings: Settings
    policy: Policy
    notify: NotifyFile

    @classmethod
    def load(cls, settings: Settings) -> Decided:
        """Raises `ConfigError`."""
        policy = load_policy_for(settings)
        slugs = [department.slug for department in policy.departments.all]
        notify = load_notify(settings.policy_dir, slugs)
        return cls(settings=settings, policy=policy, notify=notify)

    @property
    def rules(self) -> Rules:
        minors = (d.slug for d in self.policy.departments.all if d.audience is Audience.PUPILS)
        return Rules(directory=Directory.of(self.settings, self.notify), minors=frozenset(minors))

    @property
    def words(self) -> Words:
        language = self.policy.wordings.languages[self.notify.mail.language]
        catalogue = self.policy.catalogue
        unnamed = self.policy.departments.unnamed(self.settings.min_group)
        return Words(
            language=language.code,
            console_url=self.settings.portal_url,
            services={service.slug: service.name for service in catalogue.services},
            departments={
                d.slug: d.name for d in self.policy.departments.all if d.slug not in unnamed
            },
            kinds={kind.value: name for kind, name in language.kinds.items()},
            suspended=frozenset(s.service for s in catalogue.suspensions if s.department is None),
        )


@dataclass(slots=True, kw_only=True)
class Work:
    """The rounds of one notifier, by thread."""

    settings: Settings
    log: str
    now: Callable[[], datetime] = field(default=utc_now)

    def taking_in(self) -> Sequence[Round]:
        """Of the thread that takes in."""
        decided, intake = self._live(), Intake(self._tail(), self.log)

        def events() -> bool:
            return intake.round(decided.value.rules, self.now()).more

        def kept() -> bool:
            return take_in(self.settings.state_dir, self.now()) > 0

        return [events, kept]

    def sending(self) -> Sequence[Round]:
        """Of the thread that sends."""
        decided, outbox = self._live(), Outbox(me=self.log)

        def messages() -> bool:
            outbox.start_once(self.now())
            current = decided.value
            channels = Channels(
                settings=self.settings, notify=current.notify, words=current.words, now=self.now
            )
            return outbox.round(channels.all(), self.now) > 0

        feed = Feed(log=self.log, now=self.now)

        def every_event() -> bool:
            return feed.round(decided.value.notify.syslog)

        return [messages, every_event]

    def looking(self) -> Sequence[Round]:
        """Of the thread that looks at the clock, at the counts and at the whole log."""
        decided, tail = self._live(), self._tail()
        verified = Every(lambda: timedelta(hours=decided.value.notify.verify_hours), self.now)

        def whole_log() -> bool:
            if verified.is_due():
                verify_log(tail, self.log, decided.value.rules.directory, self.now())
                verified.done()
            return False

        def often(work: Callable[[Decided, datetime], object]) -> Round:
            pause = Every(lambda: _OFTEN, self.now)

            def step() -> bool:
                if pause.is_due():
                    with transaction.atomic():
                        work(decided.value, self.now())
                    pause.done()
                return False

            return step

        looked = Every(lambda: _OFTEN, self.now)

        def what_is_old() -> bool:
            # Outside any transaction: it deletes in many small ones, and files besides.
            if looked.is_due():
                run_if_due(self.now(), self.log)
                looked.done()
            return False

        return [*(often(work) for work in _WORK), often(self._counts), whole_log, what_is_old]

    def trying(self) -> Sequence[Round]:
        """
        Of the thread that tries the filter out, and tells how that went. Where nobody sends a
        canary nothing is told of one, but that this process lives.
        """
        pause = timedelta(seconds=self.settings.canary_seconds)
        watch = self._canary_watch(pause) if pause else None

        def written() -> None:
            write_metrics(self.settings.state_dir, "notifier", watch.counts.text() if watch else "")

        rounds = [_every(timedelta(seconds=WRITE_SECONDS), self.now, written)]
        if watch:
            # The first after a while: the gateway may only just be starting.
            rounds.append(_every(pause, self.now, watch.look, starts=False))
        return rounds

    def _canary_watch(self, pause: timedelta) -> CanaryWatch | None:
        if (door := Door.of(self.settings)) is None:
            return None
        decided = self._live()
        return CanaryWatch(
            try_out=lambda: send_all(door),
            directory=lambda: decided.value.rules.directory,
            subject=self.log,
            counts=CanaryCounts(self.now(), pause),
            now=self.now,
        )

    def _counts(self, _: Decided, now: datetime) -> None:
        take_counts(self.settings.state_dir, now)

    def _tail(self) -> LogTail:
        return LogTail(self.settings.state_dir / INCIDENTS, chain_key(self.settings))

    def _live(self) -> Live[Decided]:
        return Live(
            lambda: Decided.load(self.settings), policy_sources(self.settings), time.monotonic
        )


@dataclass(slots=True)
class Every:
    """Something that is done at the start and then every so often, once it has succeeded."""

    pause: Callable[[], timedelta]
    now: Callable[[], datetime]
    _last: datetime | None = field(default=None, init=False)

    def is_due(self) -> bool:
        return self._last is None or abs(self.now() - self._last) >= self.pause()

    def done(self) -> None:
        self._last = self.now()


def _every(
    pause: timedelta, now: Callable[[], datetime], work: Callable[[], None], *, starts: bool = True
) -> Round:
    """`work` every so often; the first time at once, or not."""
    due = Every(lambda: pause, now)
    if not starts:
        due.done()

    def step() -> bool:
        if due.is_due():
            due.done()
            work()
        return False

    return step


def _remind(decided: Decided, now: datetime) -> None:
    remind(decided.rules.directory, now)


def _tell_week(decided: Decided, now: datetime) -> None:
    tell_week(decided.rules.directory, decided.words.departments.keys(), now)


def _watch(decided: Decided, now: datetime) -> None:
    slugs = frozenset(department.slug for department in decided.policy.departments.all)
    watch(decided.rules.directory, slugs, decided.words.departments.keys(), now)


def _settle(decided: Decided, now: datetime) -> None:
    from console.measures.reporting import settle_waiting  # noqa: PLC0415 -- it needs Django's models

    settle_waiting(decided.rules.directory, now)


_WORK = (_remind, _tell_week, _watch, _settle)
