"""
Words for codes that open something, for what they open, and how such a code is written.
"""

from __future__ import annotations

from policy.detectors.context import word_set

_COMPOUNDS = (
    "toegangs?|cijfer|deur|poort|hek|kluis|brandkast|slot|sleutel|sleutelkluis|badge|alarm(?:toe)?|"
    "(?:in)?log(?:in)?|print(?:er)?|kopie(?:er)?|copy|scan|ontgrendel(?:ings)?|vergrendel|"
    "(?:uit|in)schakel|wi-?fi|gast(?:en)?|fietsenstalling|berging|garage|slagboom|mailbox|"
    "voicemail|"
    "activatie|activerings|reset|herstel|back-?up|nood|master|installateurs?|technieker|"
    "beheer(?:ders)?|"
    "tankkaart|kaart|bankkaart|sim(?:kaart)?|tablet|ipad|scherm|gsm|toestel|laptop|lift|kast|"
    "locker|"
    "inkom|ingangs?|keypad|klavier|kassa|terminal|beveiligings?|veiligheids?|verificatie|"
    "bevestigings?|mfa|otp|2fa|sms|itsme|openings?|binnenkom|nacht|poets|personeels?|gebruikers?|"
    "afdruk|medewerkers?|ouder"
)
CODE_WORD = (
    r"(?:pin(?:[- ]?(?:code|nummer))?s?|puk(?:[- ]?code)?s?|"
    rf"[a-z]{{0,15}}?(?:{_COMPOUNDS})[- ]?codes?|"
    r"(?:geheime|persoonlijke|tijdelijke|secret) codes?|"
    r"codes? (?:d.acces|d.entree|d.alarme|alarme|pin|puk|secret|confidentiel|"
    r"de (?:la |l.|votre |notre )?(?:porte|grille|coffre|alarme|portail|barriere|boite|"
    r"recuperation|"
    r"secours|securite|verification|deverrouillage|desactivation|cadenas|garage|imprimante|"
    r"photocopieuse|copieur)|"
    r"du (?:portail|coffre|cadenas|digicode|local|garage|clavier|badge|copieur|portillon))|"
    r"digicodes?|"
    r"(?:door|gate|access|alarm|entry|entrance|security|key ?(?:box|safe|pad)|lock(?:box)?|padlock|"
    r"safe|pin|verification|back-?up|recovery|unlock|garage|disarm|printer|copier|sim|login|"
    r"one-time|activation)[- ](?:codes?|pin)|passcodes?|codes? (?:to|for) the|"
    r"(?:cijfer|slot)?combinaties?|combinations?|combinaison|cijferslot|codeslot|codeklavier)"
)
"""Whatever stands after it is a secret."""

DEVICE = (
    r"(?:deur|poort|hek|slot|kluis|kluisje|loods|garage|alarm|slagboom|kopieer\w{0,8}|kopie\w{0,7}|"
    r"printer|badge\w{0,6}|sleutel\w{0,8}|berging|stalling|ingang|inkom|toegang|tablet|ipad|"
    r"smartphone|gsm|simkaart|digibord|klavier|keypad|paneel|brandkast|brandcentrale|alarmcentrale|"
    r"voicemail|mailbox|locker|kast|toilet|sanitair|douche|kleedkamer|wc\b|lift|terminal|"
    r"tankkaart|bankkaart|kassa|"
    r"porte|portail|portillon|grille|barriere|coffre|cadenas|digicode|clavier|alarme|boite a cles|"
    r"creche|entree|imprimante|copieur|photocopieuse|"
    r"gate|door|lock|safe|padlock|key ?box|entrance|copier|phone)"
)
"""What such a code opens, also as the end of a longer word (`achterdeur`)."""

LOCK = (
    r"(?:alarm|alarme|hangslot|codeslot|cijferslot|sleutel(?:kluis|kast|bak|doos|box|safe)\w{0,3}|"
    r"kluis|"
    r"brandkast|codeklavier|digicode|cadenas|coffre|boite a cles|toetsenpaneel|padlock|key ?box|"
    r"key ?safe|lockbox|keypad|the safe)"
)
"""What knows no other number than its code."""

_TURN = r"(?:links|rechts|left|right|gauche|droite|[lr](?![a-z]))"
_STEP = rf"(?:\d{{1,2}} ?{_TURN}|(?:naar )?{_TURN} ?(?:tot |op )?\d{{1,2}})"
CODE = (
    r"(?:(?i:(?:\d[x*] ?)?"
    rf"{_STEP}"
    rf"(?:[ ,;/-]{{1,3}}(?:dan |then |puis |en )?(?:\d[x*] ?)?{_STEP}){{1,4}})|"
    r"\d{3}[ -]\d{3}|\d{2}(?:[ .-]\d{2}){1,4}|\d(?:-\d){2,9}|\d(?:[ .]\d){3,9}|"
    r"\d{1,4}[#*]\d{1,4}[#*]?|[#*]?[A-Z]{0,2}\d{3,8}[A-Z]{0,2}[#*]?|"
    r"(?=[A-Za-z]*\d)[A-Z0-9]{4,10}[#*]?)"
)
NO_COUNT = (
    r"(?![\w]|[-.,/]\d| ?(?i:cijfer|teken|digit|chiffre|keer|uur|euro|%|personen|mensen|stuks|"
    r"leerlingen|m\b|mm\b|cm\b|km\b|kg\b|h\b|u\b|jaar|dagen|plaatsen|st\b|eur\b))"
)
_AFTER = word_set(
    """
    en dan in of voor van is om op aan de het een bij naar als maar want tot geldig deze die dus
    te toe nog niet daarna vervolgens ingeven intikken intoetsen invoeren gebruiken openen opent
    ok and then to on at for the or within before after until et puis pour sur dans ou est le la
    ensuite avant apres jusqu valable etoile staat werkt sluit naast achter onder boven links
    rechts buiten hangt ligt please waar dat bovenste onderste ik je u we kan geeft
    """
)
GOES_ON = rf"(?:(?<=[#*A-Z])|(?<=-\d)|(?= (?:{'|'.join(sorted(_AFTER))})\b|(?! [A-Za-z])))"
"""What follows is a word of the sentence, not what is counted: `met 3000 boeken`."""
