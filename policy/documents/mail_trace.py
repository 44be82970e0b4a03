"""
What servers write into a mail on its way: the route that it took, what they checked, and the
numbers that they gave it.

None of that is content: every mail names the machines that carried it, and says that its sender
could `pass`. So machines and the results of checks are left out, because four addresses in a row
would be a network plan and `dmarc=pass` a password; and the number of a mail
(`<4711@mail.example.be>`, RFC 5322, 3.6.4) is taken apart, because it would be somebody's address.
All other words stay: somebody may have written them.
"""

from __future__ import annotations

import re

from policy.documents.words import words

_NUMBERS = words(
    "message-id resent-message-id original-message-id x-original-message-id x-message-id"
    " content-id references in-reply-to feedback-id"
)
_ROUTE = re.compile(
    r"(?:received|authentication-results|arc|x-(?:originating|received|sender|source|client|remote"
    r"|real|forefront|ms|microsoft|google|gm|spam|virus|barracuda|proofpoint|mimecast|ironport))"
    r"(?:-.*)?",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"(?:x-google-)?dkim-signature|domainkey-signature|arc-(?:seal|message-signature)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"(?<![^\s;])(?:v|a|b|bh|c|d|h|i|l|q|s|t|x|cv)\s*=\s*+[^\s;]*+"
    r"(?:\s++(?>[^\s;]*:[^\s;]*|[^\s;]{20,}))*+(?:\s++[A-Za-z0-9+/]{1,19}={0,2}(?=;|\Z))?+"
    r"\s*+(?:;|\Z)"
)
"""
The tags of RFC 6376, 3.5 and RFC 8617, 4.1. Their values are one word, a list with colons, or
base64 on several lines; what somebody wrote there in words stays.
"""
_CHECKED = re.compile(
    r"(?<![\w.-])(?:"
    # RFC 8601 and RFC 7208, 9.1
    r"spf|dkim|dmarc|arc|compauth|iprev|auth|reason|action|(?:smtp|header|policy)\.[\w-]+"
    r"|client-ip|helo|receiver|envelope-from|identity|mechanism|pr|version|cipher|bits|oda|ltdi"
    # What Exchange adds
    r"|cip|ctry|lang|scl|srv|ipv|sfv|h|ptr|cat|sfs|dir|sfp|sfty|bcl|ara|pcl|ucf|jmr|dest|eng|ofr"
    r"|abwl|rwl|wl|pcwl|kl|iwl|dwl|dkl|uri|ex"
    r")\s?[=:]\s?(?:\"[^\"\s]*\"|(?:\([\d|;)(]*\)|[^\s;()\"])*)",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"[\[(]?(?:(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])"
    r"|(?:ipv6:)?(?<![\w:])(?:[0-9a-f]{1,4}:{1,2}){3,7}(?:[0-9a-f]{1,4})?(?:%\w+)?(?![\w:]))[\])]?",
    re.IGNORECASE,
)
"""An address of a machine, as RFC 5321, 4.1.3 writes it or bare."""


def without_route(name: str, value: str) -> str:
    """The value of a header that programs wrote, without all that."""
    if name.lower() in _NUMBERS:
        return apart(value)
    if _SIGNED.fullmatch(name):
        return _SIGNATURE.sub("", value)
    return _MACHINE.sub("", _CHECKED.sub("", value)) if _ROUTE.fullmatch(name) else value


def apart(number: str) -> str:
    """A number that a program gave, without the look of an address."""
    return number.replace("@", "\n")
