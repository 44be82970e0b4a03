"""
Sealed text, and who could open it.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.utils import timezone

from config.excerpt_keys import RecipientKey
from console.disclosure.models import Excerpt, Reason, What
from console.disclosure.two_keys import Wish
from proxy import excerpt_sealing
from tests.console.desk_for_tests import event, incident

TEXT = "Els Vermeulen woont in Erps-Kwerps. <b>Niet</b> vet."


def sealed_case(private=None, **changes):
    """An incident with one event, whose text was sealed. Returns the incident and the code."""
    about = incident(**changes)
    code = event(incident=about, code="KB-7F3K-9Q2M", user_hash=about.actor).code
    private = private or X25519PrivateKey.generate()
    key = RecipientKey(name="dpo", key=private.public_key())
    Excerpt.objects.create(
        code=code,
        sealed=excerpt_sealing.sealed(code, [TEXT], [key]).decode(),
        taken_at=timezone.now(),
    )
    return about, code


def wish(about, code, **changes):
    values = {
        "incident": about,
        "what": What.EXCERPT,
        "subject": code,
        "reason": Reason.INVESTIGATE,
    }
    return Wish(**(values | changes))
