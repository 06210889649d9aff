from indexes.catalog import Catalog, document_id
from ingest.model import Chunk, Document
from kb_assistant.web.examples import example_questions


def publish(catalog: Catalog, name: str, *chunks: tuple[str, tuple[str, ...]]) -> Document:
    document = Document(
        id=document_id("default", name), collection="default", uri=name, title=name.split(".")[0]
    )
    made = [
        Chunk(id=f"{name}{n}", document_id=document.id, text=text, heading_path=path)
        for n, (text, path) in enumerate(chunks)
    ]
    return catalog.publish(document, [], made)


def test_questions_that_stand_in_a_document_come_before_those_made_of_headings(tmp_path) -> None:
    catalog = Catalog.open(f"sqlite:///{tmp_path / 'c.db'}")
    documents = [
        publish(catalog, "manual.pdf", ("Press start.", ("4.2 Starting the pump",))),
        publish(catalog, "faq.xlsx", ("How do I reset my password? | Call 5000.", ())),
        publish(catalog, "问答.xlsx", ("忘记密码怎么办？ | 请拨打 5000。", ())),
        publish(catalog, "手册.pdf", ("二十天。", ("第三章 年假天数的规定",))),
    ]

    english = example_questions(catalog, documents, code="en")
    chinese = example_questions(catalog, documents, code="zh")
    catalog.close()

    assert english == [
        "How do I reset my password?",
        "What do the documents say about “Starting the pump”?",
        "忘记密码怎么办？",
        "关于“年假天数的规定”，文档里是怎么说的？",
    ]
    assert chinese[:2] == ["忘记密码怎么办？", "关于“年假天数的规定”，文档里是怎么说的？"]


def test_a_document_without_headings_or_questions_gives_no_example(tmp_path) -> None:
    catalog = Catalog.open(f"sqlite:///{tmp_path / 'c.db'}")
    document = publish(catalog, "note.txt", ("Just text.", ()))

    found = example_questions(catalog, [document], code="en")
    catalog.close()

    assert found == []


def test_scraps_are_no_questions(tmp_path) -> None:
    catalog = Catalog.open(f"sqlite:///{tmp_path / 'c.db'}")
    document = publish(catalog, "note.md", ("Lost a device? Call 5000. Really?", ("Notes",)))

    found = example_questions(catalog, [document], code="en")
    catalog.close()

    assert found == []
