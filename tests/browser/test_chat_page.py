"""The chat page as people see it; keeps screenshots in the folder that KB_SCREENSHOTS names."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

# One worker for all of them: each worker would have to read the samples again.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Visitor:
    """A browser window on the app, with all that must not happen in it."""

    page: object
    address: str
    troubles: list[str]

    def open(self) -> None:
        self.page.goto(self.address)
        self.page.wait_for_selector(".kb-welcome, .kb-turn")

    def ask(self, question: str) -> str:
        """Ask and return the finished answer's text."""
        turns = self.page.locator(".kb-turn:not(.kb-writing)")
        before = turns.count()
        self.page.fill("#kb-box textarea", question)
        self.page.keyboard.press("Enter")
        turns.nth(before).wait_for()
        return turns.nth(before).locator(".kb-reply").inner_text()

    def cite(self, number: int = 0) -> None:
        """Open a mark of the last answer and wait for what it shows."""
        self.page.locator(".kb-turn").last.locator(".kb-cite").nth(number).click()
        self.page.wait_for_selector(".kb-panel-view img, .kb-panel-view section")

    def text(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()

    def picture(self, name: str) -> None:
        folder = os.environ.get("KB_SCREENSHOTS")
        if folder:
            self.page.wait_for_timeout(400)
            self.page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.fixture
def visit(browser, address) -> Iterator[object]:
    """Open windows on the app; at the end there must have been no trouble in any of them."""
    contexts, troubles = [], []

    def opened(**options: object) -> Visitor:
        context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: troubles.extend(_foreign(request.url, address)))
        visitor = Visitor(page, address, troubles)
        visitor.open()
        return visitor

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


def _foreign(url: str, address: str) -> list[str]:
    own = url.startswith((f"{address}/", "data:", "blob:"))
    return [] if own else [f"request to {url}"]


@pytest.mark.parametrize(
    ("question_id", "locale"),
    [("en-01", "en-GB"), ("zh-02", "zh-CN"), ("en-12", "en-GB")],
    ids=["English", "Chinese", "table cell"],
)
def test_an_answer_shows_the_page_it_came_from(visit, questions, question_id, locale) -> None:
    expected = questions[question_id]
    visitor = visit(locale=locale)

    answer = visitor.ask(expected["question"])
    visitor.cite()

    assert all(words in answer for words in expected["answer_contains"])
    assert visitor.text(".kb-panel-where") == expected["document"]
    assert str(expected["page"]) in visitor.text(".kb-page-of").split("of")[0].split("，")[0]
    assert visitor.text(".kb-panel-quote blockquote") != ""
    assert visitor.page.locator(".kb-panel-view img").evaluate("image => image.naturalWidth") > 900


def test_the_cited_words_are_highlighted_on_the_page(visit, questions) -> None:
    visitor = visit()
    visitor.ask(questions["en-01"]["question"])

    visitor.cite()

    yellow = visitor.page.locator(".kb-panel-view img").evaluate(
        """image => {
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
          const context = canvas.getContext("2d");
          context.drawImage(image, 0, 0);
          const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
          let count = 0;
          for (let i = 0; i < data.length; i += 4) {
            count += data[i] > 240 && data[i + 1] > 210 && data[i + 2] < 130;
          }
          return count;
        }"""
    )
    assert yellow > 1_000


def test_a_citation_of_a_sheet_shows_its_row_marked(visit, questions) -> None:
    visitor = visit()

    answer = visitor.ask(questions["en-16"]["question"])
    visitor.cite()

    assert "389" in answer
    assert visitor.text(".kb-panel-where").startswith("price-list.xlsx")
    assert "PC-2" in visitor.page.locator(".kb-quoted").last.inner_text()
    visitor.picture("chat-spreadsheet")


def test_a_question_that_the_documents_do_not_answer_shows_the_nearest(visit, questions) -> None:
    visitor = visit()

    answer = visitor.ask(questions["en-18"]["question"])

    assert "found nothing" in answer
    assert visitor.page.locator(".kb-not_found .kb-source").count() > 0


def test_the_conversation_is_still_there_after_a_reload(visit, questions) -> None:
    visitor = visit()
    answer = visitor.ask(questions["en-01"]["question"])

    visitor.open()

    assert visitor.page.locator(".kb-turn").last.locator(".kb-reply").inner_text() == answer
    visitor.cite()
    assert visitor.text(".kb-panel-where") == "employee-handbook.pdf"


def test_a_new_conversation_begins_empty_and_stays_so(visit, questions) -> None:
    visitor = visit()
    visitor.ask(questions["en-01"]["question"])

    visitor.page.click("#kb-new")
    visitor.page.wait_for_selector(".kb-welcome")
    visitor.open()

    assert visitor.page.locator(".kb-turn").count() == 0


