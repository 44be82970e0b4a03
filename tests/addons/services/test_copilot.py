"""
Consumer Copilot: prompts over a WebSocket, drafts in silence, the rest over JSON.
"""

import json
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.services.copilot import Copilot
from addons.services.copilot_chat import CopilotChat, back_to_back
from addons.services.generic_socket import GenericSocket
from addons.services.interface import (
    Cargo,
    Grant,
    UnreadableError,
    UploadAct,
    WireRequest,
    WireResponse,
)
from policy.prompt import Channel
from tests.addons.services.spoken import FORBIDDEN, NOTICE, NOTICES, PROSE, marked, texts

SECRET = "Jan Peeters woont in de Kerkstraat"


def numbered():
    numbers = count(1)
    return lambda: f"id-{next(numbers)}"


def copilot():
    return Copilot(new_id=numbered(), now=lambda: datetime(2026, 11, 24, 8, 0, tzinfo=UTC))


def chat():
    return CopilotChat(new_id=numbered(), now=lambda: datetime(2026, 11, 24, 8, 0, tzinfo=UTC))


def request(path, method="GET", body=b"", host="copilot.microsoft.com", **headers):
    return WireRequest(method=method, host=host, path=path, headers=headers, body=body)


def send(*content, event="send", **fields):
    pieces = [{"type": "text", "text": c} if isinstance(c, str) else c for c in content]
    return json.dumps(
        {"event": event, "conversationId": "CONV", "content": pieces, "mode": "smart", **fields}
    )


PING = '{"event":"ping"}'
OPTIONS = '{"event":"setOptions","supportedFeatures":["partial-generated-images"],"ads":null}'
CHALLENGE = '{"event":"challengeResponse","token":"0.aB-c_d:1","method":"hashcash"}'


class TestCargo:
    @pytest.mark.parametrize(
        ("method", "path", "cargo"),
        [
            ("POST", "/c/api/start", Cargo.PROMPT),
            ("POST", "/C/API//start", Cargo.PROMPT),
            ("POST", "/c/api/conversations", Cargo.PROMPT),
            ("PATCH", "/c/api/conversations/CONV", Cargo.PROMPT),
            ("POST", "/c/api/conversations/CONV/autosuggest", Cargo.PROMPT),
            ("PUT", "/c/api/user/settings", Cargo.PROMPT),
            ("GET", "/c/api/user/settings", Cargo.NOTHING),
            ("GET", "/c/api/conversations/CONV/history?api-version=2", Cargo.NOTHING),
            ("GET", "/c/api/conversations/CONV/history?q=Jan", Cargo.UNKNOWN),
            ("POST", "/c/api/attachments", Cargo.UPLOAD),
            ("GET", "/", Cargo.NOTHING),
            ("GET", "/?q=Jan", Cargo.UNKNOWN),
            ("POST", "/", Cargo.UNKNOWN),
            ("POST", "/c/api/nieuw", Cargo.UNKNOWN),
        ],
    )
    def test_each_place_is_known_or_judged(self, method, path, cargo):
        """
        Only reviewed places pass unread.
        """
        assert copilot().cargo(request(path, method)) is cargo


class TestRest:
    def test_start_holds_no_text(self):
        """
        Its switches and time zone are the page's own.
        """
        body = b'{"timeZone":"Europe/Brussels","startNewConversation":true}'

        assert copilot().read(request("/c/api/start", "POST", body)).parts == ()

    @pytest.mark.parametrize(
        ("path", "channel"),
        [
            ("/c/api/start", Channel.PROMPT),
            ("/c/api/user/settings", Channel.PROMPT),
            ("/c/api/conversations/CONV", Channel.PROMPT),
            ("/c/api/conversations/CONV/autosuggest", Channel.DRAFT),
        ],
    )
    def test_any_text_is_read_and_can_be_changed(self, path, channel):
        """
        Settings hold instructions, suggestions hold a draft; everything else is judged as well.
        """
        original = request(path, "POST", json.dumps({"timeZone": SECRET, "n": 1}).encode())

        reading = copilot().read(original)

        assert texts(reading) == [SECRET]
        assert reading.channel is channel
        assert copilot().write(original, reading, [SECRET]) == original
        written = copilot().write(original, reading, ["X"])
        assert json.loads(written.body) == {"timeZone": "X", "n": 1}

    def test_a_refusal_is_a_json_error_that_the_page_may_read(self):
        """
        With the code to quote.
        """
        original = request("/c/api/attachments", "POST", b"\xff", origin="https://www.copilot.com")

        response = copilot().refuse(original, FORBIDDEN).response

        assert response.status == 403
        assert NOTICE.code in json.loads(response.body)["error"]["message"]
        assert ("access-control-allow-origin", "https://www.copilot.com") in response.headers

    def test_a_browsers_own_question_gets_a_yes(self):
        """
        Without it the page would never see the refusal that follows.
        """
        headers = {"origin": "https://x.example", "access-control-request-method": "POST"}

        response = copilot().refuse(request("/c/api/attachments", "OPTIONS", **headers), NOTICE)

        assert response.response.status == 204


