"""
The chat hub of Bing chat and Microsoft 365 Copilot: SignalR records, several in a message.
"""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.services.interface import UnreadableError
from addons.services.signalr import END, ChatHub
from policy.prompt import Channel
from tests.addons.services.spoken import NOTICE, NOTICES, PROSE, marked, texts

SECRET = "Jan Peeters woont in de Kerkstraat"
HUB = ChatHub(new_id=lambda: "A1")
HANDSHAKE = '{"protocol":"json","version":1}' + END
PING = '{"type":6}' + END


def record(value):
    return json.dumps(value) + END


def chat(text="Dag Jan", *, message=None, **argument):
    said = {"author": "user", "inputMethod": "Keyboard", "text": text, "messageType": "Chat"}
    return record(
        {
            "arguments": [
                {
                    "source": "cib",
                    "optionsSets": ["nlu_direct_response_filter", "deepleo"],
                    "conversationId": "51D|BingProd|CONV",
                    "traceId": "T",
                    "isStartOfSession": True,
                    "message": {**said, **(message or {})},
                    **argument,
                }
            ],
            "invocationId": "0",
            "target": "chat",
            "type": 4,
        }
    )


METRICS = record(
    {"type": 1, "target": "Metrics", "arguments": [{"Type": "Load", "Ts": "2026-11-24T08:00Z"}]}
)


def answer(frames):
    return [json.loads(frame.removesuffix(END)) for frame in frames]


class TestReading:
    def test_prompt_and_page_context_are_read(self):
        """
        The page that somebody looks at goes along as a previous message.
        """
        previous = [{"author": "user", "description": SECRET, "messageType": "Context"}]
        message = chat(conversationId="CONV", previousMessages=previous)

        reading = HUB.read(message)

        assert texts(reading) == ["Dag Jan", SECRET]
        assert reading.channel is Channel.WEBSOCKET
        assert reading.conversation == "CONV"

    @pytest.mark.parametrize(
        "message", [HANDSHAKE, PING, '{"type":7}' + END, METRICS, HANDSHAKE + PING]
    )
    def test_reviewed_records_hold_no_text(self, message):
        """
        Handshake, signs of life, the end, and measurements.
        """
        reading = HUB.read(message)

        # Measurements have keys in capitals, which may be words; they are judged as such.
        assert reading is None or texts(reading) == ["Type", "Ts"]

    @pytest.mark.parametrize(
        "message",
        [
            record({"protocol": SECRET, "version": 1}),
            record({"type": 6, "x": SECRET}),
            record({"type": 7, "error": SECRET}),
            record({"type": 1, "target": "Metrics", "arguments": [{"Name": SECRET}]}),
            record({"type": 1, "target": SECRET}),
            record({"type": 99, "x": [json.dumps([SECRET])]}),
            chat(source=SECRET),
            chat(optionsSets=[SECRET]),
            chat(customInstructions=SECRET),
            chat(plugins=[{"id": SECRET}]),
            chat(message={"author": SECRET}),
            chat(message={"extra": {SECRET: 1}}),
            PING + chat(SECRET),
            chat() + chat(SECRET),
        ],
    )
    def test_words_are_found_wherever_they_stand(self, message):
        """
        A reviewed place hides nothing that does not look like an id.
        """
        assert SECRET in texts(HUB.read(message))

    def test_a_single_word_is_read_too(self):
        """
        Outside the reviewed places even what might be an id is judged.
        """
        assert "Peeters" in texts(HUB.read(chat(customInstructions="Peeters")))

    @pytest.mark.parametrize(
        "attached",
        [
            {"imageUrl": "https://x.example/1.png"},
            {"originalImageUrl": "x"},
            {"imageBase64": "aGFsbG8="},
            {"messageAnnotations": [{"id": "DOC", "messageAnnotationType": "ImageFile"}]},
        ],
    )
    def test_files_are_refused(self, attached):
        """
        Nobody has read them.
        """
        with pytest.raises(UnreadableError, match=r"^file$"):
            HUB.read(chat(message=attached))

    def test_empty_places_for_files_are_no_files(self):
        """
        Pages send them along with every prompt.
        """
        nothing = {"imageUrl": None, "originalImageUrl": "", "messageAnnotations": []}

        assert "Dag Jan" in texts(HUB.read(chat(message=nothing)))

    @pytest.mark.parametrize(
        "message",
        [
            "", END, END + END, "{}", "{}" + END, '{"type":6}', '{"type":6}' + END + "x",
            '{"type":"4"}' + END, '{"type":true}' + END, '{"type":null}' + END, "[4]" + END,
            '{"protocol":"json","type":"4"}' + END,
            '{"type":4}' + END, record({"type": 4, "arguments": [{"message": {"text": ["Dag"]}}]}),
            record({"type": 4, "arguments": {"message": {"text": "Dag"}}}),
            PING * 1_001, "[" * 100_000 + END, PING + "x" + END,
        ],
    )  # fmt: skip
    def test_anything_else_is_unreadable(self, message):
        """
        One bad record, and the whole message stays here.
        """
        with pytest.raises(UnreadableError):
            HUB.read(message)


