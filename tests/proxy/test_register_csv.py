"""
Lists of people as they are exported: whatever the separator, encoding and language.
"""

import pytest

from config.errors import ConfigError
from policy.finding import Kind
from proxy.register_csv import people_file


def rows(raw, columns=None):
    return [
        (row.given, row.family, row.full_name, [(k.value, v) for k, v in row.values])
        for row in people_file(raw, "x.csv", columns).rows()
    ]


@pytest.mark.parametrize(
    "raw",
    [
        "Naam;Voornaam;Rijksregisternr.;Klas\nPeeters;Zoë;85073003328;3A\n".encode("cp1252"),
        "\ufeffNaam;Voornaam;INSZ;Klas\r\nPeeters;Zoë;85073003328;3A\r\n".encode(),
        "nom,prénom,numéro national,classe\nPeeters,Zoë,85073003328,3A".encode(),
        '"last name"\t"first name"\tNISS\tclass\n"Peeters"\t"Zoë"\t85073003328\t3A\n\n'.encode(),
    ],
    ids=["windows", "excel", "french", "english, tabs"],
)
def test_export_is_understood(raw):
    """
    Headings in Dutch, French or English say what stands below them.
    """
    assert rows(raw) == [("Zoë", "Peeters", "", [("national_number", "85073003328")])]


def test_name_in_one_column_and_several_numbers():
    """
    Without a column for given names, `naam` is all of the name; `gsm 2` is a phone too.
    """
    raw = b"Naam,GSM 1,GSM 2,E-mail\nJan Peeters,0475,0476,a@b.be\n"

    values = [("phone", "0475"), ("phone", "0476"), ("email", "a@b.be")]
    assert rows(raw) == [("", "", "Jan Peeters", values)]


def test_columns_can_be_named():
    """
    In a file without headings; a word or a heading will do, and a line of headings is no person.
    """
    raw = b"Jan;Peeters;x;1004711\n"

    expected = [("Jan", "Peeters", "", [("pupil_number", "1004711")])]
    assert rows(raw, "given,family,skip,pupil_number") == expected
    assert rows(b"Voornaam;Naam;y;nr\n" + raw, "voornaam,achternaam,skip,stamnummer") == expected


@pytest.mark.parametrize(
    ("raw", "columns", "told"),
    [
        (b"Jan;Peeters\nNele;Maes\n", None, "x.csv:1:1: no heading"),
        (b"", None, "x.csv:1:1: no heading"),
        (b"Jan;Peeters\n", "given", "each of the 2 columns"),
        (b"Jan;Peeters\n", "given,nonsense", "allowed: given"),
        (b"Jan;Peeters\n", "skip,skip", "every column is left out"),
        (b"voornaam;roepnaam;naam\nJan;Jan;Peeters\n", None, "two columns hold 'given'"),
        (b'naam;voornaam\nPeeters;"Jan\n', None, "not CSV"),
        (b"naam\n\x81\x8d", None, "neither UTF-8 nor Windows-1252"),
    ],
)
def test_what_cannot_be_read_is_told_without_a_name(raw, columns, told):
    """
    One line, and nobody's name in it.
    """
    with pytest.raises(ConfigError) as refused:
        rows(raw, columns)

    assert told in str(refused.value)
    assert "Peeters" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_columns_left_out_are_told_by_number():
    """
    A heading may be somebody's name; its number is not.
    """
    assert people_file(b"naam;x;y;gsm\na;b;c;d\n", "x", None).ignored == (2, 3)
    assert "naam" not in repr(people_file(b"naam;x\na;b\n", "x", None))


def test_kinds_are_kinds():
    """
    A column's word becomes one of the closed list.
    """
    (row,) = people_file(b"iban\nBE1\n", "x", None).rows()

    assert row.values == [(Kind.IBAN, "BE1")]
    assert "BE1" not in repr(row)
