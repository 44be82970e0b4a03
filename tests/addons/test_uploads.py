"""
A file on its way: nothing of it leaves before all of it was read and judged, and the message that
uses it is bound to what was decided.
"""

import asyncio
import json
from dataclasses import dataclass, replace

import pytest

from addons.exempting import Exempting
from addons.inspection import Inspection
from addons.judging import Judging
from addons.outcome import Refused, Sent
from addons.recent_turns import RecentTurns
from addons.recorder import Recorder
from addons.refusing import Refusing
from addons.services.chatgpt import ChatGpt
from addons.services.gemini import Gemini
from addons.services.interface import WireRequest, WireResponse
from addons.services.walker import Walker
from addons.turns import Turns
from addons.vaults import Vaults
from policy.department import Uploads
from policy.documents.interface import Unread, UnreadError
from policy.incident import EventAction, Forwarded
from tests.addons.fakes import Clock, FullDisk, KeptIncidents, TextReader, a_passage, the_uploads
from tests.addons.services.examples import Ids, request
from tests.addons.test_inspection import DEBT, NAME, DeadScanner, WordScanner

BLOB_HOST = "files.oaiusercontent.com"
BLOB = "/file-x?se=1&sig=abc"
CODEC = ChatGpt(new_id=Ids())


@dataclass
class Desk:
    """Somebody at ChatGPT's page."""

    inspection: Inspection
    log: KeptIncidents
    passage: object

    def ask(self, wire):
        return asyncio.run(self.inspection.request(self.passage, wire, CODEC))

    def announce(self, name="nota.txt", size=10):
        outcome = self.ask(request("/backend-api/files", {"file_name": name, "file_size": size}))
        if isinstance(outcome, Sent):
            said = {"file_id": "file-x", "upload_url": f"https://{BLOB_HOST}{BLOB}"}
            outcome.heard(WireResponse(status=200, headers=(), body=json.dumps(said).encode()))
        return outcome

    def put(self, body, path=BLOB, **headers):
        return self.ask(request(path, body, host=BLOB_HOST, method="PUT", **headers))

    def take_in(self, name="nota.txt"):
        body = {"file_id": "file-x", "file_name": name, "use_case": "my_files"}
        return self.ask(request("/backend-api/files/process_upload_stream", body))

    def say(self, file="file-x", text="Vat samen.", path="/backend-api/f/conversation"):
        message = {
            "id": "11111111-0000-4000-8000-000000000001",
            "author": {"role": "user"},
            "content": {"content_type": "text", "parts": [text]},
            "metadata": {"attachments": [{"id": file, "name": "nota.txt", "size": 10}]},
        }
        return self.ask(request(path, {"messages": [message], "supported_encodings": ["v1"]}))


def a_desk(scanner=None, log=None, reader=None, uploads=Uploads.INSPECT, **bounds):
    codes = iter(f"KB-{number:04}" for number in range(1000))
    log = KeptIncidents() if log is None else log
    scanner = scanner or WordScanner()
    recorder = Recorder(
        log=log,
        pseudonym=lambda identity, at: "hash",
        now=Clock(),
        new_code=lambda: next(codes),
    )
    inspection = Inspection(
        judging=Judging(
            scanner=scanner,
            recorder=recorder,
            vaults=Vaults(lambda: 0.0),
            exempting=bounds.get("exempting") or Exempting(now=Clock()),
            recent=RecentTurns(lambda: 0.0),
        ),
        recorder=recorder,
        refusing=Refusing(),
        walker=Walker(),
        uploads=the_uploads(scanner, recorder, reader, **bounds),
        turns=Turns(lambda: 0.0),
    )
    return Desk(inspection, log, a_passage(uploads=uploads))


def shown(outcome):
    assert isinstance(outcome, Refused), outcome
    return outcome.response.body.decode()


def test_a_clean_file_goes_all_the_way():
    """
    Announced, put, taken in, used: each request leaves as it came, and nothing is recorded.
    """
    desk = a_desk()

    outcomes = [desk.announce(), desk.put(b"Het park is open."), desk.take_in(), desk.say()]

    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert outcomes[1].request.body == b"Het park is open."
    assert desk.log.kept == []


@pytest.mark.parametrize("text", [NAME, DEBT])
def test_a_file_with_a_finding_stays(text):
    """
    Also what a prompt would only be redacted for: a file cannot be redacted.
    """
    desk = a_desk()
    desk.announce()

    said = shown(desk.put(f"Beste\n{text}".encode()))

    assert "file_found" in said
    assert text not in said
    (incident,) = desk.log.kept
    assert (incident.action, incident.forwarded) == (EventAction.UPLOAD_REJECTED, Forwarded.NO)
    assert incident.channel == "upload"
    assert [found.count for found in incident.findings] == [1]