class TestSockets:
    @pytest.mark.parametrize(
        ("host", "path", "kind"),
        [
            ("copilot.microsoft.com", "/c/api/chat?api-version=2&clientSessionId=1-2", CopilotChat),
            ("copilot.microsoft.com", "/c/api/chat?accessToken=Ew%20%2b+x%22", CopilotChat),
            ("www.copilot.com", "/c/api/chat", CopilotChat),
            ("eu.webpubsub.azure.com", "/client/hubs/notifications?access_token=a.b.c",
             GenericSocket),
            ("eu.webpubsub.azure.com", "/client/hubs/other", type(None)),
            ("copilot.microsoft.com", "/c/api/chat?q=Jan+Peeters", type(None)),
            ("copilot.microsoft.com", "/c/api/chat?Jan+Peeters=1", type(None)),
            ("copilot.microsoft.com", "/c/api/chat?q=%ff", type(None)),
            ("copilot.microsoft.com", "/c/api/voice", type(None)),
        ],
    )  # fmt: skip
    def test_only_known_sockets_open(self, host, path, kind):
        """
        And none whose address says something in words: it is sent before any message is judged.
        """
        assert type(copilot().socket(request(path, host=host))) is kind


class TestReading:
    def test_prompt_and_page_text_are_read(self):
        """
        In a sidebar the page that somebody looks at goes along.
        """
        message = send("Dag Jan", context={"edge": {"pageText": SECRET}})

        reading = chat().read(message)

        assert texts(reading) == ["Dag Jan", SECRET]
        assert reading.channel is Channel.WEBSOCKET
        assert reading.conversation == "CONV"

    @pytest.mark.parametrize("message", [PING, OPTIONS, CHALLENGE, PING + OPTIONS + "\n"])
    def test_reviewed_events_hold_no_text(self, message):
        """
        Signs of life, options and proofs of work.
        """
        assert chat().read(message) is None

    @pytest.mark.parametrize(
        "message",
        [
            json.dumps({"event": "ping", "x": SECRET}),
            json.dumps({"event": "setOptions", "supportedFeatures": [SECRET]}),
            json.dumps({"event": "challengeResponse", "token": SECRET}),
            json.dumps({"event": SECRET}),
            json.dumps({"event": "nieuw", "deep": [{"x": json.dumps([SECRET])}]}),
            json.dumps({"event": "ping", SECRET: 1}),
            send("Dag", mode=SECRET),
            send("Dag", conversationId=SECRET),
            send({"type": "text", "text": "Dag", "extra": SECRET}),
            send({"type": SECRET}),
            PING + send(SECRET),
            '{"event":"ping","event":"ping","y":["%s"],"y":1}' % SECRET,  # noqa: UP031 -- braces
        ],
    )
    def test_words_are_found_wherever_they_stand(self, message):
        """
        A reviewed place hides nothing that does not look like an id.
        """
        assert SECRET in texts(chat().read(message))

    def test_a_single_word_is_read_too(self):
        """
        Outside the reviewed places even what might be an id is judged.
        """
        assert texts(chat().read(send("Dag", context={"name": "Peeters"}))) == ["Dag", "Peeters"]

    def test_a_preview_is_a_draft(self):
        """
        It leaves before Send, and is stopped without a word.
        """
        message = OPTIONS + send("Dag Jan", event="messagePreview")

        assert chat().read(message).channel is Channel.DRAFT
        assert chat().read(message + send("Dag")).channel is Channel.WEBSOCKET
        assert chat().refuse(message, NOTICE) == ()

    @pytest.mark.parametrize(
        ("piece", "name"),
        [
            ({"type": "image", "url": "https://x.example/1.png"}, "https://x.example/1.png"),
            ({"type": "document", "attachmentId": "a1"}, "a1"),
            ({"type": "text", "text": "x", "url": "/1.png"}, "/1.png"),
        ],
    )
    @pytest.mark.parametrize("event", ["send", "messagePreview", "SEND"])
    def test_attached_files_are_told(self, piece, name, event):
        """
        By what the service called them; that is no text of anybody.
        """
        message = send("Dag", piece, event=event)

        assert chat().attachments(OPTIONS + message) == (name,)
        assert "Dag" in texts(chat().read(message))
        assert name not in texts(chat().read(message))

    @pytest.mark.parametrize("event", ["send", "messagePreview", "SEND"])
    def test_a_file_without_a_name_is_refused(self, event):
        """
        Nobody can tell which it is.
        """
        with pytest.raises(UnreadableError, match=r"^file$"):
            chat().read(send("Dag", {"type": "Image"}, event=event))

    def test_the_first_of_two_equal_keys_hides_no_file(self):
        """
        Parsers differ on which of the two they keep.
        """
        message = '{"event":"send","content":[{"type":"image"}],"content":[]}'

        with pytest.raises(UnreadableError, match=r"^file$"):
            chat().read(message)

    @pytest.mark.parametrize(
        "message",
        [
            "", " ", "x", "1", "[]", "{}", "{", "}{", '{"event":1}', '["event"]',
            '{"event":"ping"}x', '{"event":"ping"},{"event":"ping"}', '{"event":"ping"}]',
            '{"event":"send"}', '{"event":"messagePreview"}', '{"event":"send","content":"Dag"}',
            '{"event":"send","content":[1]}',
            '{"event":"send","content":[{"type":"text"}]}',
            '{"event":"send","content":[{"type":"text","text":["Dag"]}]}',
            '{"event":"ping"}' * 1002, "[" * 100_000, '{"' * 100_001, '"\\' * 1_000_001,
        ],
    )  # fmt: skip
    def test_anything_else_is_unreadable(self, message):
        """
        Then nothing leaves, and the page hears of an error.
        """
        with pytest.raises(UnreadableError):
            chat().read(message)


