"""
`promptwacht explain`: what would happen to a request, and why.

The answer is the result, so the exit code is 0 whether the request would pass or not.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

from addons.hosts import HostNameError, canonical
from config.errors import ConfigError
from config.exemptions import exemptions_in_force
from config.policy_files import Policy, load_policy_for
from config.settings import Settings, load_settings
from policy.catalogue import Service, Status
from policy.department import Address, Belonging
from policy.judge import Judge
from policy.prompt import Channel, Part, Prompt
from policy.verdict import Verdict
from proxy.cli.interface import OK

_MAX_TEXT = 4 * 1024 * 1024


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--client", required=True, metavar="IP", help="address of the client")
    parser.add_argument("--url", required=True, help="what the client asks for")
    parser.add_argument("--port", type=int, help="listener port that it comes in by")
    parser.add_argument("--user", help="name that it logs in to the proxy with")
    parser.add_argument("--text", help="a prompt to judge; `-` reads it from stdin")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: Namespace) -> int:
    """Raises `ConfigError` for an address or a URL that is none. It never repeats the text."""
    settings = load_settings()
    policy = load_policy_for(settings)
    question = Question(
        belonging=policy.departments.find(_address(args.client), args.port, args.user),
        url=_url(args.url),
        text=_text(args.text),
    )
    answer = explained(question, policy, settings)
    print(json.dumps(answer, ensure_ascii=False, indent=2) if args.json else in_words(answer))
    return OK


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: whose request, where to, and perhaps with which text."""

    belonging: Belonging
    url: SplitResult
    text: str | None = None

    def __repr__(self) -> str:
        return f"Question({self.belonging.department.slug})"


def explained(question: Question, policy: Policy, settings: Settings) -> dict[str, Any]:
    """The whole answer, as plain data."""
    department = question.belonging.department
    host = canonical(question.url.hostname or "")
    query = parse_qsl(question.url.query, keep_blank_values=True)
    service = policy.catalogue.find(host, question.url.path or "/", query)
    answer: dict[str, Any] = {
        "department": {"slug": department.slug, "why": question.belonging.why},
        "host": host,
        "decrypted": policy.catalogue.decrypts(host),
        "service": None,
        "policy_version": policy.policy_version,
        "list_version": policy.list_version,
    }
    if service is None:
        return answer | _not_ai(policy, host)
    status = policy.catalogue.status(service, department)
    answer["service"] = {"slug": service.slug, "name": service.name, "status": status.value}
    if status is not Status.ALLOWED:
        return answer | _blocked(policy, question, service, status)
    if question.text is None:
        return answer | {
            "action": "inspect",
            "why": "the service is allowed; each prompt is judged before it leaves (--text)",
        }
    return answer | _judged(policy, question, service, settings)


def _not_ai(policy: Policy, host: str) -> dict[str, Any]:
    if policy.catalogue.decrypts(host):
        why = "the host is shared with other products, and this path is not generative AI"
        return {"action": "pass", "why": why}
    return {"action": "pass", "why": "no host of the list: the connection passes unread"}


def _blocked(
    policy: Policy, question: Question, service: Service, status: Status
) -> dict[str, Any]:
    department = question.belonging.department
    own = dict(department.services).get(service.slug)
    if status is Status.SUSPENDED:
        why = "suspended for now, by a person"
    elif department.closed:
        why = f"'{department.slug}' is closed for all generative AI"
    elif own == status and own != service.status:
        why = f"departments.yaml says '{status}' for '{department.slug}'"
    elif status is Status.UNLISTED:
        why = "services.yaml has no decision on it: refused until somebody decides"
    else:
        why = f"services.yaml says '{status}'"
    return {
        "action": "block",
        "why": why,
        "reason": policy.catalogue.reason(service, department),
    }


def _judged(
    policy: Policy, question: Question, service: Service, settings: Settings
) -> dict[str, Any]:
    from proxy.installed_detector import installed_detector  # noqa: PLC0415 -- a second, and only with --text

    detector = installed_detector(settings.policy_dir, settings.state_dir)
    prompt = Prompt(
        service=service.slug,
        department=question.belonging.department.slug,
        channel=Channel.PROMPT,
        parts=(Part("", question.text or ""),),
    )
    verdict = Judge(detector, policy.rulebook).judge(
        prompt, exemptions_in_force(settings.state_dir, datetime.now(UTC))
    )
    answer = _verdict(verdict)
    if verdict.exemptions:
        answer["exemptions"] = list(verdict.exemptions)
    if verdict.trial is not None:
        answer["on_trial"] = {"action": verdict.trial.action.value, "rule": verdict.trial.rule}
    return answer


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "action": verdict.action.value,
        "why": verdict.reason,
        "rule": {"id": verdict.rule, "version": verdict.rule_version},
        "classes": [data_class.value for data_class in verdict.classes],
        "findings": [
            {
                "class": finding.kind.data_class.value,
                "kind": finding.kind.value,
                "start": finding.start,
                "end": finding.end,
                "score": round(finding.score, 3),
                "detector": finding.detector,
            }
            for finding in verdict.findings
        ],
    }


def in_words(answer: dict[str, Any]) -> str:
    """The same answer for people."""
    department, service = answer["department"], answer["service"]
    lines = [
        f"department  {department['slug']}, {department['why']}",
        f"host        {answer['host']}",
    ]
    if service:
        lines.append(f"service     {service['name']} ({service['slug']}): {service['status']}")
    if rule := answer.get("rule"):
        lines.append(f"rule        {rule['id']} v{rule['version']}")
    if exemptions := answer.get("exemptions"):
        lines.append(f"exempted    by {', '.join(exemptions)}")
    lines.append(f"action      {answer['action']}")
    lines.append(f"why         {answer['why']}")
    if reason := answer.get("reason"):
        lines.append(f"reason      {reason}")
    for found in answer.get("findings", ()):
        place = f"{found['start']}-{found['end']}"
        lines.append(f"found       {found['kind']} at {place}, score {found['score']}")
    if trial := answer.get("on_trial"):
        lines.append(f"on trial    {trial['rule']} would {trial['action']}")
    return "\n".join(lines)


def _address(text: str) -> Address:
    try:
        return ip_address(text)
    except ValueError:
        raise ConfigError("--client: not an address (allowed: such as 10.21.1.7)") from None


def _url(text: str) -> SplitResult:
    try:
        url = urlsplit(text if "://" in text else f"https://{text}")
        canonical(url.hostname or "")
    except (ValueError, HostNameError):
        raise ConfigError("--url: not an address (allowed: https://host/path)") from None
    return url


def _text(text: str | None) -> str | None:
    if text != "-":
        return text
    try:
        typed = sys.stdin.buffer.read(_MAX_TEXT + 1).decode()
    except UnicodeDecodeError:
        raise ConfigError("--text: stdin is not UTF-8") from None
    if len(typed) > _MAX_TEXT:
        raise ConfigError(f"--text: too long (at most {_MAX_TEXT} characters)")
    return typed
