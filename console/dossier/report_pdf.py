"""
Reports on paper: a month on one page, a year on four.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, KeepInFrame, PageBreak, Table, TableStyle

from console.desk.figures import SERIES
from console.desk.vocabulary import said
from console.dossier.paper import (
    EDGE,
    FONT,
    SOFT,
    WIDTH,
    Cover,
    document,
    gap,
    grid,
    words,
)
from console.dossier.report import Report
from console.dossier.report_words import cell, figure, named, report_texts
from console.dossier.shown import moment, month_name

_COLOURS: Final = dict(zip(SERIES, map(HexColor, ("#0b6b57", "#a3262a", "#8a5a00")), strict=True))
_HEIGHT, _BASE, _LEFT = 95, 14, 26
_FEW_GROUPS, _FEW_KINDS = 7, 5
"""On the one page of a month."""
_HALF: Final = WIDTH * 0.48
_ROOM_FOR_WORDS: Final = 130
_NO_PADDING: Final = [
    (f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")
]


def report_pdf(
    report: Report, texts_of: Mapping[str, str], *, language: str, requester: str, now: datetime
) -> bytes:
    """`report` with what people wrote (`texts_of`), in `language`, for `requester`."""
    texts = report_texts(language)
    pdf = texts["pdf"]
    kind = "month" if report.period.month else "year"
    title = f"{pdf[kind]}, {named(report.period, language)}"
    cover = Cover(
        title=title,
        subject=pdf["subject"],
        language=language,
        watermark=f"{requester}, {moment(now, language)}",
        page=pdf["page"],
        made_at=now,
    )
    head = [words(title, "title"), words(pdf[f"for_{kind}"], "label"), _lead(report, texts)]
    paper = _Paper(report, texts, language, texts_of)
    story = paper.month() if report.period.month else paper.year()
    return document(cover, [*head, *story])


def _lead(report: Report, texts: Mapping[str, Any]) -> Flowable:
    return words(texts["page"]["lead"].format(k=report.k, less=report.k - 1), "small")


class _Paper:
    """The parts of both reports."""

    def __init__(
        self, report: Report, texts: Mapping[str, Any], language: str, texts_of: Mapping[str, str]
    ) -> None:
        self._report, self._texts, self._language = report, texts, language
        self._texts_of = texts_of

    def month(self) -> list[Flowable]:
        """All of it on one page, whatever people wrote."""
        left = [*self._volume(_HALF), *self._kinds(_FEW_KINDS, _HALF)]
        right = [*self._counts(), *self._rules(_HALF)]
        sides = Table([[left, "", right]], colWidths=[_HALF, WIDTH - 2 * _HALF, _HALF])
        sides.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *_NO_PADDING]))
        return [
            sides,
            *self._trend(),
            *self._groups(_FEW_GROUPS),
            KeepInFrame(WIDTH, _ROOM_FOR_WORDS, self._words("actions"), mode="shrink"),
        ]

    def year(self) -> list[Flowable]:
        purpose = [words(text) for text in self._texts["purpose"]]
        return [
            words(self._texts["purpose_title"], "heading"),
            *(part for text in purpose for part in (text, gap(1))),
            *self._volume(),
            *self._trend(),
            PageBreak(),
            *self._kinds(),
            *self._groups(),
            *self._rules(),
            PageBreak(),
            *self._counts(WIDTH),
            *self._breaches(),
            PageBreak(),
            *self._words("training"),
            *self._words("proportionality"),
            *self._words("changes"),
            *self._words("opinion"),
        ]

    def _volume(self, width: float = WIDTH) -> list[Flowable]:
        texts, k = self._texts, self._report.k
        rows = [
            (texts["series"][name], figure(now, k, texts), figure(before, k, texts))
            for name, (now, before) in self._report.totals.items()
        ]
        head = (texts["what"], texts["now"], texts["before"])
        return [words(texts["volume"], "heading"), grid(head, rows, width=width)]

    def _trend(self) -> list[Flowable]:
        return [
            words(self._texts["trend"], "heading"),
            words(self._texts["trend_help"], "small"),
            _bars(self._report, self._texts, self._language),
        ]

    def _kinds(self, most: int = 99, width: float = WIDTH) -> list[Flowable]:
        texts = self._texts
        rows = [
            (said(kind, "kind", self._language), str(count))
            for kind, count in self._report.kinds[:most]
        ]
        head = (texts["kind"], texts["count"])
        table = grid(head, rows, 0.75, width) if rows else words(texts["no_kinds"])
        return [words(texts["kinds"], "heading"), table]

    def _groups(self, most: int = 99) -> list[Flowable]:
        texts, groups = self._texts, self._report.groups
        heading = words(texts["groups"], "heading")
        if not groups.rows:
            return [heading, words(texts["no_groups"])]
        ranked = sorted(groups.rows, key=lambda row: -sum(count or 0 for count in row[1]))
        rows: list[Sequence[str]] = [
            (name, *(cell(count, texts) for count in counts)) for name, counts in ranked[:most]
        ]
        rows.append((texts["rest"], *(cell(count, texts) for count in groups.rest)))
        head = (texts["group"], *(texts["series"][name] for name in SERIES))
        return [heading, grid(head, rows, first=0.58)]

    def _rules(self, width: float = WIDTH) -> list[Flowable]:
        texts = self._texts
        rows = [(rule, str(count)) for rule, count in self._report.rules]
        head = (texts["rule"], texts["count"])
        table = grid(head, rows, 0.75, width) if rows else words(texts["no_rules"])
        return [words(texts["rules"], "heading"), table]

    def _counts(self, width: float = _HALF) -> list[Flowable]:
        texts = self._texts
        rows = [(texts["counts"][name], str(n)) for name, n in self._report.counts.items()]
        head = (texts["what"], texts["count"])
        return [words(texts["done"], "heading"), grid(head, rows, 0.8, width)]

    def _breaches(self) -> list[Flowable]:
        texts, language = self._texts, self._language
        heading = words(texts["breaches"], "heading")
        if self._report.breaches is None:
            return []
        if not self._report.breaches:
            return [heading, words(texts["no_breaches"])]
        rows = [
            (
                f"{each.number}, {month_name(each.month.month, language)}",
                said(each.state, "state", language),
                each.reason or "–",  # noqa: RUF001 -- a dash
            )
            for each in self._report.breaches
        ]
        head = (texts["number"], texts["state"], texts["reason"])
        return [heading, grid(head, rows, first=0.28, others="text")]

    def _words(self, part: str) -> list[Flowable]:
        text = self._texts_of.get(part, "") or self._texts["page"]["nothing"]
        style = "text" if self._texts_of.get(part) else "label"
        return [words(self._texts["parts"][part], "heading"), words(text, style)]


def _bars(report: Report, texts: Mapping[str, Any], language: str) -> Drawing:
    """A stack for each month; a figure that may not be shown has no block."""
    drawing = Drawing(WIDTH, _HEIGHT)
    months = report.trend
    highest = max((sum(n or 0 for n in counts.values()) for _, counts in months), default=0) or 1
    slot, room = (WIDTH - _LEFT) / len(months), _HEIGHT - _BASE - 18
    drawing.add(Line(_LEFT, _BASE, WIDTH, _BASE, strokeColor=EDGE))
    drawing.add(_label(str(highest), _LEFT - 4, _BASE + room - 3, "end"))
    for index, (month, counts) in enumerate(months):
        x, y = _LEFT + (index + 0.2) * slot, float(_BASE)
        for name, count in counts.items():
            height = room * (count or 0) / highest
            if height:
                drawing.add(
                    Rect(x, y, slot * 0.6, height, fillColor=_COLOURS[name], strokeColor=None)
                )
            y += height
        short = month_name(month.month or 1, language)[:3]
        drawing.add(_label(short, x + slot * 0.3, 2, "middle"))
    _legend(drawing, texts)
    return drawing


def _legend(drawing: Drawing, texts: Mapping[str, Any]) -> None:
    x = float(_LEFT)
    for name, colour in _COLOURS.items():
        drawing.add(Rect(x, _HEIGHT - 9, 7, 7, fillColor=colour, strokeColor=None))
        drawing.add(_label(texts["series"][name], x + 10, _HEIGHT - 8, "start"))
        x += 110


def _label(text: str, x: float, y: float, anchor: str) -> String:
    return String(x, y, text, fontName=FONT, fontSize=7, fillColor=SOFT, textAnchor=anchor)
