import gzip
import shutil
from pathlib import Path

import pytest

import config
from config.errors import ConfigError
from config.lexicon_files import (
    load_confidential,
    load_name_lists,
    load_name_model,
    load_special_categories,
)

LEXICONS = Path(config.__file__).parent / "lexicons"
MAX_COMMITTED = 2_000_000


@pytest.fixture
def lexicons(tmp_path):
    return Path(shutil.copytree(LEXICONS, tmp_path / "lexicons"))


def test_shipped_lexicons_load():
    """
    What we ship is sound; a spoilt line would stop every start.
    """
    assert load_name_lists(LEXICONS).of("jan")
    assert load_name_model(LEXICONS).weights
    assert load_special_categories(LEXICONS).triggers
    assert load_confidential(LEXICONS).triggers


def test_word_lists_stay_small():
    lists = sum(path.stat().st_size for path in (LEXICONS / "names").iterdir())

    assert lists < MAX_COMMITTED


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("special.yaml", "leefloon*,", "(ab|*),", r"special\.yaml:\d+:\d+: .*fixed word"),
        ("special.yaml", "leefloon*,", "leef(loon,", r"special\.yaml:\d+:\d+: .*cannot be read"),
        ("special.yaml", "special_hr:", "phone:", r"special\.yaml:\d+:\d+: .*no special category"),
        ("special.yaml", "anchors:", "ankers:", r"special\.yaml:\d+:\d+: ankers: there is no such"),
        ("confidential.yaml", "questions:", "vragen:", r"confidential\.yaml:\d+:\d+: vragen"),
        ("names.yaml", "titles: ", "titels: ", r"names\.yaml:\d+:\d+: titels"),
    ],
)
def test_mistake_is_told_with_its_place(lexicons, file, old, new, complaint):
    """
    One line: file, line, column, what is wrong.
    """
    path = lexicons / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ConfigError, match=complaint):
        _load_all(lexicons)


def _load_all(lexicons):
    load_name_lists(lexicons)
    load_special_categories(lexicons)
    load_confidential(lexicons)


@pytest.mark.parametrize("name", ["first.txt.gz", "own_first.txt"])
def test_missing_list_is_an_error(lexicons, name):
    """
    With half of the names gone the detector would say "clean" too often.
    """
    (lexicons / "names" / name).unlink()

    with pytest.raises(ConfigError, match=name):
        load_name_lists(lexicons)


@pytest.mark.parametrize(
    "content", [b"not gzip", gzip.compress(b"\xff\xfe", mtime=0), gzip.compress(b"a", mtime=0)[:-4]]
)
def test_damaged_list_is_an_error(lexicons, content):
    (lexicons / "names" / "first.txt.gz").write_bytes(content)

    with pytest.raises(ConfigError, match=r"first\.txt\.gz"):
        load_name_lists(lexicons)


@pytest.mark.parametrize("content", [b"", b"not a model"])
def test_damaged_model_is_an_error(lexicons, content):
    (lexicons / "names" / "names.crfsuite").write_bytes(content)

    with pytest.raises(ConfigError, match=r"names\.crfsuite"):
        load_name_model(lexicons)
