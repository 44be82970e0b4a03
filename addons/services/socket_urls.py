"""
The query of a WebSocket's handshake: it reaches the service before any message is judged.
"""

from __future__ import annotations

import re
from typing import Final

from addons.services.form_document import FormDocument
from addons.services.interface import UnreadableError, WireRequest

CREDENTIALS: Final = {"access_token", "accesstoken", "sec_access_token"}
"""Browsers cannot put headers on a handshake, so tokens travel here. Nobody looks at them."""
_PLAIN: Final = re.compile(r"[\w.:/+=,;~\"\-]{0,2000}", re.ASCII)
"""Ids, switches, lists of features: nothing that a sentence could be."""


def is_wordless(request: WireRequest) -> bool:
    """Whether the query holds ids, switches and credentials, and nothing in words."""
    _, _, query = request.path.partition("?")
    try:
        pairs = FormDocument.parse(query).pairs
    except UnreadableError:
        return False
    return all(
        _PLAIN.fullmatch(name) and (name.lower() in CREDENTIALS or _PLAIN.fullmatch(value))
        for name, value in pairs
    )
