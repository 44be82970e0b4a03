"""
ChatGPT's page and Codex: where text goes, how no is said, and what stays shut.
"""

import json
from dataclasses import replace

import pytest

from addons.services.interface import Cargo, ForgedId, UnreadableError
from policy.notice import Topic
from policy.prompt import Channel
from tests.addons.services.examples import (
    CODEX,
    COMPLETE,
    CONVERSATION,
    GUEST_FORM,
    NOTICE,
    PARENT,
    PREPARE,
    PROMPT,
    SEND,
    chatgpt,
    request,
    send,
)


def parts(request_, **settings):
    reading = chatgpt(**settings).read(request_)
    return {part.where: part.text for part in reading.parts}


def body(refusal):
    return json.loads(refusal.response.body)


def bubble(response):
    """What a page that reads deltas shows in the end, and the ids that it keeps."""
    frames = response.body.decode().removesuffix("\n\n").split("\n\n")
    assert frames[0] == 'event: delta_encoding\ndata: "v1"'
    assert frames[-1] == "data: [DONE]"
    deltas = [json.loads(f.partition("data: ")[2]) for f in frames[1:-1]]
    start, text, finish, end = deltas
    assert end["type"] == "message_stream_complete"
    assert {"p": "/message/end_turn", "o": "replace", "v": True} in finish["v"]
    return start["v"]["message"], start["v"]["conversation_id"], text["v"]


class TestCargo:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("POST", "/backend-api/f/conversation"),
            ("POST", "/backend-api/conversation"),
            ("POST", "/backend-alt/f/conversation"),
            ("POST", "/Backend-API//f/conversation/"),
            ("POST", "/backend-api/f/conversation/prepare"),
            ("POST", "/backend-api/conversation/experimental/generate_autocompletions"),
            ("POST", "/backend-api/user_system_messages"),
            ("PATCH", f"/backend-api/conversation/{CONVERSATION}"),
            ("POST", f"/backend-api/conversation/gen_title/{CONVERSATION}"),
            ("POST", "/backend-api/conversation/implicit_message_feedback"),
            ("POST", "/backend-api/textdoc/abc/comment"),
            ("PATCH", "/backend-api/gizmos/g-1"),
            ("POST", "/backend-api/memories"),
            ("POST", "/backend-api/share/create"),
            ("POST", "/backend-api/codex/responses"),
        ],
    )
    def test_ways_in_for_text_are_read(self, method, path):
        """
        Every endpoint that is known to take text from a person.
        """
        assert chatgpt().cargo(request(path, method=method)) is Cargo.PROMPT

    @pytest.mark.parametrize(
        ("method", "host", "path"),
        [
            ("GET", "chatgpt.com", "/"),
            ("GET", "chatgpt.com", f"/c/{CONVERSATION}"),
            ("GET", "chatgpt.com", "/backend-api/conversations?offset=0&limit=28&order=updated"),
            ("GET", "chatgpt.com", f"/backend-api/conversation/{CONVERSATION}"),
            ("POST", "chatgpt.com", "/ces/v1/t"),
            ("POST", "chatgpt.com", "/backend-api/sentinel/chat-requirements"),
            ("GET", "cdn.oaistatic.com", "/assets/root-abc.css"),
            ("POST", "ab.chatgpt.com", "/otlp/v1/metrics"),
            ("GET", "ws.chatgpt.com", "/p24/ws/user/u-1?verify=abc"),
        ],
    )
    def test_reviewed_requests_pass_unread(self, method, host, path):
        """
        The page must stay fast; these hold nobody's text.
        """
        assert chatgpt().cargo(request(path, method=method, host=host)) is Cargo.NOTHING

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", "/?q=Dag+Mieke"),
            ("GET", "/?prompt=Mieke"),
            ("GET", "/backend-api/conversations/search?query=Mieke"),
            ("GET", "/backend-api/conversations?offset=Mieke+Aerts"),
            ("GET", "/never/seen"),
            ("POST", "/backend-api/never/seen"),
            ("POST", "/"),
            ("POST", "/backend-api/me"),
        ],
    )
    def test_what_nobody_reviewed_is_walked(self, method, path):
        """
        Unknown is never the same as empty.
        """
        assert chatgpt().cargo(request(path, method=method)) is Cargo.UNKNOWN

    @pytest.mark.parametrize(
        ("method", "host", "path"),
        [
            ("POST", "chatgpt.com", "/backend-api/files"),
            ("POST", "chatgpt.com", "/backend-api/files/process_upload_stream"),
            ("POST", "chatgpt.com", "/backend-api%2Ffiles"),
            ("PUT", "files.oaiusercontent.com", "/file-x?se=1&sig=2"),
            ("PUT", "chatgpt.com", "/file-abc"),
            ("POST", "chatgpt.com", "/backend-api/transcribe"),
        ],
    )
    def test_files_stay_here(self, method, host, path):
        """
        Nothing reads them yet, so none may leave.
        """
        assert chatgpt().cargo(request(path, method=method, host=host)) is Cargo.UPLOAD

    @pytest.mark.parametrize(
        "path", ["/unauth-mweb/conversation/updates", "/backend-anon/f/conversation", "/voice/x"]
    )
    def test_guests_and_speech_are_shut(self, path):
        """
        Nobody's settings hold for a guest, and nobody reads speech.
        """
        assert chatgpt().cargo(request(path)) is Cargo.CLOSED

    def test_guests_may_be_let_in(self):
        """
        An organisation may decide otherwise; then guests are read like everybody.
        """
        codec = chatgpt(guests_allowed=True)

        assert codec.cargo(GUEST_FORM) is Cargo.PROMPT
        assert codec.cargo(request("/backend-anon/f/conversation")) is Cargo.PROMPT
        assert codec.cargo(request("/unauth-mweb/sentinel/x")) is Cargo.NOTHING
        assert codec.cargo(request("/backend-anon/files")) is Cargo.UPLOAD


