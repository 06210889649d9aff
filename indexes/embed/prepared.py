"""What is kept of a model in the cache folder, so that the next start needs no torch."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A model that was made ready.

    `limit` is the longest input in tokens, special ones included. `inputs` are the names of the
    ONNX graph's inputs; empty when the model runs in sentence-transformers itself.
    """

    folder: Path
    fingerprint: str
    dimension: int
    limit: int
    languages: frozenset[str] | None
    query_prompt: str
    passage_prompt: str
    pad: int
    inputs: tuple[str, ...]

    @property
    def model(self) -> Path:
        """The ONNX graph."""
        return self.folder / "model.onnx"

    @property
    def tokenizer(self) -> Path:
        """The tokenizer."""
        return self.folder / "tokenizer.json"


def recall(folder: Path, stamp: str) -> Prepared | None:
    """Return what an earlier start kept there; None when that is not of these model files."""
    try:
        kept = json.loads((folder / "embedder.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if kept.pop("format", None) != FORMAT or kept.pop("stamp", None) != stamp:
        return None
    languages = kept.pop("languages")
    prepared = Prepared(
        folder=folder,
        languages=None if languages is None else frozenset(languages),
        inputs=tuple(kept.pop("inputs")),
        **kept,
    )
    complete = prepared.tokenizer.exists() and (not prepared.inputs or prepared.model.exists())
    return prepared if complete else None


def note(prepared: Prepared, stamp: str) -> None:
    """Write what `recall` reads, as the last file of the folder."""
    kept = asdict(prepared)
    del kept["folder"]
    kept["languages"] = None if prepared.languages is None else sorted(prepared.languages)
    text = json.dumps({"format": FORMAT, "stamp": stamp, **kept}, ensure_ascii=False, indent=1)
    (prepared.folder / "embedder.json").write_text(text, encoding="utf-8")