class TestWriting:
    @given(PROSE, PROSE)
    def test_writing_what_was_read_changes_nothing(self, prompt, context):
        """
        The law of every codec, over several records in one message.
        """
        message = METRICS + chat(prompt, previousMessages=[{"description": context}]) + PING
        reading = HUB.read(message)

        assert HUB.write(message, reading, texts(reading)) == message

    @given(PROSE, PROSE)
    def test_only_the_text_changes(self, prompt, context):
        """
        Each text is replaced in the record in which it stood.
        """
        message = PING + chat(prompt) + chat(context)
        reading = HUB.read(message)

        written = HUB.write(message, reading, marked(reading))

        assert texts(HUB.read(written)) == marked(reading)
        assert written.startswith(PING)

    @given(st.data())
    def test_garbled_messages_are_read_or_unreadable(self, data):
        """
        No other error comes out, and refusing and greeting work for all of them.
        """
        message = HANDSHAKE + chat() + PING
        at = data.draw(st.integers(0, len(message)))
        put = data.draw(st.sampled_from(["", '"', "}", "{", "[", "\\", "\ud800", END, "1"]))
        garbled = message[:at] + put + message[at + 1 :]

        with suppress(UnreadableError):
            reading = HUB.read(garbled)
            if reading:
                assert HUB.write(garbled, reading, texts(reading)) == garbled
        for frame in (*HUB.refuse(garbled, NOTICE), *HUB.greet(garbled)):
            assert frame.encode().endswith(END.encode())

    @given(
        st.recursive(
            st.none() | st.integers(1, 7) | st.text(max_size=5),
            lambda i: (
                st.lists(i, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["type", "arguments", "message", "text", "protocol"]),
                    i,
                    max_size=3,
                )
            ),
            max_leaves=8,
        )
    )
    def test_any_json_is_read_or_unreadable(self, value):
        """
        Lists where objects were expected, and the other way round.
        """
        for message in (record(value), record({"type": 4, "arguments": value}),
                        record({"type": 4, "arguments": [value]})):  # fmt: skip
            with suppress(UnreadableError):
                HUB.read(message)
            HUB.refuse(message, NOTICE)


class TestRefusing:
    @given(NOTICES)
    def test_the_text_stands_where_clients_look_for_it(self, notice):
        """
        In the update, in the item's messages and cards, and in its result.
        """
        frames = answer(HUB.refuse(PING + chat(conversationId="CONV"), notice))

        said = f"**{notice.title}**\n\n{notice.text}".encode(errors="replace").decode()
        update, item, completion = frames
        assert [f["type"] for f in frames] == [1, 2, 3]
        assert update["target"] == "update"
        assert update["arguments"][0]["requestId"] == "T"
        for message in (update["arguments"][0]["messages"][0], item["item"]["messages"][0]):
            assert message["text"] == message["adaptiveCards"][0]["body"][0]["text"] == said
            assert (message["author"], "messageType" in message) == ("bot", False)
        assert item["item"]["result"] == {"value": "Success", "message": said}
        assert item["item"]["conversationId"] == "CONV"
        assert item["invocationId"] == completion["invocationId"] == "0"

    def test_each_frame_is_a_record_of_its_own(self):
        """
        Ended by the separator, which stands nowhere else.
        """
        assert all(f.count(END) == 1 and f.endswith(END) for f in HUB.refuse(chat(), NOTICE))

    def test_a_handshake_that_stays_here_is_answered_here(self):
        """
        Otherwise its client would wait for that first, and never show why.
        """
        frames = answer(HUB.refuse(HANDSHAKE + chat(), NOTICE))

        assert frames[0] == {}
        assert [f["type"] for f in frames[1:]] == [1, 2, 3]
        assert answer(HUB.refuse(HANDSHAKE + METRICS, NOTICE)) == [{}]

    def test_without_a_chat_there_is_silence(self):
        """
        Nobody is waiting for an answer to a measurement.
        """
        assert HUB.refuse(METRICS + PING, NOTICE) == ()

    @pytest.mark.parametrize("message", ["", "x", "{}", "{" + END])
    def test_what_cannot_be_read_ends_the_connection(self, message):
        """
        With the reason, in the service's own record.
        """
        [closing] = answer(HUB.refuse(message, NOTICE))

        assert closing["type"] == 7
        assert NOTICE.code in closing["error"]

    def test_a_chat_with_a_file_is_answered(self):
        """
        Reading stops at the file; the refusal still knows its conversation.
        """
        assert len(HUB.refuse(chat(message={"imageUrl": "x"}), NOTICE)) == 3


class TestGreeting:
    @pytest.mark.parametrize(
        ("message", "replies"),
        [
            (HANDSHAKE, [{}]),
            (PING, [{"type": 6}]),
            (HANDSHAKE + PING, [{}, {"type": 6}]),
            (HANDSHAKE + chat(), []),
            (METRICS, []),
            ("x", []),
        ],
    )
    def test_only_what_says_nothing_is_greeted(self, message, replies):
        """
        A chat must get through to its refusal.
        """
        assert answer(HUB.greet(message)) == replies
