from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.errors import UnreadableDocument
from ingest.limits import Limits
from ingest.mail import read_mail
from ingest.model import Reading


def message(subject: str = "Notes", text: str | None = "Hello Bob.\n\nSee you.\n") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Alice <alice@example.com>"
    mail["To"] = "bob@example.com"
    mail["Date"] = "Mon, 01 Jan 2024 10:00:00 +0000"
    mail["Subject"] = subject
    if text is not None:
        mail.set_content(text)
    return mail


def reading(path: Path, mail: EmailMessage | bytes) -> Reading:
    path.write_bytes(mail if isinstance(mail, bytes) else mail.as_bytes())
    return read_mail(path, Limits())


def texts(found: Reading) -> list[str]:
    return [element.text for element in found.elements]


def test_a_message_begins_with_who_wrote_to_whom(tmp_path: Path) -> None:
    found = reading(tmp_path / "a.eml", message("会议纪要：预算"))

    assert found.title == "会议纪要：预算"
    assert texts(found) == [
        "From: Alice <alice@example.com>\nTo: bob@example.com\n"
        "Date: Mon, 01 Jan 2024 10:00:00 +0000\nSubject: 会议纪要：预算",
        "Hello Bob.",
        "See you.",
    ]


def test_plain_text_is_preferred_to_its_html_copy(tmp_path: Path) -> None:
    mail = message()
    mail.add_alternative("<p>Hello in HTML</p>", subtype="html")

    assert "Hello in HTML" not in "".join(texts(reading(tmp_path / "a.eml", mail)))


def test_html_is_read_where_there_is_no_plain_text(tmp_path: Path) -> None:
    mail = message(text=None)
    mail.set_content(
        "<h1>Plan</h1><table><tr><th>a</th></tr><tr><td>b</td></tr></table>", subtype="html"
    )

    assert texts(reading(tmp_path / "a.eml", mail))[1:] == ["Plan", "a\nb"]


def test_attachments_are_named_in_the_notes(tmp_path: Path) -> None:
    mail = message()
    mail.add_attachment(
        b"%PDF-1.7", maintype="application", subtype="pdf", filename="预算 2024.pdf"
    )

    found = reading(tmp_path / "a.eml", mail)

    assert [note.text for note in found.notes] == [
        "attached: 预算 2024.pdf (a document of its own)"
    ]


@pytest.mark.parametrize("charset", ["gb2312", "nonsense", ""])
def test_a_wrong_or_missing_charset_does_not_lose_the_text(tmp_path: Path, charset: str) -> None:
    text = "请各部门的同事在本周五之前提交预算，逾期不再受理。"
    kind = f"text/plain; charset={charset}" if charset else "text/plain"
    raw = f"From: a@b.c\nTo: d@e.f\nSubject: x\nContent-Type: {kind}\n\n".encode() + text.encode(
        "gb18030"
    )

    assert texts(reading(tmp_path / "a.eml", raw))[1:] == [text]


def test_broken_headers_are_shown_as_they_are(tmp_path: Path) -> None:
    raw = (
        b"From: =?utf-8?B?!!!?= <a@b.c>\nTo: \xff\xfe\nDate: never\n"
        b"Subject: =?no-such?Q?x=20y?=\n\nText\n"
    )

    found = reading(tmp_path / "a.eml", raw)

    assert texts(found)[1:] == ["Text"]
    assert "Date: never" in texts(found)[0]


def test_an_attached_message_is_no_part_of_the_text(tmp_path: Path) -> None:
    inner = message("Old plan", "Ten days.")
    mail = message("Fwd: plan")
    mail.add_attachment(inner)

    found = reading(tmp_path / "a.eml", mail)

    assert "Ten days." not in "".join(texts(found))
    assert [note.text for note in found.notes] == ["attached: Old plan.eml (a document of its own)"]


def test_html_is_read_where_the_plain_text_only_says_that_there_is_html(tmp_path: Path) -> None:
    mail = message(text="Your program cannot show this message.")
    mail.add_alternative(f"<h1>News</h1><p>{'The canteen moves in May. ' * 20}</p>", subtype="html")

    assert texts(reading(tmp_path / "a.eml", mail))[1] == "News"


SAVED_PAGE = b"""Subject: Exported From Confluence
Date: Tue, 5 Mar 2024 09:30:00 +0000
MIME-Version: 1.0
Content-Type: multipart/related; boundary="B"

--B
Content-Type: text/html; charset=UTF-8
Content-Location: file:///C:/exported.html

<html><head><title>On-call guide</title></head><body><p>Page the lead.</p></body></html>
--B--
"""


def test_a_page_saved_as_one_file_is_a_page_and_no_message(tmp_path: Path) -> None:
    found = reading(tmp_path / "guide.doc", SAVED_PAGE)

    assert (found.title, found.media_type, texts(found)) == (
        "On-call guide",
        "text/html",
        ["Page the lead."],
    )
    assert found.metadata.created == "2024-03-05"


@pytest.mark.parametrize("kind", ["multipart/mixed; boundary=b{0}", "message/rfc822"])
def test_a_message_nested_too_deeply_is_refused(tmp_path: Path, kind: str) -> None:
    inner = "Content-Type: " + kind + "\n\n" + ("--b{0}\n" if "{0}" in kind else "Subject: s\n")
    text = "From: a@b.c\nTo: d@e.f\n" + "".join(inner.format(depth) for depth in range(1500))

    with pytest.raises(UnreadableDocument, match="nested too deeply"):
        reading(tmp_path / "a.eml", text.encode())
