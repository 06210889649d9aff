"""Cross-encoders of sentence-transformers, in this process."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kb_assistant.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class LocalReranker:
    """A cross-encoder by its name on the model hub or by its folder; loaded when first used."""

    def __init__(self, model: str) -> None:
        self._name = model
        self._model: CrossEncoder | None = None

    def scores(self, question: str, texts: Sequence[str], *, seconds: float) -> Sequence[float]:
        """Return the model's score of each text; raise ModelError where it cannot be loaded.

        A batch is scored to its end, whatever `seconds` says.
        """
        model = self._loaded()
        found = model.predict([(question, text) for text in texts], show_progress_bar=False)
        if found.ndim > 1:
            raise ModelError(
                f"{self._name} gives {found.shape[1]} scores for a text, a reranker gives one: "
                "name another in rerank.model"
            )
        return [float(score) for score in found]

    def _loaded(self) -> "CrossEncoder":
        if self._model is None:
            from sentence_transformers import CrossEncoder

            try:
                self._model = CrossEncoder(self._name)
            except (OSError, ValueError) as error:
                raise ModelError(
                    f"the reranker {self._name} cannot be loaded ({str(error)[:200]}): set "
                    "rerank.model to a cross-encoder's folder, or to a name on the model hub"
                ) from error
        return self._model
