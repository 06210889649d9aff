"""Shows the documents of the knowledge base, and what became of an upload."""

from collections.abc import Sequence
from html import escape
from pathlib import PurePosixPath

from ingest.model import Document, Status
from kb_assistant.faq.document import without_entries
from kb_assistant.outcome import Outcome, Result
from kb_assistant.progress import Progress
from kb_assistant.view import PAGED
from kb_assistant.web.conversation import opening
from kb_assistant.web.render import pointer
from kb_assistant.web.strings import Strings

SHOWN_DOCUMENTS = 300


def documents_html(documents: Sequence[Document], strings: Strings) -> str:
    """Return the list of documents with their status; ready ones open when clicked."""
    documents = without_entries(documents)
    rows = "".join(_document(each, strings) for each in documents[:SHOWN_DOCUMENTS])
    beyond = len(documents) - SHOWN_DOCUMENTS
    more = strings.more_documents.format(count=beyond) if beyond > 0 else ""
    body = (
        f'<ul class="kb-list">{rows}</ul><p class="kb-more">{escape(more)}</p>'
        if documents
        else f'<p class="kb-none">{escape(strings.no_documents)}</p>'
    )
    label = escape(strings.filter_documents)
    return (
        f'<div class="kb-list-head"><h2>{escape(strings.documents)}</h2>'
        f'<span class="kb-count">{len(documents)}</span></div>'
        f'<input class="kb-filter" type="search" placeholder="{label}" aria-label="{label}">{body}'
    )


def progress_html(progress: Progress, strings: Strings) -> str:
    """Return how far an upload has come."""
    share = round(100 * progress.files_done / max(progress.files_total, 1))
    text = strings.reading.format(name=progress.current) if progress.current else ""
    return (
        f'<div class="kb-upload" role="status"><p><span>{escape(text)}</span>'
        f"<span>{progress.files_done}/{progress.files_total}</span></p>"
        f'<div class="kb-bar" role="progressbar" aria-valuenow="{share}" aria-valuemin="0" '
        f'aria-valuemax="100"><i style="width:{max(share, 4)}%"></i></div></div>'
    )


def outcomes_html(outcomes: Sequence[Outcome], strings: Strings) -> str:
    """Return what became of each uploaded file, with the reason where one failed."""
    done = sum(outcome.result is not Result.FAILED for outcome in outcomes)
    title = strings.upload_done.format(done=done, total=len(outcomes))
    rows = "".join(_outcome(each, strings) for each in outcomes)
    return (
        f'<div class="kb-upload kb-finished" role="status"><p><span>{escape(title)}</span>'
        f'<button type="button" class="kb-dismiss" aria-label="{escape(strings.dismiss)}">'
        f"×</button></p><ul>{rows}</ul></div>"
    )


def _document(document: Document, strings: Strings) -> str:
    kind = PurePosixPath(document.uri).suffix.lstrip(".").lower()[:5] or "file"
    title = document.title or document.uri
    badge = f'<span class="kb-kind kb-kind-{_family(kind)}">{escape(kind)}</span>'
    details = _details(document, strings)
    name = f"<b>{escape(title)}</b><small>{details}</small>"
    status = (
        f'<span class="kb-dot kb-{document.status.value}" role="img" '
        f'aria-label="{escape(_status(document, strings))}"></span>'
    )
    content = f'{badge}<span class="kb-name" title="{escape(title)}">{name}</span>{status}'
    searched = escape(f"{title} {document.uri}".lower())
    if not document.version:
        return f'<li data-searched="{searched}"><div class="kb-document">{content}</div></li>'
    attributes = pointer(opening(document), strings)
    return (
        f'<li data-searched="{searched}"><button type="button" class="kb-document"{attributes}>'
        f"{content}</button></li>"
    )


def _family(kind: str) -> str:
    families = {"pdf": "pdf", "docx": "text", "xlsx": "sheet", "csv": "sheet", "pptx": "slides"}
    return families.get(kind, "other")


def _status(document: Document, strings: Strings) -> str:
    return strings.ready if document.status is Status.READY else strings.failed


def _details(document: Document, strings: Strings) -> str:
    if document.status is Status.FAILED:
        return f'<em title="{escape(document.reason)}">{escape(document.reason)}</em>'
    name = PurePosixPath(document.uri).name
    return escape(" · ".join(filter(None, (name, _pages(document, strings)))))


def _pages(document: Document, strings: Strings) -> str:
    if document.media_type not in PAGED or not document.pages:
        return ""
    if document.pages == 1:
        return strings.one_page
    return strings.pages.format(count=document.pages)


def _outcome(outcome: Outcome, strings: Strings) -> str:
    words = {
        Result.ADDED: strings.added,
        Result.UPDATED: strings.updated,
        Result.UNCHANGED: strings.unchanged,
        Result.FAILED: strings.upload_failed,
        Result.REMOVED: "",
    }
    reason = f"<small>{escape(outcome.reason)}</small>" if outcome.reason else ""
    return (
        f'<li class="kb-{outcome.result.value}"><b>{escape(outcome.uri)}</b>'
        f"<span>{escape(words[outcome.result])}</span>{reason}</li>"
    )
