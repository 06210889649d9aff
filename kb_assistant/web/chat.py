"""The chat page: layout and event wiring; what an event does stands in `chat_events`."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict

import gradio as gr
from fastapi import FastAPI

from kb_assistant.web.chat_events import Chat
from kb_assistant.web.conversation import Exchange
from kb_assistant.web.shell import brand_html, note_html, panel_html, top_html
from kb_assistant.web.strings import EN, ZH, preferred
from kb_assistant.web.theme import THEME

if TYPE_CHECKING:
    from kb_assistant.wiring import KnowledgeBase

ASSETS = Path(__file__).parent / "assets"
HEAD = '<script src="/page/page.js" defer></script>'
PICK = """
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-question]");
  if (button && !document.querySelector(".kb-turn.kb-writing")) {
    trigger("pick", { question: button.dataset.question });
  }
  const rate = event.target.closest("[data-rating]");
  if (rate) {
    const { asked, answer, rating } = rate.dataset;
    for (const each of rate.parentElement.querySelectorAll("[data-rating]")) {
      each.setAttribute("aria-pressed", String(each === rate));
    }
    trigger("rate", { question: asked, answer, rating });
  }
});
"""
ANSWERS_AT_ONCE = 24
"""Answers that may be written at the same time; the rest of the threads serve everything else."""
STORAGE = "kb-assistant.conversation"


class _Quiet(TypedDict):
    show_progress: Literal["hidden"]
    api_visibility: Literal["private"]


_QUIET: _Quiet = {"show_progress": "hidden", "api_visibility": "private"}
"""Every event: the page shows what goes on itself, and Gradio's own API does not offer it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """The column beside the conversation, in the order from above."""

    brand: gr.HTML
    new_chat: gr.Button
    documents: gr.HTML
    report: gr.HTML
    upload: gr.UploadButton


@dataclass(frozen=True, slots=True, kw_only=True)
class _Composer:
    """Where a question is written."""

    box: gr.Textbox
    send: gr.Button
    stop: gr.Button


@dataclass(frozen=True, slots=True, kw_only=True)
class _Conversation:
    """Where a conversation is kept and shown; `code` is the visitor's language."""

    stored: gr.BrowserState
    code: gr.State
    thread: gr.HTML
    live: gr.HTML


def mount_chat(app: FastAPI, kb: "KnowledgeBase") -> FastAPI:
    """Mount the chat page at the root of the app."""
    # Outside a loop Gradio makes loops of its own and never closes them; a thread has none running.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(lambda: asyncio.run(_mounted(app, kb))).result()


async def _mounted(app: FastAPI, kb: "KnowledgeBase") -> FastAPI:
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        chat_page(Chat(kb)),
        path="/",
        theme=THEME,
        css_paths=ASSETS / "page.css",
        head=HEAD,
        i18n=_i18n(),
        favicon_path=str(ASSETS / "icon.svg"),
        footer_links=[],
        show_error=False,
        max_file_size=kb.settings.limits.file_bytes,
        run_history=False,
    )
    return mounted


def chat_page(chat: Chat) -> gr.Blocks:
    """Lay the page out and wire its events."""
    text = _i18n()
    page: gr.Blocks
    with gr.Blocks(title=EN.product, fill_width=True, delete_cache=(3600, 3600)) as page:
        # Without a fixed secret a restart of the server would make kept conversations unreadable.
        stored = gr.BrowserState([], storage_key=STORAGE, secret=STORAGE)
        code = gr.State(EN.code)
        with gr.Row(elem_id="kb-app"):
            side = _side(text)
            with gr.Column(elem_id="kb-main"):
                top = _html("kb-top")
                with gr.Column(elem_id="kb-scroll"):
                    thread = gr.HTML(elem_id="kb-thread", js_on_load=PICK, apply_default_css=False)
                    live = _html("kb-live")
                composer = _composer(text)
                note = _html("kb-note")
        panel = _html("kb-evidence")

        talk = _Conversation(stored=stored, code=code, thread=thread, live=live)
        page.load(_shell, None, [code, side.brand, top, note, panel], **_QUIET).then(
            chat.opened, [stored, code], [thread, side.documents], **_QUIET
        )
        side.new_chat.click(chat.cleared, code, [thread, stored], **_QUIET)
        _wire_questions(chat, composer, talk)
        thread.rate(_rating(chat), None, None, **_QUIET)
        side.upload.upload(
            chat.uploaded,
            [side.upload, code],
            [side.report, side.documents],
            concurrency_limit=1,
            **_QUIET,
        )
    return page


def _side(text: gr.I18n) -> _Side:
    with gr.Column(elem_id="kb-side"):
        return _Side(
            brand=_html("kb-brand"),
            new_chat=gr.Button(text("new_chat"), elem_id="kb-new"),
            documents=_html("kb-documents"),
            report=_html("kb-report"),
            upload=gr.UploadButton(
                str(text("add_documents")), file_count="multiple", elem_id="kb-upload"
            ),
        )


def _wire_questions(chat: Chat, composer: _Composer, talk: _Conversation) -> None:
    pending, latest = gr.State(""), gr.State(None)

    def finished(
        last: Exchange | None, stored: object, code: str
    ) -> tuple[str, list[dict[str, object]], str, None]:
        return *chat.finished(last, stored, code), "", None

    asked = gr.on(
        [composer.box.submit, composer.send.click],
        lambda question: ("", question),
        composer.box,
        [composer.box, pending],
        **_QUIET,
    )
    picked = talk.thread.pick(_picked, None, pending, **_QUIET)
    answers = [
        start.then(
            chat.asked,
            [pending, talk.stored, talk.code],
            [talk.live, latest],
            concurrency_limit=ANSWERS_AT_ONCE,
            **_QUIET,
        )
        for start in (asked, picked)
    ]
    for answer in answers:
        # This also follows an answer that was stopped: it keeps what had come so far.
        answer.then(
            finished,
            [latest, talk.stored, talk.code],
            [talk.thread, talk.stored, talk.live, latest],
            **_QUIET,
        )
    composer.stop.click(None, cancels=answers, api_visibility="private")


def _composer(text: gr.I18n) -> _Composer:
    with gr.Row(elem_id="kb-composer"):
        box = gr.Textbox(
            elem_id="kb-box",
            show_label=False,
            label=text("placeholder"),
            placeholder=text("placeholder"),
            lines=1,
            max_lines=7,
            container=False,
            autofocus=True,
        )
        send = gr.Button(text("send"), elem_id="kb-send")
        stop = gr.Button(text("stop"), elem_id="kb-stop")
    return _Composer(box=box, send=send, stop=stop)


def _html(elem_id: str) -> gr.HTML:
    return gr.HTML(elem_id=elem_id, js_on_load=None, apply_default_css=False)


def _shell(request: gr.Request) -> tuple[str, str, str, str, str]:
    """Return the visitor's language and the fixed parts of the page in it."""
    strings = preferred(request.headers.get("accept-language", ""))
    return (
        strings.code,
        brand_html(strings),
        top_html(strings),
        note_html(strings),
        panel_html(strings),
    )


def _rating(chat: Chat) -> Callable[[gr.EventData], None]:
    def rated(event: gr.EventData) -> None:
        chat.rated(str(event.question), str(event.answer), str(event.rating))

    return rated


def _picked(event: gr.EventData) -> str:
    return str(event.question)


def _i18n() -> gr.I18n:
    return gr.I18n(**{"en": EN.texts(), "zh": ZH.texts(), "zh-CN": ZH.texts(), "zh-TW": ZH.texts()})
