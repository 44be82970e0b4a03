"""
Markings and labels by their form: traffic lights, classes of information,
headings and brackets, and sentences that say it of the document itself.

(The words that count as a stamp wherever they stand in capitals are a lexicon:
`confidential_stamps`.)
"""

from __future__ import annotations

import re

from policy.detectors.context import words
from policy.detectors.families import Sheet, Trigger
from policy.detectors.rules import VALUE, Rule, RuleFamily
from policy.finding import Kind

ASKED = words(
    "wat betek", "wat is", "wat houdt", "betekenis", "definitie", "wanneer", "hoe ", "waarom",
    "watermerk", "sjabloon", "verschil", "synoniem", "que signif", "qu'est", "c'est quoi",
    "comment ",
    "what does", "what is", "meaning", "how (?:do|can|to)", "mag (?:dit|ik|je|het onthaal)",
    "is dit ",
    "leg uit", "welke (?:labels|niveaus|plaats)", "disclaimer", "nuttig", "voorbeeld", "quiz",
)  # fmt: skip
"""The marking itself is the subject."""
PLAY = words(
    "spion", "escape ?room", "speurtocht", "detective", "geheim agent", "missie", "kinderfeest",
    "verjaardagsfeest", "sketch", "toneel", "raadsel", "sprookje", "secret santa", "zoektocht",
)  # fmt: skip
"""Secrets that are a game."""
_DEGREE = (
    r"(?:(?:zeer|strikt|streng|uiterst|hoogst|hoog|strictement|tres|strictly|highly|very|"
    r"company)[ -])?"
)
_CLOSED = (
    rf"{_DEGREE}(?:vertrouwelijk|geheim|confidentieel|confidential|confidentiel(?:le)?|secret|"
    rf"restricted|"
    r"niet[- ]openbaar|beperkte? (?:verspreiding|verspreid|toegang|toegankelijk)|"
    r"diffusion (?:restreinte|limitee)|"
    r"intern gebruik|voor intern gebruik|internal use|usage interne|interne?(?: uniquement|"
    r" only)?|internal)"
)
_LIGHTS = re.compile(
    r"(?<![A-Za-z])TLP ?[:_ -] ?(?:RED|AMBER(?: ?\+ ?STRICT)?|GREEN)(?![A-Za-z])", re.ASCII
)
_LIGHTS_TRIGGER = Trigger(
    name="markings.lights", expression=r"\bTLP\b", caseless=False, before=3, after=30
)
_CLASS = re.compile(
    r"(?<![A-Za-z])(?i:(?:informatie|data|gegevens|document|veiligheids|beveiligings|"
    r"vertrouwelijkheids|"
    r"gevoeligheids|beschermings|privacy)[- ]?(?:klasse|classificatie|niveau|label|categorie)|"
    r"rubricering|"
    r"vertrouwelijkheid|confidentialite|classificatie(?:niveau)?|classification(?: level)?|"
    r"niveau de (?:classification|"
    r"confidentialite|sensibilite|securite)|etiquette de (?:confidentialite|sensibilite)|"
    r"(?:data|information|security|document|protection)[- ](?:classification|class|level|label))"
    r"(?: (?i:vlaanderen|vo|intern|document|van dit document))?(?:[ \t]?[:=|][ \t|]?| is |"
    r"[ \t]{1,4})[\"'*]?"
    rf"(?P<{VALUE}>(?i:{_CLOSED}|(?:c|niveau |level |klasse |"
    rf"class )?[2-5](?![0-9%.,/e])(?: ?[-(][^\n]{{0,30}})?|"
    r"(?:zeer )?hoog(?![a-z])|high(?![a-z])|eleve|kritiek|prive(?![a-z])|private|"
    r"persoonlijk(?![a-z])))",
    re.ASCII,
)
_LABELLED = re.compile(
    r"(?<![A-Za-z])(?i:(?:label|etiket|etiquette|markering|marquage|statuut|status|niveau|"
    r"verspreiding|diffusion)(?: [a-z]{2,12})?"
    r"(?:[ \t]?[:=|][ \t|]{0,2}| is | )[\"'*]?|gelabeld (?:als|met) [\"'*]?|(?:labelled|labeled|"
    r"marked|classified) (?:as )?[\"'*]?|"
    r"gemarkeerd als [\"'*]?|geclassificeerd als [\"'*]?|classe (?:comme )?[\"'*]?)"
    rf"(?P<{VALUE}>(?i:{_DEGREE}(?:vertrouwelijk|geheim|confidentieel|confidential|"
    rf"confidentiel(?:le)?|restricted|"
    r"niet openbaar|intern gebruik|internal use only|beperkt(?:e verspreiding)?|"
    r"restreinte?)))(?![a-z])",
    re.ASCII,
)
_CLASS_TRIGGER = Trigger(
    name="markings.class",
    expression=(
        r"klasse|classifi|confidentialit|rubricer|niveau|vertrouwelijkheid|etiket|etiquet|label|"
        r"marke|marqu|statu|"
        r"classe |protection l|verspreiding|diffusion"
    ),
    before=60,
    after=90,
)
_NOUN = (
    r"(?:nota|bijlage|stuk|stukken|document|verslag|notulen|agenda|tekst|versie|exemplaar|"
    r"informatie|brief|"
    r"mededeling|inhoud|rapport|dossier|overleg|bespreking|presentatie|gegevens|note|rapport|"
    r"compte rendu|"
    r"annexe|report|memo|minutes|draft|copy|information)"
)
_HEADED = re.compile(
    rf"^[^A-Za-z0-9\n]{{0,8}}(?P<{VALUE}>(?:(?i:{_DEGREE}(?:vertrouwelijk|confidentieel|"
    rf"confidential|confidentiel)"
    rf"|document interne|intern document|internal document)(?: {_NOUN})?"
    rf"|(?i:{_DEGREE}(?:vertrouwelijke|confidentiele) {_NOUN}|"
    rf"{_NOUN} {_DEGREE}confidentiel(?:le)?(?: [^\n?]{{1,50}})?))"
    r"(?:[ \t]{0,3}[-/:|,(.!][^\n?]{0,60})?)(?:[ \t]{2,80}[^\n?]{0,25})?[ \t]{0,20}(?:nr\.? ?\d+)"
    r"?$",
    re.ASCII | re.MULTILINE,
)
_BRACKETED = re.compile(
    rf"[(\[][ \t]?(?P<{VALUE}>(?i:{_DEGREE}(?:vertrouwelijk|confidentieel|confidential|"
    rf"confidentiel(?:le)?|niet openbaar|"
    r"niet verspreiden|niet voor (?:verspreiding|publicatie)|(?:voor )?intern gebruik|"
    r"ne pas diffuser|"
    r"internal use only|intern - niet \w+))(?: ?[-,] [^)\]\n]{0,40})?)[ \t]?[)\]]",
    re.ASCII,
)
_SAID = re.compile(
    r"(?<![A-Za-z])(?i:dit|deze|het|onderstaande?|bijgaande?|bijgevoegde?|volgende?|this|the|ce|"
    r"cette|le|la) "
    rf"(?i:{_NOUN})(?i: hieronder| in bijlage)? (?i:is|zijn|blijft|blijven|wordt|est|reste|"
    rf"remains|are|mag|mogen|may|must|ne peut|ne doit)"
    rf"(?: (?i:en|absoluut|nog|momenteel|voorlopig|and|"
    rf"et)){{0,2}} (?P<{VALUE}>(?i:{_DEGREE}(?:vertrouwelijk|geheim|confidentieel|"
    r"confidential|confidentiel(?:le)?|niet openbaar|niet (?:bestemd )?voor (?:publicatie|"
    r"verspreiding|derden|buiten)|"
    r"(?:enkel|alleen|uitsluitend) (?:voor|bestemd)|niet (?:verder )?(?:verspreid|gedeeld|"
    r"doorgestuurd|openbaar|gekopieerd|"
    r"gepubliceerd|naar buiten)|not (?:be )?(?:shared|distributed|forwarded|published|copied|for)|"
    r"pas (?:etre )?(?:diffuse|transmi|publie|communique|partage))\w*))",
    re.ASCII,
)
_DUTY = re.compile(
    r"(?<![A-Za-z])(?i:dit|deze|het|de) (?i:bericht|mail|nota|document|verslag|stuk|informatie|"
    r"inhoud|dossier|tekst) "
    rf"(?i:valt|vallen) onder (?i:het |de )?(?P<{VALUE}>(?i:(?:ambts|beroeps)geheim|"
    rf"geheimhouding\w{{0,10}}))",
    re.ASCII,
)
_BARRED = re.compile(
    r"(?:^|(?<=[-:(\[|/.!*\"'] )|(?<=[(\[*\"']))"
    rf"(?P<{VALUE}>(?:(?:NIET|Niet|niet) (?:verder )?(?i:verspreiden|doorsturen|kopieren|delen|"
    rf"doorgeven|publiceren|"
    r"openbaar maken|voor (?:verdere )?(?:verspreiding|publicatie|derden))"
    r"|(?i:mag niet (?:openbaar gemaakt|verspreid|gepubliceerd|doorgestuurd) worden)"
    r"|(?i:ne pas (?:diffuser|transmettre|transferer|divulguer|reproduire|communiquer|publier))"
    r"|(?i:do not (?:forward|distribute|share|copy|circulate|publish)|"
    r"not for (?:further )?(?:circulation|distribution|release|"
    r"publication))|(?i:(?:board|council|college|staff|eyes|management)[- ]eyes[- ]only|eyes only|"
    r"strictement personnel|strikt persoonlijk en vertrouwelijk)|BESLOTEN (?:DEEL|VERGADERING|"
    r"GEDEELTE|ZITTING|PUNT)"
    r"|(?:INTERN|INTERNE|INTERNAL)(?= ?[-/(|])))(?![a-z])(?P<rest>[^\n]{0,80})",
    re.ASCII | re.MULTILINE,
)
_STAMP_TRIGGER = Trigger(
    name="markings.words",
    expression=(
        r"vertrouwelijk|confident|geheim|niet |intern[ a\]\-/|(]|interne |ne pas |do not |"
        r"not for |eyes only|"
        r"strictement pers|strikt pers|besloten|(?:enkel|alleen|uitsluitend) (?:voor|best)|"
        r"not be |not (?:s|d|f|p|c)|"
        r"pas (?:etre|diff|tran|publ|comm|part)"
    ),
    before=120,
    after=150,
)
_PUBLIC_NOTICE = re.compile(
    r"\b(?:bord|bordje|pictogram|affiche|poster|sign|panneau|foto|foto's|phishing|huisvuil|"
    r"speelgoed|drinkwater)\b"
)


