"""
Names that are part of a term, a firm or a title: `Lambert 72`, `Fietsen Peeters`, `Hugo-site`.
"""

from __future__ import annotations

import re

from policy.detectors.context import word_set
from policy.detectors.names_lists import Is
from policy.detectors.names_reading import Reading, Span

_PROJECTION = re.compile(r"(?:belge |belgian |bel )?[- ]?(?:72|93|2005|2008|conform|conique)\b")
"""Behind `Lambert`."""
_UNITS = word_set(
    "kelvin celsius newton watt joule pascal hertz ohm ampere tesla gauss beaufort bft richter"
    " mach scoville becquerel sievert curie gray henry farad weber angstrom bell baud"
)
_NUMBER = re.compile(r"\d ?$")
_GOODS = word_set(
    "fietsen brommers motoren bloemen planten dranken drankenhandel wijnen bieren groenten"
    " fruit vlees kaas brood gebak schoenen kleding mode lederwaren juwelen uurwerken horloges"
    " brillen meubelen meubels keukens badkamers tapijten gordijnen verlichting verf behang"
    " matrassen bedden stoffen speelgoed boeken kranten tegels ramen deuren poorten rolluiken"
    " veranda veranda's zonwering dakwerken bouwwerken grondwerken tuinwerken schilderwerken"
    " afbraakwerken rioolwerken wegenwerken elektriciteit verwarming loodgieterswerken isolatie"
    " interieurs verhuizingen begrafenissen autocars reizen bussen taxi's rijwielen tweewielers"
    " banden garages machines wasserette rijschool autorijschool dansschool muziekschool"
    " krantenwinkel dagbladhandel nachtwinkel ijssalon poelier chocolaterie patisserie"
    " confiserie fietsenwinkel bloemenwinkel kledingwinkel schoenwinkel speelgoedwinkel"
    " stoffenwinkel dierenwinkel wijnhandel houthandel ijzerhandel veevoeders manege"
    " etablissements ets ateliers atelier maison meubles fleurs velos cycles boissons vins"
    " primeurs boucherie charcuterie epicerie poissonnerie fromagerie cordonnerie quincaillerie"
    " menuiserie plomberie chauffage toitures constructions jardins pepinieres imprimerie"
    " autocar voyages pompes serrurerie carrelages peintures entreprises entreprise maconnerie"
    " bijouterie opticien bikes flowers bakery butchers florists builders plumbers motors"
    " interiors"
)
"""What shops sell and do: with a capital before a family name it is the shop."""
_EVERY = re.compile(
    r" (?:dag|avond|ochtend|morgen|middag|namiddag|nacht|week|weekend|maand|jaar|keer|klas|leerling"
    r"|persoon|groep|school|eerste|tweede|derde|andere|(?:maan|dins|woens|donder|vrij|zater|zon)dag)"
)
"""`elke vrijdag`: every."""
_KINDS = re.compile(
    r"\b(?:planten?|bloem(?:en)?|bloembollen|struik(?:en)?|bomen|boomsoorten|appels?|appelrassen|peer|peren"
    r"|aardappel(?:en|s|rassen)?|fruit\w*|druif|druiven|kazen|honden\w*|rassen|soort(?:en)?|kleuren|merk(?:en)?"
    r"|lettertypes?|fonts?|programma's|plantes|fleurs|pommes?|poires?|varietes?|arbres?|fromages?"
    r"|logiciels?|polices?|couleurs?|marques?|flowers|plants|apples|pears?|cheeses?|breeds?|brands?"
    r"|colou?rs?|chatbots?)\b"
)
"""What may have somebody's name though it is a thing."""
_PERSONS_TOO = re.compile(
    r"\b(?:collega|leerling|klant|juf|meester|mevrouw|meneer|madame|mama|papa)\w*"
)
_ABBREVIATION = 3
_MIN_TAIL = 3
_SENTENCE = 120
_LINKED = frozenset({"of", "ou", "or", "en", "et", "and"})
_SMALL = Is.PARTICLE | Is.TOWARDS


