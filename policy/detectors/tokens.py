"""
Keys and tokens by the form that their vendors documented, private keys, connection strings.
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
_VENDORS: tuple[tuple[str, str], ...] = (
    # What the prefilter looks for (case counts), and the exact token.
    ("A[KS]IA|A(?:BIA|CCA|GPA|ROA|IDA|NPA)", r"(?:AKIA|ASIA|ABIA|ACCA|AGPA|AROA|AIDA|ANPA)[A-Z0-9]{16}\b"),
    ("gh[pousr]_|github_pat_", r"gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\w{40,255}"),
    ("gl(?:pat|ptt|dt|rt|soat|ft|cbt)-", rf"gl(?:pat|ptt|dt|rt|soat|ft|cbt)-{_W}{{20,300}}"),
    ("xox[abeoprs]-|xapp-", rf"(?:xox[abeoprs]|xapp)-{_W}{{10,250}}"),
    ("hooks\\.slack\\.com", r"hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/]{20,100}"),
    ("webhook\\.office\\.com", r"[\w-]+\.webhook\.office\.com/webhookb2/[\w@/-]{40,300}"),
    ("discord(?:app)?\\.com/api/webhooks", r"discord(?:app)?\.com/api/webhooks/\d{15,22}/[\w-]{40,100}"),
    ("[rs]k_(?:live|test|prod)_|whsec_", r"[rs]k_(?:live|test|prod)_[A-Za-z0-9]{10,250}|whsec_[A-Za-z0-9+/=]{20,100}"),
    ("sk-", rf"sk-(?:proj-|svcacct-|admin-|ant-(?:api|admin|sid|oat)\d\d-|or-v1-|None-)?(?=[A-Za-z_-]*\d){_W}{{20,250}}"),
    ("AIza", rf"AIza{_W}{{30,45}}"),
    ("GOCSPX-|ya29\\.", rf"GOCSPX-{_W}{{20,40}}|ya29\.{_W}{{20,300}}"),
    ("hf_|api_org_", r"(?:hf|api_org)_[A-Za-z0-9]{30,60}"),
    ("npm_|pypi-A", rf"npm_[A-Za-z0-9]{{30,60}}|pypi-A{_W}{{40,300}}"),
    ("SG\\.", rf"SG\.{_W}{{16,32}}\.{_W}{{16,64}}"),
    ("hv[sbr]\\.|s\\.[A-Za-z0-9]{8}", rf"hv[sbr]\.{_W}{{20,300}}"),
    ("dop_v1_|doo_v1_|dor_v1_", r"do[opr]_v1_[a-f0-9]{64}"),
    ("dapi", r"dapi[a-f0-9]{32}(?:-\d)?"),
    ("shp(?:at|ca|pa|ss)_", r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"),
    ("PMAK-|glsa_|glc_", rf"PMAK-[a-f0-9]{{24}}-[a-f0-9]{{34}}|gls?[ac]a?_{_W}{{32,300}}"),
    ("gsk_|pplx-|r8_|xai-|nvapi-|tgp_v1_|fw_|csk-", rf"(?:gsk_|pplx-|r8_|xai-|nvapi-|tgp_v1_|csk-)(?=[A-Za-z_-]*\d){_W}{{30,120}}"),
    ("dckr_|ATATT3|ATCTT3|figd_|lin_api_|ntn_|secret_", rf"dckr_(?:pat|oat)_{_W}{{20,60}}|AT[AC]TT3{_W}{{60,300}}=?[A-F0-9]*|figd_{_W}{{30,60}}|lin_api_\w{{30,60}}|ntn_\w{{30,60}}|secret_[A-Za-z0-9]{{40,50}}"),
    ("sntry[su]_|sq0csp-|EAAA|xkeysib-|key-[0-9a-f]{8}", rf"sntry[su]_[\w+/=-]{{40,300}}|sq0csp-{_W}{{40,50}}|EAAA[A-Za-z0-9]{{50,250}}|xkeysib-[a-f0-9]{{64}}-\w{{16}}|key-[0-9a-f]{{32}}"),
    ("-us[0-9]", r"[0-9a-f]{32}-us\d{1,2}\b"),
    ("[0-9]:AA", rf"\d{{8,10}}:AA{_W}{{32,35}}"),
    ("[MNO][A-Za-z0-9_-]{23}", rf"[MNO][A-Za-z\d_-]{{23,27}}\.{_W}{{6}}\.{_W}{{27,40}}"),
    ("[78]Q~", r"[\w~.-]{3}[78]Q~[\w~.-]{31,34}"),
    ("eyJ", rf"eyJ{_W}{{8,}}\.eyJ{_W}{{8,}}(?:\.{_W}*)?|eyJ{_W}{{15,}}\.{_W}*\.{_W}+\.{_W}+\.{_W}+"),
    ("(?:sig|Signature)=", rf"(?<=sig=)(?P<{VALUE}1>[A-Za-z0-9%+/]{{40,100}}(?:%3D|=)?)"),
)  # fmt: skip
_VENDOR_TRIGGERS = tuple(
    Trigger(name=f"tokens.{index}", expression=gate, caseless=False, before=90, after=300)
    for index, (gate, _) in enumerate(_VENDORS)
)
_VENDOR_PATTERNS = tuple(
    re.compile(rf"(?<![A-Za-z0-9])(?:{exact})(?![A-Za-z0-9])", re.ASCII) for _, exact in _VENDORS
)
_SAMPLE = re.compile(r"EXAMPLE|example|XXXX|xxxx|0000000000|1234567890123|(.)\1{9}")

_PEM_TRIGGER = Trigger(
    name="tokens.pem",
    expression=r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY|PuTTY-User-Key-File-|AGE-SECRET-KEY-1",
    before=80,
    after=200,
)
_PEM_BEGIN = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d", re.ASCII
)
_PEM_END = re.compile(
    r"-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----|Private-MAC: [0-9a-f]+", re.ASCII
)
_PEM_BODY = re.compile(r"(?:\s*[A-Za-z0-9+/=:.,-]{1,90}(?=\s|$))*", re.ASCII)
_LONGEST_KEY = 20_000
_WIREGUARD_TRIGGER = Trigger(
    name="tokens.wireguard", expression=r"(?:private|preshared|privee?) ?_?key", before=20, after=80
)
_WIREGUARD = re.compile(
    rf"(?i:private|preshared) ?_?(?i:key)[\"']? ?[=:] ?[\"']?(?P<{VALUE}>[A-Za-z0-9+/]{{42,43}}=)", re.ASCII
)
_AGE = re.compile(r"AGE-SECRET-KEY-1[A-Z0-9]{50,60}", re.ASCII)

_URL_TRIGGER = Trigger(
    name="tokens.url", expression=r"[a-z0-9]://[^ \n/@:]{0,60}:[^ \n@/]{1,100}@", before=250, after=300
)
_URL = re.compile(
    rf"(?<![A-Za-z0-9])(?P<{VALUE}>[A-Za-z][A-Za-z0-9+.-]{{1,30}}://(?P<user>[^\s:/@]{{0,60}}):"
    r"(?P<secret>[^\s/]{1,100})@[A-Za-z0-9\[][^\s\"'<>)]{0,250})",
    re.ASCII,
)
_QUERY_TRIGGER = Trigger(
    name="tokens.query", expression=r"[?&;](?:password|pwd|pass|token)=[^&\s]", before=300, after=200
)
_QUERY = re.compile(
    rf"(?<![A-Za-z0-9])(?P<{VALUE}>(?:jdbc:)?[A-Za-z][A-Za-z0-9+:.-]{{1,30}}://[^\s\"'<>]{{1,250}}[?&;]"
    r"(?:password|pwd|pass)=(?P<secret>[^\s&;\"'<>]{1,100})[^\s\"'<>]{0,200})",
    re.ASCII | re.IGNORECASE,
)
_PAIRS_TRIGGER = Trigger(
    name="tokens.pairs",
    expression=r"(?:password|pwd|accountkey|sharedaccesskey|sharedsecret|wachtwoord) ?= ?[^ ;\n]",
    before=500,
    after=500,
)
_PAIRS = re.compile(
    rf"(?P<{VALUE}>(?<![\w])[A-Za-z][\w]{{0,30}}(?: [A-Za-z]\w{{0,20}}){{0,2}} ?= ?[^;\n\"'<>]{{0,200}};"
    r"(?:[A-Za-z][\w ]{0,40}= ?[^;\n\"']{0,300};?){1,20})",
    re.ASCII,
)
_PAIR_SECRET = re.compile(
    r"(?i)(?:password|pwd|accountkey|sharedaccesskey|wachtwoord) ?= ?(?P<secret>[^;\n]+)"
)
_PAIR_PLACE = re.compile(
    r"(?i)(?:server|data source|host|endpoint|accountname|database|initial catalog|user id|uid|"
    r"driver|dsn|address|username|user) ?="
)


class Tokens:
    """What software made for software: nobody types it, and it has a form of its own."""

    name = "tokens"
    triggers: Sequence[Trigger] = (
        *_VENDOR_TRIGGERS,
        _PEM_TRIGGER,
        _WIREGUARD_TRIGGER,
        _URL_TRIGGER,
        _QUERY_TRIGGER,
        _PAIRS_TRIGGER,
    )

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterator[Match]:
        del earlier
        yield from self._vendor_tokens(sheet.folded, hits)
        yield from self._private_keys(sheet.folded, hits)
        yield from self._connections(sheet.folded, hits)

    def _vendor_tokens(self, text: str, hits: Hits) -> Iterator[Match]:
        for trigger, pattern in zip(_VENDOR_TRIGGERS, _VENDOR_PATTERNS, strict=True):
            for window in hits.of(trigger.name):
                for found in occurrences(pattern, text, window):
                    if not _SAMPLE.search(found[0]):
                        yield Match(Kind.API_KEY, *found.span(), 0.98, self.name)

    def _private_keys(self, text: str, hits: Hits) -> Iterator[Match]:
        read = 0
        for window in hits.of(_PEM_TRIGGER.name):
            for found in occurrences(_PEM_BEGIN, text, window, margin=60):
                if found.start() < read:
                    continue
                read = _end_of_key(text, found.end())
                if _has_body(text[found.end() : read]):
                    yield Match(Kind.PRIVATE_KEY, found.start(), read, 0.99, self.name)
            for found in occurrences(_AGE, text, window):
                yield Match(Kind.PRIVATE_KEY, *found.span(), 0.99, self.name)
        for window in hits.of(_WIREGUARD_TRIGGER.name):
            for found in occurrences(_WIREGUARD, text, window):
                yield Match(Kind.PRIVATE_KEY, *found.span(VALUE), 0.97, self.name)

    def _connections(self, text: str, hits: Hits) -> Iterator[Match]:
        for window in hits.of(_URL_TRIGGER.name):
            for found in occurrences(_URL, text, window):
                if not is_placeholder(found["secret"]) and not _is_sample_login(found):
                    end = found.start() + len(found[0].rstrip(".,;:!?"))
                    yield Match(Kind.CONNECTION_STRING, found.start(), end, 0.95, self.name)
        for window in hits.of(_QUERY_TRIGGER.name):
            for found in occurrences(_QUERY, text, window):
                if not is_placeholder(found["secret"]):
                    yield Match(Kind.CONNECTION_STRING, *found.span(VALUE), 0.95, self.name)
        for window in hits.of(_PAIRS_TRIGGER.name):
            for found in occurrences(_PAIRS, text, window):
                secret = _PAIR_SECRET.search(found[0])
                if secret and _PAIR_PLACE.search(found[0]) and not is_placeholder(secret["secret"]):
                    end = found.start() + len(_without_prose(found[0]))
                    yield Match(Kind.CONNECTION_STRING, found.start(), end, 0.95, self.name)


def _end_of_key(text: str, start: int) -> int:
    end = _PEM_END.search(text, start, start + _LONGEST_KEY)
    if end is not None:
        return end.end()
    body = _PEM_BODY.match(text, start, start + _LONGEST_KEY)
    return body.end() if body else start


def _has_body(between: str) -> bool:
    """A BEGIN line in a manual is followed by dots or by nothing."""
    return len(re.findall(r"[A-Za-z0-9+/]", between.replace("PRIVATE KEY", ""))) > 40  # noqa: PLR2004 -- no key is as short


def _is_sample_login(found: re.Match[str]) -> bool:
    return is_placeholder(found["user"]) and found["secret"].lower() in {
        "password", "pass", "pw", "wachtwoord", "secret", "pwd", "passwd",
    }  # fmt: skip


def _without_prose(pairs: str) -> str:
    """The last value ends at a space: what follows is the sentence around it."""
    head, _, last = pairs.rstrip(";").rpartition(";")
    name, _, value = last.partition("=")
    if not value.strip():
        return pairs
    lead = len(value) - len(value.lstrip())
    return f"{head};{name}={value[:lead]}{value.split()[0]}"


TOKENS = Tokens()
