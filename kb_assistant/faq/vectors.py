"""The vectors of what people may ask an entry by; each is made once, when it is approved."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from indexes.catalog.faq import Faq
from indexes.embed.text import text_hash
from indexes.search import Index, serves
from ingest.language import language
from kb_assistant.faq.deck import phrasings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def phrasing_vectors(index: Index, entries: Sequence[Faq]) -> "NDArray[np.float32]":
    """Return a row for each phrasing of the entries, of zeros in languages without a model.

    What was embedded before is read from the catalog; the rest is embedded and kept there.
    """
    import numpy as np

    embedder, catalog = index.embedder, index.catalog
    texts = [each.text for each in phrasings(entries)]
    hashes = [text_hash(text) for text in texts]
    served = {
        key: text
        for key, text in zip(hashes, texts, strict=True)
        if serves(embedder, language(text))
    }
    known = catalog.vectors(embedder.fingerprint, list(served))
    missing = [key for key in served if key not in known]
    if missing:
        rows = embedder.embed_passages([served[key] for key in missing])
        new = dict(zip(missing, rows, strict=True))
        catalog.store_vectors(embedder.fingerprint, new)
        known |= new
    nothing = np.zeros(embedder.dimension, dtype=np.float32)
    return np.stack([known.get(key, nothing) for key in hashes])