def is_term(reading: Reading, span: Span) -> bool:
    """Whether `span` is no person because of the term that it belongs to."""
    return any(
        check(reading, span)
        for check in (_is_measure, _is_shop, _is_every, _is_in_title, _is_tool, _is_brand, _is_kind)
    )


def _is_measure(reading: Reading, span: Span) -> bool:
    """`Lambert 72`, `20 Pascal`."""
    word = reading.words[span.last]
    if word.lower == "lambert" and _PROJECTION.match(reading.sheet.lowered, word.end):
        return True
    if span.last > span.first or word.lower not in _UNITS:
        return False
    return bool(_NUMBER.search(reading.sheet.before(word.start, 2)))


def _is_shop(reading: Reading, span: Span) -> bool:
    """`Fietsen Peeters`, `Établissements Peeters`."""
    first = reading.words[span.first]
    if not first.is_capital:
        return False
    if first.lower in _GOODS and span.last > span.first:
        return True
    if span.first == 0 or not reading.touches(span.first - 1):
        return False
    before = reading.words[span.first - 1]
    return before.is_capital and before.lower in _GOODS


def _is_every(reading: Reading, span: Span) -> bool:
    word = reading.words[span.first]
    alone = span.last == span.first and word.lower == "elke"
    return alone and bool(_EVERY.match(reading.sheet.lowered, word.end))


def _is_in_title(reading: Reading, span: Span) -> bool:
    """`Sterk Door De Winter`: words that have a capital in titles only."""
    if span.first < 2 or not reading.touches(span.first - 1):  # noqa: PLR2004 -- it and its neighbour
        return False
    link, before = reading.words[span.first - 1], reading.words[span.first - 2]
    if link.is_upper or link.opens or not link.is_capital or link.flags & Is.NAME:
        return False
    titled = bool(link.flags & _SMALL) and not reading.words[span.first].is_upper
    return titled and reading.touches(span.first - 2) and before.is_capital and not before.is_upper


def _is_tool(reading: Reading, span: Span) -> bool:
    """`Hugo` beside `Hugo-site`: what makes such compounds is a program or a method."""
    word = reading.words[span.first]
    if span.last > span.first or not word.is_capital or "-" in word.lower:
        return False
    text, name = reading.sheet.folded, f"{reading.sheet.folded[word.start : word.end]}-"
    at = text.find(name)
    tail = text[at + len(name) : at + len(name) + _MIN_TAIL] if at >= 0 else ""
    return len(tail) == _MIN_TAIL and tail.isalpha() and tail.islower()


def _is_brand(reading: Reading, span: Span) -> bool:
    """`KX Worgo`: an abbreviation, and a word that no list knows."""
    words = reading.words[span.first : span.last + 1]
    first = words[0]
    short = first.is_upper and len(first.lower) <= _ABBREVIATION
    if len(words) == 1 or not short or words[1].is_upper or "-" in first.lower:
        return False
    return not any(word.flags & (Is.NAME | Is.PARTICLE) for word in words)


def _is_kind(reading: Reading, span: Span) -> bool:
    """`welke appel: …`: a row of kinds, typed without capitals."""
    word = reading.words[span.first]
    if span.last > span.first or word.is_capital:
        return False
    start = word.start
    nearby = reading.sheet.lowered[max(0, start - _SENTENCE) : start + _SENTENCE]
    if not _KINDS.search(nearby) or _PERSONS_TOO.search(nearby):
        return False
    return _is_item(reading, span.first)


def _is_item(reading: Reading, i: int) -> bool:
    """Whether commas or `of` stand on both sides of word `i`, or one does at an end of the row."""
    words = reading.words
    before = words[i].opens or (i > 0 and (words[i - 1].lower in _LINKED or _parts(reading, i - 1)))
    after = i + 1 >= len(words) or words[i + 1].lower in _LINKED or _parts(reading, i)
    return before and after


def _parts(reading: Reading, i: int) -> bool:
    gap = reading.gap(i)
    return "," in gap or ":" in gap
