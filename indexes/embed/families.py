"""What families of embedding models want before a question and before a passage.

A sentence-transformers model may say so itself; many do not, and a server never does. The texts are
those of the models' cards: without them such a model finds noticeably less.
"""

import hashlib
import re

_FOR_SEARCH = "Represent this sentence for searching relevant passages: "
_INSTRUCTED = (
    "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: "
)
_FAMILIES = (
    (r"\be5-(?:\w+-)*(?:instruct|mistral)", _INSTRUCTED, ""),
    (r"\be5-", "query: ", "passage: "),
    (r"\bqwen3-embedding", _INSTRUCTED.rstrip(), ""),
    (r"\bbge-(?:\w+-)*en\b", _FOR_SEARCH, ""),
    (r"\bbge-(?:\w+-)*zh\b", "为这个句子生成表示以用于检索相关文章：", ""),
    (r"\bnomic-embed-text", "search_query: ", "search_document: "),
    (r"\barctic-embed-\w+-v2", "query: ", ""),
    (r"\barctic-embed", _FOR_SEARCH, ""),
    (r"\bmxbai-embed", _FOR_SEARCH, ""),
    (r"\bembeddinggemma", "task: search result | query: ", "title: none | text: "),
)


def family_prompts(name: str) -> tuple[str, str]:
    """Return what a model of this name or path wants before a question and before a passage.

    Both are empty for a family that wants nothing, or that is not known.
    """
    for pattern, query, passage in _FAMILIES:
        if re.search(pattern, name, re.IGNORECASE):
            return query, passage
    return "", ""


def with_prompts(fingerprint: str, query: str, passage: str) -> str:
    """Return the fingerprint of a model that is given these prompts: its vectors are others."""
    if not (query or passage):
        return fingerprint
    told = f"{fingerprint}\0{query}\0{passage}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]
