"""
The file of a breach on paper: all fifteen groups, what is empty included, in Dutch.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable, KeepTogether

from console.desk.vocabulary import texts_in
from console.dossier.fields import FIELDS, GROUPS
from console.dossier.models import BreachVersion
from console.dossier.paper import Cover, document, gap, pairs, words
from console.dossier.prefill import LANGUAGE, TEXTS
from console.dossier.shown import moment, shown


def breach_pdf(
    number: str,
    answers: Mapping[str, str],
    *,
    requester: str,
    now: datetime,
    version: BreachVersion | None = None,
) -> bytes:
    """The PDF of the incident `number`, for `requester`; as frozen in `version`, or a draft."""
    texts: Mapping[str, Any] = texts_in(TEXTS, LANGUAGE)
    pdf = texts["pdf"]
    when = moment(now, LANGUAGE)
    cover = Cover(
        title=f"{pdf['title']} {number}",
        subject=pdf["subject"],
        language=LANGUAGE,
        watermark=pdf["watermark"].format(who=requester, when=when),
        page=pdf["page"],
        made_at=now,
    )
    story: list[Flowable] = [
        words(pdf["title"], "title"),
        words(f"{number} · {pdf['subject']} · {pdf['confidential']}"),
        words(_status(version, pdf), "label"),
        words(pdf["made_for"].format(who=requester, when=when), "small"),
    ]
    for group in GROUPS:
        story += _group(group, answers, texts)
    return document(cover, story)


def _status(version: BreachVersion | None, pdf: Mapping[str, str]) -> str:
    if version is None:
        return pdf["draft"]
    when = moment(version.at, LANGUAGE)
    frozen = pdf["frozen"].format(number=version.number, when=when)
    return f"{frozen} · sha256 {version.digest}"


def _group(group: int, answers: Mapping[str, str], texts: Mapping[str, Any]) -> list[Flowable]:
    rows = [
        (
            texts["fields"][field.name],
            shown(field, answers.get(field.name, ""), LANGUAGE) or "–",  # noqa: RUF001 -- a dash
        )
        for field in FIELDS
        if field.group == group
    ]
    heading = words(f"{group}. {texts['groups'][group]}", "heading")
    # The heading stays with its first line; a long answer may still run on to the next page.
    return [
        KeepTogether([heading, pairs(rows[:1])]),
        *([pairs(rows[1:])] if rows[1:] else []),
        gap(1),
    ]
