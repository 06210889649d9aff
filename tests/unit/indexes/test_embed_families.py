"""Models that want words before questions and passages get those of their family."""

import pytest

from indexes.embed.families import family_prompts, with_prompts


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-base", "query: ", "passage: "),
        ("/models/e5-small-v2", "query: ", "passage: "),
        ("BAAI/bge-small-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", ""),
        ("nomic-ai/nomic-embed-text-v1.5", "search_query: ", "search_document: "),
        ("Snowflake/snowflake-arctic-embed-l-v2.0", "query: ", ""),
        ("BAAI/bge-m3", "", ""),
        ("sentence-transformers/all-MiniLM-L6-v2", "", ""),
    ],
)
def test_a_model_is_known_by_its_name_or_path(name: str, query: str, passage: str) -> None:
    assert family_prompts(name) == (query, passage)


@pytest.mark.parametrize("name", ["BAAI/bge-base-en-v1.5", "Snowflake/snowflake-arctic-embed-m"])
def test_some_want_a_sentence_before_questions_only(name: str) -> None:
    query, passage = family_prompts(name)

    assert query.startswith("Represent this sentence")
    assert passage == ""


def test_an_instructed_model_is_told_what_to_search_for() -> None:
    assert family_prompts("intfloat/multilingual-e5-large-instruct")[0].endswith("\nQuery: ")
    assert family_prompts("Qwen/Qwen3-Embedding-0.6B")[0].endswith("\nQuery:")


def test_vectors_made_with_other_prompts_are_those_of_another_model() -> None:
    assert with_prompts("abc", "", "") == "abc"
    assert with_prompts("abc", "query: ", "passage: ") != with_prompts("abc", "query: ", "")
