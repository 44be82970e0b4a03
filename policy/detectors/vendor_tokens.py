"""
Keys and tokens by the form that their vendors documented, and long random values after a word
such as "API key".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.detectors.rules import VALUE, occurrences
from policy.detectors.secret_values import is_placeholder
from policy.finding import Kind

_W = r"[A-Za-z0-9_-]"
_FORMS = (
    # What the prefilter looks for (case counts), and the exact token.
    (  # Amazon Web Services
        "AKIA|ASIA|A(?:BIA|CCA|GPA|ROA|IDA|NPA)",
        r"(?:AKIA|ASIA|ABIA|ACCA|AGPA|AROA|AIDA|ANPA)[A-Z0-9]{16}\b",
    ),
    ("gh[pousr]_|github_pat_", r"gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\w{40,255}"),
    ("gl(?:pat|ptt|dt|rt|soat|ft|cbt)-", rf"gl(?:pat|ptt|dt|rt|soat|ft|cbt)-{_W}{{20,300}}"),
    ("xox[abeoprs]-|xapp-", rf"(?:xox[abeoprs]|xapp)-{_W}{{10,250}}"),  # Slack
    (
        r"hooks\.slack\.com|webhook\.office\.com|discord(?:app)?\.com/api/webhooks",
        (
            r"hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/]{20,100}"
            r"|[\w-]{1,60}\.webhook\.office\.com/webhookb2/[\w@/-]{40,300}"
            r"|discord(?:app)?\.com/api/webhooks/\d{15,22}/[\w-]{40,100}"
        ),
    ),
    (  # Stripe
        "[rs]k_(?:live|test|prod)_|whsec_",
        r"[rs]k_(?:live|test|prod)_[A-Za-z0-9]{10,250}|whsec_[A-Za-z0-9+/=]{20,100}",
    ),
    (  # OpenAI, Anthropic, OpenRouter, DeepSeek
        "sk-",
        (
            r"sk-(?:proj-|svcacct-|admin-|ant-(?:api|admin|sid|oat)\d\d-|or-v1-|None-)?"
            rf"(?=[A-Za-z_-]{{0,40}}\d){_W}{{20,250}}"
        ),
    ),
    ("AIza|GOCSPX-|ya29\\.", rf"AIza{_W}{{30,45}}|GOCSPX-{_W}{{20,40}}|ya29\.{_W}{{20,300}}"),
    ("hf_|api_org_", r"(?:hf|api_org)_[A-Za-z0-9]{30,60}"),
    ("npm_|pypi-A", rf"npm_[A-Za-z0-9]{{30,60}}|pypi-A{_W}{{40,300}}"),
    (r"SG\.", rf"SG\.{_W}{{16,32}}\.{_W}{{16,64}}"),  # SendGrid
    (r"hv[sbr]\.", rf"hv[sbr]\.{_W}{{20,300}}"),  # HashiCorp Vault
    ("do[opr]_v1_|dapi", r"do[opr]_v1_[a-f0-9]{64}|dapi[a-f0-9]{32}(?:-\d)?"),
    ("shp(?:at|ca|pa|ss)_", r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"),
    ("PMAK-|gl(?:sa|c)_", rf"PMAK-[a-f0-9]{{24}}-[a-f0-9]{{34}}|gl(?:sa|c)_{_W}{{32,300}}"),
    (
        "gsk_|pplx-|r8_|xai-|nvapi-|tgp_v1_|csk-",
        rf"(?:gsk_|pplx-|r8_|xai-|nvapi-|tgp_v1_|csk-)(?=[A-Za-z_-]{{0,40}}\d){_W}{{30,120}}",
    ),
    (
        "dckr_|AT[AC]TT3|figd_|lin_api_|ntn_|secret_",
        (
            rf"dckr_(?:pat|oat)_{_W}{{20,60}}|AT[AC]TT3{_W}{{60,300}}=?[A-F0-9]{{0,10}}"
            rf"|figd_{_W}{{30,60}}|(?:lin_api|ntn)_\w{{30,60}}|secret_[A-Za-z0-9]{{40,50}}"
        ),
    ),
    (
        "sntry[su]_|sq0csp-|EAAA|xkeysib-|key-[0-9a-f]{8}|-us[0-9]",
        (
            rf"sntry[su]_[\w+/=-]{{40,300}}|sq0csp-{_W}{{40,50}}|EAAA[A-Za-z0-9]{{50,250}}"
            r"|xkeysib-[a-f0-9]{64}-\w{16}|key-[0-9a-f]{32}|[0-9a-f]{32}-us\d{1,2}\b"
        ),
    ),
    ("[0-9]:AA", rf"\d{{8,10}}:AA{_W}{{32,35}}"),  # Telegram
    (  # Discord
        r"\.[A-Za-z0-9_\-]{6}\.[A-Za-z0-9_\-]{20}",
        rf"[MNO][A-Za-z\d_-]{{23,27}}\.{_W}{{6}}\.{_W}{{27,40}}",
    ),
    ("[78]Q~", r"[\w~.-]{3}[78]Q~[\w~.-]{31,34}"),  # Microsoft Entra
    (  # JSON Web Tokens and their encrypted form
        "eyJ",
        rf"eyJ{_W}{{8,}}\.eyJ{_W}{{8,}}(?:\.{_W}*)?|eyJ{_W}{{15,}}\.{_W}*\.{_W}+\.{_W}+\.{_W}+",
    ),
    ("sig=", r"(?<=sig=)[A-Za-z0-9%+/]{40,100}(?:%3D|=)?"),  # Azure shared access signature
)
_TRIGGERS = tuple(
    Trigger(name=f"tokens.{index}", expression=gate, caseless=False, before=90, after=300)
    for index, (gate, _) in enumerate(_FORMS)
)
_PATTERNS = tuple(
    re.compile(rf"(?<![A-Za-z0-9])(?:{exact})(?![A-Za-z0-9])", re.ASCII) for _, exact in _FORMS
)
_SAMPLE = re.compile(r"EXAMPLE|example|voorbeeld|your[_-]|jouw|XXXX|xxxx|0000000000|(.)\1{9}")
"""What manuals put in the place of a key."""

_WORD = (
    r"(?:api[- _]?(?:key|sleutel|token)|x-api-key|apikey|access[- _]?key|secret[- _]?key|"
    r"(?:access|auth|bearer|refresh|id|session|personal access)?[- _]?token|"
    r"(?:client|app|consumer|webhook|signing|shared|jwt|oauth)?[- _]?secret"
    r"(?:[- _]?(?:access[- _]?)?key)?|cle (?:api|secrete|de licence)|jeton|"
    r"(?:subscription|encryption|licen[cs]e|product|master|host|function|webhook)[- _]?key|"
    r"(?:licentie|product|encryptie|toegangs|beveiligings|webhook|geheime )sleutel|"
    r"authorization: (?:bearer|basic|token))"
)
_NAMED = re.compile(
    rf"(?<![A-Za-z0-9])(?i:(?:[A-Za-z0-9]{{1,30}}[_-]){{0,5}}{_WORD})[\"'\])]?"
    r"(?: (?:is|est|van|voor|for|of|[a-z]{2,12})){0,3}?(?: ?(?::=|=>|[:=]) ?| )"
    rf"(?i:bearer |basic )?[\"'`]?(?P<{VALUE}>[A-Za-z0-9_\-./+~]{{16,300}}={{0,2}})(?![A-Za-z0-9])",
    re.ASCII,
)
_NAMED_TRIGGER = Trigger(
    name="tokens.word",
    expression=(
        r"api[\- _]?(?:key|sleutel)|token|secret|access[\- _]?key|cle (?:api|sec|de l)|jeton|"
        r"subscription|encryption|authoriz|sleutel|"
        r"(?:licen[cs]e|product|master|host|function|webhook)[\- _]?key"
    ),
    before=60,
    after=400,
)
_DISTINCT = 8
"""A random value of this length has more different characters than that."""


class VendorTokens:
    """What software made for software: nobody types it, and it has a form of its own."""

    name = "tokens"
    triggers: Sequence[Trigger] = (*_TRIGGERS, _NAMED_TRIGGER)

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterator[Match]:
        del earlier
        text = sheet.folded
        for trigger, pattern in zip(_TRIGGERS, _PATTERNS, strict=True):
            for window in hits.of(trigger.name):
                for found in occurrences(pattern, text, window):
                    if not _SAMPLE.search(found[0]):
                        yield Match(Kind.API_KEY, *found.span(), 0.98, self.name)
        for window in hits.of(_NAMED_TRIGGER.name):
            for found in occurrences(_NAMED, text, window):
                if _is_random(found[VALUE]):
                    yield Match(Kind.API_KEY, *found.span(VALUE), 0.9, self.name)


def _is_random(value: str) -> bool:
    if is_placeholder(value) or _SAMPLE.search(value):
        return False
    if re.fullmatch(r"[a-z]+(?:[-_./][a-z]+)+\d{0,2}", value):
        return False
    mixed = re.search(r"\d", value) and re.search(r"[A-Za-z]", value)
    return bool(mixed) and len(set(value)) > _DISTINCT
