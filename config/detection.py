"""
Builds the detector: families, prefilter and the allow-list.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from config.allowance import load_allowance
from config.lexicon_files import (
    load_confidential,
    load_name_lists,
    load_name_model,
    load_passage_model,
    load_places,
    load_special_categories,
)
from config.prefilter_store import load_prefilter
from policy.detectors.access_codes import ACCESS_CODES
from policy.detectors.addresses import Addresses
from policy.detectors.columns import Columns
from policy.detectors.commands import COMMANDS
from policy.detectors.connections import Connections
from policy.detectors.contact import CONTACT
from policy.detectors.dates import DATES
from policy.detectors.dossiers import DOSSIERS
from policy.detectors.engine import Engine, triggers_of
from policy.detectors.families import Family
from policy.detectors.interface import Detector
from policy.detectors.lexicon import Terms
from policy.detectors.markings import MARKINGS
from policy.detectors.named_tokens import NAMED_TOKENS
from policy.detectors.names import Names
from policy.detectors.network import NetworkConfigs
from policy.detectors.numbered_people import NUMBERED_PEOPLE
from policy.detectors.numbers import NUMBERS
from policy.detectors.passage_reading import PassageReading
from policy.detectors.passages import Passages
from policy.detectors.passwords import PASSWORDS
from policy.detectors.phones import Phones, warm_up
from policy.detectors.private_keys import PrivateKeys
from policy.detectors.secret_lists import SecretLists
from policy.detectors.towns import Towns
from policy.detectors.vendor_tokens import VendorTokens

LEXICON_FOLDER = "lexicons"

SECURITY: tuple[Family, ...] = (
    VendorTokens(),
    NAMED_TOKENS,
    PrivateKeys(),
    Connections(),
    PASSWORDS,
    COMMANDS,
    ACCESS_CODES,
    SecretLists(),
    NetworkConfigs(),
)


def identifiers(lexicons: Path) -> tuple[Family, ...]:
    """The families of numbers and contact data. Raises `ConfigError`."""
    towns = Towns(load_places(lexicons))
    return (NUMBERS, CONTACT, Phones(), DOSSIERS, Addresses(towns), Columns())


def build_detector(
    policy_dir: Path, cache_dir: Path | None, *, own: Sequence[Family] = ()
) -> Detector:
    """
    A detector with every family, ready for use; takes a second or two, most of it imports.

    `cache_dir` keeps the compiled prefilter of a policy other than the installed one. `own` are
    families of this installation, such as its registers. Raises `ConfigError`.
    """
    families, reading = detector_families(policy_dir, own)
    passages = Passages(load_passage_model(policy_dir / LEXICON_FOLDER), reading)
    allowance = load_allowance(policy_dir)
    warm_up()
    prefilter = load_prefilter((*triggers_of(families), *reading.triggers), cache_dir)
    return Engine(families, prefilter, allowance, passages)


def detector_families(
    policy_dir: Path, own: Sequence[Family] = ()
) -> tuple[tuple[Family, ...], PassageReading]:
    """
    All families, cheap ones first (the later ones may lean on what the earlier ones found), and
    how passages are read with them. Raises `ConfigError`.
    """
    lexicons = policy_dir / LEXICON_FOLDER
    special, confidential = load_special_categories(lexicons), load_confidential(lexicons)
    families: tuple[Family, ...] = (
        *identifiers(lexicons),
        *SECURITY,
        MARKINGS,
        Names(load_name_lists(lexicons), load_name_model(lexicons)),
        DATES,
        NUMBERED_PEOPLE,
        *own,
        special,
        confidential,
    )
    someone = Terms((*special.people.anchors.entries, *special.people.pupils.entries))
    return families, PassageReading((special, confidential), someone, special.general)
