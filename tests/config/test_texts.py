"""
The shipped texts: three languages that say the same, with whom to ask and without blame.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import config
from config.policy_entries import LANGUAGES
from config.wordings import load_languages
from config.yaml_source import read_yaml
from policy.documents.interface import Part, Place, Unread
from policy.finding import Kind
from policy.notice import Topic
from policy.wording import Wordings

TEXTS = Path(config.__file__).parent / "texts"
WORDINGS = Wordings(languages=load_languages(TEXTS), policy_version="7")

each_language = pytest.mark.parametrize("language", LANGUAGES)
each_topic = pytest.mark.parametrize("topic", Topic)
REJECTED = (Topic.PERSONAL, Topic.SECURITY, Topic.CONFIDENTIAL, Topic.UNDECIDED_POLICY)
FILES = (
    Topic.UPLOAD,
    Topic.UPLOADS_NEVER,
    Topic.UPLOADS_CONFIRM,
    Topic.FILE_FOUND,
    Topic.FILE_UNREAD,
    Topic.FILE_UNKNOWN,
)


def notice(topic: Topic, language: str, reason: str = ""):
    return WORDINGS.notice(
        topic,
        language=language,
        service_name="ChatGPT",
        code="KB-7F3K-9Q2M",
        kinds=(Kind.PERSON, Kind.SPECIAL_HEALTH),
        reason=reason,
    )


def keys(value: object, path: str = "") -> set[str]:
    if not isinstance(value, dict):
        return {path}
    return {key for name, each in value.items() for key in keys(each, f"{path}/{name}")}


@each_language
def test_every_language_has_the_same_keys(language):
    """
    A translation lacks nothing and adds nothing.
    """
    dutch = read_yaml(TEXTS / "nl.yaml").data

    assert keys(read_yaml(TEXTS / f"{language}.yaml").data) == keys(dutch)


@each_language
def test_every_language_uses_the_same_placeholders(language):
    """
    No translation forgets a link.
    """

    def used(code: str) -> dict[str, set[str]]:
        topics = read_yaml(TEXTS / f"{code}.yaml").data["topics"]
        return {name: set(re.findall(r"{\w+}", str(words))) for name, words in topics.items()}

    assert used(language) == used("nl")


@each_language
@each_topic
def test_both_contacts_and_the_reference_are_on_every_notice(topic, language):
    """
    Except for pupils: they ask their teacher.
    """
    told = notice(topic, language)

    for expected in ("ICT@kortenberg.be", "gdpr@kortenberg.be", "KB-7F3K-9Q2M"):
        assert (expected in told.text) is (topic is not Topic.PUPILS)
        assert (expected in told.short) is (topic is not Topic.PUPILS)


@each_language
@each_topic
def test_short_is_one_line_and_nothing_is_left_open(topic, language):
    """
    Programs show one line; no brace is left anywhere.
    """
    told = notice(topic, language)

    assert "\n" not in told.short + told.title
    assert not re.search(r"[{}]", told.title + told.text + told.short)


@each_language
@pytest.mark.parametrize("topic", REJECTED)
def test_refusal_says_that_nothing_was_sent(topic, language):
    """
    The first thing that somebody wants to know.
    """
    words = {"nl": "niet", "fr": "Rien de ce message", "en": "Nothing of this message"}
    told = notice(topic, language)

    assert re.search(words[language] if language != "nl" else "[Nn]iets van dit bericht", told.text)


@each_language
@pytest.mark.parametrize("topic", [Topic.PERSONAL, Topic.SECURITY, Topic.CONFIDENTIAL])
def test_refusal_names_what_was_found(topic, language):
    """
    The category, never the value.
    """
    assert WORDINGS.language(language).kinds[Kind.SPECIAL_HEALTH] in notice(topic, language).text


@each_language
@pytest.mark.parametrize("topic", [*REJECTED, *FILES, Topic.UNREADABLE])
def test_every_refusal_can_be_contested(topic, language):
    """
    Nothing is final by machine.
    """
    assert "/vergissing/KB-7F3K-9Q2M" in notice(topic, language).text


@each_language
@pytest.mark.parametrize("topic", [Topic.FORBIDDEN, Topic.SUSPENDED])
def test_reason_of_the_list_is_shown(topic, language):
    """
    "Not supported" is not "unsafe".
    """
    reason = "De organisatie ondersteunt deze dienst niet."

    assert reason in notice(topic, language, reason).text


@each_language
def test_pupils_read_two_short_sentences(language):
    """
    No form, no link, no word about logging.
    """
    told = notice(Topic.PUPILS, language)

    assert "http" not in told.text
    assert len(told.text) < 80


@each_language
@each_topic
def test_no_text_blames_or_shouts(topic, language):
    """
    Nobody breaks the rules for fun.
    """
    told = notice(topic, language)

    assert "!" not in told.title + told.text
    assert not re.search(r"overtreding|sanctie|infraction|violation|je hebt .*fout", told.text)


@each_topic
def test_dutch_sentences_are_short(topic):
    """
    B1: at most twenty-five words from full stop to full stop.
    """
    text = re.sub(r"\(https?:[^)]*\)|\*", "", notice(topic, "nl").text.split("**Vragen?**")[0])
    sentences = re.split(r"[.?!:]\s|\n", text)

    assert [s for s in sentences if len(s.split()) > 25] == []


@each_language
@pytest.mark.parametrize("reason", Unread)
def test_an_unread_file_says_what_to_do(reason, language):
    """
    Also on the one line that a page or a program shows.
    """
    told = WORDINGS.notice(
        Topic.FILE_UNREAD, language=language, service_name="C", code="KB-1", unread=reason
    )

    words = WORDINGS.language(language).documents.unread[reason]
    assert words in told.text
    assert words in told.short
    assert max(len(s.split()) for s in re.split(r"[.?!:]\s", words)) <= 25


def test_a_finding_in_a_file_is_told_with_its_place():
    """
    Where, and never what.
    """
    places = (
        Place(part=Part.TABLE, sheet=2, row=14, column=2),
        Place(part=Part.FOOTER, page=3),
    )

    told = WORDINGS.notice(
        Topic.FILE_FOUND, language="nl", service_name="C", code="KB-1", places=places
    )

    assert "blad 2, cel B14; pagina 3, voettekst" in told.text
    assert "blad 2, cel B14; pagina 3, voettekst" in told.short
