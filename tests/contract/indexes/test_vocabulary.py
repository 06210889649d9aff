"""A collection's own words and synonyms, phrases, and that no language finds nothing."""

from typing import Any

import pytest

from indexes.errors import UnknownCollection
from indexes.model import Leg, Scope

WORDS = frozenset({Leg.LEXICAL})


def lexical(kb: Any, question: str, **options: Any) -> list[str]:
    return kb.texts(question, legs=WORDS, **options)


PAGES = {
    "leave.txt": "员工每年享有带薪年休假十五天，须提前两周在OA系统提交申请。",
    "travel.txt": "出差住宿费标准：一线城市每晚不超过600元，凭发票报销。",
    "gpu.txt": "型号 RTX-4090D 的显卡功耗为425W，保修期三年。",
    "backup.txt": "The database is backed up every night at 02:00 and kept for 30 days.",
    "notice.txt": "The notice period after probation is three months for grade G5.",
    "vpn.txt": "远程办公须使用公司VPN，首次登录需要MFA动态口令。",
    "contract.txt": "本合同自2023年4月1日起生效，有效期两年。",
    "cargo.txt": "Cargo above 10 kg needs a second person and a lifting belt.",
}
CHINESE = {
    "年休假有多少天": "leave.txt",
    "住宿费一晚最多多少钱": "travel.txt",
    "住宿費標準": "travel.txt",
    "显卡保修几年": "gpu.txt",
    "远程办公需要什么": "vpn.txt",
    "合同什么时候生效": "contract.txt",
    "动态口令": "vpn.txt",
    "发票报销": "travel.txt",
}
MIXED = {
    "OA系统怎么提交申请": "leave.txt",
    "RTX 4090D功耗多少W": "gpu.txt",
    "rtx4090d保修": "gpu.txt",
    "VPN登录MFA": "vpn.txt",
    "G5 notice period 是多久": "notice.txt",
    "database 备份 every night": "backup.txt",
    "contract 2023-04-01 生效": "contract.txt",
    "10公斤 cargo": "cargo.txt",
}


@pytest.mark.parametrize("questions", [CHINESE, MIXED], ids=["chinese", "mixed"])
def test_no_question_of_a_set_finds_nothing_and_each_finds_its_document(
    kb: Any, questions: dict[str, str]
) -> None:
    for uri, text in PAGES.items():
        kb.add(uri, text)

    found = {question: kb.search(question, legs=WORDS) for question in questions}

    assert {question: hits[0].document.uri for question, hits in found.items() if hits} == questions


def test_words_side_by_side_count_more_than_the_same_words_apart(kb: Any) -> None:
    kb.add("apart.txt", "The leave of the annual report was noted by all of us here.")
    kb.add("together.txt", "The annual leave of the report was noted by all of us here.")
    kb.add("zh-apart.txt", "科技的发展与技术的进步和会议纪要")
    kb.add("zh-together.txt", "技术会议与科技的发展和进步的纪要")

    assert lexical(kb, "annual leave")[0].startswith("The annual leave")
    assert lexical(kb, "技术会议")[0].startswith("技术会议")


def test_a_question_of_stop_words_alone_still_finds_them(kb: Any) -> None:
    kb.add("a.txt", "To be or not to be, that is the question.")
    kb.add("b.txt", "Apples and pears.")

    assert lexical(kb, "to be or not to be")[0].startswith("To be")


def test_a_word_of_its_own_is_kept_whole_after_the_documents_were_added(kb: Any) -> None:
    kb.add("a.txt", "我们使用 C++ 编写。", "我们使用 C 编写，使用 C 编译。")
    kb.add("d.txt", "别处使用 C++ 编写。", collection="d")
    assert lexical(kb, "C++")[0] == "我们使用 C 编写，使用 C 编译。"

    kb.catalog.curation.set_words("c", ["C++"])

    here = Scope(collections=frozenset({"c"}))
    assert lexical(kb, "C++", scope=here)[0] == "我们使用 C++ 编写。"
    assert kb.index.status().healthy
    assert lexical(kb.reopened(), "C++", scope=here)[0] == "我们使用 C++ 编写。"

    kb.catalog.curation.set_words("c", [])

    assert lexical(kb, "C++", scope=here)[0] == "我们使用 C 编写，使用 C 编译。"


def test_a_word_of_its_own_never_hides_what_was_found_before(kb: Any) -> None:
    kb.add("a.txt", "他在研究生命起源的问题。")
    before = {question: lexical(kb, question) for question in ("研究生", "研究", "起源")}

    kb.catalog.curation.set_words("c", ["生命起源"])

    assert {question: lexical(kb, question) for question in before} == before
    assert lexical(kb, "生命") == ["他在研究生命起源的问题。"]


def test_synonyms_find_other_words_in_their_collection_alone(kb: Any) -> None:
    kb.add("a.txt", "带薪年休假为十五天。", "Annual leave is fifteen days.", "Annual report.")
    kb.add("d.txt", "带薪年休假为十天。", collection="d")
    assert lexical(kb, "vacation") == []

    kb.catalog.curation.set_synonyms("c", [("vacation", "带薪年休假", "annual leave")])

    assert sorted(lexical(kb, "Vacations?")) == [
        "Annual leave is fifteen days.",
        "带薪年休假为十五天。",
    ]
    assert lexical(kb, "vacation", scope=Scope(collections=frozenset({"d"}))) == []
    kb.catalog.curation.set_synonyms("c", [])
    assert lexical(kb, "vacation") == []


def test_a_synonym_inside_of_a_longer_latin_word_is_not_meant(kb: Any) -> None:
    kb.add("a.txt", "Personal computers.", "Other things.")
    kb.catalog.curation.set_synonyms("c", [("pc", "computers")])

    assert lexical(kb, "my pc") == ["Personal computers."]
    assert lexical(kb, "pcx") == []


def test_another_process_uses_new_words_at_its_next_search(kb: Any, open_base: Any) -> None:
    kb.add("a.txt", "我们使用 C++ 编写。", "我们使用 C 编写，使用 C 编译。")
    other = open_base(kb.catalog, kb.folder, kb.embedder)
    assert lexical(other, "C++")[0] == "我们使用 C 编写，使用 C 编译。"

    kb.catalog.curation.set_words("c", ["C++"])

    assert lexical(other, "C++")[0] == "我们使用 C++ 编写。"


def test_words_for_a_collection_that_is_not_there_are_refused(kb: Any) -> None:
    kb.add("a.txt", "Some text.")

    with pytest.raises(UnknownCollection, match="there are: c"):
        kb.catalog.curation.set_words("nowhere", ["C++"])
    with pytest.raises(UnknownCollection, match="kb collections add"):
        kb.catalog.curation.set_synonyms("nowhere", [("a", "b")])
    with pytest.raises(UnknownCollection):
        kb.catalog.curation.set_collection_readers("nowhere", ["hr"])