def test_the_answer_is_repeated():
    """
    A browser that tries again hears the same, with the same code, and is one incident.
    """
    desk = a_desk()
    desk.announce()

    first, again = desk.put(NAME.encode()), desk.put(NAME.encode())

    assert shown(first) == shown(again)
    assert len(desk.log.kept) == 1


def test_a_message_with_a_refused_file_is_explained_in_the_chat():
    """
    With the reason and the code of the file.
    """
    desk = a_desk()
    desk.announce()
    code = desk.put(NAME.encode()) and desk.log.kept[0].code

    outcome = desk.say()

    assert code in shown(outcome)
    assert dict(outcome.response.headers)["content-type"].startswith("text/event-stream")


def test_taking_in_a_refused_file_stays():
    """
    The service has nothing to take in.
    """
    desk = a_desk()
    desk.announce()
    desk.put(NAME.encode())

    assert "file_found" in shown(desk.take_in())


def test_a_message_with_an_unknown_file_is_explained_in_the_chat():
    """
    Nobody here has checked it; the same answer again for the same file.
    """
    desk = a_desk()

    first, again = shown(desk.say("file-elsewhere")), shown(desk.say("file-elsewhere"))

    assert "file_unknown" in first
    assert "KB-0000" in first
    assert "KB-0000" in again
    assert len(desk.log.kept) == 1


def test_an_announced_file_is_not_a_checked_one():
    """
    Its bytes may never have come by here.
    """
    desk = a_desk()
    desk.announce()

    assert "file_unknown" in shown(desk.say())
    assert isinstance(desk.put(b"Het park."), Sent)
    assert isinstance(desk.say(), Sent)


def test_other_peoples_files_are_unknown():
    """
    What was decided is bound to the client.
    """
    desk = a_desk()
    desk.announce()
    desk.put(b"Het park.")

    other = replace(desk, passage=a_passage(address="10.0.0.8"))

    assert "file_unknown" in shown(other.say())


def test_a_name_is_judged_like_a_prompt():
    """
    It leaves first, so it is refused first.
    """
    desk = a_desk()

    assert "file_found" in shown(desk.announce(f"klaslijst {NAME}.xlsx"))
    assert [i.action for i in desk.log.kept] == [EventAction.UPLOAD_REJECTED]


def test_bytes_at_a_place_that_nobody_was_given_stay():
    """
    Their name was never judged, and the address may say anything.
    """
    desk = a_desk()
    desk.announce()

    assert "file_unknown" in shown(desk.put(b"Het park.", "/file-y?se=1"))
    assert "file_unknown" in shown(desk.put(b"Het park.", f"{BLOB}&note=Jan"))


def test_trying_again_gives_nobody_a_place():
    """
    A place that was refused once is refused again, and no message uses it; one incident for it.
    """
    desk = a_desk()
    place = f"{BLOB}&note=Jan"

    answers = [desk.put(b"Het park.", place) for _ in range(3)]
    known = desk.inspection.uploads.known

    assert all("file_unknown" in shown(answer) for answer in answers)
    assert known.named(desk.passage, f"{BLOB_HOST}{place}") is None
    assert len(desk.log.kept) == 1


def test_a_stretch_of_a_blob_stays():
    """
    The rest comes elsewhere.
    """
    desk = a_desk()
    desk.announce()

    assert "upload" in shown(desk.put(b"Het park.", content_range="bytes 0-8/20"))


@pytest.mark.parametrize("reason", Unread)
def test_a_file_that_is_not_read_completely_stays(reason):
    """
    With the reason, so that the person knows what to do.
    """
    desk = a_desk(reader=TextReader(UnreadError(reason)))
    desk.announce()

    said = shown(desk.put(b"x"))

    assert f" {reason} " in said
    assert [(i.action, i.reason) for i in desk.log.kept] == [("upload-rejected", reason.value)]


def test_a_busy_reader_is_asked_again():
    """
    What may pass in a minute is not remembered.
    """
    reader = TextReader(UnreadError(Unread.BUSY))
    desk = a_desk(reader=reader)
    desk.announce()
    assert "busy" in shown(desk.put(b"Het park."))

    reader.failure = None

    assert isinstance(desk.put(b"Het park."), Sent)
    assert isinstance(desk.say(), Sent)


@pytest.mark.parametrize(
    "parts", [{"scanner": DeadScanner()}, {"reader": TextReader(LookupError())}]
)
def test_what_fails_lets_nothing_through(parts):
    """
    The failure reaches the guard, whose refusal stands; the file may not be used either.
    """
    desk = a_desk(**parts)
    if "reader" in parts:
        desk.announce()

        with pytest.raises(LookupError):
            desk.put(b"Het park.")
        assert "file_unknown" in shown(desk.say())
    else:
        with pytest.raises(ConnectionError):
            desk.announce()