def test_the_page_speaks_chinese_to_a_chinese_browser(visit) -> None:
    visitor = visit(locale="zh-CN")

    assert visitor.text(".kb-welcome h1") == "你想了解什么？"
    assert visitor.text("#kb-upload") == "添加文档"
    assert visitor.page.get_attribute("#kb-box textarea", "placeholder") == "就你的文档提问……"
    assert visitor.page.get_attribute("html", "lang") == "zh-CN"
    assert visitor.page.title() == "知识库助手"
    visitor.picture("welcome-chinese")


def test_a_copied_answer_names_its_sources(visit, questions) -> None:
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    visitor.ask(questions["en-01"]["question"])

    visitor.page.click(".kb-copy")
    visitor.page.get_by_text("Copied", exact=True).wait_for()

    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("[1] Employee Handbook 员工手册, page 2")


def test_a_click_on_the_page_makes_it_larger_and_smaller(visit, questions) -> None:
    visitor = visit()
    visitor.ask(questions["en-01"]["question"])
    visitor.cite()
    image = visitor.page.locator(".kb-panel-view img")
    before = image.bounding_box()["width"]

    image.click()
    larger = image.bounding_box()["width"]
    image.click()

    assert larger > 2 * before
    assert image.bounding_box()["width"] == before


def test_the_pages_around_a_citation_can_be_leafed_through(visit, questions) -> None:
    visitor = visit()
    visitor.ask(questions["en-01"]["question"])
    visitor.cite()

    visitor.page.click(".kb-page-on")

    assert visitor.text(".kb-page-of") == "Page 3 of 8"
    visitor.page.wait_for_selector(".kb-panel-view img[alt^='Page 3']")


def test_documents_are_filtered_and_opened(visit) -> None:
    visitor = visit()

    visitor.page.fill(".kb-filter", "security")
    visitor.page.locator(".kb-list li:visible").first.click()

    assert visitor.page.locator(".kb-list li:visible").count() == 1
    visitor.page.wait_for_selector(".kb-panel-view section")
    assert visitor.text(".kb-panel-where") == "security-guidelines.md"


def test_a_mark_can_be_opened_and_closed_with_the_keyboard_alone(visit, questions) -> None:
    visitor = visit()
    visitor.ask(questions["en-01"]["question"])
    mark = visitor.page.locator(".kb-turn .kb-cite").first

    mark.focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector(".kb-panel-view img")
    visitor.page.keyboard.press("Escape")

    assert visitor.page.locator(".kb-panel").is_hidden()
    assert mark.evaluate("mark => mark === document.activeElement")
    assert "Employee Handbook" in mark.get_attribute("aria-label")


def test_an_example_is_asked_with_one_click(visit) -> None:
    visitor = visit()
    example = visitor.page.locator(".kb-example").first
    question = example.inner_text()

    example.click()
    visitor.page.wait_for_selector(".kb-turn:not(.kb-writing)")

    assert question in visitor.text(".kb-ask")


def test_a_question_that_is_too_long_gets_a_friendly_answer(visit) -> None:
    visitor = visit()

    answer = visitor.ask("why " * 2_000)

    assert "too long" in answer


def test_an_answer_is_shown_as_text_even_when_the_question_is_markup(visit) -> None:
    visitor = visit()

    visitor.ask('<img src=x onerror="console.error(1)"> core hours?')

    assert visitor.page.locator(".kb-ask img, .kb-text img").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_nothing_is_cut_off_at_any_size(visit, questions, device, scheme) -> None:
    options = {"viewport": PHONE, "has_touch": True, "is_mobile": True} if device == "phone" else {}
    visitor = visit(color_scheme=scheme, **options)
    visitor.picture(f"welcome-{device}-{scheme}")

    visitor.ask(questions["en-12"]["question"])
    visitor.cite()
    visitor.picture(f"chat-{device}-{scheme}")

    width = visitor.page.evaluate("document.documentElement.scrollWidth")
    panel = visitor.page.locator(".kb-panel").bounding_box()
    assert width <= visitor.page.viewport_size["width"]
    assert panel["x"] >= 0 and panel["x"] + panel["width"] <= width
    assert panel["y"] + panel["height"] == pytest.approx(
        visitor.page.viewport_size["height"], abs=1
    )


def test_uploaded_files_are_added_or_refused_with_the_reason(visit) -> None:
    visitor = visit()
    visitor.page.set_input_files(
        "#kb-side input[type=file]",
        [
            _file("cafeteria.md", b"# Cafeteria\n\nThe cafeteria serves soup on Thursdays."),
            _file("broken.pdf", b"%PDF-1.7\nnothing more"),
        ],
    )
    visitor.page.wait_for_selector(".kb-upload.kb-finished", timeout=120_000)

    assert "1 of 2 files ready" in visitor.text(".kb-finished > p")
    assert "broken.pdf" in visitor.text(".kb-finished li.kb-failed")
    assert "PDF" in visitor.text(".kb-finished li.kb-failed small")
    assert "cafeteria.md" in visitor.text("#kb-documents")
    assert "soup" in visitor.ask("When does the cafeteria serve soup?")


def _file(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}
