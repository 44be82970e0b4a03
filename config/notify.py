"""
`notify.yaml`: who is told of what, over which channel, and what makes an incident.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from config.policy_checks import options
from config.policy_entries import Entry, Slug, Text, Version
from config.setting_values import email_address
from config.yaml_source import YamlFile, read_yaml
from policy.incident import EventAction, Forwarded

FILE_NAME = "notify.yaml"


class Topic(StrEnum):
    """What a channel may be told of."""

    LEAK = "leak"
    """An incident that must be looked at now."""
    DEADLINE = "deadline"
    """The hours towards the authority are running out."""
    DIGEST = "digest"
    """The week in counts."""
    ALARM = "alarm"
    """Something is wrong with the filter itself."""
    REQUEST = "request"
    """Somebody asks for a tool, or contests a block."""
    FOUR_EYES = "four-eyes"
    """A second key is asked for."""


def _name(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?", value) or value == "mail":
        raise ValueError("not a name for a channel (allowed: lower case, digits, hyphens)")
    return value


def _web_address(value: str) -> str:
    try:
        url = urlsplit(value)
        _ = url.port
    except ValueError:
        raise ValueError("not an address (allowed: https://host[:port]/path)") from None
    if url.scheme not in {"https", "http"} or not url.hostname or url.username is not None:
        raise ValueError("not an address (allowed: https://host[:port]/path)")
    return value


def _clock_time(value: str) -> str:
    if not re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", value):
        raise ValueError("not a time of day (allowed: 08:00 to 23:59)")
    return value


def _day(value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError:
        raise ValueError("not a day (allowed: 2026-12-25)") from None
    return value


type Email = Annotated[str, AfterValidator(email_address)]
type ClockTime = Annotated[str, AfterValidator(_clock_time)]
type Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
type Hours = Annotated[float, Field(gt=0, le=24 * 366, allow_inf_nan=False)]
type Times = Annotated[int, Field(ge=1, le=1_000_000)]

WEEKDAYS: tuple[str, ...] = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip


class LeakRule(Entry):
    """What is a suspected leak."""

    forwarded: tuple[Forwarded, ...] = (Forwarded.YES, Forwarded.PARTLY, Forwarded.UNKNOWN)
    """How much of it left. Redaction sends a part by design and never counts."""
    on_trial: bool = True
    """Whether what a rule on trial saw leaving is one."""
    window_hours: Hours = 24
    """So long after the last event, the same client at the same service extends the incident."""


class SevereRule(Entry):
    """Which refused attempt is looked at by a person."""

    from_severity: Annotated[int, Field(ge=1, le=5)] = 3
    """Of 1 to 4; 5 is none."""
    window_hours: Hours = 24


class PatternRule(Entry):
    """The same department, the same kind, again and again."""

    actions: tuple[EventAction, ...] = (EventAction.PROMPT_REJECTED, EventAction.UPLOAD_REJECTED)
    times: Times = 10
    within_days: Annotated[int, Field(ge=1, le=90)] = 7


class BypassRule(Entry):
    """Attempts to get around the filter."""

    times: Times = 3
    """By one client within the window."""
    window_hours: Hours = 24


class Grouping(Entry):
    """Which events make an incident, and which extend one."""

    suspected_leak: LeakRule = LeakRule()
    severe: SevereRule = SevereRule()
    pattern: PatternRule | None = PatternRule()
    """Left empty (`pattern:`): no incidents of this kind."""
    bypass: BypassRule | None = BypassRule()


class Deadline(Entry):
    """The hours of GDPR art. 33(1), and when we remind of them."""

    notify_hours: Hours = 72
    remind_hours_left: tuple[Hours, ...] = (24, 6)


class Controller(Entry):
    """A legal person that answers for the data."""

    name: Text
    departments: tuple[Slug, ...] = ()


class WorkingHours(Entry):
    """When people work, so that a quiet weekend is no alarm. Local time."""

    days: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday")
    start: ClockTime = "08:00"
    end: ClockTime = "18:00"
    days_off: tuple[Annotated[str, AfterValidator(_day)], ...] = ()
    """Holidays, such as 2026-12-25."""

    @model_validator(mode="after")
    def _some(self) -> Self:
        if time.fromisoformat(self.start) >= time.fromisoformat(self.end):
            raise ValueError("the working day ends before it starts")
        return self


class Silence(Entry):
    """After how many working hours without any traffic somebody should look."""

    department_hours: Hours = 16
    everywhere_hours: Hours = 4
    usual_days: Annotated[int, Field(ge=1, le=14)] = 5
    """A department is expected when it sent something on so many of the last fourteen days."""


class Digest(Entry):
    """When the week's figures go out. Local time."""

    day: Weekday = "monday"
    at: ClockTime = "08:00"


