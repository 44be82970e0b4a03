"""
Of a mail, every header, every part and every attachment is read.
"""

from base64 import b64encode
from email.message import EmailMessage

import pytest

from policy.documents.interface import Format, Part, Place, Unread
from tests.policy.documents.build_text import outcome, places, read, told, unread, zipped

SECRET = "Jan Peeters"
TABLE = f"naam;straat\n{SECRET};Dorp 1\n".encode()
GUID = "12345678-1234-1234-1234-123456789abc"


def mail(text: str = "Dag", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "An Claes <an@kortenberg.be>"
    message["To"] = "jan@x.be"
    message["Subject"] = "De put"
    for name, value in headers.items():
        message[name.replace("X_", "X-")] = value
    message.set_content(text)
    return message


def raw_mail(*lines: str | bytes) -> bytes:
    head = (b"From: a@b.be", b"To: c@d.be", b"MIME-Version: 1.0")
    told = (line if isinstance(line, bytes) else line.encode() for line in lines)
    return b"\r\n".join((*head, *told))


def parts(*inner: bytes, kind: str = "mixed", after: str = "") -> bytes:
    """A mail of parts; each has headers of its own."""
    body = b"".join(b"\r\n--grens\r\n" + part for part in inner)
    head = raw_mail(f'Content-Type: multipart/{kind}; boundary="grens"', "", "voor de delen")
    return head + body + b"\r\n--grens--\r\n" + after.encode()


@pytest.mark.parametrize("end", [b"\r", b"\r\r\n", b"\n"])
@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_ends_of_lines_of_any_kind(end, encoding):
    """
    What stands in a part is read, however programs ended its lines.
    """
    message = mail("Dag")
    message.add_attachment(f"Dossier van {SECRET}, één", cte=encoding, filename="dossier.txt")

    contents = read(message.as_bytes().replace(b"\n", end))

    assert f"Dossier van {SECRET}, één" in " ".join(told(contents))


def test_headers_that_people_write():
    """
    Sender, receivers and subject are one text; what programs noted stands after the mail.
    """
    contents = read(mail(X_Mailer="Outlook van Jan").as_bytes())

    assert contents.format is Format.MAIL
    assert told(contents, Part.HEADER) == [
        "From: An Claes <an@kortenberg.be>",
        "To: jan@x.be",
        "Subject: De put",
    ]
    assert places(contents, "Outlook van Jan") == [Place(part=Part.PROPERTY)]
    assert told(contents, Part.BODY) == ["Dag"]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("=?utf-8?q?Ren=C3=A9e_Peeters?=", "Renée Peeters"),
        ("=?UTF-8?B?UmVuw6ll?= =?utf-8?b?IFBlZXRlcnM=?=", "Renée Peeters"),
        ("=?utf-8?q?Ren=C3?=\r\n =?utf-8?q?=A9e?= Peeters", "Renée Peeters"),
        ("=?iso-8859-1*nl?q?Ren=E9e?= Peeters", "Renée Peeters"),
        ('"=?utf-8?q?Ren=C3=A9e?=" Peeters', '"Renée" Peeters'),
        ("x=?utf-8?q?Ren=C3=A9e?=y", "xRenéey"),
        ("=?x-own?q?Ren=C3=A9e?=", "Renée"),
        ("Renée Peeters", "Renée Peeters"),
        ("Renée\r\n\tPeeters", "Renée\tPeeters"),
        ("=?utf-8?q?half", "=?utf-8?q?half"),
    ],
)
def test_encoded_headers(written, text):
    """
    Encoded words are read wherever they stand, also cut in the midst of a letter.
    """
    raw = raw_mail(f"Subject: {written}", "", "Dag")

    assert f"Subject: {text}" in told(read(raw), Part.HEADER)
    assert told(read(raw.replace("é".encode(), b"\xe9")), Part.HEADER)[-1] == f"Subject: {text}"


@pytest.mark.parametrize("encoding", ["7bit", "8bit", "quoted-printable", "base64"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "utf-16"])
def test_bodies(encoding, charset):
    """
    Every transfer encoding and charset is undone.
    """
    if (encoding, charset) in {("7bit", "utf-16"), ("8bit", "utf-16")}:
        charset = "utf-8"
    data = "Dag Renée Peeters".encode(charset)
    written = {
        "quoted-printable": b"".join(b"=%02X" % byte for byte in data),
        "base64": b64encode(data),
    }.get(encoding, data)

    raw = raw_mail(
        f"Content-Type: text/plain; charset={charset}",
        f"Content-Transfer-Encoding: {encoding.upper()}",
        "",
        written,
    )

    assert told(read(raw), Part.BODY) == ["Dag Renée Peeters"]


