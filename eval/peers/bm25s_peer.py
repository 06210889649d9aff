"""bm25s with the tokenizer that its README recommends; Chinese is cut by jieba."""

from collections.abc import Sequence

from eval.datasets.model import CorpusRow
from ingest.language import language


class Bm25sPeer:
    """BM25 by bm25s (method "lucene"), English stop words and Snowball stemming."""

    name = "bm25s"

    def __init__(self) -> None:
        self._ids: list[str] = []

    def add(self, rows: Sequence[CorpusRow]) -> None:
        """Index title and text of every document."""
        import bm25s

        texts = [f"{row.title}\n{row.text}" for row in rows]
        self._ids = [row.id for row in rows]
        self._index = bm25s.BM25()
        self._index.index(_tokens(texts), show_progress=False)

    def search(self, question: str, k: int) -> Sequence[str]:
        """Return the best documents; those that share no word are left out."""
        wanted = min(k, len(self._ids))
        found, scores = self._index.retrieve(_tokens([question]), k=wanted, show_progress=False)
        pairs = zip(found[0].tolist(), scores[0].tolist(), strict=True)
        return [self._ids[place] for place, score in pairs if score > 0]


def _tokens(texts: Sequence[str]) -> list[list[str]]:
    import bm25s
    import Stemmer  # type: ignore[import-not-found]  # a C extension without stubs

    if any(language(text) == "zh" for text in texts):
        import jieba  # type: ignore[import-untyped]  # no stubs

        return [[word for word in jieba.lcut_for_search(text) if word.strip()] for text in texts]
    tokens: list[list[str]] = bm25s.tokenize(
        list(texts),
        stopwords="en",
        stemmer=Stemmer.Stemmer("english"),
        return_ids=False,
        show_progress=False,
    )
    return tokens
