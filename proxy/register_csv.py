"""
Lists of people as schools and staff systems export them: CSV in, rows of plain values out.

Nothing here is written anywhere, and no message quotes a cell or a heading: a file without
headings would show its first person.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from config.errors import ConfigError
from policy.detectors.register_building import Row
from policy.detectors.register_spelling import as_read
from policy.finding import Kind

GIVEN, FAMILY, FULL_NAME, IGNORED = "given", "family", "full_name", "skip"
_NAME = "name"
"""`naam` alone: of a family where there is a column for given names, else of all."""
MAX_ROWS = 2_000_000
_MAX_CELL = 10_000

_HEADINGS = {
    GIVEN: "given voornaam voornamen roepnaam prenom prenoms firstname givenname forename",
    FAMILY: "family achternaam familienaam nomdefamille lastname surname familyname",
    _NAME: "naam nom name",
    FULL_NAME: "fullname volledigenaam naamenvoornaam naamvoornaam voornaamnaam voornaamennaam "
    "nomcomplet nometprenom nomprenom",
    Kind.NATIONAL_NUMBER: "nationalnumber rijksregisternummer rijksregisternr rijksregister rrn rr "
    "rrnr insz inss niss bisnummer registrenational numerodenational numeronational "
    "numeroderegistrenational nationalregisternumber ssin",
    Kind.PUPIL_NUMBER: "pupilnumber stamnummer stamnr stamboeknummer leerlingnummer leerlingnr "
    "leerlingennummer leerlingid studentnumber studentid numeroeleve numerodeleve",
    Kind.DOSSIER_NUMBER: "dossiernumber dossiernummer dossiernr clientnummer clientnr "
    "personeelsnummer personeelsnr numerodedossier numerodossier matricule casenumber clientnumber "
    "staffnumber employeenumber employeeid",
    Kind.EID_NUMBER: "eidnumber identiteitskaartnummer kaartnummer numerodecarte idcardnumber",
    Kind.PHONE: "phone telefoon telefoonnummer telefoonnr tel gsm gsmnummer gsmnr mobiel telephone "
    "numerodetelephone portable mobile mobilephone phonenumber mobilenumber",
    Kind.EMAIL: "email mail emailadres mailadres courriel adressemail adresseemail emailaddress",
    Kind.IBAN: "iban rekeningnummer rekening bankrekening bankrekeningnummer compte "
    "numerodecompte comptebancaire bankaccount accountnumber",
}
COLUMNS = {IGNORED: IGNORED} | {
    heading: str(field) for field, headings in _HEADINGS.items() for heading in headings.split()
}
"""Headings, as `_heading` writes them, and what stands below them."""
ALLOWED = (GIVEN, FAMILY, FULL_NAME, *(k.value for k in _HEADINGS if isinstance(k, Kind)), IGNORED)


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """A list of people, and what its columns are."""

    text: str
    separator: str
    columns: tuple[str, ...]
    """One of `ALLOWED` for each column."""
    has_headings: bool
    source: str

    def __repr__(self) -> str:
        return f"PeopleFile({len(self.columns)} columns)"

    @property
    def ignored(self) -> tuple[int, ...]:
        """The columns that nothing is taken from, counted from 1."""
        return tuple(i for i, column in enumerate(self.columns, 1) if column == IGNORED)

    def rows(self) -> Iterator[Row]:
        """Every row that is not empty. Raises `ConfigError` for one that cannot be read."""
        records = _records(self.text, self.separator, self.source)
        for number, record in enumerate(islice(records, int(self.has_headings), None)):
            if number == MAX_ROWS:
                raise ConfigError(f"{self.source}: more than {MAX_ROWS} rows (split the file)")
            if any(cell.strip() for cell in record):
                yield _row(self.columns, record)


def people_file(raw: bytes, source: str, columns: str | None) -> PeopleFile:
    """
    `columns` says what the columns are, separated by commas; None: the headings say it.

    Raises `ConfigError`, with `source` for the place.
    """
    text = _decoded(raw, source)
    first_line = text.lstrip("\r\n").partition("\n")[0]
    separator = max(";,\t", key=first_line.count)
    first = next(_records(text, separator, source), [])
    named = tuple(COLUMNS.get(_heading(cell), IGNORED) for cell in first)
    has_headings = any(column != IGNORED for column in named)
    if columns is not None:
        named = _said(columns, len(first))
    elif not has_headings:
        raise ConfigError(
            f"{source}:1:1: no heading of a column is known "
            f"(name the columns: --columns {','.join(ALLOWED)})"
        )
    return PeopleFile(text, separator, _settled(named, source), has_headings, source)


def _said(columns: str, width: int) -> tuple[str, ...]:
    named = tuple(COLUMNS.get(_heading(word), "") for word in columns.split(","))
    if "" in named or len(named) != width:
        raise ConfigError(
            f"--columns: one word for each of the {width} columns "
            f"(allowed: {', '.join(ALLOWED)}, or a heading such as voornaam)"
        )
    return named


def _settled(named: Sequence[str], source: str) -> tuple[str, ...]:
    whole = FAMILY if GIVEN in named else FULL_NAME
    columns = tuple(whole if column == _NAME else column for column in named)
    for field in (GIVEN, FAMILY, FULL_NAME):
        if columns.count(field) > 1:
            raise ConfigError(
                f"{source}:1:1: two columns hold '{field}' (say which with --columns)"
            )
    if all(column == IGNORED for column in columns):
        raise ConfigError(f"{source}:1:1: every column is left out (allowed: {', '.join(ALLOWED)})")
    return columns


def _heading(cell: str) -> str:
    """`E-mail 2` is `email`: letters alone."""
    return re.sub(r"[^a-z]", "", as_read(cell))


def _decoded(raw: bytes, source: str) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ConfigError(f"{source}:1:1: neither UTF-8 nor Windows-1252 (export it as UTF-8)")


def _records(text: str, separator: str, source: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from (record for record in reader if any(cell.strip() for cell in record))
    except csv.Error:
        # Its message may hold what stands there.
        raise ConfigError(
            f"{source}:{reader.line_num}:1: not CSV (a quote that is not closed?)"
        ) from None


def _row(columns: Sequence[str], record: Sequence[str]) -> Row:
    names: dict[str, str] = {}
    values: list[tuple[Kind, str]] = []
    for column, cell in zip(columns, record, strict=False):
        if not cell.strip() or column == IGNORED or len(cell) > _MAX_CELL:
            continue
        if column in {GIVEN, FAMILY, FULL_NAME}:
            names[column] = cell
        else:
            values.append((Kind(column), cell))
    return Row(
        given=names.get(GIVEN, ""),
        family=names.get(FAMILY, ""),
        full_name=names.get(FULL_NAME, ""),
        values=values,
    )
