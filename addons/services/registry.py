"""
Every codec, in one list in plain sight: by the slug of its service in the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import uuid4

from addons.services.anthropic_api import ANTHROPIC
from addons.services.bing import BingChat
from addons.services.blocked import DEEPSEEK, GITHUB_COPILOT
from addons.services.chatgpt import ChatGpt
from addons.services.copilot import Copilot
from addons.services.gemini import Gemini
from addons.services.google_api import GOOGLE
from addons.services.interface import Codec
from addons.services.m365 import Microsoft365Copilot
from addons.services.openai_api import OPENAI_LIKE
from addons.services.walker import Walker


def codecs(*, guests_allowed: bool, m365_personal_allowed: bool) -> Mapping[str, Codec]:
    """
    The codecs by service. A service that is not here is read by `walker()`.

    `guests_allowed` opens ChatGPT without signing in; `m365_personal_allowed` opens the hub of
    Microsoft 365 Copilot for personal accounts.
    """
    everyone: tuple[Codec, ...] = (
        ChatGpt(new_id=_new_id, guests_allowed=guests_allowed),
        Gemini(),
        Copilot(new_id=_new_id, now=_now),
        BingChat(new_id=_new_id),
        Microsoft365Copilot(new_id=_new_id, personal_allowed=m365_personal_allowed),
        DEEPSEEK,
        GITHUB_COPILOT,
        ANTHROPIC,
        GOOGLE,
        *OPENAI_LIKE,
    )
    return {codec.name: codec for codec in everyone}


def walker() -> Codec:
    """Reads what no codec knows."""
    return Walker()


def _new_id() -> str:
    return str(uuid4())


def _now() -> datetime:
    return datetime.now(UTC)
