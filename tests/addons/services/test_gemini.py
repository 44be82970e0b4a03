"""
Gemini: the prompt sits in JSON in a string in JSON in a form, and nothing around it may change.
"""

import json
from contextlib import suppress
from dataclasses import replace
from urllib.parse import parse_qs, urlencode

import pytest
from gemini_webapi.utils.parsing import extract_json_from_response, get_nested_value
from hypothesis import given
from hypothesis import strategies as st

from addons.services.gemini import Gemini
from addons.services.interface import Cargo, UnreadableError, WireRequest
from tests.addons.services.spoken import FORBIDDEN, NOTICE, NOTICES, PROSE, marked, texts

GEMINI = Gemini()
TURN = "/_/BardChatUi/data/assistant.lamda.BardFrontendService/StreamGenerate"
QUERY = "?bl=boq_assistant-bard-web-server_20261101.05_p0&f.sid=-12&hl=nl&_reqid=1&rt=c"
CALLS = "/_/BardChatUi/data/batchexecute"
SECRET = "Jan Peeters woont in de Kerkstraat"


def request(path=TURN + QUERY, body=b"", method="POST", host="gemini.google.com", **headers):
    return WireRequest(method=method, host=host, path=path, headers=headers, body=body)


def inner(prompt="Dag Jan", ids=("c_1a", "r_1b", "rc_1c"), **slots):
    turn = [None] * 81
    turn[0] = [prompt, 0, None, None, None, None, 0]
    turn[1] = ["nl"]
    turn[2] = [*ids, None, None, None, None, None, None, "AwAAAAAAAAAQ-x=="]
    turn[3] = "!aB3-_xyz"
    turn[4] = "0123456789abcdef0123456789abcdef"
    turn[59] = "0D1C6C5E-3F0B-4A6E-9C3D-0123456789AB"
    turn[66] = [1764000000, 123456789]
    for slot, value in slots.items():
        turn[int(slot[1:])] = value
    return turn


def turn(document=None, **fields):
    letter = json.dumps([None, json.dumps(document or inner(), ensure_ascii=False)])
    return request(body=urlencode({"at": "AKx:176", "f.req": letter, **fields}).encode())


def calls(*pairs, query=None, **fields):
    letter = [[[rpc, args, None, "generic"] for rpc, args in pairs]]
    rpcids = ",".join(rpc for rpc, _ in pairs) if query is None else query
    body = urlencode({"f.req": json.dumps(letter), "at": "AKx:176", **fields}).encode()
    return request(f"{CALLS}?rpcids={rpcids}&source-path=%2Fapp&hl=nl&rt=c", body)


def sent(written):
    return json.loads(json.loads(parse_qs(written.body.decode())["f.req"][0])[1])


class TestCargo:
    @pytest.mark.parametrize(
        ("method", "host", "path", "cargo"),
        [
            ("POST", "gemini.google.com", TURN + QUERY, Cargo.PROMPT),
            ("POST", "gemini.google.com", "/u/2" + TURN + QUERY, Cargo.PROMPT),
            ("POST", "bard.google.com", TURN, Cargo.PROMPT),
            ("POST", "gemini.google.com", "/_//BardChatUi/x/.." + TURN[len("/_/BardChatUi"):],
             Cargo.PROMPT),
            ("POST", "gemini.google.com", TURN.replace("Stream", "%53tream"), Cargo.PROMPT),
            ("POST", "gemini.google.com", f"{CALLS}?rpcids=otAQ7b", Cargo.PROMPT),
            ("POST", "push.clients6.google.com", "/upload/", Cargo.UPLOAD),
            ("POST", "push.clients6.google.com", "/upload/?upload_id=x", Cargo.UPLOAD),
            ("PUT", "content-push.googleapis.com", "/upload", Cargo.UPLOAD),
            ("GET", "gemini.google.com", "/", Cargo.NOTHING),
            ("GET", "gemini.google.com", "/app/1234abcd", Cargo.NOTHING),
            ("GET", "gemini.google.com", "/app?q=Jan", Cargo.UNKNOWN),
            ("GET", "gemini.google.com", "/app/Jan%20Peeters", Cargo.UNKNOWN),
            ("GET", "gemini.google.com", "/_/BardChatUi/_/js/k=x.js", Cargo.NOTHING),
            ("GET", "gemini.google.com", "/_/BardChatUi/_/js/k=x.js?v=Jan", Cargo.UNKNOWN),
            ("POST", "gemini.google.com", "/_/BardChatUi/_/js/k=x.js", Cargo.UNKNOWN),
            ("POST", "gemini.google.com", "/_/BardChatUi/jserror?x=1", Cargo.UNKNOWN),
            ("POST", "waa-pa.clients6.google.com", "/$rpc/google.internal.waa.v1.Waa/Create",
             Cargo.NOTHING),
            ("POST", "waa-pa.clients6.google.com", "/$rpc/other.Service/Create", Cargo.UNKNOWN),
            ("POST", "gemini.google.com", "/$rpc/google.internal.waa.v1.Waa/Create",
             Cargo.UNKNOWN),
            ("POST", "play.google.com", "/log?format=json&hasfast=true", Cargo.NOTHING),
            ("POST", "accounts.google.com", "/RotateCookies", Cargo.NOTHING),
            ("POST", "gemini.google.com", "/nieuw", Cargo.UNKNOWN),
        ],
    )  # fmt: skip
    def test_each_place_is_known_or_judged(self, method, host, path, cargo):
        """
        Only reviewed places pass unread, letter by letter; a prompt's place counts however spelt.
        """
        assert GEMINI.cargo(request(path, method=method, host=host)) is cargo

    def test_an_unknown_place_is_no_prompt(self):
        """
        Whoever asks all the same gets no reading that might pass for an empty one.
        """
        with pytest.raises(UnreadableError):
            GEMINI.read(request("/app"))