def test_both_kinds_of_text():
    """
    The plain text and the page of one mail may differ; both are read.
    """
    message = mail("Dag allen")
    message.add_alternative(f"<p>Dag <b>{SECRET}</b><!-- intern --></p>", subtype="html")

    contents = read(message.as_bytes())

    assert told(contents, Part.BODY) == ["Dag allen", f"Dag {SECRET}"]
    assert told(contents, Part.COMMENT) == [" intern "]


def test_attachments():
    """
    An attachment is a file in the mail, numbered, with its name.
    """
    message = mail()
    message.add_attachment(TABLE, "application", "octet-stream", filename="lijst Renée.csv")
    message.add_attachment(
        zipped({f"map/{SECRET}.txt": "x"}), "application", "zip", filename="a.zip"
    )

    contents = read(message.as_bytes())

    assert places(contents, "lijst Renée.csv")[0] == Place(part=Part.ATTACHMENT, member=(1,))
    assert Place(part=Part.TABLE, row=2, column=1, member=(1,)) in places(contents, SECRET)
    assert Place(part=Part.ATTACHMENT, member=(2, 1)) in places(contents, f"map/{SECRET}.txt")


@pytest.mark.parametrize(
    "disposition",
    [
        "filename*=utf-8''Ren%C3%A9e.csv",
        "filename*0*=utf-8''Ren%C3; filename*1*=%A9e; filename*2=.csv",
        'filename*1=e.csv; filename*0="Ren\u00e9"',
        'filename="=?utf-8?q?Ren=C3=A9e=2Ecsv?="',
        'filename="Ren\u00e9e.csv"',
        "x=y;filename=Ren\u00e9e.csv",
    ],
)
def test_names_of_attachments(disposition):
    """
    Names are read in every way that they are written.
    """
    part = f"Content-Disposition: attachment; {disposition}\r\n\r\n".encode() + TABLE

    assert told(read(parts(part)), Part.ATTACHMENT) == ["Renée.csv"]


def test_text_as_an_attachment_is_a_file():
    """
    A named text is a file, not a paragraph.
    """
    part = b'Content-Type: text/plain; name="notitie.txt"\r\n\r\n' + SECRET.encode()

    contents = read(parts(b"\r\nDag", part))

    assert places(contents, SECRET) == [Place(part=Part.BODY, member=(1,))]


def test_mail_in_a_mail():
    """
    A forwarded mail is a file in the mail, with headers of its own.
    """
    message = mail()
    message.add_attachment(mail(SECRET, Keywords="dossier"))

    contents = read(message.as_bytes())

    assert places(contents, SECRET) == [Place(part=Part.BODY, member=(1,))]
    assert places(contents, "Keywords: dossier") == [Place(part=Part.HEADER, member=(1,))]


def test_mail_in_base64_in_a_mail():
    """
    Some gateways encode a forwarded mail, though they may not.
    """
    inner = b64encode(mail(SECRET).as_bytes())
    part = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + inner

    assert places(read(parts(part)), SECRET) == [Place(part=Part.BODY, member=(1,))]


def test_digest():
    """
    In a digest, parts are mails unless they say otherwise (RFC 2046, 5.1.5).
    """
    contents = read(
        parts(b"\r\nFrom: x@y.be\r\nSubject: An\r\n\r\n" + SECRET.encode(), kind="digest")
    )

    assert places(contents, SECRET) == [Place(part=Part.BODY, member=(1,))]


def test_mailbox():
    """
    A file of mails is all of them.
    """
    box = b"".join(b"From an@x Mon Jan  1 2024\n" + mail(text).as_bytes() + b"\n" for text in "ab")

    contents = read(box)

    assert [(one.text, one.place.member) for one in contents.pieces if len(one.text) == 1] == [
        ("a", (1,)),
        ("b", (2,)),
    ]
    assert told(read(b"From an@x Mon Jan  1 2024\n" + mail("c").as_bytes()), Part.BODY) == ["c"]


def test_text_around_the_parts():
    """
    What stands before the first and behind the last part is not shown, and is read.
    """
    contents = read(parts(b"\r\nDag", after=f"{SECRET}\r\n--grens\r\n\r\nnog"))

    assert places(contents, "voor de delen") == [Place(part=Part.HIDDEN)]
    assert Place(part=Part.HIDDEN) in places(contents, SECRET)


