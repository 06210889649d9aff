from pathlib import Path

from eval.bench.page import Measured, to_markdown
from eval.bench.web import Load, under_load
from eval.datasets.model import Case, CorpusRow, Dataset
from eval.evaluate import evaluate, retrieval
from eval.peers.measure import PEERS, PeerScore, measure_peers
from eval.runs import record
from eval.statistics import Estimate
from tests.servers.chat_server import chat_server

from .doubles import CASES, FOUND, Shelf, dataset, head

HALF = Estimate(value=0.5, low=0.25, high=0.75, count=3)


def test_the_page_shows_us_and_the_peers_on_the_same_set(tmp_path: Path) -> None:
    run = evaluate(dataset(*CASES), retrieval(Shelf(FOUND)), record(tmp_path, head()))
    scores = (
        PeerScore(
            peer="bm25s 1.0",
            metrics={"nDCG@10": HALF},
            indexing=2.5,
            seconds={"p50": 0.002, "p95": 0.01},
        ),
        PeerScore(peer="other", metrics={}, seconds={}, missing="other-package"),
    )
    load = Load(
        path="/api/ask",
        users=8,
        requests=80,
        failed=1,
        rate=7.9,
        seconds={"p50": 0.5, "p95": 1.0},
        first_byte=0.25,
    )

    text = to_markdown(
        Measured(runs=(run,), peers=(("tiny", scores),), loads=(load,), served="tiny"),
        command="kb eval bench sets",
    )

    assert "| tiny | kb-assistant | 0.544" in text
    assert "| tiny | bm25s 1.0 | 0.500 (0.250–0.750) | – | – | 2.5 s | 2 ms | 10 ms |" in text
    assert "| tiny | other | not measured: other-package is missing |" in text
    assert "| /api/ask | 8 | 80 | 1 | 7.9 | 500 ms | 1000 ms | 250 ms |" in text
    assert "`kb eval bench sets`" in text


def test_a_peer_that_is_not_installed_is_named_and_the_others_are_measured() -> None:
    rows = tuple(CorpusRow(id=one, title="", text=f"about {one}") for one in ("leave", "travel"))
    case = Case(id="1", question="leave", relevant={"leave": 1})
    small = Dataset(name="s", path=Path("s"), cases=(case,), corpus=rows, sha256="0" * 64)

    class Wordy:
        name = "wordy"

        def add(self, given: tuple[CorpusRow, ...]) -> None:
            self.rows = given

        def search(self, question: str, k: int) -> list[str]:
            return [row.id for row in self.rows if question in row.text][:k]

    found = measure_peers(small, peers=(("pytest", Wordy), ("no-such-package", Wordy)))

    assert found[0].metrics["Success@1"].value == 1.0
    assert found[1].missing == "no-such-package"
    assert len(PEERS) == 2


def test_every_user_asks_and_what_breaks_off_is_counted_as_failed() -> None:
    with chat_server("yes", "yes") as server:
        address = server.url.removesuffix("/v1")
        found = under_load(address, "/api/ask", ["a", "b"], users=2, seconds=0.0)

    assert (found.users, found.requests, found.failed) == (2, 2, 0)
    assert len(server.requests) == 2
    assert set(found.seconds) == {"p50", "p90", "p95", "p99"}