class TestTurn:
    def test_prompt_is_read_and_the_pages_own_tokens_are_not(self):
        """
        Ids, language, attestation and times are no text.
        """
        reading = GEMINI.read(turn())

        assert [(p.where, p.text) for p in reading.parts] == [("/0/0", "Dag Jan")]
        assert reading.conversation == "c_1a"

    @pytest.mark.parametrize(
        "place",
        [
            turn(inner(_1=[SECRET])),
            turn(inner(ids=("c_1", "r_1", SECRET))),
            turn(inner(_3=SECRET)),
            turn(inner(_4=SECRET)),
            turn(inner(_19=SECRET)),
            turn(inner(_70=[[SECRET]])),
            turn(inner(_80={"87": [SECRET]})),
            turn(inner(_80={SECRET: 1})),
            turn(inner(_12=json.dumps([SECRET]))),
            turn(at=SECRET),
            turn(other=SECRET),
            turn(other=json.dumps({"x": SECRET})),
            turn(**{SECRET: ""}),
            replace(turn(), path=f"{TURN}?q=Jan+Peeters+woont+in+de+Kerkstraat"),
            replace(turn(), path=f"{TURN}?hl=Jan+Peeters+woont+in+de+Kerkstraat"),
            request(body=urlencode({"f.req": json.dumps([SECRET, json.dumps(inner())])}).encode()),
        ],
    )
    def test_text_is_found_wherever_it_stands(self, place):
        """
        Slots move between releases, so a reviewed slot hides nothing that does not look its part.
        """
        assert SECRET in texts(GEMINI.read(place))

    @pytest.mark.parametrize(
        "original",
        [turn(at=json.dumps(["Peeters"])), turn(inner(_70=["Peeters"])), turn(other="Peeters")],
    )
    def test_a_single_word_is_read_too(self, original):
        """
        Outside the reviewed places even what might be an id is judged.
        """
        assert "Peeters" in texts(GEMINI.read(original))

    def test_a_number_in_the_message_is_read(self):
        """
        Nobody types a bare number, but a page might make one of it.
        """
        document = inner()
        document[0][6] = 85073003328

        assert "85073003328" in texts(GEMINI.read(turn(document)))

    def test_a_prompt_that_is_json_is_read_whole(self):
        """
        What surrounds the strings of a pasted JSON text is part of what was typed.
        """
        prompt = '{"rrn": [85, 7, 30]}'

        assert texts(GEMINI.read(turn(inner(prompt)))) == [prompt]

    @pytest.mark.parametrize(
        "document",
        [
            inner(_0=["Dag", 0, None, [[["/contrib_service/ttl_1d/x", 1], "nota.pdf"]]]),
            inner(_70=["/contrib_service/ttl_1d/x"]),
        ],
    )
    def test_an_attached_file_is_told(self, document):
        """
        Whatever slot its name stands in; the name that a person gave it is text.
        """
        wire = turn(document)

        assert GEMINI.attachments(wire) == ("/contrib_service/ttl_1d/x",)
        assert set(texts(GEMINI.read(wire))) <= {"Dag", "Dag Jan", "nota.pdf"}

    @pytest.mark.parametrize(
        "document",
        [
            inner(_0=["Dag", 0, None, [[["other-id"], "nota.pdf"]]]),
            inner(_0=["Dag", 0, None, [[["/contrib_service/x"], "n"], ["other"]]]),
            inner(_0=["Dag", 0, None, 1]),
        ],
    )
    def test_a_file_under_a_name_that_we_do_not_know_is_refused(self, document):
        """
        Nobody can tell which it is.
        """
        with pytest.raises(UnreadableError, match=r"^file$"):
            GEMINI.read(turn(document))

    @given(PROSE, PROSE)
    def test_writing_what_was_read_changes_nothing(self, prompt, other):
        """
        The law of every codec.
        """
        original = turn(inner(prompt, _70=[other]), other=other)
        reading = GEMINI.read(original)

        assert GEMINI.write(original, reading, texts(reading)) == original

    @given(PROSE, PROSE)
    def test_only_the_text_changes(self, prompt, other):
        """
        The new texts stand where the old ones stood, and the rest of the document is the same.
        """
        original = turn(inner(prompt, _70=[other]), other="x" + other)
        reading = GEMINI.read(original)

        written = GEMINI.write(original, reading, marked(reading))

        assert texts(GEMINI.read(written)) == marked(reading)
        old, new = sent(original), sent(written)
        assert [n for n in range(81) if old[n] != new[n] and n not in (0, 70)] == []
        assert written.path == original.path

    def test_bytes_beside_the_text_stay(self):
        """
        Odd spacing and escapes of the page survive; a parser that prints again would lose them.
        """
        letter = '[ null,"[[\\"Dag\\",0 ],  [\\"nl\\"],[\\"\\",\\"\\",\\"\\"],\\"\\\\u0021a\\"]" ]'
        body = "at=x&" + urlencode({"f.req": letter}).replace("%20", "+") + "&"
        original = request(body=body.encode())
        reading = GEMINI.read(original)

        written = GEMINI.write(original, reading, ["Hoi"])

        assert written.body.decode() == body.replace("Dag", "Hoi")

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"at=x",
            b"f.req",
            b"f.req=",
            b"f.req=x",
            b"f.req=[]",
            b"f.req=[null]",
            b"f.req=[null,null]",
            b"f.req=[null,%22x%22]",
            b"f.req=[null,%22[]%22]",
            b"f.req=[null,%22[[]]%22]",
            b"f.req=[null,%22[[1]]%22]",
            b"f.req=[null,%22{}%22]",
            b"f.req={%221%22:%22[[\\%22x\\%22]]%22}",
            b"f.req=[null,%22[[\\%22x\\%22]]%22]&f.req=[null,%22[[\\%22y\\%22]]%22]",
            b"f.req=%ff",
            b"\xff",
            b'[null,"[[\\"x\\"]]"]',
        ],
    )
    def test_what_cannot_be_decoded_is_unreadable(self, body):
        """
        Then nothing leaves; and nothing but `UnreadableError` comes out.
        """
        with pytest.raises(UnreadableError):
            GEMINI.read(request(body=body))

    @given(st.data())
    def test_garbled_bodies_are_read_or_unreadable(self, data):
        """
        Whatever is cut away or put in, no other error comes out of reading, refusing, mending.
        """
        body = data.draw(st.sampled_from([turn(), calls(("xVRQX", "[]"))])).body
        at = data.draw(st.integers(0, len(body)))
        put = data.draw(st.sampled_from([b"", b"%22", b"]", b"&", b"%ff", b"{", b"\xff"]))
        for path in (TURN, f"{CALLS}?rpcids=xVRQX"):
            garbled = request(path, body[:at] + put + body[at + 1 :])
            with suppress(UnreadableError):
                reading = GEMINI.read(garbled)
                assert GEMINI.write(garbled, reading, texts(reading)) == garbled
            GEMINI.refuse(garbled, NOTICE)
            GEMINI.mend(garbled, {"rc_1": None})

    @given(
        st.recursive(
            st.none() | st.integers() | st.text(max_size=5),
            lambda i: (
                st.lists(i, max_size=3)
                | st.dictionaries(st.sampled_from(["0", "1", "a"]), i, max_size=2)
            ),
            max_leaves=8,
        )
    )
    def test_any_json_is_read_or_unreadable(self, value):
        """
        Lists where objects were expected, and the other way round.
        """
        documents = [turn([["x"], *([value] * 3)]), turn([value, value])]
        letters = [json.dumps(value), json.dumps([value, json.dumps([value])])]
        bodies = [urlencode({"f.req": letter}).encode() for letter in letters]
        paths = (TURN, f"{CALLS}?rpcids=a")
        for garbled in (*documents, *(request(p, b) for p in paths for b in bodies)):
            with suppress(UnreadableError):
                reading = GEMINI.read(garbled)
                assert GEMINI.write(garbled, reading, texts(reading)) == garbled