class TestReading:
    def test_a_message_and_the_names_of_its_files(self):
        """
        Ids, times and enums are no text; the rest is.
        """
        assert parts(SEND) == {
            "/messages/0/content/parts/0": PROMPT,
            "/messages/0/metadata/attachments/0/name": "nota college.pdf",
        }

    def test_what_was_typed_comes_first(self):
        """
        Also where the page puts it behind other fields.
        """
        strange = {"aardig": "veld vooraf", **send()}

        reading = chatgpt().read(request("/backend-api/f/conversation", strange))

        assert reading.parts[0].text == PROMPT
        assert reading.conversation == CONVERSATION
        assert reading.channel is Channel.PROMPT

    def test_images_stand_beside_text(self):
        """
        Parts may be objects; each string in them is read.
        """
        multimodal = [
            {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-A"},
            {"content_type": "audio_transcription", "text": "Dag Mieke"},
            "Wat staat hier?",
        ]
        message = {"content": {"content_type": "multimodal_text", "parts": multimodal}}
        found = parts(request("/backend-api/f/conversation", {"messages": [message]}))

        assert list(found.values()) == ["Dag Mieke", "Wat staat hier?"]

    @pytest.mark.parametrize(
        "extra",
        [
            {"nieuw": "Mieke Aerts"},
            {"nieuw": {"diep": [["Mieke Aerts"]]}},
            {"Mieke Aerts": 1},
            {"json": '{"naam": "Mieke Aerts"}'},
            {"model": "Mieke Aerts"},
        ],
        ids=["field", "deep", "key", "json in a string", "where an enum should be"],
    )
    def test_no_unknown_field_carries_text_out_unseen(self, extra):
        """
        A new release of the page may add fields; they are judged before anybody knows them.
        """
        found = parts(request("/backend-api/f/conversation", send(**extra)))

        assert "Mieke Aerts" in found.values()

    def test_a_bare_number_is_read(self):
        """
        A national number fits a JSON number.
        """
        found = parts(request("/backend-api/f/conversation", send(rrn=85073003328)))

        assert "85073003328" in found.values()

    def test_both_of_two_duplicates_are_read(self):
        """
        We do not know which of the two the service takes.
        """
        source = '{"input_text": "Dag Mieke", "input_text": "niets"}'
        reading = chatgpt().read(replace(COMPLETE, body=source.encode()))

        assert [part.text for part in reading.parts] == ["Dag Mieke", "niets"]

    def test_a_query_on_a_known_endpoint_is_read(self):
        """
        A known path is no licence for what hangs behind it.
        """
        found = parts(replace(SEND, path=SEND.path + "?x=Mieke+Aerts"))

        assert found["/query/x"] == "Mieke Aerts"

    def test_words_in_the_place_of_an_id_are_read(self):
        """
        A path has room for text too.
        """
        codec = chatgpt()
        name = request("/backend-api/conversation/Andr%C3%A9", {}, method="PATCH")
        names = request("/backend-api/conversation/Mieke%20Aerts", {}, method="PATCH")

        assert [part.text for part in codec.read(name).parts] == ["André"]
        assert codec.cargo(names) is Cargo.UNKNOWN  # and so it is walked, path and all

    @pytest.mark.parametrize("draft", [PREPARE, COMPLETE], ids=["prepare", "completions"])
    def test_drafts_are_read_as_drafts(self, draft):
        """
        Text leaves before anybody presses Send.
        """
        reading = chatgpt().read(draft)

        assert reading.channel is Channel.DRAFT
        assert [part.text for part in reading.parts] == [PROMPT]

    def test_codex_is_read(self):
        """
        Its encrypted reasoning is the service's own, and no text.
        """
        assert set(parts(CODEX).values()) == {"Be brief.", PROMPT}

    def test_a_guest_form_is_read_with_its_history(self):
        """
        The history is JSON in a form field; the tokens beside it are no text.
        """
        reading = chatgpt(guests_allowed=True).read(GUEST_FORM)

        assert [part.text for part in reading.parts] == [
            "Brief aan Mieke Aerts (85.07.30-033.28)",
            "Dag Mieke",
        ]
        assert reading.conversation == CONVERSATION

    @pytest.mark.parametrize(
        ("content", "word"),
        [(b"{", "not-json"), (b"prompt=Dag", "not-json"), (b'"\xff"', "not-utf8")],
    )
    def test_another_body_is_unreadable(self, content, word):
        """
        A known endpoint with an unknown body is not guessed at.
        """
        with pytest.raises(UnreadableError, match=rf"^{word}$"):
            chatgpt().read(replace(SEND, body=content))

    def test_a_picture_in_the_body_is_a_document(self):
        """
        Base64 is decoded, and no text.
        """
        picture = send(picture="data:image/png;base64,iVBORw0KGgo=")

        reading = chatgpt().read(request("/backend-api/f/conversation", picture))

        assert reading.documents == (b"\x89PNG\r\n\x1a\n",)


class TestRefusing:
    def test_a_message_is_answered_in_a_bubble(self):
        """
        The person reads why where the answer was expected, and stays in the conversation.
        """
        refusal = chatgpt().refuse(SEND, NOTICE)

        message, conversation, text = bubble(refusal.response)
        assert refusal.response.status == 200
        assert text == f"**{NOTICE.title}**\n\n{NOTICE.text}"
        assert conversation == CONVERSATION
        assert message["author"] == {"role": "assistant"}
        assert refusal.forged == (ForgedId(message["id"], PARENT),)

    def test_a_new_chat_gets_an_id_that_stands_for_nothing(self):
        """
        Upstream has never heard of this conversation.
        """
        new = send(parent_message_id="client-created-root")
        del new["conversation_id"]
        refusal = chatgpt().refuse(request("/backend-api/f/conversation", new), NOTICE)

        message, conversation, _ = bubble(refusal.response)
        assert refusal.forged == (
            ForgedId(message["id"], "client-created-root"),
            ForgedId(conversation, None),
        )

    def test_a_page_without_deltas_gets_a_whole_message(self):
        """
        Pages from before 2025 read no deltas.
        """
        old = request("/backend-api/conversation", send(supported_encodings=[]))
        frames = chatgpt().refuse(old, NOTICE).response.body.decode().split("\n\n")

        assert NOTICE.text in json.loads(frames[0][6:])["message"]["content"]["parts"][0]
        assert frames[1:] == ["data: [DONE]", ""]

    @pytest.mark.parametrize(
        "content",
        [b"", b"\xff", b"[]", b'{"messages": {}}', b'{"messages": [7], "model": 1}',
         b'{"conversation_id": "a b\\r\\n", "supported_encodings": "x"}'],
    )  # fmt: skip
    def test_no_is_said_to_any_body(self, content):
        """
        A refusal that raises would not be a refusal.
        """
        message, conversation, _ = bubble(
            chatgpt().refuse(replace(SEND, body=content), NOTICE).response
        )

        assert message["id"] != conversation != "a b\r\n"

    def test_drafts_are_refused_in_silence(self):
        """
        Nobody wants a warning while typing; Send explains.
        """
        codec = chatgpt()

        prepared = codec.refuse(PREPARE, NOTICE)
        assert body(prepared)["status"] == "ok"
        assert prepared.forged == (ForgedId(body(prepared)["conduit_token"], None),)
        assert body(codec.refuse(COMPLETE, NOTICE)) == {"completions": []}

    @pytest.mark.parametrize(
        "request_", [request("/backend-api/memories", {}), request("/backend-api/files", {}), CODEX]
    )
    def test_all_else_gets_an_error(self, request_):
        """
        The page reads `detail`, Codex reads `error`.
        """
        refusal = chatgpt().refuse(request_, NOTICE)

        assert refusal.response.status == 400
        assert NOTICE.code in body(refusal)["detail"]
        assert NOTICE.code in body(refusal)["error"]["message"]

    def test_a_shut_service_is_forbidden(self):
        """
        403 tells a program that trying again with other words will not help.
        """
        notice = replace(NOTICE, topic=Topic.CLOSED)

        assert chatgpt().refuse(GUEST_FORM, notice).response.status == 403

    def test_a_preflight_may_be_refused_too(self):
        """
        Then the browser goes on to ask, and gets the refusal itself.
        """
        asked = request("/x", method="OPTIONS", access_control_request_method="PUT")

        assert chatgpt().refuse(asked, NOTICE).response.status == 204


class TestSockets:
    def open(self, path, host="chatgpt.com"):
        return chatgpt().socket(request(path, method="GET", host=host))

    def test_codex_messages_are_read_and_rewritten(self):
        """
        Codex sends its prompts here first; only a refused upgrade makes it use HTTP.
        """
        socket = self.open("/backend-api/codex/responses")
        message = json.dumps({"type": "response.create", **json.loads(CODEX.body)})

        reading = socket.read(message)
        texts = [part.text.replace("Mieke", "<P>") for part in reading.parts]

        assert reading.channel is Channel.WEBSOCKET
        assert socket.write(message, reading, texts) == message.replace("Mieke", "<P>")

    def test_a_message_of_codex_without_words_is_no_prompt(self):
        """
        There is nothing to judge in it, and it does not count as a prompt that was looked at.
        """
        message = json.dumps({"type": "response.cancel", "sequence_number": 7})

        assert self.open("/backend-api/codex/responses").read(message) is None

    def test_codex_is_told_no(self):
        """
        The service's own error event, so that the tool shows the words and stops.
        """
        (event,) = self.open("/backend-api/codex/responses").refuse("{", NOTICE)

        assert json.loads(event)["type"] == "error"
        assert NOTICE.code in json.loads(event)["error"]["message"]

    def test_a_garbled_message_is_unreadable(self):
        """
        It does not leave.
        """
        with pytest.raises(UnreadableError):
            self.open("/backend-api/codex/responses").read("{")

    def test_the_push_channel_is_judged(self):
        """
        No prompt was ever seen going up; if one does, it is read.
        """
        reading = self.open("/p24/ws/user/u", "ws.chatgpt.com").read('{"x": "Dag Mieke"}')

        assert [part.text for part in reading.parts] == ["Dag Mieke"]

    def test_other_sockets_stay_shut(self):
        """
        Nobody knows what they carry.
        """
        assert self.open("/backend-api/rtc/x") is None
        assert self.open("/backend-anon/codex/responses") is None
