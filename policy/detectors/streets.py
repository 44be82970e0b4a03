"""
What streets, house numbers and places look like in Belgium, as patterns over folded text.
"""

from __future__ import annotations

import re

from policy.detectors.rules import VALUE

TOWN_SQUARES = (
    "(?:Grote|Oude|Nieuwe) Markt|Steenweg [Oo]p [A-Z][A-Za-z-]{2,30}|Dorp|Dorpsplein|Markt|Dries|"
    "Kouter|Meir|Plein|Stationsplein|Vrijthof|Begijnhof|Kerkplein|Groenplaats|"
    "(?:GROTE|OUDE|NIEUWE) MARKT|STEENWEG OP [A-Z-]{2,30}|DORP|MARKT|DRIES|KOUTER|PLEIN"
)
FRENCH = (
    "rue|avenue|av\\.|chaussee|chee|boulevard|bd|place|impasse|allee|chemin|clos|square|quai|dreve|"
    "venelle|sentier|route|passage|esplanade|cite|ruelle|faubourg|rond-point|cours|parvis|montee"
)
_CELL = r"\"? ?[;\t|,] ?\"?"
"""From one cell of a table to the next."""
_NUMBERED = r"(?:(?:,? ?(?i:(?:huis)?nr\.?|(?:huis)?nummer|no\.?|numero|n\^) ?)|,? |" + _CELL + ")"
NUMBER = (
    rf"{_NUMBERED}\d{{1,4}}(?:(?:[A-Za-z]| [A-F])(?![A-Za-z0-9]| ?\d{{1,3}}\b)"
    r"| ?(?i:bis|ter|quater)(?![A-Za-z0-9])"
    r"|(?i:b|bus)\.?\d{1,4}(?!\d))?(?![A-Za-z0-9])"
    r"(?! ?(?:%|\^)|[.:]\d|,\d{1,2}(?!\d))"
    r"(?:[/-](?:\d{1,4}[A-Za-z]?|[A-Za-z]\d{0,3})(?![A-Za-z0-9]))?"
    r"(?:,? ?\(?(?i:bus|bte|boite|box|app?\.?|appartement|b\.?|verdieping|verd\.|etage|unit) ?"
    r"[A-Za-z]?\d{1,4}(?:[./]\d{1,3})?[A-Za-z]?\b\)?"
    r"|,? (?i:bus|bte|boite) [A-Za-z](?![A-Za-z0-9])"
    rf"|{_CELL}(?i:(?:bus|bte|b)\.? ?)?[A-Za-z]?\d{{0,4}}[A-Za-z]?(?={_CELL}[1-9]\d{{3}}(?!\d)))?"
)
"""House number, with the box behind it."""
PLACE = (
    r"(?:(?:De|La|Le|Les|Den) )?"
    r"(?:(?:Sint|Saint|Sainte|St\.?|SINT|SAINT) [A-Z][A-Za-z'-]{1,30}(?: [A-Z][a-z'-]{1,30})?|"
    r"[A-Za-z][A-Za-z'-]{1,40}"
    r"(?: (?:op den|sur|lez|la|le|ten|aan de|aan den|Saint|Sainte) [A-Z][A-Za-z'-]{1,30}"
    r"| la Neuve)?)"
)
"""A town: one word, or several with a joining word between them."""
_CODE = r"[1-9]\d{3}(?: ?[A-Z]{2}(?![A-Za-z]))?|\d{5}"
"""Belgian, Dutch, French and German postcodes."""
TAIL = re.compile(
    r"(?:[ ,;\t|\"]{0,4}\n?[ >\t]{0,4}\"?|[ ,;|\t]{1,3}(?:te|in|a|at|to) |[ ,]{0,2}[-/|] ?)"
    rf"(?:[A-Z]{{1,2}}[ -])?(?:B(?=\d))?(?P<code>{_CODE})"
    rf"(?:[ ,;\t|\"]{{1,5}}|[ ,]?\n ?)(?P<place>{PLACE})",
    re.ASCII,
)
BARE_PLACE = re.compile(
    rf"(?P<joint>,? ?\n|, ?| te | in | a |{_CELL}| )(?P<place>{PLACE})(?![A-Za-z])"
    r"(?: \(?[1-9]\d{3}(?!\d|[.,]\d)\)?)?",
    re.ASCII,
)
POSTCODE = re.compile(r"[ ,;\n]{1,3}[1-9]\d{3}", re.ASCII)
UNIT = re.compile(
    r" ?(?:weken|week|dagen|dag|maand|jaar|uur|u\b|h\b|min|keer|maal|euro|eur\b|km|m\b|meter|cm|"
    r"personen|mensen|auto|bomen|huizen|woningen|panden|gezinnen|nieuwe|jours|mois|ans|heures|"
    r"metres|x\b|stuks|van de \d|procent|tot \d|"
    r"(?:e|de|ste|er)? ?(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|"
    r"november|december|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|"
    r"novembre|decembre)\b)"
)
COUNTED = re.compile(
    r" ?(?:x |[a-z]+ (?:leerlingen|kinderen|mensen|plaatsen)|leerling|kinderen|plaatsen|kaart|"
    r"deeln|exempl|stoel|tafel|punt|minu|seconden|graden|ton\b|kg|liter|werf|werken|wagens|fiets|"
    r"bank|boom|vrijwil|inwon|lokal|kamer|klassen|ploeg|team|buurt|actie|vergader|aanvra|meldin|"
    r"klacht|dossier|doel|goal|boek|foto|lamp|paal|palen|lantaarn|verkeers|zitbank|groep|stand|kram|"
    r"eleves|enfants|people|pupils|days|weeks|hours|o'clock|tegen \d|- [a-z][a-z-]+ \d)"
)
"""What is counted, so that the number before it is no house."""
SPOT = re.compile(
    r"(?<![a-z])(?:op|aan|in|t\.?h\.?v\.?|ter hoogte van|van|hoek|naast|tegenover|nabij|langs|"
    r"vanaf|naar|bij|voor|rond|achter|over|adres|a|au|at|to|from|buurt|buren|woont|woonde|wonend)"
    r"(?: (?:de|het|den|la|le|l'|the|nr\.?|:)|:)?[ (]$"
)
"""Words before the name of a street that place something there."""
LINE_START = re.compile(r"(?:^|\n)[ \t>]*(?:[-*+>]|\d{1,2}[.)]|\x1a)?[ \t]*(?:[a-z]+ )?$")
LINE_END = re.compile(r"[ \t]*(?:\n|$|[,;:(\x1a]| - )")