class TestWriting:
    @given(PROSE, PROSE)
    def test_writing_what_was_read_changes_nothing(self, prompt, page):
        """
        The law of every codec, over several objects in one message.
        """
        message = OPTIONS + " " + send(prompt, context={"p": page}) + PING
        reading = chat().read(message)

        assert chat().write(message, reading, texts(reading)) == message

    @given(PROSE, PROSE)
    def test_only_the_text_changes(self, prompt, page):
        """
        Each text is replaced in the object in which it stood.
        """
        message = OPTIONS + send(prompt) + send(page, event="messagePreview")
        reading = chat().read(message)

        written = chat().write(message, reading, marked(reading))

        assert texts(chat().read(written)) == marked(reading)
        assert written.startswith(OPTIONS)

    @given(st.data())
    def test_garbled_messages_are_read_or_unreadable(self, data):
        """
        No other error comes out, and a refusal works for all of them.
        """
        message = send("Dag", context={"x": 1}) + PING
        at = data.draw(st.integers(0, len(message)))
        put = data.draw(st.sampled_from(["", '"', "}", "{", "[", "\\", "\ud800", "1"]))
        garbled = message[:at] + put + message[at + 1 :]

        with suppress(UnreadableError):
            reading = chat().read(garbled)
            if reading:
                assert chat().write(garbled, reading, texts(reading)) == garbled
        for frame in (*chat().refuse(garbled, NOTICE), *chat().greet(garbled)):
            frame.encode()

    @given(
        st.recursive(
            st.none() | st.integers() | st.text(max_size=5),
            lambda i: (
                st.lists(i, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["event", "content", "type", "text"]), i, max_size=3
                )
            ),
            max_leaves=8,
        )
    )
    def test_any_json_is_read_or_unreadable(self, value):
        """
        Lists where objects were expected, and the other way round.
        """
        for message in (json.dumps(value), json.dumps({"event": "send", "content": value})):
            with suppress(UnreadableError):
                chat().read(message)
            chat().refuse(message, NOTICE)

    @given(st.lists(st.sampled_from(['{"a":"}{"}', '["\\""]', " ", "x", '{"b":[{}]}']), max_size=6))
    def test_splitting_loses_nothing(self, pieces):
        """
        Joined again, the pieces are the message.
        """
        message = "".join(pieces)

        assert "".join(back_to_back(message)) == message


