"""
The words of a message: a subject and a plain text, made from a payload and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from config.notify import Topic
from console.desk.vocabulary import texts_in
from console.outbox.telling import SMALL, UNSEEN, shown_subject
from console.records.clock import BRUSSELS
from console.records.states import State
from policy.enisa import Level

_TEXTS = Path(__file__).resolve().parent / "texts"
_MEDIUM, _HIGH, _VERY_HIGH = 2, 3, 4
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Text:
    """One message."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Everything that a message needs beside its payload."""

    language: str
    console_url: str
    """Where links lead, without a slash at the end."""
    services: Mapping[str, str] = field(default_factory=dict)
    """Slug to name."""
    departments: Mapping[str, str] = field(default_factory=dict)
    """Slug to name, only of those that are large enough to be named."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """Kind to what people call it."""
    suspended: frozenset[str] = frozenset()
    """Services that are stopped now."""

    def of(self, kind: str, payload: Mapping[str, Any]) -> Text:
        """The text for a notification of `kind`."""
        texts = texts_in(_TEXTS, self.language)
        told = _TOLD.get(kind, _plain)(self, texts, payload)
        words = texts["messages"][_message(kind, payload, texts["messages"])]
        return Text(
            # One line, whatever a name in the catalogue holds: a header ends at a line break.
            subject=" ".join(words["subject"].format_map(told).split()),
            body=words["body"].format_map(told).strip() + "\n",
        )

    def service(self, slug: str) -> str:
        return self.services.get(slug, slug)

    def about(self, alarm: str, subject: str, texts: Mapping[str, Any]) -> str:
        """
        What an alarm of that kind is about: a department by its name, where it is large enough
        and still there; anything else as it is.
        """
        shown = shown_subject(alarm, subject, self.departments)
        return str(texts["small"]) if shown == SMALL else self.departments.get(shown, shown)

    def moment(self, iso: str, texts: Mapping[str, Any]) -> str:
        """A day and an hour, local: `28 november 2026, 14 uur`."""
        local = datetime.fromisoformat(iso).astimezone(BRUSSELS)
        month = texts["months"][local.month - 1]
        return str(
            texts["moment"].format(day=local.day, month=month, year=local.year, hour=local.hour)
        )


def _message(kind: str, payload: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """The name of the message: of incidents there is one for each cause, or for what is new."""
    special = f"{kind}-{payload.get('news') or payload.get('cause', '')}"
    name = special if special in known else kind
    return f"{name}-over" if kind == Topic.DEADLINE and not payload["left"] else name


def _plain(words: Words, _: Mapping[str, Any], payload: Mapping[str, Any]) -> dict[str, Any]:
    shown = {key: value for key, value in payload.items() if isinstance(value, str | int | float)}
    return {"path": "/console/", **shown, "url": words.console_url}


def _incident(words: Words, texts: Mapping[str, Any], payload: Mapping[str, Any]) -> dict[str, Any]:
    score, severity = payload.get("enisa"), int(payload["severity"])
    level = texts["severities"][severity] if score is None else texts["levels"][level_of(score)]
    count = payload.get("est_subjects")
    return {
        **_plain(words, texts, payload),
        "service": words.service(payload["service"]),
        "status": texts["statuses"].get(payload["list_status"]) or texts["unknown"],
        "forwarded": texts["forwarded"].get(payload["forwarded"], payload["forwarded"]),
        "kinds": _listed(words, texts, payload["kinds"]),
        "subjects": ", ".join(texts["subjects"].get(s, s) for s in payload["subjects"])
        or texts["unknown"],
        "count": texts["unknown"] if count is None else count,
        "file": texts["yes"] if payload["channel"] == "upload" else texts["no"],
        "level": level,
        "score": texts["no_score"] if score is None else f"{score:.2f}".replace(".", ","),
        "detected_at": words.moment(payload["detected_at"], texts),
        **_term(words, texts, payload),
        "stopped": texts["stopped"][payload["service"] in words.suspended],
        "link": f"{words.console_url}/console/incidenten/{payload['number']}",
    }


def _term(words: Words, texts: Mapping[str, Any], payload: Mapping[str, Any]) -> dict[str, Any]:
    """Until when, and from when that is counted. Without a word about it, nobody was aware yet."""
    return {
        **texts["clocks"][payload.get("clock", "safe")],
        "deadline": words.moment(payload["deadline"], texts),
        "hours": f"{payload['notify_hours']:g}",
    }


def _deadline(words: Words, texts: Mapping[str, Any], payload: Mapping[str, Any]) -> dict[str, Any]:
    told = _unseen if payload["cause"] == UNSEEN else _incident
    return {**told(words, texts, payload), "left": f"{payload['left']:g}"}


def _unseen(words: Words, texts: Mapping[str, Any], payload: Mapping[str, Any]) -> dict[str, Any]:
    numbers = payload["numbers"]
    more = payload["count"] - len(numbers)
    return {
        **_plain(words, texts, payload),
        **_term(words, texts, payload),
        "numbers": ", ".join([*numbers, *([texts["more"].format(n=more)] if more else [])]),
        "link": f"{words.console_url}/console/incidenten?kind=self-report&state={State.NEW}",
    }


def _alarm(words: Words, texts: Mapping[str, Any], payload: Mapping[str, Any]) -> dict[str, Any]:
    kind, subject = payload["alarm"], payload["subject"]
    what = texts["alarms"].get(kind, texts["alarms"]["other"])
    return {
        **_plain(words, texts, payload),
        "what": what["what"].format(subject=words.about(kind, subject, texts)),
        "remedy": what["remedy"],
        "at": words.moment(payload["at"], texts),
    }


def _digest(words: Words, texts: Mapping[str, Any], payload: Mapping[str, Any]) -> dict[str, Any]:
    def named(counts: Mapping[str, int], names: Mapping[str, str]) -> str:
        most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return ", ".join(f"{names[slug]} ({n})" for slug, n in most if slug in names)

    problems = [
        texts["alarms"]
        .get(kind, texts["alarms"]["other"])["what"]
        .format(subject=words.about(kind, subject, texts))
        for kind, subject in payload["alarms"]
    ]
    kinds = sorted(payload["kinds"].items(), key=lambda item: (-item[1], item[0]))
    return {
        **_plain(words, texts, payload),
        "kinds": named(dict(kinds[:_MOST_NAMED]), {k: words.kinds.get(k, k) for k, _ in kinds})
        or texts["none"],
        "departments": named(payload["departments"], words.departments) or texts["none"],
        "mistakes": ", ".join(
            texts["mistakes"].format(rule=rule, n=n) for rule, n in payload["mistakes"]
        )
        or texts["none"],
        "system": "; ".join(problems) or texts["sound"],
    }


def _account(words: Words, texts: Mapping[str, Any], payload: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_plain(words, texts, payload),
        "role": texts["account_roles"].get(payload["role"], payload["role"]),
        "deed": texts["account_deeds"].get(payload["cause"], payload["cause"]),
    }


_TOLD = {
    "leak": _incident,
    "deadline": _deadline,
    "alarm": _alarm,
    "digest": _digest,
    "account": _account,
}


def _listed(words: Words, texts: Mapping[str, Any], kinds: Mapping[str, int]) -> str:
    """The most frequent first, with how often."""
    most = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{words.kinds.get(k, k)} ({n})" for k, n in most) or texts["unknown"]


def level_of(score: float) -> str:
    """ENISA's level of a score."""
    if score < _MEDIUM:
        return Level.LOW
    if score < _HIGH:
        return Level.MEDIUM
    return Level.HIGH if score < _VERY_HIGH else Level.VERY_HIGH
