"""The stages of the measurement; each runs in a process of its own, so that memory is its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.scale.bare import bare_calls, exact
from eval.scale.fill import Made, MadeEmbedder, Maker, fill
from eval.scale.machine import disk, memory, peak_memory, timed, worked
from eval.scale.words import words_of
from indexes import embed_text
from indexes.catalog import Catalog
from indexes.dense.probe import use_one_thread
from indexes.model import EVERYTHING, Scope, Scores
from indexes.search import Index

CANDIDATES = 100
"""What each leg proposes: the default of the settings."""
SHOWN = 10
WARM = 10
"""Questions asked beforehand, which do not count."""
VISITOR = frozenset({"sales"})
TERMS = 6
COMMONEST = 0.25
"""Share of a text's words that questions do without: articles, particles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to measure: a folder to work in, a folder of text to learn words from, a size."""

    folder: Path
    text: Path
    chunks: int
    questions: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What building both indexes from the catalog took: seconds, GiB.

    `work` are the processor's seconds, those of helping processes included.
    """

    seconds: float
    work: float
    peak: float
    catalog: float
    dense: float
    lexical: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """Searches in one kind of scope: seconds of each, ours and the bare calls', and recall.

    `work` are the processor's seconds for all of them, ours and bare: what is left of the
    comparison where others use the machine too.
    """

    scope: str
    ours: tuple[float, ...]
    bare: tuple[float, ...]
    work: tuple[float, float]
    recall: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What serving took: seconds to open, GiB, searches by scope, seconds of commits and saves."""

    opening: float
    resident: float
    peak: float
    searches: tuple[Searched, ...]
    commits: tuple[float, ...]
    saves: tuple[float, ...]


def scopes(maker: Maker) -> dict[str, Scope]:
    """Return the scopes that are searched: all, what a visitor sees, and ever less of it."""
    return {
        "everything": EVERYTHING,
        "a visitor's": Scope(groups=VISITOR),
        "one collection of ten": Scope(groups=VISITOR, collections=frozenset({"c1"})),
        "a tag on 10 %": Scope(groups=None, tags=frozenset({"tenth"})),
        "a tag on 1 %": Scope(groups=None, tags=frozenset({"hundredth"})),
        "a tag on 0.1 %": Scope(groups=None, tags=frozenset({"thousandth"})),
        "a year": Scope(groups=VISITOR, dated_from="2019", dated_to="2019"),
        "one document": Scope(groups=None, documents=frozenset({maker.document(0).document.id})),
    }


def filled(plan: Plan) -> float:
    """Fill the catalog; return the seconds."""
    seconds: list[float] = []
    catalog = _catalog(plan)
    with timed(seconds):
        fill(catalog, _maker(plan), MadeEmbedder().fingerprint, lambda done, total: None)
    catalog.set_model("made", "made")
    catalog.close()
    return seconds[0]


def built(plan: Plan) -> Built:
    """Build both indexes from the catalog and publish them."""
    seconds: list[float] = []
    work: list[float] = []
    catalog = _catalog(plan)
    with timed(seconds), worked(work):
        index = Index.open(plan.folder / "index", catalog, MadeEmbedder())
        index.save()
    index.close()
    catalog.close()
    return Built(
        seconds=seconds[0],
        work=work[0],
        peak=peak_memory(),
        catalog=sum(file.stat().st_size for file in plan.folder.glob("catalog.db*")) / 1024**3,
        dense=disk(plan.folder / "index" / "dense"),
        lexical=disk(plan.folder / "index" / "lexical"),
    )


def served(plan: Plan) -> Served:
    """Open what was built, search it in every scope, and change documents."""
    opening: list[float] = []
    maker, embedder, catalog = _maker(plan), MadeEmbedder(), _catalog(plan)
    with timed(opening):
        index = Index.open(plan.folder / "index", catalog, embedder)
    # A bare call is made as a search would make it: one question needs one thread.
    use_one_thread()
    questions = _questions(maker, embedder, plan.questions)
    searches = tuple(
        _searched(name, scope, index, questions) for name, scope in scopes(maker).items()
    )
    resident, peak = memory(), peak_memory()
    commits, saves = _changed(maker, embedder, index)
    index.close()
    catalog.close()
    return Served(
        opening=opening[0],
        resident=resident,
        peak=peak,
        searches=searches,
        commits=tuple(commits),
        saves=tuple(saves),
    )


def _catalog(plan: Plan) -> Catalog:
    return Catalog.open(str(plan.folder / "catalog.db"))


def _maker(plan: Plan) -> Maker:
    return Maker(words_of(plan.text, plan.folder / "words"), chunks=plan.chunks)


def _questions(maker: Maker, embedder: MadeEmbedder, count: int) -> list[str]:
    """Make questions after chunks: some of their rarer words, a vector near theirs."""
    import numpy as np

    draw = np.random.default_rng(99)
    questions = []
    for _ in range(count):
        made = maker.document(int(draw.integers(maker.documents)))
        place = int(draw.integers(len(made.chunks)))
        words = maker.words[made.document.language]
        kept = words.some(draw, TERMS, first=COMMONEST)
        question = " ".join([made.chunks[place].text[:24], *kept])
        embedder.known[question] = maker.space.question(draw, made.vectors[place])
        questions.append(question)
    return questions


def _searched(name: str, scope: Scope, index: Index, questions: Sequence[str]) -> Searched:
    """Time each question our way and as bare calls, in turns, so that noise hits both alike."""
    took: dict[str, list[float]] = {"ours": [], "bare": [], "our work": [], "bare work": []}
    for question in [*questions[:WARM], *questions]:
        calls = bare_calls(index, question, scope, CANDIDATES)
        with timed(took["ours"]), worked(took["our work"]):
            _ours(index, question, scope)
        with timed(took["bare"]), worked(took["bare work"]):
            for call in calls:
                call()
    return Searched(
        scope=name,
        ours=tuple(took["ours"][WARM:]),
        bare=tuple(took["bare"][WARM:]),
        work=(sum(took["our work"][WARM:]), sum(took["bare work"][WARM:])),
        recall=_recall(index, scope, questions[:50]),
    )


def _recall(index: Index, scope: Scope, questions: Sequence[str]) -> float:
    found = wanted = 0
    for question in questions:
        query = index.embedder.embed_query(question)
        best = exact(index, query, scope, SHOWN)
        hits = index.dense.search(query, scope=scope, k=CANDIDATES)[:SHOWN]
        found += len(best & {number for number, _ in hits})
        wanted += len(best)
    return found / max(1, wanted)


def _ours(index: Index, question: str, scope: Scope) -> None:
    """Search as the product does: both legs, joined on their scores, and the best ones read."""
    hits = index.hits(question, scope=scope, k=CANDIDATES)
    best: dict[int, Scores] = dict(list(hits.items())[:SHOWN])
    index.passages(best, scope)


def _changed(maker: Maker, embedder: MadeEmbedder, index: Index) -> tuple[list[float], list[float]]:
    """Replace documents one by one, each found at once; time that and publishing the indexes."""
    commits: list[float] = []
    saves: list[float] = []
    for edition in range(1, 21):
        made = maker.document(edition, edition=edition)
        _teach(embedder, made)
        with timed(commits):
            index.embed(made.document, made.chunks, lambda done: None)
            index.catalog.publish(made.document, (), made.chunks)
            index.refresh()
        with timed(saves):
            index.save()
    return commits, saves


def _teach(embedder: MadeEmbedder, made: Made) -> None:
    texts = [embed_text(made.document.title, chunk) for chunk in made.chunks]
    embedder.known.update(zip(texts, made.vectors, strict=True))
