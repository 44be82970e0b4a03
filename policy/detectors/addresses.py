"""
Addresses: a street with a house number, and the postcode and place that follow it.

There is no free list of all Belgian streets, so the form of the name decides: a street word at
its end (`Molenstraat`), before it (`Steenweg op`, `rue du`), or one of the squares that every
town has. A street without a number is no address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policy.detectors.context import near, words
from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.detectors.rules import VALUE, occurrences
from policy.finding import Kind

_SURE = (
    "straat|straatje|laan|laantje|steenweg|stwg|stw\\.|dreef|plein|pleintje|baan|lei|kaai|singel|"
    "dijk|vest|steeg|markt|str\\.|weg|weggetje|wegel|boulevard|kade|pad"
)
_DOUBTFUL = (
    "hof|berg|park|veld|velden|wijk|ring|plaats|gaarde|kouter|heide|bos|meers|akker|akkers|dal|"
    "heuvel|erf|hoek|broek|poort|rei|gracht|dries|end|donk|beek|square|burg|eind|voort|lo"
)
_LOWER = "straat|straatje|laan|steenweg|dreef|plein"
_TOWN_SQUARES = (
    "(?:Grote|Oude|Nieuwe) Markt|Steenweg [Oo]p [A-Z][A-Za-z-]{2,30}|Dorp|Dorpsplein|Markt|Dries|"
    "Kouter|Meir|Plein|Stationsplein|Vrijthof|Begijnhof|Kerkplein|Groenplaats"
)
_FRENCH = (
    "rue|avenue|av\\.|chaussee|chee|boulevard|bd|place|impasse|allee|chemin|clos|square|quai|dreve|"
    "venelle|sentier|route|passage|esplanade|cite"
)
_NUMBER = (
    r"(?:(?:,? ?(?:nr\.?|nummer|no\.?|n\^) ?)|,? |[;\t|]|, ?)"
    r"\d{1,4}(?:(?:[A-Za-z]| [A-F])(?![A-Za-z0-9]| ?\d{1,3}\b))?(?![A-Za-z0-9])(?! ?(?:%|\^)|[.:]\d|,\d{1,2}(?!\d))"
    r"(?:[/-]\d{1,4}[A-Za-z]?(?![A-Za-z0-9]))?"
    r"(?:,? ?\(?(?:bus|bte|boite|box|app?\.?|appartement|b\.?|verdieping|verd\.|etage) ?"
    r"[A-Za-z]?\d{1,4}[A-Za-z]?\b\)?"
    r"|[,;\t|]\d{0,4}(?=[,;\t|] ?[1-9]\d{3}[,;\t|]))?"
)
_PLACES = frozenset(
    """
    kortenberg erps-kwerps everberg meerbeek herent leuven heverlee kessel-lo wilsele wijgmaal
    bertem leefdaal korbeek-dijle steenokkerzeel perk melsbroek zaventem nossegem sterrebeek
    sint-stevens-woluwe kampenhout berg nederokkerzeel tervuren duisburg vossem moorsel huldenberg
    loonbeek neerijse ottenburg overijse hoeilaart jezus-eik haacht tildonk wespelaar boortmeerbeek
    hever rotselaar wezemaal werchter holsbeek lubbeek linden bierbeek oud-heverlee blanden
    haasrode boutersem tienen aarschot diest landen zoutleeuw hoegaarden begijnendijk tremelo
    keerbergen vilvoorde machelen diegem grimbergen strombeek-bever meise wolvertem londerzeel
    kapelle-op-den-bos zemst elewijt hofstade asse ternat dilbeek halle beersel lot alsemberg
    sint-genesius-rode sint-pieters-leeuw wezembeek-oppem kraainem drogenbos linkebeek wemmel
    mechelen antwerpen gent brugge hasselt genk kortrijk oostende aalst sint-niklaas turnhout
    roeselare lier dendermonde geel mol brussel bruxelles elsene ixelles schaarbeek schaerbeek
    anderlecht ukkel uccle etterbeek evere jette molenbeek vorst forest laken laeken waver wavre
    namen namur luik liege charleroi bergen mons doornik tournai jambes nijvel nivelles
    ottignies louvain-la-neuve grez-doiceau jodoigne geldenaken hannuit hannut
    """.split()
)
_PLACE = r"(?:(?:De|La|Le|Les|Sint|Saint|Sainte|Den) )?[A-Za-z][A-Za-z'-]{1,40}"
_TAIL = re.compile(
    r"(?:[ ,;\t|]{0,3}\n?[ >]{0,3}|[ ,;|\t]{1,3}(?:te|in|a|at|to) |[ ,]{0,2}[-/|] ?)"
    rf"(?:(?:BE?)[ -]?)?(?P<code>[1-9]\d{{3}})[ ,;\t|]{{1,3}}(?P<place>{_PLACE})",
    re.ASCII,
)
_BARE_PLACE = re.compile(rf"(?:, ?| te | in | a )(?P<place>{_PLACE})(?![A-Za-z])", re.ASCII)
_POSTCODE = re.compile(r"[ ,;\n]{1,3}[1-9]\d{3}", re.ASCII)
_UNIT = re.compile(
    r" ?(?:weken|week|dagen|dag|maand|jaar|uur|u\b|h\b|min|keer|maal|euro|eur\b|km|m\b|meter|cm|"
    r"personen|mensen|auto|bomen|huizen|woningen|panden|gezinnen|nieuwe|jours|mois|ans|heures|"
    r"metres|x\b|stuks|van de \d|procent|tot \d)"
)
_HOME = words(
    "adres", "woon", "wonen", "domicili", "verblijf", "habit", "adresse", "demeurant", "address",
    "live", "verhuis", "thuis", "huisnummer", "eigenaar", "bewoner", "straat", "ligging", "pand",
)  # fmt: skip
_GENERIC = frozenset(
    "speelstraat fietsstraat winkelstraat woonstraat hoofdstraat zijstraat speelplein schoolplein "
    "sportplein busbaan rijbaan autobaan landingsbaan startbaan loopbaan fietspad voetpad zebrapad "
    "supermarkt jaarmarkt kerstmarkt rommelmarkt arbeidsmarkt markt weg snelweg autosnelweg "
    "buitenweg landweg onderweg pad trap hof park berg veld wijk ring plaats bos hoek dal erf poort "
    "gracht beek eind end toegang ingang uitgang speelveld sportveld voetbalveld speelbos "
    "sportpark pretpark bedrijvenpark wagenpark speelhoek parkeerplaats werkplaats standplaats "
    "plaats zitplaats woonplaats zonnebloemveld straat laan plein dreef baan zoekveld tekstveld "
    "invoerveld luchthaven voorhof kerkhof vervolg gevolg".split()
)
_TITLES = frozenset(
    "burgemeester pastoor dokter dr. kardinaal kanunnik pater koning koningin prins prinses generaal "
    "baron graaf hertog minister priester deken don sint st. oude nieuwe lange korte hoge lage "
    "grote kleine groot klein oud nieuw eerste tweede derde".split()
)

_SUFFIXED = re.compile(
    rf"(?<![A-Za-z0-9'-])(?P<street>(?:[A-Za-z][A-Za-z'-]{{0,40}}?)??(?P<end>{_SURE}|{_DOUBTFUL})){_NUMBER}",
    re.ASCII | re.IGNORECASE,
)
_SQUARE = re.compile(rf"(?<![A-Za-z-])(?P<street>{_TOWN_SQUARES}){_NUMBER}", re.ASCII)
_FRENCH_STREET = re.compile(
    rf"(?<![A-Za-z0-9])(?P<lead>\d{{1,4}}[A-Za-z]?(?: (?:bis|ter))?,? )?(?P<street>(?:{_FRENCH}) "
    r"(?:(?:de |du |des |la |le |les |aux? )|d'|l'){0,3}[A-Z0-9][\w'.-]{1,30}"
    r"(?: (?:(?:de|du|des|la|le|les|et)(?= )|(?:d'|l')?[A-Z][\w'.-]{0,30})){0,5})"
    rf"(?P<number>{_NUMBER})?",
    re.ASCII,
)
_FRENCH_STREET = re.compile(
    _FRENCH_STREET.pattern.replace("(?:rue|", "(?:[Rr]ue|[Aa]venue|[Cc]haussee|[Bb]oulevard|"
    "[Pp]lace|[Ii]mpasse|[Aa]llee|[Cc]hemin|[Qq]uai|[Dd]reve|", 1),
    re.ASCII,
)
_ENGLISH_STREET = re.compile(
    r"(?<![A-Za-z0-9.,/-])\d{1,4}[A-Za-z]? (?:[A-Z][a-z'-]{1,20} ){1,3}"
    r"(?:Street|Road|Lane|Drive|Terrace|Court|Gardens|Crescent)\b",
    re.ASCII,
)
_INVERTED = re.compile(
    rf"(?:nummer|nr\.?|huisnummer|numero|n\^|number) (?P<{VALUE}>\d{{1,4}}[A-Za-z]? "
    rf"(?:in|van|op|aan|uit|de|of) (?:(?:de|het|den|la|the) )?[a-z][a-z'-]{{1,40}}(?:{_LOWER}))"
    r"(?![a-z])",
    re.ASCII | re.IGNORECASE,
)

_SUFFIX_TRIGGER = Trigger(
    name="addresses.suffix",
    expression=rf"(?:{_SURE}|{_DOUBTFUL})(?:,? ?(?:nr\.?|nummer|no\.?|n\^) ?|[ ,;\t|]{{1,2}})[0-9]",
    before=60,
    after=100,
)
_PREFIX_TRIGGER = Trigger(
    name="addresses.prefix",
    expression=rf"\b(?:{_FRENCH}) |steenweg op |\b(?:street|road|lane|drive|terrace|court|gardens)\b",
    before=60,
    after=140,
)
_INVERTED_TRIGGER = Trigger(
    name="addresses.inverted",
    expression=r"(?:nummer|nr\.?|numero|n\^|number) [0-9]{1,4}[a-z]? (?:in|van|op|aan|uit|de|of) ",
    before=40,
    after=70,
)


class Addresses:
    """Addresses in Dutch, French and, simply, English form."""

    name = "addresses"
    triggers: Sequence[Trigger] = (_SUFFIX_TRIGGER, _PREFIX_TRIGGER, _INVERTED_TRIGGER)

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterator[Match]:
        del earlier
        text = sheet.folded
        for window in hits.of(_SUFFIX_TRIGGER.name):
            for found in occurrences(_SUFFIXED, text, window):
                yield from self._suffixed(found, sheet)
            for found in occurrences(_SQUARE, text, window):
                sure = found["street"].startswith("Steenweg")
                yield from self._placed(found.start(), found, sheet, doubtful=not sure)
        for window in hits.of(_PREFIX_TRIGGER.name):
            for found in occurrences(_FRENCH_STREET, text, window):
                if found["number"] or found["lead"]:
                    yield from self._placed(found.start(), found, sheet, doubtful=False)
            for found in occurrences(_SQUARE, text, window):
                sure = found["street"].startswith("Steenweg")
                yield from self._placed(found.start(), found, sheet, doubtful=not sure)
            for found in occurrences(_ENGLISH_STREET, text, window):
                yield Match(Kind.ADDRESS, *found.span(), 0.75, self.name)
        for window in hits.of(_INVERTED_TRIGGER.name):
            for found in occurrences(_INVERTED, text, window):
                yield Match(Kind.ADDRESS, *found.span(VALUE), 0.8, self.name)

    def _suffixed(self, found: re.Match[str], sheet: Sheet) -> Iterator[Match]:
        street, end = found["street"], found["end"].lower()
        name = street.lower()
        is_name = street[0].isupper()
        if not is_name and (end not in _LOWER.split("|") or name in _GENERIC):
            return
        if name in _GENERIC and not _begun(sheet.folded, found.start()):
            if (tail := _TAIL.match(sheet.folded, found.end())) and _is_place(tail["place"]):
                yield Match(Kind.ADDRESS, found.start(), tail.end(), 0.85, self.name)
            return
        doubtful = end in _DOUBTFUL.split("|") or name in _PLACES or len(name) < len(end) + 3
        yield from self._placed(_begin(sheet.folded, found.start()), found, sheet, doubtful)

    def _placed(
        self, start: int, found: re.Match[str], sheet: Sheet, doubtful: bool
    ) -> Iterator[Match]:
        text, end = sheet.folded, found.end()
        if found.groupdict().get("lead"):
            end = found.end("street")
        elif _POSTCODE.fullmatch(text, found.end("street"), end) and re.match(
            r" [A-Z]", text[end : end + 2]
        ):
            return  # a street without a number, and its place
        if (tail := _TAIL.match(text, end)) and _is_place(tail["place"]):
            yield Match(Kind.ADDRESS, start, tail.end(), 0.95, self.name)
            return
        if (tail := _BARE_PLACE.match(text, end)) and tail["place"].lower() in _PLACES:
            yield Match(Kind.ADDRESS, start, tail.end(), 0.9, self.name)
            return
        if _UNIT.match(sheet.lowered, end) or _is_year(text[found.end("street") : end]):
            return
        if not doubtful or near(sheet, (start, end), _HOME):
            yield Match(Kind.ADDRESS, start, end, 0.7 if doubtful else 0.85, self.name)


def _is_place(place: str) -> bool:
    return place[0].isupper() or place.lower() in _PLACES


def _is_year(number: str) -> bool:
    return bool(re.fullmatch(r"[ ,;]*(?:19|20)\d\d", number))


def _before(text: str, start: int) -> list[str]:
    return text[max(0, start - 60) : start].split(" ")[:-1] if text[start - 1 : start] == " " else []


def _begun(text: str, start: int) -> bool:
    """Whether a capitalised word that belongs to the name goes before: `Lange Weg`."""
    return _begin(text, start) < start


def _begin(text: str, start: int) -> int:
    """
    Where the street's name begins. One capitalised word before it belongs to it (`Frans
    Mombaersstraat`); two are a person's name next to an address, unless one is a title.
    """
    before = _before(text, start)
    taken = 0
    while taken < min(len(before), 3) and re.fullmatch(r"[A-Z][A-Za-z'.-]+", before[-taken - 1]):
        taken += 1
    while taken and before[-taken].lower() in {"de", "het", "den", "in", "op", "aan", "adres"}:
        taken -= 1
    if taken > 1 and before[-taken].lower() not in _TITLES:
        taken = 1 if before[-1].lower() in _TITLES else 0
    return start - sum(len(word) + 1 for word in before[len(before) - taken :])


ADDRESSES = Addresses()
