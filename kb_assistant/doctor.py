"""Checks an installation part by part, and says for each part that is wrong how to mend it."""

import importlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx

from ingest.errors import KnowledgeBaseError
from kb_assistant.settings import Settings
from kb_assistant.wiring import named_embedder, open_knowledge_base

PACKAGES = (
    "faiss",
    "fastapi",
    "gradio",
    "jieba",
    "llama_index.core",
    "onnxruntime",
    "pymupdf",
    "sentence_transformers",
    "sqlalchemy",
    "tantivy",
    "unstructured",
)
ROOMY = 2 * 1024**3
"""Free bytes below which a data folder is called short of room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at: what was found, and the remedy when it is wrong."""

    name: str
    ok: bool
    detail: str


def examine(settings: Settings) -> list[Check]:
    """Run all checks; a check that fails does not keep the next from running."""
    return [
        _python(),
        *_packages(),
        _checked("data folder", lambda: _folder(settings)),
        _checked("embedding model", lambda: _embedding(settings)),
        _checked("knowledge base", lambda: _knowledge_base(settings)),
        _checked("language model", lambda: _language_model(settings)),
    ]


def _checked(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name=name, ok=True, detail=look())
    except (KnowledgeBaseError, OSError) as error:
        return Check(name=name, ok=False, detail=str(error))


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    ok = (3, 11) <= sys.version_info[:2] < (3, 14)
    return Check(name="python", ok=ok, detail=version if ok else f"{version}: use 3.11 to 3.13")


def _packages() -> Iterator[Check]:
    for name in PACKAGES:
        found = importlib.util.find_spec(name.split(".")[0]) is not None
        detail = (
            "installed" if found else "missing: run `make setup`, or install kb-assistant again"
        )
        yield Check(name=f"package {name}", ok=found, detail=detail)


def _folder(settings: Settings) -> str:
    settings.home.mkdir(parents=True, exist_ok=True)
    if not os.access(settings.home, os.W_OK):
        raise PermissionError(f"{settings.home} cannot be written to: mend its permissions")
    free = shutil.disk_usage(settings.home).free
    if free < ROOMY:
        raise OSError(f"{settings.home} has only {free / 1024**3:.1f} GiB free: make room")
    return f"{settings.home}, {free / 1024**3:.0f} GiB free"


def _embedding(settings: Settings) -> str:
    embedder = named_embedder(settings, settings.embedding.model)
    languages = ", ".join(sorted(embedder.languages)) if embedder.languages else "all languages"
    size = len(embedder.embed_query("Where is the travel policy?"))
    return f"{settings.embedding.model}: {size} dimensions, serves {languages}"


def _knowledge_base(settings: Settings) -> str:
    kb = open_knowledge_base(settings)
    try:
        counts = kb.catalog.counts()
        return f"{counts.documents} documents, {counts.chunks} chunks; indexes open and current"
    finally:
        kb.close()


def _language_model(settings: Settings) -> str:
    llm = settings.llm
    if not llm.base_url:
        return "none set: answers are made of the documents' own sentences"
    headers = {"Authorization": f"Bearer {llm.api_key.get_secret_value()}"}
    address = f"{llm.base_url.rstrip('/')}/models"
    try:
        answer = httpx.get(address, headers=headers, timeout=5).raise_for_status()
    except httpx.HTTPError as error:
        raise ConnectionError(
            f"{llm.base_url} does not answer ({error}): start it (`kb llm serve MODEL`) or mend "
            "llm.base_url and llm.api_key"
        ) from error
    names = {model.get("id") for model in answer.json().get("data", [])}
    if llm.model not in names:
        raise ConnectionError(
            f"{llm.base_url} serves {sorted(names)}, not {llm.model}: mend llm.model"
        )
    return f"{llm.model} at {llm.base_url}"