def _is_asked(sheet: Sheet, start: int, end: int) -> bool:
    """Whether the line around `start` to `end` asks about the marking, or a game does."""
    begin = max(sheet.lowered.rfind("\n", 0, start) + 1, start - 200)
    stop = sheet.lowered.find("\n", end)
    line = sheet.lowered[begin : min(stop if stop >= 0 else len(sheet.lowered), end + 200)]
    return bool(ASKED.search(line) or PLAY.search(sheet.around(start, end, 250)))


def _labelled(found: re.Match[str], sheet: Sheet) -> float:
    return 0.0 if _is_asked(sheet, *found.span()) else 0.95


def _headed(found: re.Match[str], sheet: Sheet) -> float:
    is_whole = "\n" not in sheet.folded.strip()
    value = found[VALUE]
    if is_whole or not value[0].isupper() or _is_asked(sheet, *found.span(VALUE)):
        return 0.0
    return 0.85


def _said(found: re.Match[str], sheet: Sheet) -> float:
    return 0.0 if _is_asked(sheet, *found.span(VALUE)) else 0.85


def _barred(found: re.Match[str], sheet: Sheet) -> float:
    """A line or a bracket of its own; what follows must not explain what is not to be shared."""
    rest = found["rest"].lower()
    start, end = found.span(VALUE)
    if _is_asked(sheet, start, end) or _PUBLIC_NOTICE.search(sheet.around(start, end, 150)):
        return 0.0
    if "\n" not in sheet.folded.strip() and start == 0 and not found[VALUE].isupper():
        return 0.0
    is_set_apart = re.match(r"[ \t]*(?:$|[-)\]*\"'.!:;|/(]|buiten|a l'exterieur|outside)", rest)
    return 0.85 if is_set_apart else 0.0