class TestCalls:
    def test_reviewed_calls_hold_no_text(self):
        """
        Status, history and quota are asked for by id.
        """
        original = calls(("otAQ7b", "[]"), ("hNvQHb", '["c_1a2b",10,null,1,[1],[4],null,1]'))

        assert GEMINI.read(original).parts == ()

    def test_prose_in_a_reviewed_call_is_read(self):
        """
        A review is of what a call held then; what does not look like an id is judged.
        """
        assert SECRET in texts(GEMINI.read(calls(("MaZiqc", json.dumps([SECRET])))))

    @pytest.mark.parametrize(
        "rpc", ["xVRQX", "gSnMcd", "oMH3Zd", "kHv0Vd", "MUAZcd", "Jba3ib", "XqA3Ic", "Zz9new"]
    )
    def test_arguments_are_read(self, rpc):
        """
        Of calls that bear text, and of calls that nobody knows; also in JSON within JSON.
        """
        arguments = json.dumps([None, ["Peeters", json.dumps([SECRET])], {"k": ["c_1"]}])
        original = calls(("otAQ7b", "[]"), (rpc, arguments))

        reading = GEMINI.read(original)

        assert texts(reading) == ["Peeters", SECRET, "c_1"]
        written = GEMINI.write(original, reading, ["P", "<X>", "c_1"])
        letter = json.loads(parse_qs(written.body.decode())["f.req"][0])
        assert json.loads(letter[0][1][1]) == [None, ["P", json.dumps(["<X>"])], {"k": ["c_1"]}]
        assert letter[0][0] == ["otAQ7b", "[]", None, "generic"]

    @pytest.mark.parametrize("slot", [0, 2, 3, 4])
    def test_a_calls_frame_hides_nothing(self, slot):
        """
        Beside its arguments a call holds an id and an order, and nothing longer.
        """
        call = ["otAQ7b", "[]", None, "generic", None]
        call[slot] = SECRET
        body = urlencode({"f.req": json.dumps([[call]])}).encode()
        original = request(f"{CALLS}?" + urlencode({"rpcids": call[0]}), body)

        assert SECRET in texts(GEMINI.read(original))

    @pytest.mark.parametrize("query", ["", "otAQ7b", "otAQ7b,xVRQX", "xVRQX&rpcids=xVRQX"])
    def test_the_query_must_name_the_same_calls(self, query):
        """
        Which of the two the server believes, we do not know.
        """
        with pytest.raises(UnreadableError):
            GEMINI.read(calls(("xVRQX", "[]"), query=query))

    @pytest.mark.parametrize("letter", ["[]", "[[]]", "[[[]]]", "[[[1]]]", '[["otAQ7b"]]', "{}"])
    def test_a_form_without_calls_is_unreadable(self, letter):
        """
        There is no review of what is not a call.
        """
        body = urlencode({"f.req": letter}).encode()

        with pytest.raises(UnreadableError):
            GEMINI.read(request(f"{CALLS}?rpcids=otAQ7b", body))


