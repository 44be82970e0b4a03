"""
Dates written out in words, as deeds and speeches do, in Dutch, French and English.
"""

from __future__ import annotations

import re

from policy.detectors.rules import VALUE

MONTHS = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|"
    "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|"
    "january|february|march|may|june|july|august|october"
)
_TOKENS = (
    # Dutch
    "eenentwintig een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien "
    "vijftien zestien zeventien achttien negentien twintig dertig veertig vijftig zestig zeventig "
    "tachtig negentig honderd duizend eerste derde "
    # French
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "vingts vingt trente quarante cinquante soixante septante huitante octante nonante cents cent "
    "mille mil "
    "premier et "
    # English
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand first second third fifth eighth ninth twelfth twentieth thirtieth oh and en"
)
_TOKEN = "|".join(sorted(set(_TOKENS.split()), key=lambda token: (-len(token), token)))
_NUMBER = rf"(?:(?:{_TOKEN})(?:den|de|sten|ste|th|st|nd|rd)?(?:[ -](?=(?:{_TOKEN})))?){{1,10}}"
_DAY = rf"(?:{_NUMBER}|(?:0?[1-9]|[12]\d|3[01])(?:e|de|den|ste|sten|er|st|nd|rd|th)?) ?"
_YEAR_STARTS = (
    r"negentien|achttien|duizend negen|twee ?duizend|mille|mil |deux[ -]mille|dix-neuf cent|"
    r"nineteen|eighteen|two thousand|twenty"
)
IN_WORDS = re.compile(
    rf"(?<![a-z])(?P<{VALUE}>{_DAY}(?:of )?(?:{MONTHS})(?: van het jaar| in het jaar|,)? "
    rf"(?:(?=(?:{_YEAR_STARTS})){_NUMBER}|(?:19|20)\d\d))(?<![ -])(?![a-z\d])",
    re.ASCII | re.IGNORECASE,
)
TRIGGER_EXPRESSION = (
    rf"(?:{MONTHS})(?: van het jaar| in het jaar|,)? (?:{_YEAR_STARTS})"
    rf"|[a-z] (?:{MONTHS}),? (?:19|20)[0-9]{{2}}"
)
