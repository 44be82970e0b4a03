"""
Services that are only ever refused say so in words that their pages and tools show.
"""

import json

import pytest

from addons.services.blocked import DEEPSEEK, GITHUB_COPILOT, blocked
from addons.services.interface import Cargo, UnreadableError, WireRequest
from tests.addons.services.spoken import FORBIDDEN, NOTICE

OTHER = blocked("any-service")


def request(path, method="POST", host="chat.deepseek.com", **headers):
    return WireRequest(method=method, host=host, path=path, headers=headers, body=b"\xff")


def refused(codec, path, notice=FORBIDDEN, **more):
    refusal = codec.refuse(request(path, **more), notice)
    assert refusal.forged == ()
    return refusal.response


@pytest.mark.parametrize("codec", [DEEPSEEK, GITHUB_COPILOT, OTHER])
class TestAll:
    @pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
    @pytest.mark.parametrize("path", ["/", "/static/a.js", "/api/v0/chat/completion", "//%00"])
    def test_every_request_is_shut(self, codec, method, path):
        """
        Whatever it carries.
        """
        assert codec.cargo(request(path, method)) is Cargo.CLOSED

    def test_nothing_is_read_or_written(self, codec):
        """
        Whoever asks all the same gets no reading that might pass for an empty one.
        """
        with pytest.raises(UnreadableError):
            codec.read(request("/"))
        with pytest.raises(UnreadableError):
            codec.write(request("/"), None, [])

    def test_no_socket_opens_and_clients_are_sent_to_post(self, codec):
        """
        With 426 they fall back at once; with 403 they try on.
        """
        assert codec.socket(request("/responses", upgrade="websocket")) is None
        assert refused(codec, "/responses", upgrade="WebSocket").status == 426

    def test_a_browsers_own_question_gets_a_yes(self, codec):
        """
        Without it the page would never see the refusal that follows.
        """
        headers = {"origin": "https://x.example", "access-control-request-method": "POST"}

        assert refused(codec, "/x", method="OPTIONS", **headers).status == 204

    @pytest.mark.parametrize("notice", [NOTICE, FORBIDDEN])
    def test_the_code_is_always_in_the_answer(self, codec, notice):
        """
        To quote when asking a question.
        """
        response = refused(codec, "/elsewhere", notice)

        assert NOTICE.code in response.body.decode()
        assert response.status >= 400


class TestDeepSeek:
    @pytest.mark.parametrize("path", ["/api/v0/chat_session/create", "/api/v0/users/current"])
    def test_errors_have_its_own_shape(self, path):
        """
        The page reads `code` and shows `msg`.
        """
        body = json.loads(refused(DEEPSEEK, path).body)

        assert body.keys() == {"code", "msg", "data"}
        assert body["code"] != 0
        assert body["data"] is None

    @pytest.mark.parametrize("path", ["completion", "edit_message", "regenerate", "/Completion"])
    def test_a_chat_is_answered_in_the_chat(self, path):
        """
        Followed by its own rules of patches, the stream yields the notice and ends well.
        """
        response = refused(DEEPSEEK, f"/api/v0/chat/{path}")

        events = read_events(response.body.decode())
        assert [name for name, _ in events] == ["ready", "", "", "", "finish", "close"]
        assert patched(events) == (f"**{NOTICE.title}**\n\n{NOTICE.text}", "FINISHED")
        assert dict(response.headers)["content-type"].startswith("text/event-stream")

    def test_its_programming_interface_has_the_errors_of_the_sdks(self):
        """
        Should somebody list it under the same name.
        """
        host = "api.deepseek.com"

        openai = json.loads(refused(DEEPSEEK, "/beta/chat/completions", host=host).body)
        anthropic = json.loads(refused(DEEPSEEK, "/anthropic/v1/messages", host=host).body)

        assert NOTICE.code in openai["error"]["message"]
        assert anthropic["error"]["type"] == "permission_error"


class TestGitHubCopilot:
    @pytest.mark.parametrize("path", ["/copilot_internal/user", "/repos/1/copilot_internal/x",
                                      "/repos/a/b/copilot_internal/x"])  # fmt: skip
    def test_entitlements_are_refused_for_good(self, path):
        """
        403 whatever the topic: after other errors plug-ins ask dozens of times.
        """
        response = refused(GITHUB_COPILOT, path, NOTICE, host="api.github.com")

        assert response.status == 403
        assert NOTICE.code in json.loads(response.body)["message"]

    @pytest.mark.parametrize(
        "path", ["/chat/completions", "/responses", "/v1/engines/gpt-4o-copilot/completions"]
    )
    def test_models_answer_as_openais_do(self, path):
        """
        The tools show `error.message`.
        """
        body = json.loads(refused(GITHUB_COPILOT, path, host="api.githubcopilot.com").body)

        assert NOTICE.code in body["error"]["message"]

    def test_messages_answer_as_anthropics_do(self):
        """
        The same host speaks both.
        """
        body = json.loads(refused(GITHUB_COPILOT, "/v1/messages").body)

        assert body["type"] == "error"

    def test_the_chat_on_the_web_shows_the_notice(self):
        """
        In the one event that bears text.
        """
        response = refused(GITHUB_COPILOT, "/github/chat/threads/1/messages")

        [(_, event)] = read_events(response.body.decode())
        assert event == {"type": "content", "body": f"**{NOTICE.title}**\n\n{NOTICE.text}"}


def read_events(stream):
    """Server-sent events, read by the rules of WHATWG HTML 9.2.6."""
    events = []
    for block in stream.split("\n\n")[:-1]:
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        events.append((fields.get("event", ""), json.loads(fields["data"])))
    return events


def patched(events):
    """Text and status of DeepSeek's answer, by its patches."""
    answer = {}
    for _, data in events:
        if "v" in data and "p" not in data:
            answer = data["v"]["response"]
        elif data.get("p") == "response/fragments/-1/content":
            answer["fragments"][-1]["content"] += data["v"]
        elif data.get("p") == "response/status":
            answer["status"] = data["v"]
    [fragment] = answer["fragments"]
    assert fragment["type"] == "RESPONSE"
    return fragment["content"], answer["status"]
