"""
The traps of mails and archives: headers, both kinds of text, attachments, files in files.
"""

from __future__ import annotations

from email.message import EmailMessage
from html import escape

from policy.finding import Kind
from tests.policy.documents.build_office import docx, paragraph, run
from tests.policy.documents.build_text import zipped
from tests.policy.documents.corpus import Plants, Traps
from tests.policy.documents.corpus_pictures import drawn_text
from tests.policy.documents.corpus_word import said


def _mail(
    subject: str = "Vraag over het fietspad", text: str = "Dag, zie verder. Groeten"
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Dienst Mobiliteit <mobiliteit@kortenberg.be>"
    mail["To"] = "info@kortenberg.be"
    mail["Subject"] = subject
    mail["Date"] = "Mon, 05 Jan 2026 10:00:00 +0100"
    mail["Message-ID"] = "<20260105100000.1@mail.kortenberg.be>"
    mail.set_content(text)
    return mail


def _headers(plants: Plants) -> bytes:
    mail = _mail(subject=plants.words())
    mail["Cc"] = f"{plants.value(Kind.PERSON)} <{plants.value(Kind.EMAIL)}>"
    mail["Comments"] = plants.sentence()
    return mail.as_bytes()


def _text(plants: Plants) -> bytes:
    return _mail(text="\n".join(plants.sentence() for _ in range(4))).as_bytes()


def _base64(plants: Plants) -> bytes:
    mail = _mail()
    mail.set_content("\n".join(plants.sentence() for _ in range(3)), cte="base64")
    return mail.as_bytes()


def _page(plants: Plants) -> bytes:
    mail = _mail(text="Zie de opgemaakte versie.")
    mail.add_alternative(
        f"<p>{escape(plants.sentence())}</p><p>{escape(plants.sentence())}</p>", subtype="html"
    )
    return mail.as_bytes()


def _attachments(plants: Plants) -> bytes:
    mail = _mail()
    letter = docx(said(plants.sentence()) + said(plants.sentence()))
    mail.add_attachment(
        letter, maintype="application", subtype="octet-stream", filename="brief.docx"
    )
    mail.add_attachment(plants.sentence(), filename="nota.txt")
    picture = drawn_text([plants.sentence()])
    mail.add_attachment(picture, maintype="image", subtype="png", filename="foto.png")
    return mail.as_bytes()


def _attachment_name(plants: Plants) -> bytes:
    mail = _mail()
    mail.add_attachment("leeg", filename=f"verslag {plants.value(Kind.PERSON)}.txt")
    return mail.as_bytes()


def _forwarded(plants: Plants) -> bytes:
    mail, inner = _mail(), _mail(text=plants.sentence())
    inner.replace_header("Subject", plants.words())
    mail.add_attachment(inner)
    return mail.as_bytes()


def _quoted_answer(plants: Plants) -> bytes:
    quoted = "\n".join(f"> {plants.sentence()}" for _ in range(2))
    return _mail(text=f"Akkoord.\n\nOp 5 januari schreef een collega:\n{quoted}\n").as_bytes()


def _archive(plants: Plants) -> bytes:
    return zipped(
        {
            "lees.txt": "Overzicht",
            "map/nota.txt": plants.sentence(),
            "map/brief.docx": docx(paragraph(run("Brief")) + said(plants.sentence())),
        }
    )


def _nested(plants: Plants) -> bytes:
    inner = zipped(
        {"nota.txt": plants.sentence(), "tabel.csv": f"gsm\n{plants.value(Kind.PHONE)}\n"}
    )
    return zipped({"binnen.zip": inner, "lees.txt": "Overzicht"})


def _names(plants: Plants) -> bytes:
    return zipped({f"verslag {plants.value(Kind.PERSON)}.txt": "leeg blad"})


def _mail_in_archive(plants: Plants) -> bytes:
    return zipped({"bericht.eml": _text(plants)})


MAIL: Traps = {
    "headers": _headers,
    "text": _text,
    "base64": _base64,
    "HTML": _page,
    "attachments": _attachments,
    "name of an attachment": _attachment_name,
    "forwarded": _forwarded,
    "answer": _quoted_answer,
}
ZIP: Traps = {
    "files": _archive,
    "archive in it": _nested,
    "names": _names,
    "mail in it": _mail_in_archive,
}
