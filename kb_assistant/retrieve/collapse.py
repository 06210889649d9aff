"""Shows a text once, and keeps one document from filling the page."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexes.model import Passage
from ingest.model import Document
from kb_assistant.retrieve.matches import folded
from kb_assistant.retrieve.trace import Dropped

LOOKED_AT = 40
"""How many of the best passages are compared with each other."""
_ALIKE = 0.9
_SHARE = 0.5
_NEAR = 0.1
_DIGITS = re.compile(r"\d+")


def collapsed(passages: Sequence[Passage]) -> tuple[list[Passage], list[Dropped]]:
    """Keep one of passages that say the same, at the place of the best; name the others' documents.

    Two say the same when their texts are equal but for blanks, or when nine tenths of their
    characters are and they hold the same numbers or are versions of one document. The latest
    version stands for all.
    """
    read: list[_Read] = []
    kept: list[list[Passage]] = []
    for passage in passages[:LOOKED_AT]:
        now = _read(passage)
        group = next(
            (group for group, one in zip(kept, read, strict=True) if _same(one, now)), None
        )
        if group is None:
            kept.append([passage])
            read.append(now)
        else:
            group.append(passage)
    shown = [_standing_for(group) for group in kept]
    dropped = [
        Dropped(passage=each, reason=f"says the same as a passage of {one.document.uri}")
        for one, group in zip(shown, kept, strict=True)
        for each in group
        if each.chunk.id != one.chunk.id
    ]
    return [*shown, *passages[LOOKED_AT:]], dropped


def spread(passages: Sequence[Passage], k: int) -> tuple[list[Passage], list[Dropped]]:
    """Return the best `k`, of which at most half are of one document where others come near.

    A passage gives way only to one whose score is within a tenth of the range of scores below its
    own; so a document that alone holds the answer keeps the whole page.
    """
    first, rest = list(passages[:k]), list(passages[k:])
    most = max(2, int(k * _SHARE))
    near = _NEAR * (_score(first[0]) - _score(first[-1])) if first else 0.0
    counted: defaultdict[str, int] = defaultdict(int)
    shown: list[Passage] = []
    dropped: list[Dropped] = []
    for passage in first:
        counted[passage.document.id] += 1
        other = None
        if counted[passage.document.id] > most:
            other = _other(rest, counted, most, at_least=_score(passage) - near)
        if other is None:
            shown.append(passage)
            continue
        rest.remove(other)
        counted[other.document.id] += 1
        shown.append(other)
        reason = f"gave way to {other.document.uri}: {most} passages of {passage.document.uri} are"
        dropped.append(Dropped(passage=passage, reason=f"{reason} shown already"))
    return shown, dropped


def _other(
    rest: Sequence[Passage], counted: dict[str, int], most: int, *, at_least: float
) -> Passage | None:
    for passage in rest:
        if _score(passage) < at_least:
            return None
        if counted.get(passage.document.id, 0) < most:
            return passage
    return None


def _score(passage: Passage) -> float:
    scores = passage.scores
    return next((s for s in (scores.reranked, scores.fused) if s is not None), 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What passages are compared by: text without blanks, its numbers, the document's family."""

    plain: str
    numbers: list[str]
    family: str


def _read(passage: Passage) -> _Read:
    plain = "".join(folded(passage.chunk.text).split())
    return _Read(plain=plain, numbers=_DIGITS.findall(plain), family=_family(passage.document))


def _same(one: _Read, other: _Read) -> bool:
    if one.plain == other.plain:
        return True
    lengths = sorted((len(one.plain), len(other.plain)))
    if lengths[0] < _ALIKE * lengths[1]:
        return False
    alike = one.family == other.family or one.numbers == other.numbers
    return alike and _similar(one.plain, other.plain)


def _similar(first: str, second: str) -> bool:
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(first, second, score_cutoff=_ALIKE) > 0


def _family(document: Document) -> str:
    """Return what the versions of a document have in common: its title without numbers."""
    return _DIGITS.sub("", folded(document.title)) or document.id


def _standing_for(group: Sequence[Passage]) -> Passage:
    if len(group) == 1:
        return group[0]
    latest = max(group, key=lambda each: each.document.dated)
    one = latest if latest.document.dated > group[0].document.dated else group[0]
    others = {each.document.id: each.document for each in group}
    others.pop(one.document.id)
    # It stands at the place of the best, so it has the best one's scores.
    return replace(one, scores=group[0].scores, also_in=tuple(others.values()))
