"""Turns the text of an answer into HTML that is safe to show, with its citation marks as asked."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

MARK = re.compile(r"\[(\d{1,3})\]")
BLANKS = re.compile(r"(?<=\S)[ \t]+(?=\[\d{1,3}\])")
LAST_WORD = re.compile(r"[^\s\u2e80-\uffff]{1,24}$|\S{1,3}$")
"""What a mark stays together with: a Latin word, or the last Chinese characters."""
ShowMark = Callable[[int], str]
"""Turns the number of a mark into HTML; it must escape what it puts in."""

# Links and pictures in an answer could carry text of the documents to another host, and HTML in it
# is text that somebody wrote into a document: neither is ever made.
UNWANTED = ["link", "image", "autolink", "reference", "html_inline", "html_block", "lheading"]


def answer_html(text: str, show_mark: ShowMark) -> str:
    """Return Markdown as HTML, everything escaped, each mark `[n]` replaced by `show_mark(n)`."""
    return str(_parser().render(BLANKS.sub("", text), {"show_mark": show_mark}))


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    parser.enable(["table", "strikethrough"]).disable(UNWANTED)
    parser.inline.ruler.push("citation", _find_mark)
    parser.add_render_rule("citation", _render_mark)
    return parser


def _find_mark(state: "StateInline", silent: bool) -> bool:
    match = MARK.match(state.src, state.pos)
    if match is None or match.end() > state.posMax:
        return False
    if not silent:
        word = LAST_WORD.search(state.pending)
        state.pending = state.pending[: word.start()] if word else state.pending
        token = state.push("citation", "", 0)
        token.content, token.info = match.group(1), word.group() if word else ""
    state.pos = match.end()
    return True


def _render_mark(
    renderer: "RendererHTML",
    tokens: "Sequence[Token]",
    position: int,
    options: "OptionsDict",
    env: "EnvType",
) -> str:
    show_mark: ShowMark = env["show_mark"]
    token = tokens[position]
    shown = show_mark(int(token.content))
    # A line must not begin with a mark, away from the words that it belongs to.
    return f'<span class="kb-keep">{escape(token.info)}{shown}</span>' if token.info else shown