class Mail(Entry):
    """Recipients of mail; the server is a setting (`SMTP_URL`)."""

    dpo: tuple[Email, ...] = ()
    """Leaks, deadlines, the week. Left out: `DPO_EMAIL`."""
    ict: tuple[Email, ...] = ()
    """Alarms. Left out: `ICT_EMAIL`."""
    language: Literal["nl", "fr", "en"] = "nl"


class Webhook(Entry):
    """An address of another system, which gets JSON signed as Standard Webhooks asks."""

    name: Annotated[str, AfterValidator(_name)]
    url: Annotated[str, AfterValidator(_web_address)]
    tell: tuple[Topic, ...] = (Topic.LEAK, Topic.DEADLINE, Topic.ALARM)
    ca_file: Path | None = None
    """PEM file with the roots that its certificate must come from; left out: the system's."""


class Syslog(Entry):
    """A collector of logs: RFC 5424 lines over TLS (RFC 5425)."""

    name: Annotated[str, AfterValidator(_name)]
    host: Annotated[str, Field(min_length=1, max_length=253)]
    port: Annotated[int, Field(ge=1, le=65535)] = 6514
    tls: bool = True
    """Without TLS (octet-counted TCP, RFC 6587) only where the network itself is trusted."""
    ca_file: Path | None = None
    events: Literal["ecs", "ocsf", "none"] = "ecs"
    """In which form every single event goes there."""
    tell: tuple[Topic, ...] = (Topic.LEAK, Topic.DEADLINE, Topic.ALARM)


class NotifyFile(Entry):
    """notify.yaml"""

    version: Version = "built-in"
    """For people."""
    mail: Mail = Mail()
    tell_at_once: tuple[Literal["suspected-leak", "self-report", "severe", "bypass"], ...] = (
        "suspected-leak",
        "self-report",
    )
    """Kinds of incidents that the DPO is mailed about at once; the others wait in the queue."""
    grouping: Grouping = Grouping()
    deadline: Deadline = Deadline()
    controllers: dict[Slug, Controller] = Field(default_factory=dict)
    """The first is that of every department that no other names."""
    working_hours: WorkingHours = WorkingHours()
    silence: Silence = Silence()
    digest: Digest = Digest()
    verify_hours: Hours = 6
    """How often every line of the log is checked again."""
    webhooks: tuple[Webhook, ...] = ()
    syslog: tuple[Syslog, ...] = ()

    def controller_of(self, department: str) -> str:
        """Slug of the legal person that answers for `department`; empty where none is named."""
        for slug, controller in self.controllers.items():
            if department in controller.departments:
                return slug
        return next(iter(self.controllers), "")

    @property
    def channel_names(self) -> tuple[str, ...]:
        return (*(each.name for each in self.webhooks), *(each.name for each in self.syslog))


def load_notify(policy_dir: Path, departments: Iterable[str] | None = None) -> NotifyFile:
    """
    The file in `policy_dir`; where there is none, what is built in. Raises `ConfigError`, also
    for a department that is not one of `departments` or that two controllers claim.
    """
    path = policy_dir / FILE_NAME
    if not path.exists():
        return NotifyFile()
    document = read_yaml(path)
    loaded = document.parsed(NotifyFile)
    _claimed_once(document, loaded, None if departments is None else set(departments))
    _named_once(document, loaded)
    return loaded


def _claimed_once(document: YamlFile, loaded: NotifyFile, known: set[str] | None) -> None:
    owner: dict[str, str] = {}
    for slug, controller in loaded.controllers.items():
        for index, department in enumerate(controller.departments):
            loc = ("controllers", slug, "departments", index)
            if known is not None and department not in known:
                complaint = f"there is no department '{department}' ({options(known)})"
                raise document.error(loc, complaint)
            if owner.setdefault(department, slug) != slug:
                raise document.error(loc, f"'{department}' is {owner[department]}'s too (keep one)")


def _named_once(document: YamlFile, loaded: NotifyFile) -> None:
    seen: set[str] = set()
    places = [("webhooks", i, each.name) for i, each in enumerate(loaded.webhooks)]
    places += [("syslog", i, each.name) for i, each in enumerate(loaded.syslog)]
    for field, index, name in places:
        if name in seen:
            loc = (field, index, "name")
            raise document.error(loc, "another channel has this name (choose another)")
        seen.add(name)
