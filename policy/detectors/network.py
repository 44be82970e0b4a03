"""
Network configuration: no single line gives it away, several kinds of them together do.

One private address in a question is harmless; a firewall policy is a map for an intruder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.finding import Kind

_PRIVATE = r"(?<![\d.])(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}"
_SIGNS = {
    "address": rf"{_PRIVATE}(?:/\d\d?)?(?!\d|\.\d)",
    "device": (
        r"\binterface \w*(?:ethernet|vlan|port|eth|ge-|bond)|\bset (?:src|dst)intf\b|"
        r"\bconfig system interface|\bset (?:vdom|ip|role|device)\b|\bssid\b ?[:=]|"
        r"\[(?:interface|peer)\]|\b(?:eth|ens|enp|bond|wlan)\d|\b(?:gi|fa|te)\d/\d|"
        r"\bport-?channel|\bset (?:interfaces|security|protocols|routing-options|vlans) |"
        r"^/?ip (?:firewall|address|route)\b|/ip (?:firewall|address|route)\b|\bdev (?:tun|tap|"
        r"eth|br)\w*|"
        r"\b(?:router|switch|firewall\w{0,6}|access ?point|domeincontroller|domain controller|"
        r"fileserver|"
        r"printserver|mailserver|hypervisor|vpn-server)\b"
    ),
    "vpn": (
        r"\bikev?[12]\b|\bipsec\b|\bsite-to-site\b|\bphase ?[12]\b|\bdh[- ]?(?:group|"
        r"groep)? ?\d{1,2}\b|"
        r"\baes[- ]?(?:128|192|256)|\bpeer\b|\btunnel\b|\btransform-set\b|\bproto (?:udp|tcp)\b|"
        r"\bremote [\w.-]{3,60} \d{2,5}\b|\blifetime \d"
    ),
    "vlan": r"\bvlan[ -_]?\d{1,4}\b|\bvlan\d{1,4}-\w+|\bswitchport\b|\btrunk\b.{0,20}\bvlan",
    "filter": (
        r"\bset (?:(?:src|dst)addr|action|service|policy)|\baccess-list\b|"
        r"\b(?:permit|deny) (?:ip|tcp|udp|icmp|any)\b|\biptables -[a-z]\b|"
        r"\bufw (?:allow|deny)\b|\bconfig firewall\b|\bfirewall-cmd\b|-j (?:accept|drop)|"
        r"\b(?:allow|block|accept|drop) (?:any|all|from|to)\b|\bany any\b|\b[sd]nat\b|"
        r"\badd (?:chain|action)=|\b(?:src|dst)-address=|\bfrom-zone\b|^-a (?:input|forward|"
        r"output)\b|"
        r"\b(?:toestaan|toegelaten|toegestaan|blokkeren|geblokkeerd|weigeren|geweigerd|autoriser|"
        r"bloquer)\b|"
        r"\bset rulebase\b|\bobject network\b|\bport ?forward\w*|"
        r"\d/(?:tcp|udp) +open\b"
    ),
    "routing": (
        r"\bip (?:address|route|helper-address|default-gateway|nat)\b|\ballowedips\b|"
        r"\bset gateway\b|\bgateway[ :=]+(?=\d)|\bnameserver (?=\d)|\bdefault gw\b|"
        r"\b(?:subnet ?mask(?:er)?|default gateway|standaardgateway|dhcp[- ]?(?:server|scope))\b|"
        r"\bstatic route\b|\broute (?=\d)|\bvia (?=\d)|\b(?:gateway|subnet|passerelle|"
        r"masque de sous-reseau)\b|"
        r"\bgw (?=[.\d])|\b255\.255\.\d{1,3}\.\d{1,3}\b|\b(?:remote-as|ospf|bgp|spanning-tree|"
        r"inet6? (?=\d))|"
        r"\bdns[- ]?servers?[ :=]+(?=\d)|\bnat\b.{0,20}->|\bendpoint ?= ?"
    ),
    "management": (
        r"\bsnmp-server\b|\bsnmp[- ]community\b|\benable (?:secret|password)\b|\bline vty\b|"
        r"\busername \w+ (?:privilege|secret|password)|\baaa \w+|\btacacs\b|\bradius-server\b|"
        r"\bcrypto (?:isakmp|ipsec|map)\b|\bpresharedkey\b|\bpre-shared-key\b"
    ),
    "host": (
        r"\b(?:[a-z]{1,6}[-_])?(?:pc|ws|laptop|cam|nvr|mfp|prn|srv|dc|fs|sql|vm|esxi?|fw|sw|ap|"
        r"nas|sr|sv|vpn|web|db|hv|print|"
        r"mx|mail|"
        r"bkp|backup|app|dns|dhcp|proxy|rds|"
        r"gis)(?:[-_][a-z0-9]{1,12}){0,2}[-_]?[a-z]{0,8}\d{1,3}\b|"
        r"\b[\w-]{1,60}\.(?:local|lan|intra|corp|internal)\b|"
        r"\\\\[\w.-]{1,60}\\[\w$.-]+|\b(?:set )?hostname [\w-]+"
    ),
    "hardware": (
        r"\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b|\b[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}\b"
    ),
    "block": (
        r"^ ?(?:edit \d+|next|end|exit|!|config \w+)\s*$|^ ?description \S+|"
        r"\bport \d{1,5}/?(?:tcp|udp)\b|\b(?:tcp|udp)[/ ]\d{1,5}\b|\b(?:rdp|smb|ssh)\b"
    ),
}
_ALL = re.compile("|".join(f"(?P<{n}>{p})" for n, p in _SIGNS.items()), re.ASCII | re.MULTILINE)
_HOST = re.compile(rf"{_PRIVATE}(?![\d/]|\.\d)", re.ASCII)
_LETTER = re.compile(r"[a-z]")
_WEAK = frozenset({"block"})
_TRIGGER = Trigger(
    name="network.sign",
    expression=(
        r"(?:10\.[0-9]{1,3}|192\.168|172\.(?:1[6-9]|2[0-9]|3[01]))\.[0-9]{1,3}\.[0-9]|"
        r"switchport|\bvlan[ \-_]?[0-9]|access-list|iptables -|ufw (?:allow|deny)|"
        r"set (?:src|dst)|config firewall|snmp-|\[peer\]|allowedips|enable secret|"
        r"(?:permit|deny) (?:ip|tcp|udp)|ip helper|ip route|crypto (?:isakmp|map)|radius-server|"
        r"line vty|firewall-cmd|(?:[0-9a-f]{2}[:\-]){5}[0-9a-f]{2}\b|"
        r"\b[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}\b|\\\\[a-z0-9.\-]{1,60}\\|"
        r"[a-z0-9_\-]\.(?:local|lan|intra|corp|internal)\b"
    ),
    before=1500,
    after=1500,
)
_KINDS_IN_PROSE = 3
_SIGNS_IN_LIST = 5
"""So many signs of two kinds are a list of hosts and addresses, on however few lines."""
_HOSTS = 4
"""Lines with the address of a machine, one below the other."""
_KINDS_IN_LINES = 2
_LINES = 3
_GAP = 2
"""Lines without a sign that a block of configuration may hold in one place."""


@dataclass(slots=True)
class _Block:
    start: int
    end: int
    signs: set[str]
    lines: int
    count: int
    hosts: int = 0
    gap: int = 0

    @property
    def is_configuration(self) -> bool:
        strong = len(self.signs - _WEAK)
        if strong >= _KINDS_IN_PROSE or self.hosts >= _HOSTS:
            return True
        many = self.lines >= _LINES or self.count >= _SIGNS_IN_LIST
        return many and strong >= _KINDS_IN_LINES


class NetworkConfigs:
    """Blocks of lines, or one dense sentence, with several kinds of signs."""

    name = "network"
    triggers: Sequence[Trigger] = (_TRIGGER,)

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterator[Match]:
        del earlier
        text = sheet.lowered
        for window in hits.of(_TRIGGER.name):
            start = text.rfind("\n", 0, window.start) + 1 if window.start else 0
            end = text.find("\n", window.end)
            for block in _blocks(text, start, end if end >= 0 else len(text)):
                if block.is_configuration:
                    score = min(0.95, 0.6 + 0.1 * len(block.signs))
                    yield Match(Kind.NETWORK_CONFIG, block.start, block.end, score, self.name)


def _grown(block: _Block, line: _Block, text: str) -> _Block:
    """Several lines are configuration from the first character to the last."""
    first = text.rfind("\n", 0, block.start) + 1
    first += len(text[first : block.start]) - len(text[first : block.start].lstrip())
    last = text.find("\n", line.end)
    last = len(text) if last < 0 else last
    last = line.end + len(text[line.end : last].rstrip())
    return _Block(
        first,
        last,
        block.signs | line.signs,
        block.lines + 1,
        block.count + line.count,
        block.hosts + line.hosts,
    )


def _blocks(text: str, start: int, end: int) -> Iterator[_Block]:
    block: _Block | None = None
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        line = text[start:stop]
        spotted = list(_ALL.finditer(line))
        signs = {found.lastgroup or "" for found in spotted}
        if signs:
            line_span = _Block(
                start + spotted[0].start(),
                start + spotted[-1].end(),
                signs,
                1,
                len(spotted),
                bool(_HOST.search(line) and _LETTER.search(line)),
            )
            block = line_span if block is None else _grown(block, line_span, text)
        elif block is not None:
            block.gap += 1
            if block.gap > _GAP or (not line.strip() and block.gap > 1):
                yield block
                block = None
        start = stop + 1
    if block is not None:
        yield block
