"""
The list of services with a codec, for pages that may not know the codecs themselves.
"""

from __future__ import annotations

from addons.services.registry import codecs
from config.own_codecs import OWN_CODECS


def test_it_names_the_codecs_that_there_are():
    """
    A new codec without its line here would have people told that its service may not work.
    """
    assert codecs(guests_allowed=False, m365_personal_allowed=False).keys() == OWN_CODECS
