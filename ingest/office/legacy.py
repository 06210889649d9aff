"""Reading DOC, XLS and PPT, which LibreOffice, where it is installed, turns into newer formats."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.errors import UnknownFormat, UnreadableDocument
from ingest.limits import Limits
from ingest.model import Reading
from ingest.office.sheets import read_xlsx
from ingest.office.slides import read_pptx
from ingest.office.word.reader import read_docx
from ingest.sniff import DOC, PPT, XLS

_PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 180
_ITEM = (
    '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop>'
    "</item>"
)
# Nothing that a document asks for is run or fetched: no macros, no linked pictures or sheets, and,
# should a way be left, a proxy at a port where nobody answers.
_PROFILE = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetNoProxy", ""),
    *(("Inet/Settings", f"ooInet{kind}ProxyName", "127.0.0.1") for kind in ("HTTP", "HTTPS")),
    *(("Inet/Settings", f"ooInet{kind}ProxyPort", "9") for kind in ("HTTP", "HTTPS")),
)


def read_doc(path: Path, limits: Limits) -> Reading:
    """Read an old Word file. Raises UnknownFormat without LibreOffice, UnreadableDocument."""
    return _read(path, limits, ".docx", read_docx, DOC)


def read_xls(path: Path, limits: Limits) -> Reading:
    """Read an old Excel file. Raises UnknownFormat without LibreOffice, UnreadableDocument."""
    return _read(path, limits, ".xlsx", read_xlsx, XLS)


def read_ppt(path: Path, limits: Limits) -> Reading:
    """Read an old PowerPoint file. Raises UnknownFormat without LibreOffice, UnreadableDocument."""
    return _read(path, limits, ".pptx", read_pptx, PPT)


def _read(
    path: Path,
    limits: Limits,
    suffix: str,
    reader: Callable[[Path, Limits], Reading],
    media_type: str,
) -> Reading:
    with TemporaryDirectory(prefix="kb-office-") as folder:
        newer = converted(path, Path(folder), suffix)
        try:
            return replace(reader(newer, limits), media_type=media_type)
        except UnreadableDocument as error:
            # The person knows their own file, not the one that was made of it.
            raise type(error)(path, error.reason) from error


def converted(path: Path, folder: Path, suffix: str) -> Path:
    """Let LibreOffice turn `path` into the format of `suffix` (".pdf"); the result is in `folder`.

    Raises UnknownFormat without LibreOffice, UnreadableDocument when it cannot.
    """
    program = next((found for name in _PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise UnknownFormat(
            path,
            f"it is an old office file, which LibreOffice would convert: install it (soffice), or "
            f"open the file in its program and save it as {suffix}",
        )
    # Under a plain name, whatever the file's own; with a profile of its own.
    _write_profile(folder / "profile")
    source = folder / f"source{path.suffix if path.suffix.isascii() else ''}"
    shutil.copyfile(path, source)
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        suffix.lstrip("."),
        "--outdir",
        str(folder / "out"),
        str(source),
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        reason = f"LibreOffice did not convert it within {_SECONDS} s: save it as {suffix}"
        raise UnreadableDocument(path, reason) from error
    target = folder / "out" / f"source{suffix}"
    if done.returncode or not target.is_file():
        said = done.stderr.decode(errors="replace").splitlines()
        message = " ".join(line.strip() for line in said if not line.startswith("Warning"))[:200]
        raise UnreadableDocument(
            path,
            f"LibreOffice could not convert it ({message or 'it gave no reason'}); it may be "
            f"damaged or ask for a password: open it in its program and save it as {suffix}",
        )
    return target


def _write_profile(folder: Path) -> None:
    items = "".join(_ITEM.format(*item) for item in _PROFILE)
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>',
        encoding="utf-8",
    )
