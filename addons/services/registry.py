"""
Every codec, in one list in plain sight: by the slug of its service in the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from addons.services.chatgpt import ChatGpt
from addons.services.interface import Codec
from addons.services.walker import Walker


def codecs(*, guests_allowed: bool, m365_personal_allowed: bool) -> Mapping[str, Codec]:
    """
    The codecs by service. A service that is not here is read by `walker()`.

    `guests_allowed` opens ChatGPT without signing in; `m365_personal_allowed` opens the hub of
    Microsoft 365 Copilot for personal accounts.
    """
    del m365_personal_allowed
    everyone: tuple[Codec, ...] = (
        ChatGpt(new_id=_new_id, guests_allowed=guests_allowed),
    )
    return {codec.name: codec for codec in everyone}


def walker() -> Codec:
    """Reads what no codec knows."""
    return Walker()


def _new_id() -> str:
    return str(uuid4())
