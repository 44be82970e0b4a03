"""
Pages as a browser gets them: the least that chats like ChatGPT and Copilot do with the wire.
"""

from __future__ import annotations

_FORM = """<!doctype html><html lang="nl"><meta charset="utf-8"><title>{title}</title>
<style>body{{font:16px sans-serif;margin:2em;max-width:50em}} textarea{{width:100%;height:6em}}
#answer{{white-space:pre-wrap;background:#eef;padding:1em;min-height:3em}}</style>
<h1>{title}</h1><textarea id="prompt"></textarea><button id="send">Verstuur</button>
<div id="answer" data-state="empty"></div>
<script>
const answer = document.getElementById("answer");
const begin = () => {{ answer.textContent = ""; answer.dataset.state = "busy"; }};
const done = () => {{ answer.dataset.state = "done"; }};
const prompt = () => document.getElementById("prompt").value;
{script}
</script></html>"""

_CHATGPT = """
let conversation, parent = "client-created-root";
document.getElementById("send").onclick = async () => {
  begin();
  const body = {action: "next", model: "auto", parent_message_id: parent,
    supported_encodings: ["v1"], messages: [{id: crypto.randomUUID(), author: {role: "user"},
    content: {content_type: "text", parts: [prompt()]}}]};
  if (conversation) body.conversation_id = conversation;
  const reply = await fetch("/backend-api/f/conversation", {method: "POST",
    headers: {"content-type": "application/json", accept: "text/event-stream"},
    body: JSON.stringify(body)});
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const {value, done: over} = await reader.read();
    if (over) break;
    const events = (rest + value).split("\\n\\n");
    rest = events.pop();
    for (const event of events) show(event);
  }
  done();
};
function show(event) {
  const line = event.split("\\n").find(l => l.startsWith("data: "));
  if (!line || line === "data: [DONE]") return;
  const data = JSON.parse(line.slice(6));
  if (data.v && data.v.message) {
    parent = data.v.message.id;
    conversation = data.v.conversation_id ?? conversation;
    answer.textContent += data.v.message.content.parts.join("");
  } else if (data.p === "/message/content/parts/0") answer.textContent += data.v;
}
"""

_COPILOT = """
const socket = new WebSocket("wss://" + location.host + "/c/api/chat?api-version=2");
socket.onopen = () => { document.body.dataset.socket = socket.extensions || "plain"; };
socket.onmessage = message => {
  const event = JSON.parse(message.data);
  if (event.event === "appendText") answer.textContent += event.text;
  if (event.event === "done") done();
};
document.getElementById("send").onclick = () => {
  begin();
  socket.send(JSON.stringify({event: "send", conversationId: "CONV", mode: "smart",
    content: [{type: "text", text: prompt()}]}));
};
"""

CHATGPT_PAGE = _FORM.format(title="ChatGPT", script=_CHATGPT).encode()
COPILOT_PAGE = _FORM.format(title="Copilot", script=_COPILOT).encode()
