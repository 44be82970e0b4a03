"""
What streets, house numbers and places look like in Belgium, and the words that only look so.
"""

from __future__ import annotations

import re

from policy.detectors.context import word_set, words
from policy.detectors.rules import VALUE

SURE = (
    "straat|straatje|laan|laantje|steenweg|stwg|stw\\.|dreef|plein|pleintje|baan|lei|kaai|singel|"
    "dijk|vest|steeg|markt|str\\.|weg|weggetje|wegel|boulevard|kade|pad"
)
DOUBTFUL = (
    "hof|berg|park|veld|velden|wijk|ring|plaats|gaarde|kouter|heide|bos|meers|akker|akkers|dal|"
    "heuvel|erf|hoek|broek|poort|rei|gracht|dries|end|donk|beek|square|burg|eind|voort|lo"
)
LOWER = "straat|straatje|laan|steenweg|dreef|plein"
TOWN_SQUARES = (
    "(?:Grote|Oude|Nieuwe) Markt|Steenweg [Oo]p [A-Z][A-Za-z-]{2,30}|Dorp|Dorpsplein|Markt|Dries|"
    "Kouter|Meir|Plein|Stationsplein|Vrijthof|Begijnhof|Kerkplein|Groenplaats"
)
FRENCH = (
    "rue|avenue|av\\.|chaussee|chee|boulevard|bd|place|impasse|allee|chemin|clos|square|quai|dreve|"
    "venelle|sentier|route|passage|esplanade|cite"
)
NUMBER = (
    r"(?:(?:,? ?(?:nr\.?|nummer|no\.?|n\^) ?)|,? |[;\t|]|, ?)"
    r"\d{1,4}(?:(?:[A-Za-z]| [A-F])(?![A-Za-z0-9]| ?\d{1,3}\b))?(?![A-Za-z0-9])"
    r"(?! ?(?:%|\^)|[.:]\d|,\d{1,2}(?!\d))"
    r"(?:[/-]\d{1,4}[A-Za-z]?(?![A-Za-z0-9]))?"
    r"(?:,? ?\(?(?:bus|bte|boite|box|app?\.?|appartement|b\.?|verdieping|verd\.|etage) ?"
    r"[A-Za-z]?\d{1,4}[A-Za-z]?\b\)?"
    r"|[,;\t|]\d{0,4}(?=[,;\t|] ?[1-9]\d{3}[,;\t|]))?"
)
PLACES = word_set(
    """
    aalst aarschot alsemberg anderlecht antwerpen asse beersel begijnendijk berg bergen bertem
    bierbeek blanden boortmeerbeek boutersem brugge brussel bruxelles charleroi dendermonde
    diegem diest dilbeek doornik drogenbos duisburg elewijt elsene erps-kwerps etterbeek
    everberg evere forest geel geldenaken genk gent grez-doiceau grimbergen haacht haasrode
    halle hannuit hannut hasselt herent hever heverlee hoegaarden hoeilaart hofstade holsbeek
    huldenberg ixelles jambes jette jezus-eik jodoigne kampenhout kapelle-op-den-bos keerbergen
    kessel-lo korbeek-dijle kortenberg kortrijk kraainem laeken laken landen leefdaal leuven
    liege lier linden linkebeek londerzeel loonbeek lot louvain-la-neuve lubbeek luik machelen
    mechelen meerbeek meise melsbroek mol molenbeek mons moorsel namen namur nederokkerzeel
    neerijse nijvel nivelles nossegem oostende ottenburg ottignies oud-heverlee overijse perk
    roeselare rotselaar schaarbeek schaerbeek sint-genesius-rode sint-niklaas sint-pieters-leeuw
    sint-stevens-woluwe steenokkerzeel sterrebeek strombeek-bever ternat tervuren tienen tildonk
    tournai tremelo turnhout uccle ukkel vilvoorde vorst vossem waver wavre wemmel werchter
    wespelaar wezemaal wezembeek-oppem wijgmaal wilsele wolvertem zaventem zemst zoutleeuw
    """
)
PLACE = (
    r"(?:(?:De|La|Le|Les|Den) )?"
    r"(?:(?:Sint|Saint|Sainte|St\.?) [A-Z][a-z'-]{1,30}(?: [A-Z][a-z'-]{1,30})?|"
    r"[A-Za-z][A-Za-z'-]{1,40}"
    r"(?: (?:op den|sur|lez|la|le|ten|aan de|Saint|Sainte) [A-Z][A-Za-z'-]{1,30}| la Neuve)?)"
)
"""A town: one word, or several with a joining word between them."""
TAIL = re.compile(
    r"(?:[ ,;\t|]{0,3}\n?[ >]{0,3}|[ ,;|\t]{1,3}(?:te|in|a|at|to) |[ ,]{0,2}[-/|] ?)"
    rf"(?:(?:BE?)[ -]?)?(?P<code>[1-9]\d{{3}})[ ,;\t|]{{1,3}}(?P<place>{PLACE})",
    re.ASCII,
)
BARE_PLACE = re.compile(rf"(?:, ?| te | in | a )(?P<place>{PLACE})(?![A-Za-z])", re.ASCII)
POSTCODE = re.compile(r"[ ,;\n]{1,3}[1-9]\d{3}", re.ASCII)
UNIT = re.compile(
    r" ?(?:weken|week|dagen|dag|maand|jaar|uur|u\b|h\b|min|keer|maal|euro|eur\b|km|m\b|meter|cm|"
    r"personen|mensen|auto|bomen|huizen|woningen|panden|gezinnen|nieuwe|jours|mois|ans|heures|"
    r"metres|x\b|stuks|van de \d|procent|tot \d)"
)
HOME = words(
    "adres", "woon", "wonen", "domicili", "verblijf", "habit", "adresse", "demeurant", "address",
    "live", "verhuis", "thuis", "huisnummer", "eigenaar", "bewoner", "straat", "ligging", "pand",
)  # fmt: skip
GENERIC = word_set(
    """
    arbeidsmarkt autobaan autosnelweg baan bedrijvenpark beek berg bos buitenweg busbaan dal
    dreef eind end erf fietspad fietsstraat gevolg gracht hoek hof hoofdstraat ingang invoerveld
    jaarmarkt kerkhof kerstmarkt laan landingsbaan landweg loopbaan luchthaven markt onderweg
    pad park parkeerplaats plaats plein poort pretpark rijbaan ring rommelmarkt schoolplein
    snelweg speelbos speelhoek speelplein speelstraat speelveld sportpark sportplein sportveld
    standplaats startbaan straat supermarkt tekstveld toegang trap uitgang veld vervolg
    voetbalveld voetpad voorhof wagenpark weg werkplaats wijk winkelstraat woonplaats woonstraat
    zebrapad zijstraat zitplaats zoekveld zonnebloemveld
    """
)
TITLES = word_set(
    """
    baron burgemeester deken derde dokter don dr. eerste generaal graaf groot grote hertog hoge
    kanunnik kardinaal klein kleine koning koningin korte lage lange minister nieuw nieuwe oud
    oude pastoor pater priester prins prinses sint st. tweede
    """
)

