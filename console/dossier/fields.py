"""
Every question of a notification, once: GDPR art. 33(3), and what the forms of the authorities ask
beyond it (domain rules 2.10). Pages, PDF, copies and frozen versions are made from this list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What an answer looks like."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    MOMENT = "moment"
    """Date and time, kept in UTC as ISO 8601."""
    HOUR = "hour"
    """A moment of the incident itself: shown as day and hour, for the minute could tell who."""
    NUMBER = "number"


YES_NO: Final = ("yes", "no", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question. Its words are in the texts, under its name."""

    name: str
    group: int
    """1 to 15, as the domain rules number them."""
    kind: Kind = Kind.LINE
    choices: tuple[str, ...] = ()
    must: bool = False
    """Art. 33(3) asks it: a final version needs an answer."""


_LINE, _TEXT, _CHOICE, _YES_NO = Kind.LINE, Kind.TEXT, Kind.CHOICE, Kind.YES_NO

_MUST: Final = frozenset(
    {
        "controller_name", "dpo_contact", "detected_at", "aware_at", "description",
        "data_categories", "subject_categories", "subjects_number", "records_number",
        "consequences", "measures_taken",
    }
)  # fmt: skip
FIELDS: Final[tuple[Field, ...]] = tuple(
    Field(
        name=name,
        group=group,
        kind=kind,
        choices=YES_NO if kind is Kind.YES_NO else choices,
        must=name in _MUST,
    )
    for group, name, kind, choices in (
        (1, "controller_name", _LINE, ()),
        (1, "company_number", _LINE, ()),
        (1, "controller_address", _LINE, ()),
        (1, "notifier", _LINE, ()),
        (1, "contact", _LINE, ()),
        (1, "dpo_contact", _LINE, ()),
        (1, "leading_official", _LINE, ()),
        (2, "phase", _CHOICE, ("preliminary", "supplementary", "final")),
        (2, "earlier_reference", _LINE, ()),
        (3, "started", Kind.HOUR, ()),
        (3, "ended", Kind.HOUR, ()),
        (3, "ongoing", _YES_NO, ()),
        (3, "detected_at", Kind.HOUR, ()),
        (3, "aware_at", Kind.MOMENT, ()),
        (3, "late_reason", _TEXT, ()),
        (4, "discovered_by", _CHOICE, ("filter", "self_report", "third_party", "provider")),
        (5, "description", _TEXT, ()),
        (5, "service", _LINE, ()),
        (5, "provider", _LINE, ()),
        (5, "country", _LINE, ()),
        (5, "account_type", _CHOICE, ("free", "paid", "organisation", "unknown")),
        (5, "processor", _LINE, ()),
        (6, "breach_type", _CHOICE, ("confidentiality", "integrity", "availability", "several")),
        (6, "cause_place", _CHOICE, ("internal", "external")),
        (6, "cause_nature", _CHOICE, ("human", "technical")),
        (6, "cause_intent", _CHOICE, ("accidental", "deliberate", "unknown")),
        (7, "processing", _LINE, ()),
        (7, "purpose", _LINE, ()),
        (7, "register_entry", _LINE, ()),
        (8, "data_categories", _TEXT, ()),
        (8, "special_categories", _YES_NO, ()),
        (8, "special_which", _LINE, ()),
        (8, "national_number", _YES_NO, ()),
        (8, "criminal_data", _YES_NO, ()),
        (8, "children", _YES_NO, ()),
        (9, "subject_categories", _LINE, ()),
        (9, "subjects_number", Kind.NUMBER, ()),
        (9, "records_number", Kind.NUMBER, ()),
        (10, "measures_before", _TEXT, ()),
        (10, "unintelligible", _YES_NO, ()),
        (11, "consequences", _TEXT, ()),
        (11, "severity_level", _LINE, ()),
        (11, "severity_score", _LINE, ()),
        (11, "severity_reason", _TEXT, ()),
        (12, "measures_taken", _TEXT, ()),
        (12, "measures_planned", _TEXT, ()),
        (12, "deletion_asked", _YES_NO, ()),
        (12, "deletion_asked_at", Kind.MOMENT, ()),
        (12, "deletion_answer", _LINE, ()),
        (13, "informed", _YES_NO, ()),
        (13, "informed_at", _LINE, ()),
        (13, "informed_channel", _LINE, ()),
        (13, "informed_number", Kind.NUMBER, ()),
        (13, "informed_text", _TEXT, ()),
        (13, "not_informed_ground", _TEXT, ()),
        (14, "cross_border", _YES_NO, ()),
        (14, "countries", _LINE, ()),
        (14, "other_authorities", _LINE, ()),
        (15, "annexes", _TEXT, ()),
    )
)  # fmt: skip
BY_NAME: Final[Mapping[str, Field]] = {field.name: field for field in FIELDS}
GROUPS: Final = range(1, 16)

type Answers = Mapping[str, str]
"""Name of a field to its answer as text; empty where there is none."""


def missing(answers: Answers) -> list[str]:
    """What art. 33(3) asks and `answers` do not say, in order."""
    return [field.name for field in FIELDS if field.must and not answers.get(field.name, "")]
