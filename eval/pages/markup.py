"""Dressed blocks as the HTML that Chromium prints."""

import json
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

from eval.pages.design import Design, Margin, Side
from eval.pages.source import Block, BlockKind, Cell, Run, words

_HERE = Path(__file__).parent
_TAGS = {
    BlockKind.PARAGRAPH: "p",
    BlockKind.QUOTE: "blockquote",
    BlockKind.CODE: "pre",
    BlockKind.ASIDE: "aside",
    BlockKind.CAPTION: "h6",
}
_WIDE = 4
"""Tables with so many columns run over all columns of the page."""
_SYLLABLE = re.compile(r"(?<=[aeiouy][bcdfghklmnprstv])(?=[bcdfghklmnprstv][aeiouy])")
_LONG_WORD = re.compile(r"[A-Za-z]{8,}")


def page_html(blocks: Sequence[Block], design: Design, *, title: str, language: str) -> str:
    """Return one HTML document; its script lays the blocks out on pages of fixed size."""
    sheets = [
        (_HERE / "styles" / name).read_text(encoding="utf-8")
        for name in ("base.css", f"{design.sheet}.css")
    ]
    flow = "\n".join(_block(number, block, design) for number, block in enumerate(blocks))
    options = {
        "title": title,
        "odd": _margin(design.odd.get(language)),
        "even": _margin(design.even.get(language) or design.odd.get(language)),
        "bareFirst": design.bare_first,
        "late": design.late,
        "side": design.side in {Side.LEFT, Side.RIGHT},
    }
    script = (_HERE / "paginate.js").read_text(encoding="utf-8")
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{''.join(sheets)}</style></head>"
        f'<body class="side-{design.side}"><div id="flow">{flow}</div>'
        f'<script type="application/json" id="options">{_json(options)}</script>'
        f"<script>{script}</script></body></html>"
    )


def table_markup(block: Block, *, hyphenated: bool = False) -> str:
    """Return a table block as rows of HTML cells, spans included, the first row as header."""
    lines = []
    for at, row in enumerate(block.rows):
        tag = "th" if at == 0 else "td"
        spans = block.spans[at] if block.spans else ((1, 1),) * len(row)
        cells = "".join(
            f"<{tag}{_span(span)}>{_runs(cell, hyphenated=hyphenated)}</{tag}>"
            for cell, span in zip(row, spans, strict=True)
            if span != (0, 0)
        )
        lines.append(f"<tr>{cells}</tr>")
    return f"<thead>{lines[0]}</thead><tbody>{''.join(lines[1:])}</tbody>"


def plain_table(block: Block) -> str:
    """Return a table block as HTML of words and spans alone: the truth of it."""
    lines = []
    for at, row in enumerate(block.rows):
        spans = block.spans[at] if block.spans else ((1, 1),) * len(row)
        cells = "".join(
            f"<td{_span(span)}>{escape(words(cell))}</td>"
            for cell, span in zip(row, spans, strict=True)
            if span != (0, 0)
        )
        lines.append(f"<tr>{cells}</tr>")
    return f"<table>{''.join(lines)}</table>"


def _block(number: int, block: Block, design: Design) -> str:
    notes = "".join(
        f'<div class="note" data-for="{number}">{_runs(note.runs)}</div>' for note in block.notes
    )
    mark = f'data-id="{number}"'
    inner = _runs(block.runs, hyphenated=design.hyphenated)
    if block.kind is BlockKind.HEADING:
        chapter = f' data-chapter="{escape(words(block.runs))}"' if block.level <= 2 else ""
        return f"<h{block.level} {mark}{chapter}>{inner}</h{block.level}>{notes}"
    if block.kind is BlockKind.ITEM:
        tag = f'ol start="{block.number}"' if block.number else "ul"
        return f'<{tag} {mark} class="depth{block.level}"><li>{inner}</li></{tag[:2]}>{notes}'
    if block.kind is BlockKind.TABLE:
        wide = "wide" if len(block.rows[0]) >= _WIDE else "narrow"
        rows = table_markup(block, hyphenated=design.hyphenated)
        return f'<table {mark} class="{wide}">{rows}</table>'
    if block.kind is BlockKind.FIGURE:
        return f"<figure {mark}>{_chart(number)}<figcaption>{inner}</figcaption></figure>"
    tag = _TAGS[block.kind]
    return f"<{tag} {mark}>{inner}</{tag}>{notes}"


def _runs(runs: Cell, *, hyphenated: bool = False) -> str:
    return "".join(_run(run, hyphenated=hyphenated) for run in runs)


def _run(run: Run, *, hyphenated: bool) -> str:
    said = escape(_LONG_WORD.sub(_hyphens, run.text) if hyphenated and not run.code else run.text)
    for tag, on in (
        ("strong", run.strong),
        ("em", run.slanted),
        ("code", run.code),
        ("sup", run.raised),
    ):
        if on:
            said = f"<{tag}>{said}</{tag}>"
    return f'<span class="link">{said}</span>' if run.target else said


def _hyphens(found: re.Match[str]) -> str:
    """Put soft hyphens between two consonants: where most of such words may be broken."""
    return _SYLLABLE.sub("\u00ad", found[0])


def _span(span: tuple[int, int]) -> str:
    across, down = span
    return (f' colspan="{across}"' if across > 1 else "") + (
        f' rowspan="{down}"' if down > 1 else ""
    )


def _chart(number: int) -> str:
    """Draw bars without words, their heights from the block's number."""
    bars = "".join(
        f'<rect x="{10 + 18 * at}" y="{60 - height}" width="12" height="{height}" fill="#47a"/>'
        for at, height in enumerate((number * step) % 47 + 8 for step in (3, 5, 7, 11, 13, 17))
    )
    axis = '<path d="M4 2V60H122" stroke="#333" fill="none"/>'
    return f'<svg viewBox="0 0 126 64" width="126" height="64">{axis}{bars}</svg>'


def _margin(margin: Margin | None) -> dict[str, list[str]]:
    margin = margin or Margin()
    return {"head": margin.head.split("|"), "foot": margin.foot.split("|")}


def _json(options: dict[str, object]) -> str:
    return json.dumps(options, ensure_ascii=False).replace("<", "\\u003c")
