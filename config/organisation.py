"""
`organisation.yaml`: who answers for the data, and which authority hears of a breach.

Which authority that is for a Flemish body is disputed (Vlaamse Toezichtcommissie or
Gegevensbeschermingsautoriteit), so it is a choice of each controller.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from config.policy_entries import Entry, Slug, Text, Version
from config.setting_values import email_address
from config.yaml_source import YamlFile, read_yaml

FILE_NAME = "organisation.yaml"
_SHIPPED = Path(__file__).resolve().parent


class FormKind(StrEnum):
    """Whose questions, in whose order, the fields of a breach are shown."""

    VTC = "vtc"
    GBA = "gba"


def _company_number(value: str) -> str:
    digits = value.replace(".", "").replace(" ", "")
    if value and not (len(digits) == 10 and digits.isdecimal() and _sound(digits)):  # noqa: PLR2004
        raise ValueError("not a company number (allowed: 0123.456.749, or leave it out)")
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}" if digits else ""


def _sound(digits: str) -> bool:
    return 97 - int(digits[:8]) % 97 == int(digits[8:])


def _address_or_none(value: str) -> str:
    return email_address(value) if value else value


type Line = Annotated[str, Field(max_length=300)]


class Authority(Entry):
    """Who hears of a breach."""

    name: Text
    form: FormKind
    """Whose questions the copy page follows."""
    how: Line = ""
    """How a notification reaches them, for people; Dutch."""
    url: Annotated[str, Field(pattern=r"^(https://\S+)?$", max_length=300)] = ""
    """Page with the form of today."""


class ControllerDetails(Entry):
    """A legal person that answers for data, as a notification presents it."""

    name: Text
    company_number: Annotated[str, AfterValidator(_company_number)] = ""
    """Number in the Crossroads Bank for Enterprises (KBO)."""
    address: Line = ""
    leading_official: Line = ""
    """Function of who sends the notification or gets a copy, such as algemeen directeur."""
    contact: Line = ""
    """Whom the authority can ask: a service and a telephone number."""
    email: Annotated[str, AfterValidator(_address_or_none)] = ""
    """Address for questions of the authority; left out: that of the DPO."""
    register_entry: Line = ""
    """Number of the processing in the record of art. 30 that this usually concerns."""
    authorities: Annotated[tuple[Slug, ...], Field(min_length=1)] = ("vtc",)
    """Who hears of its breaches, the competent one first."""


class Organisation(Entry):
    """organisation.yaml"""

    version: Version
    """For people."""
    controllers: Annotated[dict[Slug, ControllerDetails], Field(min_length=1)]
    """By the same words as in notify.yaml; one that is not here is presented as the first."""
    authorities: Annotated[dict[Slug, Authority], Field(min_length=1)]

    @model_validator(mode="after")
    def _authorities_exist(self) -> Self:
        for slug, controller in self.controllers.items():
            for authority in controller.authorities:
                if authority not in self.authorities:
                    known = ", ".join(self.authorities)
                    raise ValueError(
                        f"controllers.{slug} names the authority '{authority}', which is not there "
                        f"(allowed: {known})"
                    )
        return self

    def controller(self, slug: str) -> ControllerDetails:
        """The controller called `slug`, else the first."""
        return self.controllers.get(slug) or next(iter(self.controllers.values()))

    def authorities_of(self, slug: str) -> dict[str, Authority]:
        """Who hears of breaches of the controller `slug`, the competent one first."""
        return {name: self.authorities[name] for name in self.controller(slug).authorities}


def load_organisation(policy_dir: Path) -> Organisation:
    """What `policy_dir` says, or the shipped file where it has none. Raises `ConfigError`."""
    return _file(policy_dir).parsed(Organisation)


def _file(policy_dir: Path) -> YamlFile:
    own = policy_dir / FILE_NAME
    return read_yaml(own if own.exists() else _SHIPPED / FILE_NAME)
