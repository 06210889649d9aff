"""The folder of a run: what was measured, one line per question, and how to go on after a stop."""

import hashlib
import json
import logging
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.errors import RunError
from eval.journal import mend, rows
from eval.result import Result, State

QUESTIONS = "questions.jsonl"
HEAD = "run.json"
TREC = "run.trec"
ROWS = "questions.parquet"

log = logging.getLogger(__name__)

_PACKAGES = ("ingest", "indexes", "kb_assistant", "eval")


class Head(BaseModel):
    """`run.json`: what makes this run the run that it is.

    `settings` holds every setting by dotted key, secrets left out. `code` is the version and a hash
    of the source. `corpus` says what the searched documents were. `synthetic` counts the questions
    that nobody asked. `complete` is set at the end.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    run: str
    kind: str
    dataset: str
    dataset_path: str
    dataset_sha256: str
    split: str
    questions: int
    settings: dict[str, str]
    code: str
    corpus: str
    machine: str
    notes: tuple[str, ...] = ()
    synthetic: int = 0
    complete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run that was read back: its head and, in the order of the dataset, its results."""

    folder: Path
    head: Head
    results: tuple[Result, ...]

    @property
    def done(self) -> tuple[Result, ...]:
        """The results of the questions that were asked to the end."""
        return tuple(result for result in self.results if result.state is State.DONE)

    @property
    def cost(self) -> float:
        """What the tokens of the answers cost, by the prices in the settings of the run."""
        prices = [
            float(self.head.settings.get(f"llm.{kind}_price", 0))
            for kind in ("prompt", "completion")
        ]
        replies = [one.reply for one in self.results if one.reply]
        spent = sum(
            one.prompt_tokens * prices[0] + one.completion_tokens * prices[1] for one in replies
        )
        return spent / 1_000_000

    @property
    def failed(self) -> tuple[Result, ...]:
        """The results of the questions that failed."""
        return tuple(result for result in self.results if result.state is State.FAILED)


class Recording:
    """A run folder that is being written; each result is on disk before the next question."""

    def __init__(self, folder: Path, head: Head, kept: Mapping[str, Result]) -> None:
        self.folder = folder
        self._head = head
        self._results = dict(kept)
        self._file = (folder / QUESTIONS).open("a", encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def done(self) -> frozenset[str]:
        """The ids of the questions that need not be asked again; failed ones are."""
        results = self._results.values()
        return frozenset(result.id for result in results if result.state is State.DONE)

    def add(self, result: Result) -> None:
        """Keep a result; a later one for the same question replaces it."""
        self._file.write(result.model_dump_json(exclude_defaults=True) + "\n")
        self._file.flush()
        self._results[result.id] = result

    def finish(self, order: Sequence[str]) -> Run:
        """Write the TREC run file, mark the run as complete and return it."""
        self._file.close()
        results = tuple(self._results[one] for one in order if one in self._results)
        _replace(self.folder / TREC, "".join(trec_lines(results, self._head.run)))
        head = self._head.model_copy(update={"complete": True})
        _replace(self.folder / HEAD, head.model_dump_json(indent=2))
        return Run(folder=self.folder, head=head, results=results)


def record(runs: Path, head: Head, *, fresh: bool = False) -> Recording:
    """Open the folder of a run below `runs`; one that was stopped goes on where it stopped.

    `fresh` forgets what is there.

    Raises:
        RunError: the folder holds something else.
    """
    folder = runs / head.run
    if fresh and (folder / HEAD).exists():
        shutil.rmtree(folder)
    if folder.exists() and any(folder.iterdir()) and not (folder / HEAD).exists():
        raise RunError(f"{folder}: is no run folder; move it away")
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / HEAD, head.model_dump_json(indent=2))
    mend(folder / QUESTIONS)
    return Recording(folder, head, _results(folder / QUESTIONS))


def open_run(folder: Path) -> Run:
    """Read a run back.

    Raises:
        RunError: it is no run folder, or one written by another version.
    """
    head = read_head(folder)
    return Run(folder=folder, head=head, results=tuple(_results(folder / QUESTIONS).values()))


def read_head(folder: Path) -> Head:
    """Read what makes the run in a folder the run that it is.

    Raises:
        RunError: it is no run folder, or one written by another version.
    """
    try:
        return Head.model_validate_json((folder / HEAD).read_bytes())
    except OSError as error:
        raise RunError(f"{folder}: is no run folder; see `kb eval runs`") from error
    except ValidationError as error:
        reason = "was written by another version; measure again with --fresh"
        raise RunError(f"{folder}: {reason}") from error


def find_run(name: str, runs: Path) -> Path:
    """Return the folder that `name` means: a path, or a run below `runs`, also by how it starts.

    Raises:
        RunError: there is no such run, or several begin so.
    """
    if (Path(name) / HEAD).exists():
        return Path(name)
    known = sorted(path.parent for path in runs.glob(f"*/{HEAD}"))
    exact = [folder for folder in known if folder.name == name]
    found = exact or [folder for folder in known if folder.name.startswith(name)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(folder.name for folder in found or known) or "none yet"
    problem = "several runs begin so" if found else "no such run"
    raise RunError(f"{name}: {problem}; there are: {names}")


def all_runs(runs: Path) -> list[Head]:
    """Return the heads of all runs below `runs`, newest first; what is no run is passed over."""
    heads: list[Head] = []
    for path in sorted(runs.glob(f"*/{HEAD}"), key=lambda one: one.stat().st_mtime, reverse=True):
        try:
            heads.append(Head.model_validate_json(path.read_bytes()))
        except ValidationError:
            log.warning("%s was written by another version", path.parent)
    return heads


def run_name(head: Mapping[str, object]) -> str:
    """Return the name of the run: kind, dataset, and a hash of all that its numbers depend on."""
    digest = hashlib.sha256(json.dumps(head, sort_keys=True, default=str).encode()).hexdigest()
    return f"{head['kind']}-{head['dataset']}-{digest[:8]}"


def code_version() -> str:
    """Return the version of the installed product and a hash over its source files."""
    from importlib.metadata import version

    root = Path(__file__).parents[1]
    return f"{version('kb-assistant')}+{source_hash(root, _PACKAGES)}"


def source_hash(root: Path, packages: Iterable[str]) -> str:
    """Return a short hash over the files of the packages below `root`.

    Weights of the reranker and prompts count like code: other ones give other results.
    """
    digest = hashlib.sha256()
    for package in packages:
        for path in sorted((root / package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                name = path.relative_to(root).as_posix()
                digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def trec_lines(results: Iterable[Result], tag: str) -> Iterable[str]:
    """Yield the rankings in TREC's run format.

    The score is one by the rank: trec_eval sorts by score and breaks ties by id, but people see the
    order that the assistant gave.
    """
    for result in results:
        ranking = result.ranking or result.page_ranking
        for rank, document in enumerate(ranking, start=1):
            name = document.replace(" ", "%20")
            yield f"{result.id.replace(' ', '%20')} Q0 {name} {rank} {1 / rank:.6f} {tag}\n"


def _results(path: Path) -> dict[str, Result]:
    return {result.id: result for result in rows(path, Result)}


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
