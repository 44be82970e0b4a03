"""
Answers as people read them: times in local time and without the minute of an event, choices in
words.
"""

from __future__ import annotations

from datetime import datetime

from console.desk.vocabulary import texts_in
from console.dossier.fields import Field, Kind
from console.dossier.prefill import TEXTS
from console.records.clock import BRUSSELS

_MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
_AROUND = {"nl": "omstreeks {hour} uur", "fr": "vers {hour} heures", "en": "around {hour}:00"}
_AT = {"nl": "om {time} uur", "fr": "à {time}", "en": "at {time}"}


def shown(field: Field, answer: str, language: str) -> str:
    """`answer` in words; empty where there is none, and as it is where it is no answer of ours."""
    if not answer:
        return ""
    if field.kind in {Kind.CHOICE, Kind.YES_NO}:
        return str(texts_in(TEXTS, language)["choices"].get(answer, answer))
    if field.kind in {Kind.MOMENT, Kind.HOUR}:
        return _moment(answer, language, exact=field.kind is Kind.MOMENT)
    return answer


def month_name(month: int, language: str) -> str:
    """Such as november; `month` from 1 to 12."""
    return _MONTHS[language].split()[month - 1]


def day(at: datetime, language: str) -> str:
    """Such as 28 november 2026, in local time."""
    local = at.astimezone(BRUSSELS)
    return f"{local.day} {month_name(local.month, language)} {local.year}"


def moment(at: datetime, language: str) -> str:
    """Day and time, for what people of the console did themselves."""
    time = at.astimezone(BRUSSELS).strftime("%H:%M")
    return f"{day(at, language)}, {_AT[language].format(time=time)}"


def _moment(answer: str, language: str, *, exact: bool) -> str:
    try:
        at = datetime.fromisoformat(answer)
    except ValueError:
        return answer
    if exact:
        return moment(at, language)
    hour = at.astimezone(BRUSSELS).hour
    return f"{day(at, language)}, {_AROUND[language].format(hour=hour)}"
