"""
Keys and tokens by the form that their vendors documented. (Those of other forms: `named_tokens`.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.detectors.named_tokens import SAMPLE
from policy.detectors.rules import occurrences
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
        "sntry[su]_|sq0csp-|EAAA|xkeysib-|-us[0-9]",
        (
            rf"sntry[su]_[\w+/=-]{{40,300}}|sq0csp-{_W}{{40,50}}|EAAA[A-Za-z0-9]{{50,250}}"
            r"|xkeysib-[a-f0-9]{64}-\w{16}|[0-9a-f]{32}-us\d{1,2}\b"
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
    ("[ps]k\\.eyJ", rf"[ps]k\.eyJ{_W}{{20,200}}\.{_W}{{15,60}}"),  # Mapbox
    (
        "(?:live|test)_[A-Za-z0-9]{4}",
        r"(?:live|test)_(?=[A-Za-z]{0,20}\d)[A-Za-z0-9]{28,40}",
    ),  # Mollie
    (
        ":fx|pat-(?:eu|na)1-",  # DeepL, HubSpot
        (
            r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:fx"
            r"|pat-(?:eu|na)1-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
        ),
    ),
    (  # Mailgun, Brevo, Doppler, Supabase, Airtable, Netlify, Typeform
        "key-[0-9a-z]{8}|xsmtpsib-|dp\\.[a-z]{2}\\.|sb[pr]?_|\\bpat[A-Za-z0-9]{14}\\.|nfp_|tfp_",
        (
            r"key-(?=[a-z]{0,30}\d)[0-9a-z]{32}|xsmtpsib-[a-f0-9]{64}-\w{16}"
            r"|dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9.]{40,60}|sbp_[a-f0-9]{40}"
            r"|sb_secret_\w{20,60}|pat[A-Za-z0-9]{14}\.[a-f0-9]{64}|[nt]fp_\w{36,60}"
        ),
    ),
    (
        r"hooks\.zapier\.com|hook\.[a-z0-9]{2,6}\.make\.com|ingest\.[a-z.]{0,6}sentry|\.ingest\.",
        (
            r"hooks\.zapier\.com/hooks/catch/\d{4,12}/\w{5,20}"
            r"|hook\.[a-z0-9]{2,6}\.make\.com/[a-z0-9]{20,50}"
            r"|[0-9a-f]{32}@o\d{3,20}\.ingest(?:\.[a-z]{2})?\.sentry\.io"
        ),
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


class VendorTokens:
    """What software made for software: nobody types it, and it has a form of its own."""

    name = "tokens"
    triggers: Sequence[Trigger] = _TRIGGERS

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterator[Match]:
        del earlier
        text = sheet.folded
        for trigger, pattern in zip(_TRIGGERS, _PATTERNS, strict=True):
            for window in hits.of(trigger.name):
                for found in occurrences(pattern, text, window):
                    if not SAMPLE.search(found[0]):
                        yield Match(Kind.API_KEY, *found.span(), 0.98, self.name)
