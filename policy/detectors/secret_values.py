"""
Whether a word can be somebody's password: what it is made of, and what it is not.
"""

from __future__ import annotations

import re

from policy.detectors.context import word_set

_PLACEHOLDER = re.compile(
    r"^[<\[{(].*|.*[>\]}]$|.*(?:\$\{|\{\{|\$\(|%\(|<%|\*{3,}|\.{3,}|x{4,}|X{4,}|_{4,}|-{4,}|"
    r"#{4,}).*"
    r"|^[$%][A-Za-z_]\w*%?$|^(.)\1*$"
    r"|.*(?:input|getpass|getenv|environ|process\.env|prompt|read_secret|vault|secrets?)[.(\[].*"
    r"|^\$[A-Za-z_]\w*(?:->|[\[.]).*"
    r"|(?:req|request|self|this|config|cfg|settings|args|user|data|form|body|params|options|opts|"
    r"conf|app|ctx|event|props|state|credentials|creds?|var|local|module|new|"
    r"await)[.\[][A-Za-z_\"'].*"
    r"|(?i:(?:your|uw|jouw|votre|mijn|my)[-_].*|change[-_]?(?:me|it|this)|.*[-_](?:here|hier|ici)"
    r"|.*redacted.*|(?:voorbeeld|example|exemple|dummy|sample)[-_]?\w*)",
    re.ASCII,
)
_NOT_VALUES = word_set(
    """
    a aan al als an any beter bij bool bytes changed characters correct dat de dezelfde dict die
    dit een encrypted example exemple expire expired faible false float forgotten fort fout
    geblokkeerd gebruiker gebruikersnaam geen gehackt geheim gekend geldig gelekt gewijzigd
    hashed het hetzelfde hidden hoe identiek in incorrect ingesteld int invalid invalide it jouw
    jouwwachtwoord juist key kort kwijt la lang le leeg lengte length les list login lost
    makkelijk met mijn moeilijk must mypassword naam name niet nieuw nil nodig nog none not null
    obligatoire om onbekend ongeldig onjuist onveilig onze op openbaar optional oublie oud pas
    pass passwd passwoord password passwort paswoord per perdu plus prive privé pwd required
    requis reset secret should sleutel sterk stored str string strong te tekens text that the
    this token too trop true typ uit un undefined une user username valid valide van veilig
    veranderd vereist vergeten verkeerd verlopen verloren verplicht via voor voorbeeld waar
    wachtwoord wachtwoorden wanneer wat weak wie wordt wrong your your_password yourpassword zoek
    zonder zwak
    """
)
_CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")
_KNOWN = re.compile(
    r"(?i)^(?:(?:sha|md|pkcs|utf|iso|tls|ssl|wpa|aes|rsa|http|ipv|mfa|o365|m365|win|office|windows|"
    r"covid|word|excel|php|python|java|node|chatgpt|gpt|mp|h|a|b|co|web|blob)[-#_.v ]?\d[\d.]*"
    r"[a-z]?(?:-\d+)?|\d+[.,]?\d*(?:e|ste|de|er|km|kg|cm|mm|uur|u|h|m|gb|mb|euro|%|x|px|pt|st|nd|"
    r"th)?"
    r"|[\d.,:/+-]+|\d{1,2}[:u]\d\d)$"
)


_PRODUCT = re.compile(
    r"(?i)^(?:microsoft|office|windows|share-?point|iphone|ipad|galaxy|macbook|onedrive|exchange|"
    r"sql|teams|excel|word|outlook|chrome|firefox|android|ios|google|adobe|acrobat|smartschool|"
    r"informat|gmail|wordpress|drupal|surface|thinkpad|latitude|optiplex|pixel|xbox|keepass|"
    r"bitwarden|lastpass|usb|hdmi|bluetooth|wi-?fi|wpa|linux|ubuntu|debian|python|chatgpt|gpt)"
    r"[\w.-]*$"
)


