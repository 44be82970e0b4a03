"""
Sensitivity labels that are in force, by their name or their number.
"""

import pytest

from policy.documents.interface import Contents
from policy.documents.labels import is_label_property, labels_in_force, labels_of_office_file
from policy.documents.word import read_docx
from tests.policy.documents.build_office import budget, docx, nested, texts

GUID = "2096f6a2-d2f7-48be-b329-b73aaa526e5d"
OTHER = "7a17e2a5-0000-4e4b-9c4c-3d0b3a1f9e00"


def properties(guid: str = GUID, **told: str) -> list[tuple[str, str]]:
    return [(f"MSIP_Label_{guid}_{key}", value) for key, value in told.items()]


def label_info(*labels: str) -> bytes:
    space = 'xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"'
    return f"<clbl:labelList {space}>{''.join(labels)}</clbl:labelList>".encode()


def label(guid: str = GUID, enabled: str = "1", removed: str = "0") -> str:
    return (
        f'<clbl:label id="{{{guid.upper()}}}" enabled="{enabled}" method="Privileged"'
        f' siteId="{{{OTHER}}}" contentBits="0" removed="{removed}"/>'
    )


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"Enabled": "true", "Name": "Vertrouwelijk"}, (f"{GUID} Vertrouwelijk",)),
        ({"Enabled": "True", "Name": " Strikt geheim "}, (f"{GUID} Strikt geheim",)),
        ({"Enabled": "true"}, (GUID,)),
        ({"Name": "Vertrouwelijk"}, (f"{GUID} Vertrouwelijk",)),
        ({"Enabled": "false", "Name": "Vertrouwelijk"}, ()),
        ({"Enabled": " False"}, ()),
    ],
)
def test_a_label_among_properties(told, expected):
    """
    Its number, and its name where it has one; nothing when it was switched off.
    """
    assert labels_in_force([("Auteur", "Jan"), *properties(**told)]) == expected


def test_labels_of_several_organisations():
    """
    A document that travelled has one of each.
    """
    both = properties(Name="Intern") + properties(OTHER, Name="Confidential")

    assert labels_in_force(both) == (f"{GUID} Intern", f"{OTHER} Confidential")


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ((label(),), (f"{GUID} Vertrouwelijk",)),
        ((label(OTHER),), (OTHER,)),
        ((label(removed="1"),), ()),
        ((label(enabled="0"),), ()),
        ((label(removed="true"), label(OTHER)), (OTHER,)),
        ((), ()),
    ],
)
def test_the_label_part_wins(labels, expected):
    """
    Where it is there, the properties tell names and nothing else.
    """
    told = properties(Enabled="true", Name="Vertrouwelijk")

    assert labels_of_office_file(label_info(*labels), told, budget()) == expected


def custom(told: list[tuple[str, str]]) -> str:
    inner = "".join(
        f'<property name="{name}"><vt:lpwstr>{value}</vt:lpwstr></property>' for name, value in told
    )
    space = "http://schemas.openxmlformats.org/officeDocument/2006"
    spaces = f'xmlns="{space}/custom-properties" xmlns:vt="{space}/docPropsVTypes"'
    return f"<Properties {spaces}>{inner}</Properties>"


def read(told: list[tuple[str, str]], info: bytes | None = None) -> Contents:
    parts: dict[str, str | bytes] = {"docProps/custom.xml": custom(told)}
    if info is not None:
        parts["docMetadata/LabelInfo.xml"] = info
    raw = docx("", parts, ("r2", "custom-properties", "docProps/custom.xml"))
    return read_docx(raw, budget(), nested)


def test_an_office_file_has_its_labels():
    """
    From the properties, or from the label part when there is one.
    """
    told = properties(Enabled="true", Name="Vertrouwelijk", SiteId=OTHER)

    assert read(told).labels == (f"{GUID} Vertrouwelijk",)
    assert read(told, label_info(label(removed="1"))).labels == ()
    assert read([], label_info(label())).labels == (GUID,)


def test_the_machinery_of_labels_is_no_text():
    """
    A label that was removed does not come back as text; what somebody wrote there does.
    """
    told = properties(
        Enabled="false", Name="Geheim", SetDate="2024-01-01T10:00:00Z", Method="Standard"
    )
    told += properties(Memo="van Jan", Owner="jan@example.be (bel hem)")

    assert texts(read(told)) == [
        f"MSIP_Label_{GUID}_Memo: van Jan",
        f"MSIP_Label_{GUID}_Owner: jan@example.be (bel hem)",
    ]
    assert is_label_property(f"/MSIP_Label_{GUID}_Enabled", "true")
    assert not is_label_property("Auteur", "true")
