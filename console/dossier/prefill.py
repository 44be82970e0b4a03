"""
What the incident itself can answer: proposals for the fields of the file, which the DPO may
replace. In Dutch, because that is what the authorities read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from config.organisation import ControllerDetails
from console.desk.vocabulary import said, texts_in
from console.dossier.models import TellingDecision
from console.records.models import Incident, IncidentKind, Note, Transition
from console.records.states import State
from policy.catalogue import Service
from policy.enisa import Suggestion

TEXTS: Final = Path(__file__).resolve().parent / "texts"
LANGUAGE: Final = "nl"
"""Of everything that goes to an authority."""

_SELF, _MANUAL = IncidentKind.SELF_REPORT, IncidentKind.MANUAL
_LEFT: Final = frozenset({"yes", "unknown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a proposal needs to know beside the incident."""

    controller: ControllerDetails
    dpo_email: str
    service: Service | None
    """As the list has it; None for one that is no longer there."""
    is_suspended: bool


def proposals(incident: Incident, around: Surroundings) -> dict[str, str]:
    """Name of a field to what the system would answer; fields that it cannot are left out."""
    steps = list(incident.transitions.all())
    found = {
        **_who(around),
        **_when(incident),
        **_what(incident, around),
        **_data(incident),
        **_severity(incident),
        **_measures(incident, around),
        **_notified(steps),
        **(_informed(steps) or _decided(incident)),
    }
    return {name: value for name, value in found.items() if value}


def _texts() -> Mapping[str, Any]:
    return texts_in(TEXTS, LANGUAGE)


def _phrase(word: str, **values: object) -> str:
    return str(_texts()["proposals"][word]).format(**values)


def _who(around: Surroundings) -> dict[str, str]:
    controller = around.controller
    return {
        "controller_name": controller.name,
        "company_number": controller.company_number,
        "controller_address": controller.address,
        "leading_official": controller.leading_official,
        "contact": " ".join(filter(None, (controller.contact, controller.email))),
        "dpo_contact": _phrase("dpo_contact", email=around.dpo_email) if around.dpo_email else "",
        "register_entry": controller.register_entry,
    }


def _when(incident: Incident) -> dict[str, str]:
    kind = IncidentKind(incident.kind)
    return {
        "started": _moment(incident.occurred_at),
        "ended": _moment(incident.last_event_at),
        "ongoing": "" if kind in {_SELF, _MANUAL} else "no",
        "detected_at": _moment(incident.detected_at),
        "aware_at": _moment(incident.aware_at),
        "discovered_by": {_SELF: "self_report", _MANUAL: ""}.get(kind, "filter"),
    }


def _what(incident: Incident, around: Surroundings) -> dict[str, str]:
    service = around.service.name if around.service else incident.service
    status = said(incident.list_status or "unlisted", "list_status", LANGUAGE)
    forwarded = said(incident.forwarded, "forwarded", LANGUAGE)
    by_hand = IncidentKind(incident.kind) in {_SELF, _MANUAL} or not incident.channel
    return {
        "description": _phrase(
            "description_blank" if by_hand else "description",
            service=service,
            status=status,
            forwarded=forwarded,
            events=incident.events_count,
            channel=said(incident.channel, "channel", LANGUAGE),
        ),
        "service": service,
        "provider": around.service.vendor if around.service else "",
        "breach_type": "confidentiality",
        "cause_place": "internal",
        "cause_nature": "human",
    }


def _data(incident: Incident) -> dict[str, str]:
    kinds: dict[str, int] = dict(incident.kinds)
    special = sorted(kind for kind in kinds if kind.startswith("special_"))
    known = bool(kinds)
    return {
        "data_categories": _listed(
            _phrase("item", kind=said(kind, "kind", LANGUAGE), count=count)
            for kind, count in sorted(kinds.items())
        ),
        "special_categories": _yes_no(special) if known else "",
        "special_which": _listed(said(kind, "kind", LANGUAGE) for kind in special),
        "national_number": _yes_no("national_number" in kinds) if known else "",
        "criminal_data": "yes" if "special_police" in kinds else "",
        "children": "yes" if incident.minors or "pupil" in incident.subjects else "",
        "subject_categories": _listed(said(who, "subject", LANGUAGE) for who in incident.subjects),
        "subjects_number": _number(incident.est_subjects),
        "records_number": _number(incident.est_records),
    }


def _severity(incident: Incident) -> dict[str, str]:
    own = (incident.own_dpc, incident.own_ei, incident.own_cb)
    suggested = (incident.enisa_dpc, incident.enisa_ei, incident.enisa_cb)
    dpc, ei, cb = own if None not in own else suggested
    consequences = {"partly": "consequences_partly", "no": ""}.get(incident.forwarded)
    texts = {
        "consequences": "" if consequences == "" else _phrase(consequences or "consequences"),
        "severity_reason": incident.severity_reason,
    }
    if dpc is None or ei is None or cb is None:
        return texts
    level = Suggestion(dpc=int(dpc), ei=ei, cb=cb).level
    score = {"se": _dutch(dpc * ei + cb), "dpc": _dutch(dpc), "ei": _dutch(ei), "cb": _dutch(cb)}
    return {
        **texts,
        "severity_level": said(level.value, "level", LANGUAGE),
        "severity_score": _phrase("severity_score", **score),
    }


def _measures(incident: Incident, around: Surroundings) -> dict[str, str]:
    asked = Note.objects.filter(incident=incident, kind="ask-erasure").order_by("id").first()
    taken = []
    if incident.forwarded not in _LEFT:
        taken.append(_phrase("measures_taken_blocked"))
    if around.is_suspended and around.service is not None:
        taken.append(_phrase("suspended", service=around.service.name))
    return {
        "measures_before": _phrase("measures_before"),
        "measures_taken": " ".join(taken),
        "deletion_asked": "yes" if asked else "",
        "deletion_asked_at": _moment(asked.at if asked else None),
    }


def _notified(steps: Iterable[Transition]) -> dict[str, str]:
    references = [
        str(step.details.get("reference", "")) for step in steps if step.after == State.NOTIFIED
    ]
    return {"earlier_reference": references[-1] if references else ""}


def _informed(steps: Iterable[Transition]) -> dict[str, str]:
    told = [step.details for step in steps if step.after == State.SUBJECTS_INFORMED]
    if not told:
        return {}
    details = told[-1]
    return {
        "informed": "yes",
        "informed_at": str(details.get("date", "")),
        "informed_channel": str(details.get("channel", "")),
        "informed_number": str(details.get("number", "")),
        "informed_text": str(details.get("text", "")),
    }


def _decided(incident: Incident) -> dict[str, str]:
    """What was decided about telling people, as long as nobody was told."""
    decision = TellingDecision.objects.filter(incident=incident).last()
    if decision is None or decision.inform:
        return {}
    ground = str(_texts()["grounds"][decision.ground])
    return {"informed": "no", "not_informed_ground": f"{ground}. {decision.reasoning}"}


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _yes_no(fact: object) -> str:
    return "yes" if fact else "no"


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _dutch(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items)