class TestRefusal:
    def said(self, original, notice=NOTICE):
        refusal = GEMINI.refuse(original, notice)
        parts = extract_json_from_response(refusal.response.body.decode())
        return refusal, json.loads(get_nested_value(parts, [0, 2])), parts

    def test_a_client_of_others_reads_the_notice(self):
        """
        The community's client finds the text, the state "done", and no error.
        """
        refusal, answer, parts = self.said(turn())

        candidate = get_nested_value(answer, [4, 0])
        assert get_nested_value(candidate, [1, 0]) == f"**{NOTICE.title}**\n\n{NOTICE.text}"
        assert get_nested_value(candidate, [8, 0]) == 2
        assert [part[0] for part in parts] == ["wrb.fr", "di", "af.httprm", "e"]
        assert not any(get_nested_value(part, [5, 2, 0, 1, 0]) for part in parts)
        assert refusal.response.status == 200

    @given(NOTICES)
    def test_any_notice_is_read_whole(self, notice):
        """
        Quotes, emoji and half a surrogate pair do not break the frames.
        """
        _, answer, _ = self.said(turn(), notice)

        title, text = (t.encode(errors="replace").decode() for t in (notice.title, notice.text))
        said = answer[4][0][1][0]
        # JSON within JSON carries half a pair as an escape, so the client may see it again.
        assert said.encode(errors="replace").decode() == f"**{title}**\n\n{text}"

    def test_an_existing_chat_keeps_its_ids(self):
        """
        The next turn then names a conversation and an answer that Google knows.
        """
        refusal, answer, _ = self.said(turn())

        assert answer[1] == ["c_1a", "r_1b"]
        [forged] = refusal.forged
        assert forged.id == answer[4][0][0]
        assert forged.id.startswith("rc_")
        assert forged.stands_for == "rc_1c"

    @pytest.mark.parametrize(
        "original",
        [
            turn(inner(ids=("", "", ""))),
            turn(inner(_2=None)),
            turn(inner(_2=[1, 2, 3])),
            request(body=b"\xff"),
            request(body=b""),
        ],
    )
    def test_a_new_chat_gets_no_ids(self, original):
        """
        Nothing is made up that the next turn would send; also for what we cannot read.
        """
        refusal, answer, _ = self.said(original)

        assert answer[1] is None
        assert refusal.forged[0].stands_for is None

    def test_a_chat_with_a_file_keeps_its_ids(self):
        """
        Reading stops at the file; the refusal still knows its conversation.
        """
        _, answer, _ = self.said(turn(inner(_0=["Dag", 0, None, [[["/contrib_service/x"]]]])))

        assert answer[1] == ["c_1a", "r_1b"]

    def test_remote_calls_fail_one_by_one(self):
        """
        Each call that the page made gets its own error, with the reason for a developer's eye.
        """
        refusal = GEMINI.refuse(calls(("otAQ7b", "[]"), ("xVRQX", "[]")), FORBIDDEN)

        parts = extract_json_from_response(refusal.response.body.decode())
        failed = [part for part in parts if part[0] == "wrb.fr"]
        assert [part[1] for part in failed] == ["otAQ7b", "xVRQX"]
        assert all(part[2] is None and part[5][0] == 7 for part in failed)
        assert all(NOTICE.code in part[5][1] for part in failed)

    @pytest.mark.parametrize("query", ["rpcids=otAQ7b,Jan+Peeters", "rpcids=Peeters%ff", ""])
    def test_a_querys_text_is_not_echoed(self, query):
        """
        Only what looks like the id of a call comes back.
        """
        response = GEMINI.refuse(request(f"{CALLS}?{query}"), NOTICE).response

        assert b"Peeters" not in response.body
        assert extract_json_from_response(response.body.decode())[-1][0] == "e"

    def test_uploads_get_googles_error(self):
        """
        Across origins, so the page must be allowed to read it.
        """
        original = request(
            "/upload/", host="push.clients6.google.com", origin="https://gemini.google.com"
        )

        response = GEMINI.refuse(original, FORBIDDEN).response

        assert response.status == 403
        assert json.loads(response.body)["error"]["status"] == "PERMISSION_DENIED"
        assert ("access-control-allow-origin", "https://gemini.google.com") in response.headers

    def test_a_browsers_own_question_gets_a_yes(self):
        """
        Without it the page would never see the refusal that follows.
        """
        original = request(
            "/upload/", method="OPTIONS", host="push.clients6.google.com",
            **{"origin": "https://gemini.google.com", "access-control-request-method": "POST"},
        )  # fmt: skip

        assert GEMINI.refuse(original, NOTICE).response.status == 204


class TestMending:
    def test_the_next_turn_goes_on_from_the_genuine_candidate(self):
        """
        Ours is unknown to Google.
        """
        [forged] = GEMINI.refuse(turn(), NOTICE).forged

        mended = GEMINI.mend(
            turn(inner(ids=("c_1a", "r_1b", forged.id))), {forged.id: forged.stands_for}
        )

        assert mended == turn()

    def test_in_a_new_chat_it_is_taken_out(self):
        """
        Empty ids begin a conversation.
        """
        mended = GEMINI.mend(turn(inner(ids=("", "", "rc_f"))), {"rc_f": None})

        assert sent(mended)[2][:3] == ["", "", ""]

    @pytest.mark.parametrize("original", [turn(), request(body=b"\xff"), request("/app", b"rc_f")])
    def test_anything_else_stays_as_it_is(self, original):
        """
        Without a forged id there is nothing to mend.
        """
        assert GEMINI.mend(original, {"rc_f": None}) == original

    def test_words_are_not_ids(self):
        """
        A prompt that happens to be a forged id is still a prompt.
        """
        original = turn(inner("rc_f"))

        assert GEMINI.mend(original, {"rc_f": None}) == original