SUFFIXED = re.compile(
    r"(?<![A-Za-z0-9'-])(?P<street>(?:[A-Za-z][A-Za-z'-]{0,40}?)??"
    rf"(?P<end>{SURE}|{DOUBTFUL})){NUMBER}",
    re.ASCII | re.IGNORECASE,
)
SQUARE = re.compile(rf"(?<![A-Za-z-])(?P<street>{TOWN_SQUARES}){NUMBER}", re.ASCII)
_FRENCH_WORD = "|".join(f"[{w[0]}{w[0].upper()}]{w[1:]}" for w in FRENCH.split("|"))
FRENCH_STREET = re.compile(
    rf"(?<![A-Za-z0-9])(?P<lead>\d{{1,4}}[A-Za-z]?(?: (?:bis|ter))?,? )?"
    rf"(?P<street>(?:{_FRENCH_WORD}) "
    r"(?:(?:de |du |des |la |le |les |aux? )|d'|l'){0,3}[A-Z0-9][\w'.-]{1,30}"
    r"(?: (?:(?:de|du|des|la|le|les|et)(?= )|(?:d'|l')?[A-Z][\w'.-]{0,30})){0,5})"
    rf"(?P<number>{NUMBER})?",
    re.ASCII,
)
ENGLISH_STREET = re.compile(
    r"(?<![A-Za-z0-9.,/-])\d{1,4}[A-Za-z]? (?:[A-Z][a-z'-]{1,20} ){1,3}"
    r"(?:Street|Road|Lane|Drive|Terrace|Court|Gardens|Crescent)\b",
    re.ASCII,
)
_ANY = (
    r"(?P<street>[A-Z][A-Za-z'.-]{1,30}(?: (?:[A-Z][A-Za-z'.-]{0,30}|de|het|den|der|van|op|ter|ten|"
    r"du|des|la|le)){0,3})"
)
ANY_NAME = re.compile(rf"(?<![A-Za-z0-9'-]){_ANY}{NUMBER}", re.ASCII)
"""Any capitalised name with a number: an address only with a postcode and a place after it."""
LABELLED = re.compile(
    r"(?<![a-z])(?i:adres(?:se)?|address|wonende|woonachtig|gedomicilieerd(?:e)?|domicilie(?:e)?|"
    r"demeurant)(?i: te| in| op| a| au| at)?(?: ?: ?| )"
    rf"(?P<{VALUE}>{_ANY}{NUMBER})(?!-[a-z])",
    re.ASCII,
)
INVERTED = re.compile(
    rf"(?:nummer|nr\.?|huisnummer|numero|n\^|number) (?P<{VALUE}>\d{{1,4}}[A-Za-z]? "
    rf"(?:in|van|op|aan|uit|de|of) (?:(?:de|het|den|la|the) )?[a-z][a-z'-]{{1,40}}(?:{LOWER}))"
    r"(?![a-z])",
    re.ASCII | re.IGNORECASE,
)
