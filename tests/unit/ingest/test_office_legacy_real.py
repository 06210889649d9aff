"""Old office files through the real LibreOffice, which the set-up of the tests installs."""

import gzip
import shutil
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from zipfile import ZipFile

import pytest

from ingest.errors import UnreadableDocument
from ingest.limits import Limits
from ingest.model import Kind
from ingest.office.legacy import read_doc
from ingest.options import ReadingOptions
from ingest.read import read
from ingest.worker import Worker
from tests.missing import refuse

DATA = Path(__file__).parents[2] / "data" / "office"


@pytest.fixture
def libreoffice() -> None:
    if shutil.which("soffice") is None:
        refuse("LibreOffice is not installed: apt-get install libreoffice-{writer,calc,impress}")


@pytest.mark.usefixtures("libreoffice")
def test_old_office_files_are_read_within_the_limits_of_a_worker(tmp_path: Path) -> None:
    slides = tmp_path / "aims.ppt"
    slides.write_bytes(gzip.decompress((DATA / "aims.ppt.gz").read_bytes()))
    worker = Worker(Limits(), ReadingOptions())
    try:
        text, sheet, show = (
            worker.read(path) for path in (DATA / "rules.doc", DATA / "prices.xls", slides)
        )
    finally:
        worker.close()

    assert [(e.kind, e.text) for e in text.elements] == [
        (Kind.HEADING, "Travel rules"),
        (Kind.PARAGRAPH, "The limit is 200 euros a night."),
        (Kind.TABLE, "City | Limit\nOslo | 200"),
        (Kind.HEADING, "出差规定"),
        (Kind.PARAGRAPH, "每晚住宿不超过两百欧元。"),
    ]
    assert [(e.place, e.text) for e in sheet.elements] == [
        ("sheet Prices", "Prices"),
        ("sheet Prices, A1:B3", "Item | Price\nBolt | 1.5\n螺母 | 2"),
    ]
    assert [(e.place, e.text) for e in show.elements] == [
        ("slide 1", "Aims"),
        ("slide 1", "Grow"),
        ("slide 1", "节约成本"),
        ("slide 1, notes", "Speak slowly."),
    ]
    assert [found.media_type for found in (text, sheet, show)] == [
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
    ]


SHEET_AS_XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Prices"><Table>
<Row><Cell><Data ss:Type="String">Item</Data></Cell>
<Cell><Data ss:Type="String">Price</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">Bolt</Data></Cell>
<Cell><Data ss:Type="Number">1.5</Data></Cell></Row></Table></Worksheet></Workbook>"""


@pytest.mark.usefixtures("libreoffice")
def test_a_sheet_that_was_saved_as_xml_is_read(tmp_path: Path) -> None:
    path = tmp_path / "export.xls"
    path.write_text(SHEET_AS_XML, encoding="utf-8")

    reading = read(path)

    assert (reading.media_type, reading.notes) == ("application/vnd.ms-excel", ())
    assert reading.elements[1].text == "Item | Price\nBolt | 1.5"


@pytest.mark.usefixtures("libreoffice")
def test_a_file_that_libreoffice_cannot_open_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsb"
    with ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", b"\x83\x01\x00")

    with pytest.raises(UnreadableDocument, match="save it as .xlsx"):
        read(path)


@pytest.mark.usefixtures("libreoffice")
def test_what_an_old_document_links_to_is_never_fetched(tmp_path: Path) -> None:
    asked: list[str] = []

    class Recorder(BaseHTTPRequestHandler):
        def parse_request(self) -> bool:
            asked.append(self.raw_requestline.decode("latin-1"))
            return super().parse_request()

    server = HTTPServer(("127.0.0.1", 0), Recorder)
    Thread(target=server.serve_forever, daemon=True).start()
    content = (DATA / "linked-picture.doc").read_bytes()
    path = tmp_path / "a.doc"
    path.write_bytes(content.replace(b":18765/", f":{server.server_port:05d}/".encode()))

    reading = read_doc(path, Limits())

    server.shutdown()
    server.server_close()
    assert [element.text for element in reading.elements if element.text] == ["Before", "After"]
    assert asked == []
