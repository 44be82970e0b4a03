"""
Turns the lexicons (YAML and word lists) into the plain types that the detectors take.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from config.errors import ConfigError
from config.yaml_source import Loc, YamlFile, read_yaml, shown
from policy.detectors.confidential import Confidential, Subject
from policy.detectors.confidential_stamps import Stamps
from policy.detectors.lexicon import TermError, Terms, literals
from policy.detectors.names_letters import Letters
from policy.detectors.names_lists import Flags, Is, NameLists, split
from policy.detectors.names_model import NameModel
from policy.detectors.passage_model import PassageModel
from policy.detectors.special import KindTerms, SpecialCategories
from policy.detectors.special_people import PeopleTerms
from policy.finding import Kind

NAMES_FILE = "names.yaml"
CONFIDENTIAL_FILE = "confidential.yaml"
SPECIAL_FILE = "special.yaml"
NAMES_FOLDER = "names"
NAME_MODEL = "names.crfsuite"
LETTERS = "letters.txt.gz"
USUAL = "usual.txt.gz"
PASSAGE_MODEL = "passages.crfsuite"
MAX_MODEL_BYTES = 4 * 1024 * 1024
MAX_LIST_BYTES = 4 * 1024 * 1024

_LIST_FILES = (
    (Is.FIRST, "first.txt.gz"),
    (Is.FIRST | Is.LOCAL, "first_local.txt.gz"),
    (Is.FIRST | Is.LOCAL, "own_first.txt"),
    (Is.WORD, "words.txt.gz"),
    (Is.WORD, "common.txt.gz"),
    (Is.WORD, "own_words.txt"),
    (Is.LOWER_WORD, "lower.txt.gz"),
    (Is.LOWER_WORD, "own_lower.txt"),
    (Is.PLACE, "places.txt.gz"),
    (Is.PLACE, "own_places.txt"),
    (Is.FAMILY, "family.txt.gz"),
    (Is.FAMILY, "family_dutch.txt.gz"),
    (Is.FAMILY | Is.USUAL_FAMILY, "family_local.txt.gz"),
    (Is.FAMILY | Is.USUAL_FAMILY, "own_family.txt"),
)

type _Words = tuple[str, ...]
type _ByLanguage = Mapping[str, _Words]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _NamesFile(_Strict):
    titles: _ByLanguage
    roles: _ByLanguage
    naming: _ByLanguage
    towards: _ByLanguage
    greetings: _ByLanguage
    sign_offs: _ByLanguage
    particles: _ByLanguage
    joined_particles: _Words
    fields: _ByLanguage
    public_roles: _ByLanguage
    public_phrases: _Words
    private_words: _Words
    public_figures: _Words
    not_persons: _Words
    organisation_before: _Words
    organisation_after: _Words
    street_endings: _Words
    famous_before: _Words
    works: _Words
    work_links: _Words
    animals: _Words
    dates: _Words


class _KindEntry(_Strict):
    strong: _Words
    weak: _Words = ()
    facts: _Words = ()


class _SpecialFile(_Strict):
    kinds: Mapping[Kind, _KindEntry]
    anchors: _Words
    pupils: _Words
    stories: _Words
    general: _Words
    functions: _Words


def load_special_categories(lexicons: Path) -> SpecialCategories:
    """The special categories in the folder `lexicons`. Raises `ConfigError`."""
    file = read_yaml(lexicons / SPECIAL_FILE)
    entries = file.parsed(_SpecialFile)
    for kind in entries.kinds:
        if not kind.is_special:
            raise file.error(("kinds", kind.value), "is no special category", key=True)
    return SpecialCategories(
        kinds={
            kind: KindTerms(
                strong=_terms(file, ("kinds", kind.value, "strong"), entry.strong),
                weak=_terms(file, ("kinds", kind.value, "weak"), entry.weak),
                facts=_terms(file, ("kinds", kind.value, "facts"), entry.facts),
            )
            for kind, entry in entries.kinds.items()
        },
        people=PeopleTerms(
            anchors=_terms(file, ("anchors",), entries.anchors),
            pupils=_terms(file, ("pupils",), entries.pupils),
            stories=_terms(file, ("stories",), entries.stories),
        ),
        general=_terms(file, ("general",), entries.general),
        functions=_terms(file, ("functions",), entries.functions),
    )


class _SubjectEntry(_Strict):
    strong: _Words
    weak: _Words
    general: _Words = ()
    value: _Words = ()


class _ConfidentialFile(_Strict):
    stamps: _ByLanguage
    firm_stamps: _Words
    questions: _Words
    undecided: _SubjectEntry
    drafting: _Words
    decided: _Words
    procurement: _SubjectEntry
    legal_advice: _SubjectEntry


def load_confidential(lexicons: Path) -> Confidential:
    """The confidential kinds in the folder `lexicons`. Raises `ConfigError`."""
    file = read_yaml(lexicons / CONFIDENTIAL_FILE)
    entries = file.parsed(_ConfidentialFile)
    stamps = [
        entry
        for language, words in entries.stamps.items()
        for entry in _terms(file, ("stamps", language), words).entries
    ]
    decided = _terms(file, ("decided",), entries.decided)
    undecided = _subject(file, "undecided", entries.undecided)
    return Confidential(
        stamps=Stamps(
            words=Terms(tuple(stamps)),
            firm=_terms(file, ("firm_stamps",), entries.firm_stamps),
            questions=_terms(file, ("questions",), entries.questions),
        ),
        undecided=Subject(undecided.strong, undecided.weak, decided),
        drafting=_terms(file, ("drafting",), entries.drafting),
        procurement=_subject(file, "procurement", entries.procurement),
        prices=_terms(file, ("procurement", "value"), entries.procurement.value),
        legal=_subject(file, "legal_advice", entries.legal_advice),
    )


def _subject(file: YamlFile, name: str, entry: _SubjectEntry) -> Subject:
    return Subject(
        strong=_terms(file, (name, "strong"), entry.strong),
        weak=_terms(file, (name, "weak"), entry.weak),
        general=_terms(file, (name, "general"), entry.general),
    )


_CONTEXT = {"anchors", "pupils", "stories", "general", "functions"}
_CONTEXT |= {"questions", "drafting", "decided", "value"}
"""Terms that are looked for near others only, so that the prefilter need not find them."""


def _terms(file: YamlFile, loc: Loc, entries: _Words) -> Terms:
    for number, entry in enumerate(entries):
        try:
            Terms((entry,))
            if loc[-1] not in _CONTEXT:
                literals(entry)
        except TermError as wrong:
            raise file.error((*loc, number), str(wrong)) from None
    return Terms(entries)


def load_name_lists(lexicons: Path, *, without: Collection[str] = ()) -> NameLists:
    """
    The name lists in the folder `lexicons`, `without` some files. Raises `ConfigError` for a file
    that is missing,
    unreadable, too large or not what it should be.
    """
    entries = read_yaml(lexicons / NAMES_FILE).parsed(_NamesFile)
    pairs: list[tuple[Flags, _Words]] = [
        (flag, tuple(_list(lexicons / NAMES_FOLDER / name)))
        for flag, name in _LIST_FILES
        if name not in without
    ]
    words: dict[Flags, list[str]] = {}
    for flag, more in [*pairs, *_around(entries)]:
        words.setdefault(flag, []).extend(more)
    return NameLists(
        words=words,
        fields=frozenset(" ".join(split(entry)) for entry in _all(entries.fields)),
        street_endings=entries.street_endings,
        public_phrases=tuple(" ".join(split(entry)) for entry in entries.public_phrases),
        public_figures=entries.public_figures,
        famous_before=tuple(" ".join(split(entry)) for entry in entries.famous_before),
        not_persons=entries.not_persons,
        private_words=frozenset(entries.private_words),
        letters=_letters(lexicons / NAMES_FOLDER / LETTERS),
        usual=frozenset(_list(lexicons / NAMES_FOLDER / USUAL)),
    )


def _letters(path: Path) -> Letters:
    try:
        return Letters.read(text_of(path).splitlines())
    except ValueError as wrong:
        raise ConfigError(f"{shown(path)}: a line is no run of letters and its weight") from wrong


def load_places(lexicons: Path) -> Iterator[str]:
    """The towns and their parts in the folder `lexicons`. Raises `ConfigError`."""
    for flag, name in _LIST_FILES:
        if flag == Is.PLACE:
            yield from _list(lexicons / NAMES_FOLDER / name)


def load_name_model(lexicons: Path) -> NameModel:
    """The trained name model in the folder `lexicons`. Raises `ConfigError`."""
    return _model(lexicons / NAMES_FOLDER / NAME_MODEL, NameModel)


def load_passage_model(lexicons: Path) -> PassageModel:
    """The trained passage model in the folder `lexicons`. Raises `ConfigError`."""
    return _model(lexicons / PASSAGE_MODEL, PassageModel)


def _model[M](path: Path, made: Callable[[bytes], M]) -> M:
    try:
        with path.open("rb") as file:
            weights = file.read(MAX_MODEL_BYTES)
        return made(weights)
    except (OSError, ValueError) as wrong:
        raise ConfigError(f"{shown(path)}: cannot be used: {type(wrong).__name__}") from None


def _around(entries: _NamesFile) -> Iterator[tuple[Flags, _Words]]:
    yield Is.TITLE, _all(entries.titles)
    yield Is.ROLE, _all(entries.roles)
    yield Is.NAMING, _all(entries.naming)
    yield Is.TOWARDS, _all(entries.towards)
    yield Is.GREETING, _all(entries.greetings)
    yield Is.SIGN_OFF, _all(entries.sign_offs)
    yield Is.PARTICLE, _all(entries.particles)
    yield Is.PUBLIC, _all(entries.public_roles)
    yield Is.BEFORE_ORGANISATION, entries.organisation_before
    yield Is.AFTER_ORGANISATION, entries.organisation_after
    yield Is.WORK, entries.works
    yield Is.WORK_LINK, entries.work_links
    yield Is.ANIMAL, entries.animals
    yield Is.DATE, entries.dates


def _all(by_language: _ByLanguage) -> _Words:
    return tuple(word for words in by_language.values() for word in words)


def _list(path: Path) -> Iterator[str]:
    text = text_of(path)
    is_packed = path.suffix == ".gz"
    if is_packed and "," not in text and "#" not in text:
        yield from filter(None, map(str.strip, text.splitlines()))
        return
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        if is_packed or "," in line:
            yield from filter(None, map(str.strip, line.split(",")))
        else:
            yield from line.split()


def text_of(path: Path) -> str:
    """The text of a word list, plain or gzip. Raises `ConfigError`."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            raw = file.read(MAX_LIST_BYTES + 1)
        text = raw.decode()
    except UnicodeDecodeError:
        raise ConfigError(f"{shown(path)}: not UTF-8 (save the file as UTF-8)") from None
    except (OSError, EOFError) as wrong:
        raise ConfigError(f"{shown(path)}: cannot be read: {type(wrong).__name__}") from None
    if len(raw) > MAX_LIST_BYTES:
        raise ConfigError(f"{shown(path)}: too large (at most {MAX_LIST_BYTES} bytes)")
    return text