def test_a_refusal_that_cannot_be_recorded_is_none():
    """
    The guard's own stands.
    """
    desk = a_desk()
    desk.announce()
    full = replace(desk.inspection.recorder, log=FullDisk())
    weighing = replace(desk.inspection.uploads.weighing, recorder=full)
    uploads = replace(desk.inspection.uploads, weighing=weighing)
    broken = replace(desk, inspection=replace(desk.inspection, uploads=uploads))

    with pytest.raises(OSError, match="No space"):
        broken.put(NAME.encode())


def test_a_department_may_be_closed_to_files():
    """
    From the first step on, without reading anything, and also to what is published.
    """
    reader = TextReader()
    desk = a_desk(reader=reader, uploads=Uploads.NEVER, published=(b"Het park.",))

    assert "uploads_never" in shown(desk.announce())
    assert "uploads_never" in shown(desk.put(b"Het park."))
    assert "uploads_never" in shown(desk.say())
    assert reader.read_so_far == []


def test_a_published_file_passes_unread():
    """
    Whatever is in it is public already; with a byte changed it is another file.
    """
    reader = TextReader()
    desk = a_desk(reader=reader, published=(NAME.encode(),))
    desk.announce()

    assert isinstance(desk.put(NAME.encode()), Sent)
    assert isinstance(desk.say(), Sent)
    assert reader.read_so_far == []
    assert desk.log.kept == []
    assert "file_found" in shown(desk.put(f"{NAME}.".encode()))


def test_the_name_of_a_published_file_is_judged():
    """
    Somebody can give it another one.
    """
    desk = a_desk(published=(b"Het park.",))

    assert "file_found" in shown(desk.announce(name=f"{NAME}.txt"))


def test_a_file_that_is_no_longer_published_is_judged():
    """
    What was remembered of a published file is no verdict on its content.
    """
    desk = a_desk(published=(NAME.encode(),))
    desk.announce()
    desk.put(NAME.encode())
    desk.inspection.uploads.weighing.published.files = ()

    assert "file_found" in shown(desk.put(NAME.encode()))


def test_a_file_that_is_too_large_is_refused_when_it_is_announced():
    """
    Before somebody waits for its bytes to go up.
    """
    desk = a_desk(max_bytes=100)

    assert "too-large" in shown(desk.announce(size=101))
    desk.announce()
    assert "too-large" in shown(desk.put(b"x" * 101))


def test_room_is_bounded():
    """
    More than fits at once is asked to try again.
    """
    desk = a_desk(room=5)
    desk.announce()

    assert "busy" in shown(desk.put(b"Het park."))


def test_a_preflight_is_answered():
    """
    A page may ask whether it may send a file; the file is judged when it comes.
    """
    desk = a_desk()
    wire = request(
        BLOB,
        host=BLOB_HOST,
        method="OPTIONS",
        origin="https://chatgpt.com",
        access_control_request_method="PUT",
        access_control_request_headers="x-ms-blob-type",
    )

    headers = dict(desk.ask(wire).response.headers)

    assert headers["access-control-allow-origin"] == "https://chatgpt.com"
    assert headers["access-control-allow-methods"] == "PUT"


def test_a_file_within_a_prompt_is_judged():
    """
    Base64 is decoded; the rest of the prompt is judged as ever.
    """
    desk = a_desk()

    def say(inside):
        picture = "data:text/plain;base64," + inside
        return desk.say(text=picture, file="")

    assert isinstance(say("SGV0IHBhcms="), Sent)
    assert "file_found" in shown(say("SmVmIFBlZXRlcnM="))  # Jef Peeters


def test_a_file_on_an_unknown_endpoint_is_judged():
    """
    With its name and all that stands beside it.
    """
    desk = a_desk()

    def post(name, content):
        body = (
            f'--B\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\n'
            f"{content}\r\n--B--\r\n"
        )
        return desk.ask(
            request("/backend-api/nieuw", body, content_type="multipart/form-data; boundary=B")
        )

    assert isinstance(post("nota.txt", "Het park."), Sent)
    assert "file_found" in shown(post("nota.txt", NAME))
    assert "file_found" in shown(post(f"{NAME}.txt", "Het park."))


def test_the_same_bytes_are_read_once():
    """
    A retry costs a digest.
    """
    reader = TextReader()
    desk = a_desk(reader=reader)
    desk.announce()

    desk.put(b"Het park.")
    desk.put(b"Het park.")

    assert len(reader.read_so_far) == 1


GEMINI = Gemini()
PUSH = "push.clients6.google.com"


