"""Counts and cuts a model's tokens with the Rust tokenizers alone."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from indexes.embed.languages import reads_han

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Tokenizer:
    """A model's tokenizer; `limit` is the longest input it takes, special tokens included."""

    def __init__(self, file: Path, limit: int) -> None:
        from tokenizers import Tokenizer as Rust

        self._counting = Rust.from_file(str(file))
        self._counting.no_truncation()
        self._counting.no_padding()
        self._cutting = Rust.from_file(str(file))
        self._cutting.no_padding()
        self._cutting.enable_truncation(limit)
        self.room = limit - int(self._counting.num_special_tokens_to_add(False))

    def count(self, text: str) -> int:
        """Return how many tokens a text has, without the special ones."""
        return len(self._counting.encode(text, add_special_tokens=False).ids)

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of each text, special ones included, cut to the limit."""
        return [found.ids for found in self._cutting.encode_batch_fast(list(texts))]

    def reads_han(self) -> bool:
        """Tell whether it knows Han characters instead of turning them into its unknown token."""
        return reads_han(self._is_unknown)

    def _is_unknown(self, character: str) -> bool:
        tokens = self._counting.encode(character, add_special_tokens=False).tokens
        return not tokens or any(token.lower().strip("[]<>") == "unk" for token in tokens)


def padded(
    rows: Sequence[Sequence[int]], pad: int
) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """Return the ids as one matrix, and the mask that says which of them are not padding."""
    import numpy as np

    width = max(len(row) for row in rows)
    ids = np.full((len(rows), width), pad, dtype=np.int64)
    mask = np.zeros((len(rows), width), dtype=np.int64)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = row
        mask[place, : len(row)] = 1
    return ids, mask