@pytest.mark.parametrize(
    "raw",
    [
        raw_mail("Content-Type: multipart/mixed", "", SECRET),
        raw_mail("Content-Type: multipart/mixed; boundary=x", "", SECRET),
        raw_mail('Content-Type: multipart/mixed; boundary="grens"', "", "--grens", "", SECRET),
        raw_mail("Content-Type: nonsense", "", SECRET),
        raw_mail("Content-Type: text/plain; charset=nonsense", "", SECRET),
        raw_mail("dit is geen hoofding", "", SECRET),
        raw_mail("", f"\r\n\r\n{SECRET}"),
        mail(SECRET).as_bytes().replace(b"\n", b"\r\n"),
        b"\r\n\r\n" + mail(SECRET).as_bytes(),
        mail(SECRET).as_bytes().decode().encode("utf-16"),
        raw_mail("Content-Type: message/delivery-status", "", f"Reporting-MTA: {SECRET}"),
        raw_mail("Content-Type: text/rfc822-headers", "", f"Subject: {SECRET}"),
        raw_mail("Content-Type: text/enriched", "", SECRET),
    ],
)
def test_mails_that_keep_no_rules(raw):
    """
    What a mail program makes of a strange mail, is read too.
    """
    assert places(read(raw), SECRET)


def test_what_is_no_header_is_text():
    """
    A line among the headers that is none is not lost.
    """
    raw = raw_mail(f"{SECRET} zonder dubbelepunt", "Subject: x", "", "Dag")

    assert places(read(raw), SECRET) == [Place(part=Part.BODY)]


def test_labels():
    """
    Outlook writes the sensitivity label into a header.
    """
    label = f"MSIP_Label_{GUID}_Enabled=true; MSIP_Label_{GUID}_Name={{}};"

    assert read(mail(msip_labels=label.format("Vertrouwelijk")).as_bytes()).labels == (
        f"{GUID} Vertrouwelijk",
    )
    off = label.replace("true", "false").format("Vertrouwelijk")
    assert read(mail(msip_labels=off).as_bytes()).labels == ()


def test_labels_of_attachments_count():
    """
    A mail with a labelled mail in it is labelled.
    """
    inner = mail(msip_labels=f"MSIP_Label_{GUID}_Enabled=true; MSIP_Label_{GUID}_Name=Geheim")
    message = mail()
    message.add_attachment(inner)

    assert read(message.as_bytes()).labels == (f"{GUID} Geheim",)


def test_signed_mail_is_read():
    """
    A signature in the clear hides nothing; its certificate names the signer.
    """
    signature = b"\x30\x82\x01\x00" + b"\1" * 8 + b"CN=Jan Peeters Kortenberg" + b"\2" * 8
    part = (
        b"Content-Type: application/pkcs7-signature; name=smime.p7s\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + b64encode(signature)
    )

    contents = read(parts(b"\r\nDag", part, kind="signed"))

    assert told(contents, Part.BODY) == ["Dag"]
    assert places(contents, "Jan Peeters") == [Place(part=Part.PROPERTY)]


def test_files_in_pages_and_texts():
    """
    A picture in a page is a file in the mail, after its attachments.
    """
    page = f"<img src='data:text/csv;base64,{b64encode(TABLE).decode()}'>x"
    message = mail("Dag")
    message.add_alternative(page, subtype="html")

    assert places(read(message.as_bytes()), SECRET)[0].part is Part.TABLE


BASE64 = "Content-Transfer-Encoding: base64"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (parts(b"\r\nx", kind="encrypted"), Unread.ENCRYPTED),
        (raw_mail("Content-Type: application/pkcs7-mime", BASE64, "", "MIIB"), Unread.ENCRYPTED),
        (
            raw_mail("Content-Type: application/x-pkcs7-mime; smime-type=enveloped-data", "", "x"),
            Unread.ENCRYPTED,
        ),
        (
            raw_mail("Content-Type: application/pkcs7-mime; smime-type=signed-data", "", "x"),
            Unread.UNKNOWN_FORMAT,
        ),
        (raw_mail("Content-Type: application/x-microsoft-rpmsg-message", "", ""), Unread.ENCRYPTED),
        (raw_mail("", "Dag\n-----BEGIN PGP MESSAGE-----\n\nhQ\n"), Unread.ENCRYPTED),
        (raw_mail("Content-Type: application/ms-tnef", "", "x"), Unread.LEGACY_FORMAT),
        (
            parts(
                b"Content-Type: application/octet-stream; name=winmail.dat\r\n\r\n\x78\x9f\x3e\x22"
            ),
            Unread.LEGACY_FORMAT,
        ),
        (raw_mail("Content-Type: message/external-body", "", "x"), Unread.ACTIVE),
        (raw_mail("Content-Type: message/partial", "", "x"), Unread.BROKEN),
        (raw_mail("Content-Type: text/plain", "Content-Type: text/html", "", "x"), Unread.BROKEN),
        (raw_mail(BASE64, "", "####"), Unread.BROKEN),
        (raw_mail("Content-Transfer-Encoding: x-uuencode", "", "x"), Unread.UNKNOWN_FORMAT),
        (
            raw_mail("Content-Type: multipart/mixed; boundary=x", BASE64, "", "--x\r\n\r\n--x--"),
            Unread.BROKEN,
        ),
        (parts(b"Content-Type: image/heic\r\n\r\n\0\0\0\x18ftypheic\0"), Unread.UNKNOWN_FORMAT),
    ],
)
def test_refused(raw, reason):
    """
    What is sealed, elsewhere, contradictory or unknown.
    """
    assert unread(raw) is reason