MARKINGS = RuleFamily(
    "confidential",
    (_LIGHTS_TRIGGER, _CLASS_TRIGGER, _STAMP_TRIGGER),
    (
        Rule(
            kind=Kind.SENSITIVITY_LABEL,
            trigger=_LIGHTS_TRIGGER.name,
            pattern=_LIGHTS,
            weigh=_labelled,
        ),
        Rule(
            kind=Kind.SENSITIVITY_LABEL,
            trigger=_CLASS_TRIGGER.name,
            pattern=_CLASS,
            weigh=_labelled,
        ),
        Rule(
            kind=Kind.SENSITIVITY_LABEL,
            trigger=_CLASS_TRIGGER.name,
            pattern=_LABELLED,
            weigh=_labelled,
        ),
        Rule(kind=Kind.MARKING, trigger=_STAMP_TRIGGER.name, pattern=_HEADED, weigh=_headed),
        Rule(kind=Kind.MARKING, trigger=_STAMP_TRIGGER.name, pattern=_BRACKETED, weigh=_said),
        Rule(kind=Kind.MARKING, trigger=_STAMP_TRIGGER.name, pattern=_SAID, weigh=_said),
        Rule(kind=Kind.MARKING, trigger=_STAMP_TRIGGER.name, pattern=_DUTY, weigh=_said),
        Rule(kind=Kind.MARKING, trigger=_STAMP_TRIGGER.name, pattern=_BARRED, weigh=_barred),
    ),
)
