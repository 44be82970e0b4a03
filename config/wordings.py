"""
The texts in `texts/`, one file per language.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from config.policy_entries import LANGUAGES, Entry, Text
from config.yaml_source import YamlFile, read_yaml
from policy.finding import Kind
from policy.notice import Topic
from policy.wording import Language, Wording, WordingError


class WordingEntry(Entry):
    """The texts of one topic."""

    title: Text
    text: Text
    short: Text
    footer: bool = True

    def wording(self) -> Wording:
        return Wording(title=self.title, text=self.text, short=self.short, footer=self.footer)


class TextsFile(Entry):
    """texts/nl.yaml and its translations"""

    anything: Text
    """What a kind without a name is called."""
    conjunction: Text
    """Stands before the last of several kinds."""
    footer: Text
    """Follows every text that does not say `footer: false`."""
    topics: dict[Topic, WordingEntry]
    """Why we speak: a title, a text, and one line for programs."""
    kinds: Annotated[dict[Kind, Text], Field(min_length=1)]
    """What each kind is called."""


def load_languages(folder: Path) -> dict[str, Language]:
    """All languages in `folder`. Raises `ConfigError`."""
    return {code: _language(code, read_yaml(folder / f"{code}.yaml")) for code in LANGUAGES}


def _language(code: str, document: YamlFile) -> Language:
    entry = document.parsed(TextsFile, echo=False)
    try:
        return Language(
            code=code,
            topics={topic: wording.wording() for topic, wording in entry.topics.items()},
            kinds=entry.kinds,
            anything=entry.anything,
            conjunction=entry.conjunction,
            footer=entry.footer,
        )
    except WordingError as wrong:
        raise document.error(wrong.path, str(wrong)) from None
