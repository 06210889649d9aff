import random
from pathlib import Path

from ingest.errors import UnreadableDocument
from ingest.letter import Letter, letter_reading
from ingest.limits import Limits
from ingest.read import read
from ingest.sniff import MSG

MESSAGE = Path(__file__).parents[2] / "data" / "office" / "message.msg"


def test_an_outlook_message_is_read_like_any_other() -> None:
    reading = read(MESSAGE)

    head, *texts = [element.text for element in reading.elements]
    assert reading.title == "Email with Attachment"
    assert head.startswith('From: "Alice Example" <alice@example.com>\nTo: Bob Example')
    assert texts == ["This email contains an attachment."]
    assert [note.text for note in reading.notes] == [
        "attached: test.txt (a document of its own)",
        "attached: report.pdf (a document of its own)",
    ]


def test_what_cannot_be_taken_out_of_a_message_is_not_promised(tmp_path: Path) -> None:
    letter = Letter(fields={"Subject": "Plan"}, attachments=("a.csv",), left_out=("Re: Plan",))

    reading = letter_reading(tmp_path / "a.msg", letter, MSG, Limits())

    assert reading.metadata.attachments == ("a.csv",)
    assert [note.text for note in reading.notes] == [
        "attached: a.csv (a document of its own)",
        "attached: Re: Plan was not read, a message or a link: save it as a file of its own",
    ]


def test_damage_anywhere_never_raises_another_error(tmp_path: Path) -> None:
    whole = MESSAGE.read_bytes()
    chance = random.Random(3)
    path = tmp_path / "a.msg"
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            data[chance.randrange(8, len(data))] = chance.randrange(256)
        path.write_bytes(data[: chance.choice([len(data), chance.randrange(1, len(data))])])
        try:
            read(path)
        except UnreadableDocument as error:
            assert error.reason
