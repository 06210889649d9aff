"""Turns settings into the parts that find passages; `wiring` puts them to the others."""

from indexes.model import Leg
from indexes.search import Index
from kb_assistant.answer.openai_like import OpenAILikeModel
from kb_assistant.errors import SettingsError
from kb_assistant.retrieve.cross_encoder import CrossEncoding, Scorer
from kb_assistant.retrieve.fuse import Weights
from kb_assistant.retrieve.local_reranker import LocalReranker
from kb_assistant.retrieve.question import Understanding
from kb_assistant.retrieve.rewrite import Rewriter, RuleRewriter
from kb_assistant.retrieve.rewrite_by_model import ModelRewriter
from kb_assistant.retrieve.search import HybridRetriever, Stages
from kb_assistant.retrieve.served_reranker import ServedReranker
from kb_assistant.settings import LlmSettings, RerankSettings, Settings

_REWRITING_TOKENS = 200
_REWRITING_SECONDS = 10.0


def retriever(settings: Settings, index: Index) -> HybridRetriever:
    """Return what finds passages; raises SettingsError where a reranker is named by halves."""
    chosen = settings.retrieval
    switches = {Leg.DENSE: chosen.dense, Leg.LEXICAL: chosen.lexical}
    understanding = Understanding(
        legs=frozenset(leg for leg, on in switches.items() if on),
        languages=index.embedder.languages,
        rewriter=_rewriter(settings.llm) if chosen.follow_ups else None,
        vocabulary=index.lexical if chosen.spelling else None,
        shelf=index.catalog if chosen.filters else None,
        key_figures=chosen.key_figures,
    )
    stages = Stages(
        weights=Weights(usual=chosen.dense_weight, of_collections=chosen.dense_weights),
        candidates=chosen.candidates,
        light_reranker=chosen.light_reranker,
        cross_encoding=_cross_encoding(settings.rerank),
        collapse=chosen.collapse,
        spread=chosen.spread,
    )
    return HybridRetriever(index, understanding, stages)


def _rewriter(llm: LlmSettings) -> Rewriter:
    if not (llm.base_url and llm.model):
        return RuleRewriter()
    model = OpenAILikeModel(
        base_url=llm.base_url,
        model=llm.model,
        api_key=llm.api_key.get_secret_value(),
        timeout=min(llm.timeout_seconds, _REWRITING_SECONDS),
        max_tokens=_REWRITING_TOKENS,
        temperature=0.0,
    )
    return ModelRewriter(model=model, rules=RuleRewriter())


def _cross_encoding(rerank: RerankSettings) -> CrossEncoding | None:
    if not rerank.named or not rerank.top_n:
        return None
    return CrossEncoding(
        scorer=_scorer(rerank),
        top_n=rerank.top_n,
        seconds=rerank.seconds,
        left_out=rerank.left_out_collections,
    )


def _scorer(rerank: RerankSettings) -> Scorer:
    if not rerank.base_url:
        return LocalReranker(rerank.model)
    if not rerank.model:
        raise SettingsError("a served reranker needs its model's name: set rerank.model")
    return ServedReranker(
        base_url=rerank.base_url,
        model=rerank.model,
        api_key=rerank.api_key.get_secret_value(),
    )
