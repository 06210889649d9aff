"""Makes an embedding model ready, once, and loads it from what was made ready."""

import logging
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from indexes.embed import sentence
from indexes.embed.families import family_prompts, with_prompts
from indexes.embed.languages import declared, served
from indexes.embed.onnx import OnnxEmbedder
from indexes.embed.prepared import Prepared, note, recall
from indexes.embed.source import Source, fingerprint, locate, stamp
from indexes.embed.tokens import Tokenizer

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from indexes.embed import Embedder

_SAMPLES = (
    "short",
    "How many days of annual leave does an employee have after ten years of service?",
    "The quick brown fox jumps over the lazy dog. " * 12,
    "年假有多少天?",
)
_log = logging.getLogger(__name__)


def load_embedder(name: str, *, cache: Path, api_key: str = "") -> "Embedder":
    """Load a sentence-transformers model by name or path; "" means the one that is packaged.

    "http://HOST:PORT/v1#MODEL" means a model that a server offers, under `api_key`.

    The first time it is loaded with torch and exported to ONNX into `cache`; later starts need
    neither torch nor that time. Raises `ModelUnavailable`.
    """
    if name.startswith(("http://", "https://")):
        from indexes.embed.served import ServedEmbedder

        return ServedEmbedder(name, api_key=api_key)
    source = locate(name)
    marked = with_prompts(stamp(source.folder), *family_prompts(source.name))
    kept = cache / "embedders" / marked
    prepared = recall(kept, marked)
    if prepared is None:
        prepared = _prepare(source, kept, marked)
    if prepared.inputs:
        return OnnxEmbedder(source.name, prepared)
    return sentence.SentenceEmbedder(source.name, prepared, sentence.load(source.folder))


def _prepare(source: Source, kept: Path, marked: str) -> Prepared:
    _log.info("making the embedding model %s ready; this happens once", source.name)
    model = sentence.load(source.folder)
    kept.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".preparing-", dir=kept.parent))
    try:
        prepared = _describe(source, model, beside)
        prepared = replace(prepared, inputs=sentence.export(model, prepared.model))
        if prepared.inputs and not _agrees(prepared, model):
            _log.info("the embedding model runs in torch: its ONNX export gives other vectors")
            prepared = replace(prepared, inputs=())
        note(prepared, marked)
        return replace(prepared, folder=_moved(beside, kept))
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _describe(source: Source, model: "SentenceTransformer", folder: Path) -> Prepared:
    tokenizer = folder / "tokenizer.json"
    model.tokenizer.backend_tokenizer.save(str(tokenizer))
    limit = int(model.max_seq_length or 512)
    query, passage = sentence.prompts(model)
    content = fingerprint(source.folder)
    if not (query or passage):
        query, passage = family_prompts(source.name)
        content = with_prompts(content, query, passage)
    reads_han = Tokenizer(tokenizer, limit).reads_han()
    return Prepared(
        folder=folder,
        fingerprint=content,
        dimension=sentence.dimension(model),
        limit=limit,
        languages=served(declared(source.folder), reads_han=reads_han),
        query_prompt=query,
        passage_prompt=passage,
        pad=int(model.tokenizer.pad_token_id or 0),
        inputs=(),
    )


def _agrees(prepared: Prepared, model: "SentenceTransformer") -> bool:
    ours = OnnxEmbedder("", prepared).embed_passages(_SAMPLES)
    theirs = sentence.encode(model, _SAMPLES, prepared.passage_prompt)
    return bool((ours * theirs).sum(axis=1).min() >= 0.9999)


def _moved(beside: Path, kept: Path) -> Path:
    shutil.rmtree(kept, ignore_errors=True)
    try:
        beside.rename(kept)
    except OSError:
        # Another process was faster; its folder holds the same.
        if not kept.is_dir():
            raise
    return kept
