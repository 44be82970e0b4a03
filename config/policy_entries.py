"""
What the policy files may say, field by field; pydantic guards the door, policy gets plain types.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from config.setting_values import network
from policy.catalogue import Host, HostMatch, Service, Status
from policy.department import Audience, Excerpts, Network, Uploads
from policy.finding import DataClass, Kind
from policy.prompt import Channel
from policy.rulebook import Rule
from policy.verdict import Action

LANGUAGES = ("nl", "fr", "en")

DETECTORS = frozenset(
    {
        *("access-codes", "addresses", "commands", "confidential", "connections", "contact"),
        *("columns", "dates", "dossiers", "names", "network", "numbered-people", "numbers"),
        *("passages", "passwords", "phones", "private-keys", "special", "tokens"),
    }
)
"""What findings say found them. A name that does not exist would make a rule that never holds."""
_REGISTER = re.compile(r"register:(?:[a-z0-9][a-z0-9-]{0,39}\*?|\*)")

_LABEL = r"[a-z0-9_*](?:[a-z0-9_*-]*[a-z0-9_*])?"
_DOMAIN = re.compile(rf"\.?{_LABEL}(?:\.{_LABEL})+")


def _said(value: Any) -> Any:
    if value in ([], {}):
        raise ValueError("says nothing, and would mean everything (leave the line out)")
    return value


def _domain(value: str) -> str:
    if not _DOMAIN.fullmatch(value) or (value.startswith(".") and "*" in value):
        raise ValueError(
            "not a host (allowed: ai.example for that name alone, .ai.example for all names "
            "below it too, api.*.ai.example for a pattern; lower case, IDNA as xn--)"
        )
    return value


def _path(value: str) -> str:
    if not value.startswith("/") or "?" in value:
        raise ValueError("not a path (allowed: a glob that starts with /, without a query)")
    return value


def _detector(value: str) -> str:
    if value not in DETECTORS and not _REGISTER.fullmatch(value):
        raise ValueError(
            f"there is no such detector (allowed: {', '.join(sorted(DETECTORS))}, "
            "register:NAME for an own register, register:* for all of them)"
        )
    return value


Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
DetectorName = Annotated[str, AfterValidator(_detector)]
Version = Annotated[str, Field(pattern=r"^[0-9A-Za-z._-]{1,40}$")]
NetworkEntry = Annotated[Network, BeforeValidator(network)]


class Entry(BaseModel):
    """Whatever stands in a policy file: an unknown field is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class DepartmentEntry(Entry):
    """One department. What is left out comes from the parent, else from the default."""

    name: Text
    """As people call it."""
    inherit: Slug | None = None
    """The department whose audience, language, closed, services, uploads and excerpts hold here
    too."""
    networks: tuple[NetworkEntry, ...] = ()
    """Networks of its clients; of several that match, the longest prefix wins."""
    ports: tuple[Annotated[int, Field(ge=1, le=65535)], ...] = ()
    """Listener ports that belong to this department alone."""
    users: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """Names from proxy authentication."""
    audience: Audience | None = None
    """staff or pupils; it decides the tone of the texts."""
    language: Literal["nl", "fr", "en"] | None = None
    """Language of the texts."""
    closed: bool | None = None
    """No generative AI at all."""
    services: dict[Slug, Status] = {}
    """Services with a stricter status here than in services.yaml."""
    uploads: Uploads | None = None
    """What happens with files: never, confirm or inspect."""
    redact_uploads: bool | None = None
    """
    With `uploads: inspect`: a docx, xlsx, csv or txt in which no more is found than what a rule
    replaces leaves as a copy with placeholders, where the service takes a file in one request.
    """
    excerpts: Excerpts | None = None
    """Whether the text of refused prompts is kept, sealed to the keys in keys/: none or sealed."""
    members: Annotated[int, Field(ge=0)] | None = None
    """How many people work there. Below `min_group`, pages and figures name it no more than
    "other departments"; left out: it counts as large enough."""


class DepartmentsFile(Entry):
    """departments.yaml"""

    version: Version
    """For people; the content's own fingerprint is added to it."""
    default: Slug
    """Where a client belongs that no network, port or user places."""
    departments: Annotated[dict[Slug, DepartmentEntry], Field(min_length=1)]
    """All departments by slug."""


