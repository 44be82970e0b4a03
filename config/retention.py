"""
`retention.yaml`: how long everything is kept. What is older is deleted by the daily job.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import ConfigDict, Field, GetJsonSchemaHandler, PlainValidator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from config.policy_entries import Entry, Version
from config.yaml_source import read_yaml
from policy.span import Span

FILE_NAME = "retention.yaml"
_SHIPPED = Path(__file__).resolve().parent

LONGEST = Span(months=12)
"""For what tells of single prompts: logs are customarily kept six to twelve months at most."""


def _span(value: Any) -> Span:
    if isinstance(value, Span):
        return value
    return Span.said(value if isinstance(value, str) else "")


def _bounded(value: Any) -> Span:
    span = _span(value)
    if span.longer_than(LONGEST):
        raise ValueError(f"longer than a log of single prompts may live (at most {LONGEST})")
    return span


class _AsText:
    """In the schema that editors read, a span is text."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        del core, handler
        return {"type": "string", "pattern": r"^[1-9][0-9]{0,3} (day|month|year)s?$"}


For = Annotated[Span, PlainValidator(_span), _AsText()]
ForLogs = Annotated[Span, PlainValidator(_bounded), _AsText()]


def _defaults_as_text(schema: dict[str, Any]) -> None:
    for field in schema["properties"].values():
        if isinstance(field.get("default"), dict):
            field["default"] = str(Span(**field["default"]))


class Retention(Entry):
    """retention.yaml"""

    model_config = ConfigDict(json_schema_extra=_defaults_as_text)

    version: Version
    """For people, and on every deletion certificate."""
    hour: Annotated[int, Field(ge=0, le=23)] = 3
    """Local hour from which the daily deletion runs."""
    events: ForLogs = Span(months=6)
    """Metadata of single decisions: rows of the store, and day files of the incident log."""
    pseudonym_keys: ForLogs = Span(days=90)
    """Key of a quarter's pseudonyms, after the end of that quarter."""
    identities: ForLogs = Span(days=90)
    """Who a pseudonym was, where that is kept at all."""
    sealed_excerpts: ForLogs = Span(days=30)
    """Text of refused prompts that only the DPO's key opens, where that is kept at all."""
    excerpts_after_closing: ForLogs = Span(days=30)
    """The same, of an incident, after it was closed; whichever comes first."""
    upload_statements: ForLogs = Span(months=12)
    """Who stated what about a file that was uploaded, as a keyed hash."""
    incidents: For = Span(months=60)
    """An incident with its breach file and its line in the register, after it was closed."""
    audit: For = Span(months=24)
    """The record of who looked at what; longer where what it is about is kept longer."""
    figures: For = Span(months=60)
    """Counts by day, without identifiers."""
    measures: For = Span(months=60)
    """Decisions on tools, exemptions and suspensions, after they ended."""
    notifications: ForLogs = Span(days=90)
    """Messages that were sent or given up, after that."""
    alarms: ForLogs = Span(months=12)
    """What was wrong with the filter, after it was right again."""
    certificates: For = Span(months=60)
    """The deletion certificates themselves."""


def load_retention(policy_dir: Path) -> Retention:
    """
    What `policy_dir` says, or the shipped file where it has none. Raises `ConfigError`.
    """
    own = policy_dir / FILE_NAME
    return read_yaml(own if own.exists() else _SHIPPED / FILE_NAME).parsed(Retention)
