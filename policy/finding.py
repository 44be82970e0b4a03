"""
What a detector found, told without repeating the text itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DataClass(StrEnum):
    """The three classes of data that the municipal AI policy keeps from AI tools."""

    PERSONAL = "personal"
    CONFIDENTIAL = "confidential"
    SECURITY = "security"


class Kind(StrEnum):
    """The kinds of sensitive text, a closed list: rules, logs and reports use these words."""

    PERSON = "person"
    NATIONAL_NUMBER = "national_number"
    """Rijksregisternummer or BIS number."""
    EID_NUMBER = "eid_number"
    PASSPORT_NUMBER = "passport_number"
    IBAN = "iban"
    CARD_NUMBER = "card_number"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    DATE_OF_BIRTH = "date_of_birth"
    LICENCE_PLATE = "licence_plate"
    DOSSIER_NUMBER = "dossier_number"
    PUPIL_NUMBER = "pupil_number"
    HEALTH_PROVIDER_NUMBER = "health_provider_number"
    """RIZIV / INAMI number."""
    PAYMENT_REFERENCE = "payment_reference"
    """OGM / VCS, the Belgian structured communication."""
    COMPANY_NUMBER = "company_number"
    """KBO number; personal data for sole traders only, so no default rule names it."""
    SPECIAL_HEALTH = "special_health"
    SPECIAL_SOCIAL = "special_social"
    SPECIAL_PUPIL_CARE = "special_pupil_care"
    SPECIAL_HR = "special_hr"
    SPECIAL_POLICE = "special_police"
    SPECIAL_CIVIL = "special_civil"
    SPECIAL_BELIEF = "special_belief"
    SPECIAL_ORIGIN = "special_origin"
    SPECIAL_INTIMATE = "special_intimate"
    MARKING = "marking"
    SENSITIVITY_LABEL = "sensitivity_label"
    UNDECIDED_POLICY = "undecided_policy"
    PROCUREMENT = "procurement"
    LEGAL_ADVICE = "legal_advice"
    PASSWORD = "password"  # noqa: S105 -- the name of a kind, not a password
    ACCESS_CODE = "access_code"
    API_KEY = "api_key"
    PRIVATE_KEY = "private_key"
    CONNECTION_STRING = "connection_string"
    NETWORK_CONFIG = "network_config"

    @property
    def data_class(self) -> DataClass:
        if self in CONFIDENTIAL_KINDS:
            return DataClass.CONFIDENTIAL
        return DataClass.SECURITY if self in SECURITY_KINDS else DataClass.PERSONAL

    @property
    def is_special(self) -> bool:
        """About a person's private life (GDPR art. 9 and 10, social and pupil files)."""
        return self.value.startswith("special_")


CONFIDENTIAL_KINDS = frozenset(
    {
        Kind.MARKING,
        Kind.SENSITIVITY_LABEL,
        Kind.UNDECIDED_POLICY,
        Kind.PROCUREMENT,
        Kind.LEGAL_ADVICE,
    }
)
SECURITY_KINDS = frozenset(
    {
        Kind.PASSWORD,
        Kind.ACCESS_CODE,
        Kind.API_KEY,
        Kind.PRIVATE_KEY,
        Kind.CONNECTION_STRING,
        Kind.NETWORK_CONFIG,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    One stretch of sensitive text: `prompt.parts[part].text[start:end]`.

    Positions count Unicode code points, `end` exclusive. There is no field for the text.
    """

    kind: Kind
    part: int
    start: int
    end: int
    score: float
    """How sure the detector is, 0 to 1."""
    detector: str
