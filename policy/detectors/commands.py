"""
Passwords on a command line, where no word announces them: `mysql -pSecret`, `curl -u jan:secret`.
"""

from __future__ import annotations

import re

from policy.detectors.families import Sheet, Trigger
from policy.detectors.rules import Rule, RuleFamily, value_span
from policy.detectors.secret_values import is_placeholder, trimmed
from policy.finding import Kind

_PROGRAMS = (
    "mysql|mysqldump|mysqladmin|mariadb|sshpass|plink|pscp|psftp|psexec|wmic|7z|zip|unzip|"
    "smbclient|ldapsearch|rdesktop|sqlcmd|bcp|docker login|openssl|winscp|ncftp|restic|borg"
)
_COMMAND = re.compile(
    rf"(?:\b(?:{_PROGRAMS})\b[^\n]{{0,160}}?\s(?:-p ?|-pw |-P |-w |--password[ =])[\"']?"
    r"(?P<program>[^\s\"'-][^\s\"']{3,60})"
    r"|--(?:password|passwd|pass|pwd|passphrase|secret)[ =][\"']?(?P<long>[^\s\"'-][^\s\"']{2,80})"
    r"|\b(?:curl|wget|http)\b[^\n]{0,200}?\s(?:-u|--user) ?[\"']?[\w.@\\-]{1,60}:"
    r"(?P<curl>[^\s\"']{3,60})"
    r"|/user:[^\s]{1,60} (?P<share>[^\s/][^\s]{3,60})"
    r"|\bnet use\b[^\n]{0,100}?\s(?P<use>[^\s/\\:*]{4,40}) /user:"
    r"|\bnet user \S{1,40} (?P<user>[^\s/*]{4,40})"
    r"|/(?:p|pass|password|pwd):[\"']?(?P<slash>[^\s\"']{3,60})"
    r"|identified by [\"'](?P<sql>[^\"'\n]{3,60})[\"']"
    r"|ConvertTo-SecureString (?:-String )?[\"'](?P<powershell>[^\"'\n]{3,60})[\"']"
    r"|echo [\"']?(?:[\w.-]{1,40}:)?(?P<echo>[^\s\"'|]{4,60})[\"']? ?\| ?"
    r"(?:sudo -S|chpasswd|passwd|htpasswd)"
    r"|\bsnmp-server community (?!public\b|private\b)(?P<snmp>\S{3,60})"
    r"|\bredis-cli\b[^\n]{0,80}?\s-a [\"']?(?P<cli>[^\s\"']{4,60})"
    r"|requirepass (?P<redis>\S{4,80})"
    r"|\b(?:radius|tacacs|pre-shared)[- ](?:server )?(?:key|secret|geheim|sleutel) "
    r"(?:is |: ?|= ?)?(?P<radius>\S{5,80})"
    r"|\bhtpasswd -\w{0,3}b\w{0,3} \S{1,60} \S{1,60} (?P<htpasswd>\S{4,60}))",
    re.ASCII | re.IGNORECASE,
)
_TRIGGER = Trigger(
    name="commands.word",
    expression=(
        r"--pass|--pwd|--secret|/user:|net user |/p(?:ass|wd|assword)?:|identified by|"
        r"securestring|\| ?(?:sudo|chpasswd|passwd|htpasswd)|requirepass|redis-cli|"
        r"snmp-server com|radius|"
        r"tacacs|pre-shared|"
        rf"htpasswd|\b(?:{_PROGRAMS})\b|\bcurl\b|\bwget\b|\bhttp\b"
    ),
    before=120,
    after=300,
)


def _command(found: re.Match[str], sheet: Sheet) -> float:
    start, end = value_span(found)
    value = sheet.folded[start:end]
    is_port = re.fullmatch(r"[\d.]+(?::\d+)?", value) and ":" in value
    return 0.0 if is_port or is_placeholder(value) else 0.9


COMMANDS = RuleFamily(
    "commands",
    (_TRIGGER,),
    (
        Rule(
            kind=Kind.PASSWORD,
            trigger=_TRIGGER.name,
            pattern=_COMMAND,
            weigh=_command,
            trim=trimmed,
        ),
    ),
)