@dataclass
class Page:
    """Somebody at Gemini's page, whose file goes up in stretches."""

    desk: Desk

    def send(self, command, body=b"", path="/upload/?upload_id=A1", **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        wire = WireRequest(
            method="POST",
            host=PUSH,
            path=path,
            headers={"x-goog-upload-command": command, **headers},
            body=body,
        )
        return asyncio.run(self.desk.inspection.request(self.desk.passage, wire, GEMINI))

    def start(self):
        outcome = self.send("start", b"File name: nota.txt", "/upload/")
        url = ("x-goog-upload-url", f"https://{PUSH}/upload/?upload_id=A1")
        outcome.heard(WireResponse(status=200, headers=(url,), body=b""))

    def stretch(self, offset, body, command="upload"):
        return self.send(command, body, x_goog_upload_offset=str(offset))


def test_a_file_in_stretches_leaves_as_a_whole():
    """
    Each stretch is answered here; the last one sends everything.
    """
    page = Page(a_desk())
    page.start()

    first = page.stretch(0, b"Het park ")
    asked = page.send("query")
    last = page.stretch(9, b"is open.", "upload, finalize")

    assert dict(first.response.headers)["x-goog-upload-size-received"] == "9"
    assert dict(asked.response.headers)["x-goog-upload-size-received"] == "9"
    assert last.request.body == b"Het park is open."
    assert last.request.headers["x-goog-upload-offset"] == "0"


def test_what_stands_across_two_stretches_is_found():
    """
    Nothing was sent; and whoever sends the last stretch again hears the same.
    """
    page = Page(a_desk())
    page.start()
    page.stretch(0, b"Beste Jef Pee")

    refused = page.stretch(13, b"ters", "upload, finalize")
    again = page.stretch(13, b"ters", "upload, finalize")

    assert "file_found" in shown(refused)
    assert shown(again) == shown(refused)
    assert len(page.desk.log.kept) == 1


def test_a_stretch_after_a_gap_stays():
    """
    Nobody would see what is between.
    """
    page = Page(a_desk())
    page.start()
    page.stretch(0, b"Het park ")

    assert "broken" in shown(page.stretch(20, b"x", "upload, finalize"))


@pytest.mark.parametrize(
    ("command", "headers"),
    [("query", {}), ("cancel", {}), ("query", {"content_range": "bytes */*"})],
)
def test_a_question_about_a_place_that_nobody_was_given_stays(command, headers):
    """
    It has no file, but its address may say anything.
    """
    page = Page(a_desk())
    page.start()

    asked = page.send(command, path="/upload/?upload_id=Jan%20Peeters", **headers)

    assert "file_unknown" in shown(asked)
    assert isinstance(page.send(command), Sent)


def test_a_cancelled_upload_is_forgotten():
    """
    The service hears of it too: it has the announcement.
    """
    page = Page(a_desk())
    page.start()
    page.stretch(0, b"Het park ")

    assert isinstance(page.send("cancel"), Sent)
    assert page.desk.inspection.uploads.stretches.room.taken == 0
    assert isinstance(page.send("query"), Sent)


def test_the_name_of_a_page_is_the_files():
    """
    What the answer to the last bytes says is what a message will use.
    """
    page = Page(a_desk())
    page.start()
    done = page.stretch(0, b"Het park.", "upload, finalize")
    done.heard(WireResponse(status=200, headers=(), body=b"/contrib_service/ttl_1d/1"))

    def attached(*names):
        return asyncio.run(page.desk.inspection.uploads.attached(page.desk.passage, names))

    assert attached("/contrib_service/ttl_1d/1") is None
    assert (
        attached("/contrib_service/ttl_1d/1", "/contrib_service/ttl_1d/2").topic == "file_unknown"
    )


class TurnstileReader(TextReader):
    """Reads two files at once: the second is through before the first."""

    def __init__(self, slow):
        super().__init__()
        self.slow, self.passed = slow, asyncio.Event()

    async def read(self, raw, *, whose=""):
        if raw == self.slow:
            await self.passed.wait()
        contents = await super().read(raw)
        self.passed.set()
        return contents


@pytest.mark.parametrize("slow", ["clean", "dirty"])
def test_two_contents_at_once_under_one_name(slow):
    """
    Whichever is read first: what was found in stays, and what was not leaves.
    """
    contents = {"clean": b"Het park.", "dirty": NAME.encode()}
    desk = a_desk(reader=TurnstileReader(contents[slow]))
    desk.announce()

    async def both():
        puts = (request(BLOB, body, host=BLOB_HOST, method="PUT") for body in contents.values())
        ask = desk.inspection.request
        return await asyncio.gather(*(ask(desk.passage, put, CODEC) for put in puts))

    clean, dirty = asyncio.run(both())

    assert isinstance(clean, Sent)
    assert clean.request.body == contents["clean"]
    assert "file_found" in shown(dirty)
