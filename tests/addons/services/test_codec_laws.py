"""
The laws that hold for every codec, asked of each.
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.services.interface import Cargo, UnreadableError
from tests.addons.services.examples import EXAMPLES, NOTICE

# Half a surrogate pair cannot be sent, nor control characters as plain text; and a blank text is
# nobody's, and would not be read again.
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=40).map(
    lambda text: f"«{text}»"
)
each_codec = pytest.mark.parametrize(
    ("codec", "request_"), list(EXAMPLES.values()), ids=list(EXAMPLES)
)


def texts_of(reading):
    return [part.text for part in reading.parts]


@each_codec
class TestEveryCodec:
    def test_an_example_is_read(self, codec, request_):
        """
        A prompt is found where the service keeps it.
        """
        reading = codec.read(request_)

        assert codec.cargo(request_) in {Cargo.PROMPT, Cargo.UNKNOWN}
        assert any("Mieke" in text for text in texts_of(reading))

    def test_writing_what_was_read_changes_nothing(self, codec, request_):
        """
        Clean prompts pass untouched, byte for byte.
        """
        reading = codec.read(request_)

        assert codec.write(request_, reading, texts_of(reading)) == request_

    @given(st.data())
    def test_what_was_written_is_read_again(self, codec, request_, data):
        """
        The new texts stand where the old ones stood; everything else is as it was.
        """
        reading = codec.read(request_)
        texts = texts_of(reading)
        for index in data.draw(st.sets(st.integers(0, len(texts) - 1))):
            texts[index] = data.draw(TEXTS)

        written = codec.write(request_, reading, texts)

        again = codec.read(written)
        assert texts_of(again) == texts
        assert again.conversation == reading.conversation
        # And back: what was not replaced has kept its bytes, save for the way it is escaped.
        back = codec.write(written, again, texts_of(reading))
        assert texts_of(codec.read(back)) == texts_of(reading)

    @given(st.data())
    def test_a_garbled_body_is_read_or_unreadable(self, codec, request_, data):
        """
        Nothing but `UnreadableError` comes out of a cut or broken body, and no text with it.
        """
        body = request_.body
        at = data.draw(st.integers(0, len(body)))
        garbled = replace(
            request_, body=body[:at] + data.draw(st.binary(max_size=3)) + body[at + 2 :]
        )

        try:
            codec.read(garbled)
        except UnreadableError as e:
            assert str(e).replace("-", "").isalnum()  # noqa: PT017 -- it may as well be read
            assert e.__context__ is None  # noqa: PT017 -- as above
        codec.refuse(garbled, NOTICE)
        codec.mend(garbled, {"eeeeeeee-0000-4000-8000-000000000001": None})

    def test_texts_that_do_not_pair_up_are_refused(self, codec, request_):
        """
        Writing fewer texts than were read would leave a finding where it is.
        """
        reading = codec.read(request_)

        with pytest.raises(UnreadableError):
            codec.write(request_, reading, texts_of(reading)[1:])

    def test_a_repr_quotes_nothing(self, codec, request_):
        """
        A repr ends up in logs and tracebacks.
        """
        shown = repr(codec.read(request_)) + repr(codec.refuse(request_, NOTICE)) + repr(codec)

        assert "Mieke" not in shown
        assert "85.07" not in shown

    def test_a_refusal_is_never_cached(self, codec, request_):
        """
        The next question may be clean.
        """
        headers = dict(codec.refuse(request_, NOTICE).response.headers)

        assert headers["cache-control"] == "no-store"

    def test_ids_of_others_are_left_alone(self, codec, request_):
        """
        Where nothing was made up there is nothing to mend, and nothing to stand in for.
        """
        forged = {"eeeeeeee-0000-4000-8000-000000000009": None}

        assert codec.mend(request_, forged) == request_
        assert codec.stand_in(request_, forged) is None