def test_parts_count():
    """
    Parts and attachments have a limit.
    """
    assert unread(parts(*[b"\r\nx"] * 600)) is Unread.TOO_LARGE


def deep(levels: int) -> bytes:
    inner = b"".join(
        b"--g%d\nContent-Type: multipart/mixed; boundary=g%d\n\n" % (level, level + 1)
        for level in range(levels)
    )
    return raw_mail("Content-Type: multipart/mixed; boundary=g0", "", inner + b"x\n" * 50_000)


@pytest.mark.parametrize(
    "hostile",
    [
        deep(1_000),
        raw_mail("Content-Type: text/plain" + ';a="' * 100_000, "", "x"),
        raw_mail("Content-Type: text/plain" + "; a*1*=x" * 100_000, "", "x"),
        raw_mail("X:" + " =?utf-8?q?a?=" * 50_000, "", "x"),
        raw_mail("X:" + "=?" * 500_000, "", "x"),
        raw_mail("X: y\r\n" * 100_000, "", "x"),
        raw_mail("X:" + "\r\n y" * 200_000, "", "x"),
        raw_mail("Content-Type: multipart/mixed; boundary=x", "", "\r\n--x" * 200_000),
    ],
    ids=["depth", "quotes", "pieces", "words", "marks", "headers", "folds", "borders"],
)
def test_time_grows_with_the_mail_alone(hostile, cpu_seconds):
    """
    No mail takes longer than its length explains.
    """
    with cpu_seconds(4):
        outcome(hostile)


def test_attachment_of_twenty_megabytes(cpu_seconds):
    """
    Attachments are cut out, not read line by line.
    """
    message = mail()
    message.add_attachment(zipped({"n.txt": b"x" * 15_000_000}, 0), "application", "zip")

    with cpu_seconds(5):
        assert outcome(message.as_bytes()) is Unread.TOO_LARGE  # the text in it


ROUTE = {
    "Received": (
        (
            "from EXCH01.gemeente.local (10.10.8.21) by mx ([fe80::b0a1:2d5e:7f3c:91aa%5]) "
            "with SMTP (version=TLS1_2, cipher=TLS_AES_256) id 15.1; 5 Jan 2026 09:14:17 +0100"
        ),
        "from EXCH01.gemeente.local  by mx () with SMTP ( ) id 15.1; 5 Jan 2026 09:14:17 +0100",
    ),
    "Authentication-Results": ("spf=pass smtp.mailfrom=a.be; dmarc=pass action=none", ";"),
    "DKIM-Signature": ("v=1; d=a.be; h=From:To; bh=g3z+L=; b=VnYl\r\n 3mZp==", ""),
    "X-Forefront-Antispam-Report": ("CIP:193.191.2.5;SCL:1;SFS:(1)(2);DIR:INB;", ";;;;"),
    "X-Originating-IP": ("[10.10.8.77]", ""),
    "Received-SPF": ("Pass (a.be permits 10.1.2.3) client-ip=10.1.2.3;", "Pass (a.be permits ;"),
}


@pytest.mark.parametrize("name", ROUTE)
def test_the_route_of_a_mail_is_no_content(name):
    """
    Machines and checks say nothing about anybody; any mail would be a network plan else.
    """
    written, kept = ROUTE[name]

    text = told(read(raw_mail(f"{name}: {written}", "", "Dag")), Part.PROPERTY)[1]

    assert text.split() == f"{name}: {kept}".split()


@pytest.mark.parametrize(
    "line",
    [
        f"Received: from a.be for <jan@x.be>; note={SECRET}",
        f"DKIM-Signature: v=1; wachtwoord={SECRET}; b=x",
        f"X-MS-Opmerking: {SECRET}",
        f"X-Nota: client-ip={SECRET}",
        f"Authentication-Results: {SECRET}",
    ],
)
def test_words_amid_the_route_are_told(line):
    """
    Somebody may have written there what no server writes.
    """
    assert places(read(raw_mail(line, "", "Dag")), SECRET)


@pytest.mark.parametrize("name", ["Message-ID", "References", "In-Reply-To", "Content-ID"])
def test_the_number_of_a_mail_is_nobodys_address(name):
    """
    It is told, and does not look like one.
    """
    contents = read(raw_mail(f"{name}: <4711.a@mail.kortenberg.be>", "", "Dag"))

    assert told(contents, Part.PROPERTY)[1] == f"{name}: <4711.a\nmail.kortenberg.be>"
