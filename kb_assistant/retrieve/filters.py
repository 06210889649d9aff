"""Narrows a search to the document that the question itself names, when only one can be meant."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from indexes.model import Scope
from ingest.model import Document
from kb_assistant.retrieve.matches import folded

Visible = Callable[[Scope], Sequence[Document]]
"""Returns the documents that a scope may see."""

_QUOTED = re.compile(r"《([^》]{2,})》")
KINDS = (
    "report|policy|handbook|manual|guide|guideline|guidelines|agreement|contract|regulation|"
    "regulations|statement|prospectus|plan|procedure|procedures|code|10-?k|10-?q"
)
"""What sort of document something is: a pattern of words that name none by themselves."""
_NAMED = re.compile(
    rf"\b(?:in|according to|per|from|under|of|see) (?:the|our|your|this year's)? ?"
    rf"((?:[\w&'’.-]+ ){{1,5}}(?:{KINDS}))\b",
    re.IGNORECASE,
)
_CHINESE_NAMED = re.compile(
    r"(?:根据|按照?|依据|在|查一?下)([^，。？！《》\s]{2,24}?(?:报告|制度|手册|办法|规定|指南|章程|合同|政策|规范))"
    r"(?=[中里内，,的]|规定|要求|$)"
)
_WORD = re.compile(r"[^\W_]+")
_FILLERS = frozenset(("the", "our", "your", "a", "an", "of", "and", "for", "in"))


def filtered(text: str, scope: Scope, visible: Visible) -> tuple[Scope, tuple[str, ...]]:
    """Return the scope narrowed to the one document that the question names, and a note of it.

    A question names a document in 《…》 or in words such as "in the 2023 travel policy". All words
    must stand in the title (or file name) of one visible document, and of no other; else, or when
    the scope names documents already, it stays as it is. It is never widened.
    """
    names = [*_QUOTED.findall(text), *_NAMED.findall(text), *_CHINESE_NAMED.findall(text)]
    if not names or scope.documents is not None:
        return scope, ()
    documents = visible(scope)
    for name in names:
        meant = [document for document in documents if _is_named(name, document)]
        if len(meant) == 1 and len(documents) > 1:
            note = f"filter: {name!r} is the title of one document alone, {meant[0].uri}"
            return replace(scope, documents=frozenset({meant[0].id})), (note,)
    return scope, ()


def _is_named(name: str, document: Document) -> bool:
    title = folded(f"{document.title}\n{document.uri.rsplit('/', 1)[-1]}")
    words = [word for word in _WORD.findall(folded(name)) if word not in _FILLERS]
    if len(words) < 2 and name.isascii():
        # "in the report" names none, however many reports there are.
        return False
    written = set(_WORD.findall(title.replace("_", " ")))
    return bool(words) and all(
        word in written if word.isascii() else word in title for word in words
    )
