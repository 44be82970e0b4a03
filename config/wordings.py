"""
The texts in `texts/`, one file per language.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from config.policy_entries import LANGUAGES, Entry, Text
from config.yaml_source import YamlFile, read_yaml
from policy.document_words import DocumentWords
from policy.documents.interface import Part, Unread
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


class DocumentsEntry(Entry):
    """What people are told about files."""

    unread: dict[Unread, Text]
    """Why a file could not be read, and what to do about it."""
    parts: dict[Part, Text]
    """What each part of a document is called."""
    page: Text
    sheet: Text
    cell: Text
    row: Text
    member: Text
    """A file inside the file."""
    more: Text
    """How many further places there are."""
    name: Text
    """The name of the file itself."""

    def words(self) -> DocumentWords:
        return DocumentWords(
            unread=self.unread,
            parts=self.parts,
            page=self.page,
            sheet=self.sheet,
            cell=self.cell,
            row=self.row,
            member=self.member,
            more=self.more,
            name=self.name,
        )


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
    documents: DocumentsEntry
    """What people are told about files."""


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
            documents=entry.documents.words(),
        )
    except WordingError as wrong:
        raise document.error(wrong.path, str(wrong)) from None
