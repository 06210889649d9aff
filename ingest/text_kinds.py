"""What a text is, judged by its first lines."""

import re

_JSON_KEY = r'"(?:[^"\\\n]|\\.)*"\s*'
_JSON = re.compile(
    rf'\s*(?:\{{\s*{_JSON_KEY}:|\[\s*(?:\{{\s*{_JSON_KEY}:|\[\s*["\[{{\d-]|{_JSON_KEY},))'
)
_HTML_PAGE = re.compile(
    r"(?:\s|<!--.*?-->|<\?xml.*?\?>)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HTML_PIECE = re.compile(
    r"\s*<(?:div|p|table|h[1-6]|ul|ol|section|article|main|span|meta|title)\b", re.I
)
_MAIL_FIELD = re.compile(
    r"^(?:from|to|cc|subject|date|sender|reply-to|received|return-path|message-id|mime-version|"
    r"delivered-to|content-type|x-[\w-]+|dkim-signature|in-reply-to|references):[ \t]",
    re.I,
)
_MARKDOWN_LINE = re.compile(r"(?m)^(?:#{1,6} \S|```|~~~|\|?[ :]*-{3,}[ :]*\||[-*] .*\[.+\]\(.+\))")


def is_page(text: str) -> bool:
    """Tell whether it begins as an HTML page."""
    return bool(_HTML_PAGE.match(text))


def is_piece_of_page(text: str) -> bool:
    """Tell whether it begins as what stands within an HTML page."""
    return bool(_HTML_PIECE.match(text))


def is_json(text: str, *, named: bool) -> bool:
    """Tell whether it is JSON; of a file that is `named` so the first character tells."""
    return bool(_JSON.match(text)) or (named and text.lstrip().startswith(("{", "[")))


def is_mail(text: str) -> bool:
    """Tell whether it begins with header fields, several of them well known, as messages do."""
    known = 0
    for line in text.lstrip().split("\n"):
        if _MAIL_FIELD.match(line):
            known += 1
        elif not re.match(r"[\w-]+:|[ \t]", line):
            break
    return known >= 3


def is_markdown(text: str) -> bool:
    """Tell whether several lines are marked up as Markdown does."""
    return len(_MARKDOWN_LINE.findall(text)) >= 2


def is_delimited(text: str) -> bool:
    """Tell whether the first lines have the same number of delimiters."""
    lines = [line for line in text.split("\n")[:20] if line.strip()]
    for delimiter in "\t;,|":
        counts = {line.count(delimiter) for line in lines[:-1]}
        if len(lines) > 3 and len(counts) == 1 and counts.pop() >= (1 if delimiter == "\t" else 2):
            return True
    return False
