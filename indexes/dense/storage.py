"""How large segments are kept: a choice between memory, speed and nearness to the truth."""

from dataclasses import dataclass
from enum import StrEnum


class Storage(StrEnum):
    """What a large segment keeps of its vectors; small ones always keep them whole."""

    FLOAT16 = "float16"
    SQ8 = "sq8"
    IVF_PQ = "ivf-pq"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """From how many rows a segment is searched through a graph (or lists), and what it keeps.

    Below, exact search is quick: 3 ms for 100,000 rows of 384 numbers. A graph over float16
    vectors takes 1 KB a row and is the default; SQ8 takes 0.6 KB, and a graph all the same;
    IVF-PQ takes 0.12 KB, for tens of millions. What either of these proposes is scored anew with
    the catalog's vectors.
    """

    storage: Storage = Storage.FLOAT16
    graph_from: int = 100_000
