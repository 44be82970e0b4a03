"""
How we log: one JSON object a line on stderr, and nothing that somebody typed.

A deny-list forgets; so an event keeps the fields that are listed here, and of those only short
words and numbers. Other people's log records may hold a prompt (mitmproxy prints URLs and
headers, detectors quote what they found): of them we keep who spoke and how loudly.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Mapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

# fmt: off
FIELDS = frozenset(
    {
        "event", "level", "timestamp", "logger", "error", "at",
        "action", "backend", "bytes", "channel", "code", "count", "day", "decision",
        "department", "detector", "domain", "hook", "kind", "kinds", "line", "list_status",
        "list_version", "listen_host", "listen_port", "milliseconds", "mode", "pid",
        "policy_version", "port", "ports", "process", "processes", "queue", "restart_in",
        "rule", "seconds", "service", "severity", "signal", "size", "status", "total",
        "version", "workers",
    }
)
# fmt: on
"""The only fields that are logged. What they hold is ours: words of the code and of its files."""

SENTENCES = frozenset({"cause", "problem"})
"""Fields that hold a line for people. It speaks of configuration and of us, never of traffic."""

_MAX_SENTENCE = 400
_MAX_INTEGER = 10**10
"""Below eleven digits: a national number is no count of ours."""
_WORD = re.compile(r"[A-Za-z0-9_./:+<>-]{1,120}")
_DIGITS = re.compile(r"\d{9}|(?:\d[ .-]?){11}")
_NOT_LOGGED = "(not logged)"


def configure_logs(level: str = "info", stream: TextIO | None = None) -> None:
    """Send our events, and the fact that others spoke, to `stream` (left out: stderr)."""
    stream = stream or sys.stderr
    lowest = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            name_exception,
            keep_our_words,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(lowest),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    _silence_others(lowest)


def name_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """A processor: of an exception its type and place remain; its message may quote a prompt."""
    failure = event.pop("exc_info", None)
    if failure is True:
        failure = sys.exception()
    if isinstance(failure, tuple):
        failure = failure[1]
    if isinstance(failure, BaseException):
        event["error"] = type(failure).__name__
        if frames := traceback.extract_tb(failure.__traceback__):
            event["at"] = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}"
    return event


def keep_our_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """A processor that drops every field that is not listed, and every value that could be text."""
    return {key: _kept(key, value) for key, value in event.items() if key in FIELDS | SENTENCES}


def _kept(key: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < _MAX_INTEGER else _NOT_LOGGED
    if isinstance(value, list | tuple | set | frozenset):
        return [_kept(key, each) for each in sorted(value, key=str)[:50]]
    if isinstance(value, Mapping) or not isinstance(value, str):
        return _NOT_LOGGED
    if key in SENTENCES:
        return " ".join(value.split())[:_MAX_SENTENCE]
    return value if _WORD.fullmatch(value) and not _is_number_like(key, value) else _NOT_LOGGED


def _is_number_like(key: str, value: str) -> bool:
    return key not in {"timestamp", "version"} and bool(_DIGITS.search(value))


class _WhoSpoke(logging.Handler):
    """Other libraries' records: logger, level and type of exception, and not a word more."""

    def emit(self, record: logging.LogRecord) -> None:
        failure = record.exc_info[1] if record.exc_info else None
        structlog.get_logger().log(
            record.levelno,
            "library.spoke",
            logger=record.name,
            error=type(failure).__name__ if failure else None,
        )

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 -- logging's name for it
        """Nothing: the standard one prints the message that we keep to ourselves."""


def _silence_others(lowest: int) -> None:
    root = logging.getLogger()
    root.handlers = [_WhoSpoke()]
    root.setLevel(max(lowest, logging.WARNING))
    # A handler of somebody else that fails would print the record, message and all.
    logging.raiseExceptions = False
    logging.captureWarnings(capture=True)
