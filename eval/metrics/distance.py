"""How far apart two sequences are, by rapidfuzz; it loads when first used."""

from collections.abc import Sequence


def common_subsequence(first: Sequence[str], second: Sequence[str]) -> int:
    """Return the length of the longest common subsequence."""
    from rapidfuzz.distance import LCSseq

    return int(LCSseq.similarity(first, second))


def indel_similarity(first: str, second: str) -> float:
    """Return 1 minus the insertions and deletions between two texts by their lengths' sum."""
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(first, second))


def levenshtein_distance(first: str, second: str) -> float:
    """Return the edits between two texts by the length of the longer one."""
    from rapidfuzz.distance import Levenshtein

    return float(Levenshtein.normalized_distance(first, second))