class RuleEntry(Entry):
    """One rule. A scope that is left out means everywhere."""

    id: Slug
    """Named in every incident."""
    version: Annotated[int, Field(ge=1)]
    """Raised by hand when the meaning changes."""
    action: Literal["redact", "reject"]
    """redact replaces what was found; reject stops the prompt."""
    reason: Text
    """Why, for people; Dutch."""
    kinds: Annotated[frozenset[Kind], BeforeValidator(_said)] = frozenset()
    """Kinds of findings that it is about."""
    classes: Annotated[frozenset[DataClass], BeforeValidator(_said)] = frozenset()
    """Classes, for all of their kinds."""
    min_score: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] = 0.5
    """How sure a detector must be, from 0 to 1."""
    at_least: Annotated[int, Field(ge=1, le=10_000)] = 1
    """How many findings it takes."""
    services: Annotated[frozenset[Slug], BeforeValidator(_said)] = frozenset()
    departments: Annotated[frozenset[Slug], BeforeValidator(_said)] = frozenset()
    channels: Annotated[frozenset[Channel], BeforeValidator(_said)] = frozenset()
    detectors: Annotated[frozenset[DetectorName], BeforeValidator(_said)] = frozenset()
    """Only what these detectors found: register:* for people on own lists, or one by its name."""
    on_trial: bool = False
    """Recorded, not carried out."""

    @model_validator(mode="after")
    def _about_something(self) -> Self:
        if not self.kinds and not self.classes:
            raise ValueError("is about nothing (name kinds or classes)")
        return self

    def rule(self) -> Rule:
        by_class = {kind for kind in Kind if kind.data_class in self.classes}
        return Rule(
            id=self.id,
            version=self.version,
            action=Action(self.action),
            reason=self.reason,
            kinds=self.kinds | by_class,
            services=self.services,
            departments=self.departments,
            channels=self.channels,
            detectors=self.detectors,
            min_score=self.min_score,
            at_least=self.at_least,
            on_trial=self.on_trial,
        )


class RulesFile(Entry):
    """rules.yaml"""

    version: Version
    rules: Annotated[tuple[RuleEntry, ...], Field(min_length=1)]


class HostEntry(Entry):
    """One host; where nothing but the name is said, the name alone will do."""

    host: Annotated[str, AfterValidator(_domain)]
    """`ai.example`, `.ai.example` (and all names below it) or a pattern such as `a.*.example`."""
    paths: Annotated[tuple[Annotated[str, AfterValidator(_path)], ...], BeforeValidator(_said)] = ()
    """Globs, on a host that serves other products too."""
    query: Annotated[dict[str, str], BeforeValidator(_said)] = {}
    """Query fields that must be there too."""
    decrypt: bool = True
    """false: its connections pass unread (sign-in, products that are not AI)."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, handler(schema)]}

    @model_validator(mode="before")
    @classmethod
    def _name_alone(cls, value: Any) -> Any:
        return {"host": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.query and not self.paths:
            raise ValueError("query without paths (name the paths that it belongs to)")
        if self.paths and not self.decrypt:
            raise ValueError("paths of a host that is not decrypted (take one of the two out)")
        return self

    def as_host(self) -> Host:
        if "*" in self.host:
            match = HostMatch.PATTERN
        else:
            match = HostMatch.SUFFIX if self.host.startswith(".") else HostMatch.EXACT
        return Host(
            domain=self.host.removeprefix("."),
            match=match,
            paths=self.paths,
            query=tuple(self.query.items()),
            decrypt=self.decrypt,
        )


class ServiceEntry(Entry):
    """One AI service. Without a status it is unlisted: refused until somebody decides."""

    name: Text
    vendor: Text
    category: Literal["chat", "api", "aggregator", "code", "image", "voice", "writing"]
    status: Literal["allowed", "unlisted", "forbidden"] = "unlisted"
    """To stop a service for a while, use `promptwacht services suspend`."""
    reason: str = ""
    """Why it is forbidden, for people; Dutch."""
    conditions: str = ""
    """Under which conditions it is allowed, for people; Dutch."""
    hosts: Annotated[tuple[HostEntry, ...], Field(min_length=1)]

    def service(self, slug: str) -> Service:
        return Service(
            slug=slug,
            name=self.name,
            vendor=self.vendor,
            category=self.category,
            status=Status(self.status),
            hosts=tuple(host.as_host() for host in self.hosts),
            reason=self.reason.strip(),
            conditions=self.conditions.strip(),
        )


class ServicesFile(Entry):
    """services.yaml"""

    version: Version
    services: Annotated[dict[Slug, ServiceEntry], Field(min_length=1)]
