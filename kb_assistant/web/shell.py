"""The fixed parts of the page around the conversation: brand, top bar, panel of a citation."""

from html import escape

from kb_assistant.web.strings import Strings

LOGO = (
    '<svg class="kb-logo" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" '
    'rx="8"/><path d="M9 8.5h10.5L23 12v11.5H9z" fill="none" stroke="#fff" stroke-width="1.8" '
    'stroke-linejoin="round"/><path d="M12.5 15h7M12.5 19h4.5" stroke="#fff" stroke-width="1.8" '
    'stroke-linecap="round"/></svg>'
)


def brand_html(strings: Strings) -> str:
    """Return the product's name, at the head of the side bar."""
    return (
        f'<div class="kb-brand">{LOGO}<div><b>{escape(strings.product)}</b>'
        f"<small>{escape(strings.tagline)}</small></div>"
        f"{_icon('kb-hide-side', strings.close, '×')}</div>"
    )


def top_html(strings: Strings) -> str:
    """Return the bar that a narrow screen shows in place of the side bar."""
    return (
        '<header class="kb-bar-top"><button type="button" class="kb-icon kb-show-side" '
        f'aria-label="{escape(strings.show_documents)}" aria-expanded="false">'
        '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 7h16M4 12h16M4 17h10"/></svg>'
        f"</button>{LOGO}<b>{escape(strings.product)}</b></header>"
    )


def note_html(strings: Strings) -> str:
    """Return the line below the question's box."""
    return f'<p class="kb-disclaimer">{escape(strings.disclaimer)}</p>'


def panel_html(strings: Strings) -> str:
    """Return the empty panel that shows where a citation stands; the script fills it."""
    texts = {
        "page-of": strings.page_of,
        "loading": strings.loading,
        "picture": strings.picture,
        "text-of": strings.text_of,
        "product": strings.product,
        "lang": "zh-CN" if strings.code == "zh" else "en",
    }
    data = "".join(f' data-{key}="{escape(value)}"' for key, value in texts.items())
    return (
        '<div class="kb-veil" hidden></div>'
        f'<aside class="kb-panel" role="dialog" aria-labelledby="kb-panel-title" hidden{data}>'
        '<div class="kb-panel-head"><span class="kb-panel-mark"></span><div>'
        '<h2 id="kb-panel-title" tabindex="-1"></h2><p class="kb-panel-where"></p></div>'
        f"{_icon('kb-panel-close', strings.close, '×')}</div>"
        f'<figure class="kb-panel-quote" hidden><figcaption>{escape(strings.quote)}</figcaption>'
        "<blockquote></blockquote></figure>"
        '<div class="kb-panel-view" tabindex="0" aria-live="polite"></div>'
        '<div class="kb-panel-pages" hidden>'
        f"{_icon('kb-page-back', strings.previous_page, '‹')}"
        '<span class="kb-page-of"></span>'
        f"{_icon('kb-page-on', strings.next_page, '›')}</div></aside>"
    )


def _icon(css: str, label: str, sign: str) -> str:
    name = escape(label)
    return f'<button type="button" class="kb-icon {css}" aria-label="{name}">{sign}</button>'
