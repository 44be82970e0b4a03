"""
What the findings of an incident suggest about a leak: ENISA's factors, whose data, how many.
"""

from __future__ import annotations

from collections.abc import Mapping

from console.records.models import Incident
from policy import enisa
from policy.finding import DataClass, Kind
from policy.incident import FindingCount, Forwarded

_SUBJECTS = {
    Kind.PUPIL_NUMBER: "pupil",
    Kind.SPECIAL_PUPIL_CARE: "pupil",
    Kind.SPECIAL_HR: "employee",
    Kind.HEALTH_PROVIDER_NUMBER: "partner",
    Kind.COMPANY_NUMBER: "partner",
}
_KNOWN = {kind.value: kind for kind in Kind}
_ONE_EACH = frozenset(
    {Kind.PERSON, Kind.NATIONAL_NUMBER, Kind.EID_NUMBER, Kind.PASSPORT_NUMBER, Kind.PUPIL_NUMBER}
)
"""Kinds of which one person has one."""


def suggest(incident: Incident) -> None:
    """Fill in the suggestions of `incident` from what its events hold; nothing is saved."""
    kinds = known_kinds(incident.kinds)
    personal = [kind for kind in kinds if kind.data_class is DataClass.PERSONAL]
    found = enisa.suggest(
        (FindingCount(kind, count, 1.0) for kind, count in kinds.items()),
        Forwarded(incident.forwarded),
        minors=incident.minors,
    )
    incident.enisa_dpc = found.dpc if found else None
    incident.enisa_ei = found.ei if found else None
    incident.enisa_cb = found.cb if found else None
    if incident.scope_is_own:
        return
    incident.subjects = sorted({_SUBJECTS.get(kind, "citizen") for kind in personal})
    incident.est_subjects = max((kinds[k] for k in personal if k in _ONE_EACH), default=None)


def known_kinds(counts: Mapping[str, int]) -> dict[Kind, int]:
    """Of what the log of any version names, the kinds that this one knows."""
    return {_KNOWN[word]: count for word, count in counts.items() if word in _KNOWN}
