"""The mail: a maintenance notice as plain text and as HTML, in English and Chinese."""

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "sources"


def maintenance_notice(target: Path) -> None:
    """Write the notice with both bodies, as mail programs send it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = "IT Service Desk <it@ternhaven.example>"
    message["To"] = "All offices <everyone@ternhaven.example>"
    message["Subject"] = "Tidebook will be unavailable on 14 and 15 March 潮汐簿停机维护通知"
    message["Date"] = "Mon, 02 Mar 2026 09:00:00 +0000"
    message["Message-ID"] = "<20260302-tidebook@ternhaven.example>"
    message.set_content((SOURCES / "maintenance-notice.txt").read_text(encoding="utf-8"))
    message.add_alternative(
        (SOURCES / "maintenance-notice.html").read_text(encoding="utf-8"), subtype="html"
    )
    message.set_boundary("=_ternhaven-maintenance-notice")
    target.write_bytes(message.as_bytes())
