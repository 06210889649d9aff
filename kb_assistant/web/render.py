"""Turns conversations, documents and sections into HTML; all that people wrote is escaped here."""

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

from ingest.model import Kind
from kb_assistant.errors import InvalidQuestion, QuestionTooLong
from kb_assistant.figures import Figure
from kb_assistant.model import Verdict
from kb_assistant.view import Part, Section
from kb_assistant.web.conversation import FAILED, STOPPED, Exchange, Official, Source
from kb_assistant.web.markup import answer_html
from kb_assistant.web.strings import Strings

WRITING = "writing"
THUMB = (
    '<svg viewBox="0 0 24 24" width="15" height="15" aria-hidden="true" fill="none" '
    'stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"><path d="M7 11v9H4v-9z"/>'
    '<path d="M7 11l4-7.5c1.6 0 2.4 1.2 2.1 2.7L12.4 10h5.9a2 2 0 0 1 2 2.4l-1.2 6'
    'a2 2 0 0 1-2 1.6H7"/>'
    "</svg>"
)
SHOWN_QUESTION = 600
"""Characters of a question that the page repeats."""


def thread_html(exchanges: Iterable[Exchange], strings: Strings) -> str:
    """Return finished exchanges, oldest first."""
    return "".join(exchange_html(each, strings) for each in exchanges)


def exchange_html(exchange: Exchange, strings: Strings) -> str:
    """Return one question with its answer, sources and tools."""
    if exchange.state == FAILED:
        body = _failure(exchange, strings)
    else:
        body = (
            _official(exchange.official, strings)
            + f'<div class="kb-text">{_text(exchange, strings)}</div>'
            + _stopped(exchange, strings)
            + _unsupported(exchange.unsupported, strings)
            + _sources(exchange.sources, strings)
            + _nearest(exchange.nearest, strings)
            + _tools(exchange, strings)
        )
    return _turn(exchange.question, body, strings, state=exchange.state)


def live_html(question: str, text: str, strings: Strings) -> str:
    """Return the exchange that is being written: what came so far, or that we are searching."""
    if text:
        body = f'<div class="kb-text kb-writing">{answer_html(text, _waiting_mark)}</div>'
    else:
        body = (
            f'<div class="kb-searching" role="status"><span class="kb-dots"><i></i><i></i><i></i>'
            f"</span>{escape(strings.searching)}</div>"
        )
    return _turn(question, body, strings, state=WRITING)


def welcome_html(examples: Sequence[str], strings: Strings, *, empty: bool) -> str:
    """Return the page before the first question."""
    text = strings.welcome_empty if empty else strings.welcome_text
    buttons = "".join(
        f'<li><button type="button" class="kb-example" data-question="{escape(each)}">'
        f"<span>{escape(each)}</span></button></li>"
        for each in examples
    )
    listed = f'<h2>{escape(strings.examples)}</h2><ul class="kb-examples">{buttons}</ul>'
    return (
        f'<section class="kb-welcome"><h1>{escape(strings.welcome)}</h1><p>{escape(text)}</p>'
        f"{listed if examples else ''}</section>"
    )


def section_html(section: Section, strings: Strings) -> str:
    """Return a section as HTML, the quotation in `<mark>`, or its whole chunk if it has none."""
    place = strings.place(section.place)
    path = " › ".join(filter(None, (place, *section.heading_path)))
    heading = f"<h3>{escape(path)}</h3>" if path else ""
    parts = "".join(_part(part) for part in section.parts)
    cut = f'<p class="kb-cut">{escape(strings.section_cut)}</p>' if section.cut else ""
    figures = "".join(_figure(section.document.id, each) for each in section.figures)
    return f'<section class="kb-section">{heading}{parts}{cut}{figures}</section>'


def _figure(document_id: str, figure: Figure) -> str:
    address = f"/api/documents/{quote(document_id, safe='')}/figures/{figure.number}"
    caption = escape(figure.caption)
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure><img src="{address}" alt="{caption}" loading="lazy">{below}</figure>'


def pointer(source: Source, strings: Strings) -> str:
    """Return the attributes by which a button tells the script what to open."""
    data = {
        "document": source.document_id,
        "chunk": source.chunk_id,
        "page": source.page or "",
        "pages": source.pages,
        "title": source.title,
        "uri": source.uri,
        "place": strings.place(source.place),
        "mark": source.mark or "",
        "quote": source.quote,
    }
    return "".join(f' data-{key}="{escape(str(value))}"' for key, value in data.items())


def _turn(question: str, body: str, strings: Strings, *, state: str) -> str:
    shown = question if len(question) <= SHOWN_QUESTION else f"{question[:SHOWN_QUESTION]}…"
    return (
        f'<article class="kb-turn kb-{escape(state)}">'
        f'<div class="kb-ask"><span class="kb-sr">{escape(strings.you)}: </span>'
        f"{escape(shown)}</div>"
        f'<div class="kb-reply"><span class="kb-sr">{escape(strings.assistant)}: </span>'
        f"{body}</div></article>"
    )


def _text(exchange: Exchange, strings: Strings) -> str:
    sources = {source.mark: source for source in exchange.sources}

    def show(mark: int) -> str:
        if mark not in sources:
            return f"[{mark}]"
        source = sources[mark]
        return _button(source, "kb-cite", str(mark), strings=strings, label=_label(source, strings))

    return answer_html(exchange.text, show)


def _waiting_mark(mark: int) -> str:
    return f'<span class="kb-cite kb-waiting">{mark}</span>'


