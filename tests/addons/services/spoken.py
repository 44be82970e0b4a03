"""
What codec tests say: notices in the forms that give trouble, and a way to change every text.
"""

from dataclasses import replace

from hypothesis import strategies as st

from policy.notice import Notice, Topic

NOTICE = Notice(
    topic=Topic.PERSONAL,
    code="PW-7F3K",
    language="nl",
    title="Uw bericht is niet verzonden",
    text='Er stond een "naam" in 😀.\n\nVragen? Vermeld **PW-7F3K**.\\',
    short="Niet verzonden: er stond een naam in.",
)
FORBIDDEN = replace(NOTICE, topic=Topic.FORBIDDEN)

NOTICES = st.builds(
    Notice,
    topic=st.sampled_from(Topic),
    code=st.text(min_size=1, max_size=12),
    language=st.just("nl"),
    title=st.text(max_size=40),
    text=st.text(max_size=200),
    short=st.text(max_size=80),
)

PROSE = st.text(st.characters(codec="utf-8"), max_size=60)


def marked(reading):
    """Each part's text with a mark around it that no escaping leaves alone."""
    return [f'<{part.text}"é😀&=\\>' for part in reading.parts]


def texts(reading):
    return [part.text for part in reading.parts]
