"""
Logs: one JSON object a line, and not a word that somebody typed.
"""

from __future__ import annotations

import io
import json
import logging
import warnings
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from config.logs import FIELDS, SENTENCES, configure_logs, keep_our_words

SECRET = "Mijn buur Jan heeft schulden"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What was logged; logging is as before when the test ends."""
    root, level, handlers = logging.getLogger(), logging.getLogger().level, logging.root.handlers
    raises = logging.raiseExceptions
    stream = io.StringIO()
    configure_logs("info", stream)
    yield stream
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    root.setLevel(level)
    root.handlers = handlers
    logging.raiseExceptions = raises


def lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_event_is_one_json_line_with_time_and_level(stream):
    """
    Without colours, for machines.
    """
    structlog.get_logger().info("gateway.ready", port=8080, service="chatgpt")

    (line,) = lines(stream)
    assert (line["event"], line["level"], line["port"]) == ("gateway.ready", "info", 8080)
    assert line["timestamp"].endswith("Z")
    assert "\x1b" not in stream.getvalue()


@pytest.mark.parametrize("key", ["prompt", "text", "body", "url", "user", "query", "path", "value"])
def test_field_that_is_not_listed_is_dropped(stream, key):
    """
    Nobody has to remember every name that content goes by.
    """
    structlog.get_logger().error("prompt.unchecked", **{key: "kort"})

    assert "kort" not in stream.getvalue()
    assert key not in lines(stream)[0]


@pytest.mark.parametrize(
    "value",
    [SECRET, "85.07.30-033.28", "85073003328", 85073003328, b"kort", {"a": SECRET}, [SECRET]],
)
def test_value_that_is_not_a_machine_word_is_not_logged(stream, value):
    """
    A listed field may be given the wrong thing.
    """
    structlog.get_logger().error("prompt.unchecked", service=value)

    assert lines(stream)[0]["service"] in ("(not logged)", ["(not logged)"])


def test_event_itself_must_be_a_machine_word(stream):
    """
    f-strings are how prompts get into logs.
    """
    structlog.get_logger().error(f"could not judge {SECRET}")

    assert SECRET not in stream.getvalue()


def test_exception_is_its_type_and_place(stream):
    """
    A message may quote what it failed on.
    """
    try:
        int(SECRET)
    except ValueError:
        structlog.get_logger().exception("hook.failed")

    (line,) = lines(stream)
    assert line["error"] == "ValueError"
    assert line["at"].startswith("test_logs.py:")
    assert SECRET not in stream.getvalue()


def test_other_libraries_are_named_and_not_quoted(stream):
    """
    Messages, arguments and exceptions of mitmproxy or presidio may hold a prompt.
    """
    try:
        int(SECRET)
    except ValueError:
        logging.getLogger("mitmproxy.proxy").exception("error: %s", SECRET)

    (line,) = lines(stream)
    assert line["logger"] == "mitmproxy.proxy"
    assert line["error"] == "ValueError"
    assert SECRET not in stream.getvalue()


def test_other_libraries_whisper_in_vain(stream):
    """
    Below a warning they are not even counted.
    """
    logging.getLogger("presidio-analyzer").info(SECRET)

    assert stream.getvalue() == ""


def test_broken_record_prints_nothing(stream, capsys):
    """
    The standard handler would print the arguments of a record that it cannot format.
    """
    logging.getLogger("x").warning("%d", SECRET)

    assert SECRET not in stream.getvalue() + capsys.readouterr().err


def test_warnings_are_not_quoted_either(stream):
    """
    Python's warnings go the same way.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(SECRET, stacklevel=1)

    assert lines(stream)[0]["logger"] == "py.warnings"
    assert SECRET not in stream.getvalue()


def test_level_is_a_setting(stream):
    """
    What is less urgent is not written.
    """
    configure_logs("warning", stream)

    structlog.get_logger().info("gateway.ready")
    structlog.get_logger().warning("flows.cut", count=2)

    assert [line["event"] for line in lines(stream)] == ["flows.cut"]


def test_problem_is_one_line_for_people(stream):
    """
    A `ConfigError` quotes configuration, never traffic; it may speak in a sentence.
    """
    structlog.get_logger().error("policy.kept-old", problem="rules.yaml:1:2: no\n(yes)")

    assert lines(stream)[0]["problem"] == "rules.yaml:1:2: no (yes)"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(FIELDS - SENTENCES)) | st.text(), values, max_size=5))
def test_no_text_with_a_space_survives(event):
    """
    Prompts have spaces; machine words have none, except our own sentences.
    """
    kept = keep_our_words(None, "info", event)

    assert kept.keys() <= FIELDS | SENTENCES
    for key, value in kept.items():
        for each in value if isinstance(value, list) else [value]:
            if key not in SENTENCES and isinstance(each, str):
                assert each == "(not logged)" or not any(char.isspace() for char in each)
