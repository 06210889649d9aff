"""What the page says, in English and Chinese."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from kb_assistant.errors import (
    InvalidQuestion,
    ModelServerDown,
    ModelServerStalled,
    ModelStreamBroken,
    QuestionTooLong,
)

GENERIC = "KnowledgeBaseError"

_SHEET = "sheet "
_SLIDE = re.compile(r"slide (?P<number>\d+)(?P<notes>, notes)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Strings:
    """Every text of the page in one language; `{}` fields are filled in where they are shown."""

    code: str
    product: str
    tagline: str
    welcome: str
    welcome_text: str
    welcome_empty: str
    examples: str
    ask_about: str
    placeholder: str
    send: str
    stop: str
    new_chat: str
    documents: str
    show_documents: str
    filter_documents: str
    no_documents: str
    more_documents: str
    add_documents: str
    formats: str
    pages: str
    one_page: str
    ready: str
    failed: str
    reading: str
    added: str
    updated: str
    unchanged: str
    upload_done: str
    upload_failed: str
    dismiss: str
    searching: str
    sources: str
    source_label: str
    official: str
    official_to: str
    page_label: str
    sheet_label: str
    slide_label: str
    slide_notes: str
    nearest: str
    unsupported: str
    stopped: str
    copy: str
    copied: str
    like: str
    dislike: str
    retry: str
    you: str
    assistant: str
    close: str
    previous_page: str
    next_page: str
    page_of: str
    quote: str
    section_cut: str
    loading: str
    picture: str
    text_of: str
    disclaimer: str
    errors: Mapping[str, str]

    def place(self, place: str) -> str:
        """Return a place that is no page ("sheet Prices, A2:F9", "slide 3, notes") in words."""
        slide = _SLIDE.fullmatch(place)
        if slide:
            notes = self.slide_notes if slide["notes"] else ""
            return self.slide_label.format(number=slide["number"]) + notes
        if place.startswith(_SHEET):
            return self.sheet_label.format(name=place.removeprefix(_SHEET))
        return place

    def error(self, name: str, message: str) -> str:
        """Return a friendly text for an error of ours, by its class name."""
        return self.errors.get(name) or self.errors[GENERIC].format(message)

    def texts(self) -> dict[str, str]:
        """Return the single texts by name, for the parts that the browser translates itself."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if isinstance(value, str)}


EN = Strings(
    code="en",
    product="Knowledge Base",
    tagline="Answers from your documents",
    welcome="What would you like to know?",
    welcome_text="Every answer comes from your documents and shows the page it was found on.",
    welcome_empty="Add PDFs, office files or notes, then ask anything about them.",
    examples="Try one of these",
    ask_about="What do the documents say about “{heading}”?",
    placeholder="Ask about your documents…",
    send="Send",
    stop="Stop",
    new_chat="New conversation",
    documents="Documents",
    show_documents="Show documents",
    filter_documents="Filter documents",
    no_documents="No documents yet",
    more_documents="and {count} more",
    add_documents="Add documents",
    formats="PDF, Word, PowerPoint, Excel, HTML, Markdown, text, email",
    pages="{count} pages",
    one_page="1 page",
    ready="Ready",
    failed="Could not be read",
    reading="Reading {name}",
    added="Added",
    updated="Updated",
    unchanged="Already up to date",
    upload_done="{done} of {total} files ready",
    upload_failed="Could not be added",
    dismiss="Dismiss",
    searching="Looking through the documents",
    sources="Sources",
    source_label="Source {mark}: {title}",
    official="Official answer",
    official_to="Official answer to: {question}",
    page_label="page {page}",
    sheet_label="sheet {name}",
    slide_label="slide {number}",
    slide_notes=", notes",
    nearest="Closest documents",
    unsupported="Not confirmed by the sources",
    stopped="Stopped",
    copy="Copy",
    copied="Copied",
    like="Good answer",
    dislike="Bad answer",
    retry="Try again",
    you="You",
    assistant="Assistant",
    close="Close",
    previous_page="Previous page",
    next_page="Next page",
    page_of="Page {page} of {pages}",
    quote="Cited text",
    section_cut="The section goes on in the document.",
    loading="Loading",
    picture="Page {page} of {title}, cited text highlighted",
    text_of="Cited text in its section",
    disclaimer="Answers can be incomplete. Check the cited source.",
    errors=MappingProxyType(
        {
            InvalidQuestion.__name__: "This question is blank. Write what you want to know.",
            QuestionTooLong.__name__: "This question is too long. "
            "Shorten it to what you want to know and ask again.",
            ModelServerDown.__name__: "The language model cannot be reached right now. "
            "Try again in a moment; if it stays like this, tell your administrator.",
            ModelServerStalled.__name__: "The language model took too long to answer. "
            "Try again, or ask a shorter question.",
            ModelStreamBroken.__name__: "The answer broke off in the middle. Try again.",
            GENERIC: "That did not work: {}",
        }
    ),
)