def _sources(sources: Sequence[Source], strings: Strings) -> str:
    ordered = sorted(sources, key=lambda source: source.mark)
    return _list(strings.sources, [_row(each, strings, str(each.mark)) for each in ordered])


def _nearest(sources: Sequence[Source], strings: Strings) -> str:
    return _list(strings.nearest, [_row(each, strings, "") for each in sources])


def _list(heading: str, rows: Sequence[str]) -> str:
    if not rows:
        return ""
    return (
        f'<div class="kb-sources"><h3>{escape(heading)}</h3><ol>'
        + "".join(f"<li>{row}</li>" for row in rows)
        + "</ol></div>"
    )


def _row(source: Source, strings: Strings, mark: str) -> str:
    number = f'<span class="kb-number">{mark}</span>' if mark else ""
    return _button(
        source,
        "kb-source",
        f'{number}<span class="kb-title">{escape(source.title)}</span>'
        f'<span class="kb-where">{escape(_where(source, strings))}</span>',
        strings=strings,
    )


def _button(source: Source, css: str, content: str, *, strings: Strings, label: str = "") -> str:
    named = f' aria-label="{escape(label)}"' if label else ""
    data = pointer(source, strings)
    return f'<button type="button" class="{css}"{named}{data}>{content}</button>'


def _label(source: Source, strings: Strings) -> str:
    label = strings.source_label.format(mark=source.mark, title=source.title)
    where = _where(source, strings)
    return f"{label}, {where}" if where else label


def _official(entry: Official | None, strings: Strings) -> str:
    if entry is None:
        return ""
    words = strings.official_to.format(question=entry.instead) if entry.instead else ""
    sources = "".join(f"<li>{escape(each)}</li>" for each in entry.sources)
    listed = f"<ul>{sources}</ul>" if sources else ""
    return f'<div class="kb-official"><p>{escape(words or strings.official)}</p>{listed}</div>'


def _stopped(exchange: Exchange, strings: Strings) -> str:
    if exchange.state != STOPPED:
        return ""
    return f'<p class="kb-note">{escape(strings.stopped)}</p>'


def _unsupported(sentences: Sequence[str], strings: Strings) -> str:
    if not sentences:
        return ""
    rows = "".join(f"<li>{escape(each)}</li>" for each in sentences)
    return (
        f'<details class="kb-unsupported"><summary>{escape(strings.unsupported)} '
        f"({len(sentences)})</summary><ul>{rows}</ul></details>"
    )


def _tools(exchange: Exchange, strings: Strings) -> str:
    tools = ""
    if exchange.state in (Verdict.ANSWERED, Verdict.FAQ, STOPPED):
        tools += (
            f'<button type="button" class="kb-copy" '
            f'data-text="{escape(_copied(exchange, strings))}" '
            f'data-done="{escape(strings.copied)}">{escape(strings.copy)}</button>'
        )
    if exchange.state in set(Verdict):
        tools += _rate(exchange, "like", strings.like)
        tools += _rate(exchange, "dislike", strings.dislike)
    return f'<div class="kb-tools">{tools}</div>' if tools else ""


def _rate(exchange: Exchange, rating: str, label: str) -> str:
    data = {"rating": rating, "asked": exchange.question, "answer": exchange.text}
    told = "".join(f' data-{key}="{escape(value)}"' for key, value in data.items())
    return (
        f'<button type="button" class="kb-rate" aria-pressed="false" title="{escape(label)}" '
        f'aria-label="{escape(label)}"{told}>{THUMB}</button>'
    )


def _copied(exchange: Exchange, strings: Strings) -> str:
    """Return the answer with its sources as plain text, for pasting elsewhere."""
    sources = (f"[{each.mark}] {each.title}, {_where(each, strings)}" for each in exchange.sources)
    return "\n".join([exchange.text, "", *(source.rstrip(", ") for source in sources)]).strip()


def _where(source: Source, strings: Strings) -> str:
    if source.page:
        return strings.page_label.format(page=source.page)
    return strings.place(source.place)


def _failure(exchange: Exchange, strings: Strings) -> str:
    message = strings.error(exchange.error, exchange.text)
    retry = (
        f'<button type="button" class="kb-retry" data-question="{escape(exchange.question)}">'
        f"{escape(strings.retry)}</button>"
    )
    hopeless = exchange.error in {InvalidQuestion.__name__, QuestionTooLong.__name__}
    return (
        f'<div class="kb-failure" role="alert"><p>{escape(message)}</p>'
        f"{'' if hopeless else retry}</div>"
    )


def _part(part: Part) -> str:
    css = ' class="kb-cited"' if part.cited else ""
    if part.kind is Kind.TABLE:
        return f"<table{css}>{_rows(part)}</table>"
    return f"<p{css}>{_marked(part).replace(chr(10), '<br>')}</p>"


def _rows(part: Part) -> str:
    rows, start = [], 0
    for line in part.text.split("\n"):
        end = start + len(line)
        quoted = any(first < end and start < last for first, last in part.quoted)
        cells = (f"<td>{escape(cell)}</td>" for cell in line.split(" | "))
        marked = ' class="kb-quoted"' if quoted else ""
        rows.append(f"<tr{marked}>{''.join(cells)}</tr>")
        start = end + 1
    return "".join(rows)


def _marked(part: Part) -> str:
    html, shown = "", 0
    for start, end in part.quoted:
        html += f"{escape(part.text[shown:start])}<mark>{escape(part.text[start:end])}</mark>"
        shown = end
    return html + escape(part.text[shown:])
