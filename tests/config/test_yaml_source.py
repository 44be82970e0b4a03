"""
YAML with line numbers: what is refused, and where the complaint points.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from config.errors import ConfigError
from config.yaml_source import MAX_BYTES, YamlFile, read_yaml


class Shelf(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    books: list[dict[str, int]] = []


@pytest.fixture
def document(tmp_path: Path):
    """Reads a text as a file."""

    def read(text: str | bytes) -> YamlFile:
        path = tmp_path / "file.yaml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_yaml(path)

    return read


def complaint(document, text: str | bytes) -> str:
    with pytest.raises(ConfigError) as refused:
        document(text)
    return str(refused.value)


def test_plain_document_is_read_as_it_stands(document):
    """
    Words, numbers, truth and nothing keep their types; a date is a word, and so is `no`.
    """
    file = document("a: 1\nb: [x, 2.5, true, ~]\nc: 2026-11-24\nd: no\n")

    assert file.data == {"a": 1, "b": ["x", 2.5, True, None], "c": "2026-11-24", "d": "no"}


def test_place_counts_lines_and_columns_from_one(document):
    """
    An editor jumps to the very value.
    """
    file = document("a: 1\nshelf:\n  books:\n    - red\n    - blue\n")

    assert file.place(("shelf", "books", 1)).endswith("file.yaml:5:7")
    assert file.place(("shelf",), key=True).endswith("file.yaml:2:1")


def test_unknown_place_points_at_the_nearest_known_one(document):
    """
    A missing field is complained about where it should stand.
    """
    file = document("a: 1\nshelf:\n  name: x\n")

    assert file.place(("shelf", "colour")) == file.place(("shelf",))


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: 1\na: 2\n", ":2:1:", "'a' is there twice"),
        ("a: [1\nb: 2\n", ":2:2:", "not YAML"),
        ("a: !!python/object/apply:os.system [ls]\n", ":1:4:", "not allowed"),
        ("a: !secret x\n", ":1:4:", "not allowed"),
        ("a: *nobody\n", ":1:4:", "not YAML"),
        ("? [1]\n: x\n", ":1:3:", "one word"),
        ("a: 1\n---\nb: 2\n", ":2:1:", "not YAML"),
        (b"a: 1\nb: \xff\n", ":2:1:", "not UTF-8"),
        ("a: 1\nb: \x07\n", ":2:1:", "character"),
        ("[" * 5000, "file.yaml:", "deep"),
        ("&a [*a]", "file.yaml:1:", "unfolds"),
        ("x" * (MAX_BYTES + 1), "file.yaml:", "too large"),
    ],
    ids=[
        "repeated key",
        "open bracket",
        "python tag",
        "own tag",
        "unknown alias",
        "list as key",
        "two documents",
        "not UTF-8",
        "control character",
        "nested",
        "alias of itself",
        "too large",
    ],
)
def test_unsound_file_is_refused_with_its_place(document, text, place, words):
    """
    One line: which file, where, what.
    """
    told = complaint(document, text)

    assert place in told
    assert words in told
    assert "\n" not in told


def test_aliases_cannot_unfold_without_end(document):
    """
    Ten lists of ten aliases of the list before (the "billion laughs") stop early.
    """
    lines = ["- &a [x,x,x,x,x,x,x,x,x,x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"- &{name} [{','.join([f'*{before}'] * 10)}]")

    assert "unfolds" in complaint(document, "\n".join(lines))


@pytest.mark.parametrize("kind", ["missing", "folder"])
def test_what_is_no_file_is_refused(tmp_path, kind):
    """
    A missing file is an error, never an empty document.
    """
    path = tmp_path if kind == "folder" else tmp_path / "nothing.yaml"

    with pytest.raises(ConfigError, match="cannot be read"):
        read_yaml(path)


def test_model_errors_name_place_path_and_value(document):
    """
    All mistakes are told at once, each on its line, the first one first.
    """
    file = document("name: x\nbooks:\n  - {pages: many}\ncolour: red\n")

    with pytest.raises(ConfigError) as refused:
        file.parsed(Shelf)

    first, second = str(refused.value).splitlines()
    assert ":3:13: books.0.pages: Input should be a valid integer" in first
    assert first.endswith("(got 'many')")
    assert ":4:1: colour: there is no such field" in second


def test_values_stay_out_of_complaints_when_asked(document):
    """
    A settings file may hold passwords.
    """
    file = document("name: x\nbooks:\n  - {pages: geheim}\n")

    with pytest.raises(ConfigError) as refused:
        file.parsed(Shelf, echo=False)

    assert "geheim" not in str(refused.value)


def test_repr_holds_no_values(document):
    """
    A repr ends up in logs.
    """
    assert "geheim" not in repr(document("password: geheim\n"))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(
    st.one_of(st.binary(max_size=200), st.text(alphabet="ab:-[]{}&*!?|>#'\" \n\t,1", max_size=80))
)
def test_garbage_is_read_or_refused_and_nothing_else(document, garbage):
    """
    Whatever stands in a file, the answer is a document or a `ConfigError`.
    """
    with suppress(ConfigError):
        assert document(garbage).sha256