ZH = Strings(
    code="zh",
    product="知识库助手",
    tagline="答案来自你自己的文档",
    welcome="你想了解什么？",
    welcome_text="每个答案都来自你的文档，并标明所在页面。",
    welcome_empty="先添加 PDF、办公文档或笔记，然后就可以提问了。",
    examples="可以这样问",
    ask_about="关于“{heading}”，文档里是怎么说的？",
    placeholder="就你的文档提问……",
    send="发送",
    stop="停止",
    new_chat="新对话",
    documents="文档",
    show_documents="显示文档",
    filter_documents="筛选文档",
    no_documents="还没有文档",
    more_documents="还有 {count} 份",
    add_documents="添加文档",
    formats="支持 PDF、Word、PowerPoint、Excel、HTML、Markdown、文本和邮件",
    pages="{count} 页",
    one_page="1 页",
    ready="可用",
    failed="无法读取",
    reading="正在读取 {name}",
    added="已添加",
    updated="已更新",
    unchanged="已是最新",
    upload_done="{total} 个文件中 {done} 个可用",
    upload_failed="未能添加",
    dismiss="关闭提示",
    searching="正在查找文档",
    sources="来源",
    source_label="来源 {mark}：{title}",
    official="官方答案",
    official_to="官方答案，对应问题：{question}",
    page_label="第 {page} 页",
    sheet_label="工作表 {name}",
    slide_label="第 {number} 张幻灯片",
    slide_notes="的备注",
    nearest="最接近的文档",
    unsupported="来源未能证实",
    stopped="已停止",
    copy="复制",
    copied="已复制",
    like="回答有帮助",
    dislike="回答没有帮助",
    retry="重试",
    you="你",
    assistant="助手",
    close="关闭",
    previous_page="上一页",
    next_page="下一页",
    page_of="第 {page} 页，共 {pages} 页",
    quote="引用原文",
    section_cut="该章节在文档中还有更多内容。",
    loading="加载中",
    picture="{title} 第 {page} 页，引用内容已高亮",
    text_of="引用内容所在章节",
    disclaimer="答案可能不完整，请核对引用的来源。",
    errors=MappingProxyType(
        {
            InvalidQuestion.__name__: "问题是空的，请写下想了解的内容。",
            QuestionTooLong.__name__: "问题太长，请精简后再提问。",
            ModelServerDown.__name__: "暂时无法连接语言模型。"
            "请稍后重试；如果一直如此，请联系管理员。",
            ModelServerStalled.__name__: "语言模型响应超时。请重试，或把问题问得更简短。",
            ModelStreamBroken.__name__: "回答中途中断了。请重试。",
            GENERIC: "操作未成功：{}",
        }
    ),
)


def preferred(accept_language: str) -> Strings:
    """Return the strings that an Accept-Language header asks for; English when it names neither.

    The order of the header decides: browsers list languages by falling preference.
    """
    for wanted in accept_language.lower().split(","):
        code = wanted.strip()[:2]
        if code in ("zh", "en"):
            return ZH if code == "zh" else EN
    return EN