WORD = re.compile(
    rf"(?<![A-Za-z0-9'-])(?P<street>[A-Za-z][A-Za-z'-]{{0,55}}+\.?){NUMBER}", re.ASCII
)
"""A word and a number; what the word ends in decides."""
SQUARE = re.compile(rf"(?<![A-Za-z-])(?P<street>{TOWN_SQUARES}){NUMBER}", re.ASCII)
_FRENCH_WORD = "|".join(f"[{w[0]}{w[0].upper()}]{w[1:]}|{w.upper()}" for w in FRENCH.split("|"))
FRENCH_STREET = re.compile(
    rf"(?<![A-Za-z0-9])(?P<lead>\d{{1,4}}[A-Za-z]?(?:/\d{{1,3}}|/[A-Z])?(?: ?(?:bis|ter))?,? "
    r"(?:de la |du |de l')?)?"
    rf"(?P<street>(?:{_FRENCH_WORD}) "
    r"(?:(?:(?:de|du|des|la|le|les|aux?|DE|DU|DES|LA|LE|LES) )|[dDlL]'){0,3}[A-Z0-9][\w'.-]{1,30}"
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
"""Any capitalised name with a number: an address only with a place after it."""
LOWER_NAME = re.compile(
    r"(?<![A-Za-z0-9'-])(?P<street>(?:(?:de|het|ter|ten|grote|oude|nieuwe|lange|korte|kleine|klein|"
    rf"achter de|vier|drie|zeven|twee) )?[a-z][a-z'-]{{3,40}}+){NUMBER}",
    re.ASCII,
)
"""As typed in haste: an address only with a postcode and a known place after it."""
LABELLED = re.compile(
    r"(?<![a-z])(?i:(?:[a-z]{2,12})?adres(?:se)?|adr\.|address|wonende?|woonachtig|domicilie(?:e)?|"
    r"gedomicilieerd(?:e)?|demeurant|woont|woonplaats|domicile|habitant|residing|straat(?:naam)?"
    r"(?: (?:en|\+) (?:huis)?(?:nr\.?|nummer))?)(?i: te| in| op| a| au| at)?(?: ?[.:]{1,20} ?| )"
    rf"(?P<{VALUE}>{_ANY}{NUMBER})(?!-[a-z])",
    re.ASCII,
)
INVERTED = re.compile(
    rf"(?:nummer|nr\.?|huisnummer|numero|n\^|number) (?P<{VALUE}>\d{{1,4}}[A-Za-z]? "
    r"(?:in|van|op|aan|uit|de|of) (?:(?:de|het|den|la|the) )?[a-z][a-z'-]{1,40}"
    r"(?:straat|straatje|laan|steenweg|dreef|plein))(?![a-z])",
    re.ASCII | re.IGNORECASE,
)