_CODE = re.compile(
    r"[/\\(){}\[\]]|^\$|^AAAA[A-Z]|^[a-z]+\d?(?:[A-Z][a-z]+)+\d?$|::|->|\$$|;.*;|"
    r"\.(?:docx?|xlsx?|pdf|pptx?|png|jpe?g|csv|txt|zip|js|py|php|html?|css|json|ya?ml|sh|xml|msi|"
    r"exe)$"
)
"""Paths, calls, variables, public keys and names of functions."""
_MARK = re.compile(r"[A-Za-z0-9][!*#$%&+~^@?]+[A-Za-z0-9]|\d[!*#$+~^]+$|[A-Za-z][*#$^~%]+$")
_MARKUP = re.compile(r"@.*\.|&[a-z]+;|^[#@&+]|\d%|^[A-Z]&[A-Z]|[?&]\w+=|^C\+\+|^\d+[+*]\d+")
"""Mail, tags, entities, percentages, firms, queries, sums."""


def is_placeholder(value: str) -> bool:
    """Stands for a password in a manual: `<wachtwoord>`, `***`, `${PW}`, `input(`."""
    bare = value.strip("\"'`.,;:!?() ")
    return not bare or bare.lower() in _NOT_VALUES or bool(_PLACEHOLDER.match(value.strip("\"'` ")))


def classes(value: str) -> int:
    """How many of lower case, capitals, digits and marks it mixes."""
    return sum(bool(re.search(found, value)) for found in _CLASSES)


def could_be(value: str) -> bool:
    """A password after an unmistakable word: a digit or mark among letters, or mixed case."""
    return (
        len(value) >= 4  # noqa: PLR2004 -- shorter ones are not passwords anywhere
        and not is_placeholder(value)
        and (classes(value) > 1 or value.isdigit())
        and (
            not re.fullmatch(r"[A-Z]?[a-z]+(?:[-'/][A-Za-z]+)*", value)
            or bool(re.fullmatch(r"[a-z]{3,12}(?:-[a-z]{3,12}){2,6}", value) and len(value) > 13)  # noqa: PLR2004 -- `paard-lamp-tafel`
        )
        and not _KNOWN.match(value)
    )


def looks_made_up(value: str) -> bool:
    """A password by its looks alone: long enough, letters with digits or marks, three classes."""
    core = re.sub(r"[.,/:;_-]", "", value)  # marks that ordinary words and numbers have too
    return (
        7 <= len(value) <= 64  # noqa: PLR2004 -- what people choose
        and not is_placeholder(value)
        and classes(core) >= 3  # noqa: PLR2004 -- words and codes have two
        and bool(re.search(r"[A-Za-z].*[A-Za-z].*[A-Za-z]", value))
        and "@" not in value.strip("@")[1:]
        and not _CODE.search(value)
        and not re.search(r"\w\.(?:be|com|nl|fr|eu|org|net|local|pdf|docx?|xlsx?|png|jpg)\b", value)
        and not _KNOWN.match(value)
        and not _PRODUCT.match(value)
        and not re.fullmatch(r"[A-Z]{2,}(?:[-_/.][A-Z0-9]+)+", value)
    )


def stands_out(value: str) -> bool:
    """So much a password that no word need say so: letters and digits with a mark between them."""
    return (
        8 <= len(value) <= 40  # noqa: PLR2004 -- what people choose
        and bool(_MARK.search(value))
        and bool(re.search(r"\d", value))
        and len(re.findall(r"[A-Za-z]", value)) >= 3  # noqa: PLR2004 -- a word, not a sum
        and classes(value) >= 3  # noqa: PLR2004 -- letters, digits, marks
        and not _MARKUP.search(value)
        and not _CODE.search(value)
        and not is_placeholder(value)
        and not _KNOWN.match(value)
        and not _PRODUCT.match(value)
    )


def trimmed(value: str) -> str:
    """Without what ends the sentence. A mark that people end passwords with (`!`) may belong."""
    stripped = value.rstrip(".,;:)]}\"'")
    return stripped if re.search(r"[!?].*\?$", stripped) else stripped.rstrip("?")