class TestRefusing:
    @given(NOTICES)
    def test_the_answer_comes_in_the_services_five_events(self, notice):
        """
        Each a message of its own, with the conversation of the request.
        """
        frames = [json.loads(f) for f in chat().refuse(PING + send("Dag"), notice)]

        assert [f["event"] for f in frames] == [
            "received", "startMessage", "appendText", "partCompleted", "done",
        ]  # fmt: skip
        assert [f["id"] for f in frames] == ["0", "1", "2", "3", "4"]
        assert {f["conversationId"] for f in frames[:2]} == {"CONV"}
        assert {f["messageId"] for f in frames[1:]} == {"id-2"}
        said = f"**{notice.title}**\n\n{notice.text}"
        assert frames[2]["text"] == said.encode(errors="replace").decode()
        assert frames[0]["createdAt"] == "2026-11-24T08:00:00.000Z"

    def test_an_image_is_refused_in_the_chat(self):
        """
        What could not be read can still be answered.
        """
        assert len(chat().refuse(send({"type": "image", "url": "x"}), NOTICE)) == 5

    @pytest.mark.parametrize("message", ["x", '{"event":"nieuw"}', "{"])
    def test_what_is_no_chat_gets_an_error(self, message):
        """
        The page then says that something went wrong.
        """
        [frame] = chat().refuse(message, NOTICE)

        assert json.loads(frame) == {"event": "error", "errorCode": "personal"}

    def test_half_a_pair_in_an_id_does_not_break_the_answer(self):
        """
        It came from the client, and could not be sent back in UTF-8.
        """
        frames = chat().refuse(send("Dag", conversationId="\ud800"), NOTICE)

        assert all(frame.encode() for frame in frames)


class TestGreeting:
    @pytest.mark.parametrize(
        ("message", "events"),
        [
            (OPTIONS, ["connected"]),
            (PING, ["pong"]),
            (OPTIONS + PING, ["connected", "pong"]),
            (OPTIONS + send("Dag"), []),
            (send("Dag"), []),
            ("x", []),
        ],
    )
    def test_only_what_says_nothing_is_greeted(self, message, events):
        """
        A chat must get through to its refusal.
        """
        assert [json.loads(f)["event"] for f in chat().greet(message)] == events


def upload(body, content_type):
    headers = {"content-type": content_type}
    return WireRequest(
        method="POST",
        host="copilot.microsoft.com",
        path="/c/api/attachments",
        headers=headers,
        body=body,
    )


class TestUploads:
    def test_a_picture_is_the_whole_body(self):
        """
        Whatever its bytes are: its reader has the last word.
        """
        step = copilot().upload(upload(b"x", "image/png"))

        assert (step.act, step.documents, step.is_stretch) == (UploadAct.BYTES, (b"x",), False)

    def test_a_document_stands_in_a_form(self):
        """
        With its name.
        """
        head = b'Content-Disposition: form-data; name="file"; filename="n.txt"'
        body = b"--B\r\n" + head + b"\r\n\r\nDag\r\n--B--"

        step = copilot().upload(upload(body, "multipart/form-data; boundary=B"))

        assert step.documents == (b"Dag",)
        assert "n.txt" in [part.text for part in step.parts]

    @pytest.mark.parametrize(
        ("body", "names"),
        [(b'{"id": "a1"}', ("a1",)), (b'{"url": "/th/1.png"}', ("/th/1.png",)), (b"[]", ())],
    )
    def test_the_answer_names_the_file(self, body, names):
        """
        As messages will.
        """
        answer = WireResponse(status=200, headers=(), body=body)

        assert copilot().granted(request("/c/api/attachments"), answer) == Grant(names)
        broken = WireResponse(status=200, headers=(), body=b"{")
        assert copilot().granted(request("/c/api/attachments"), broken) is None
