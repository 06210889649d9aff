"""Conversations: what was said, the follow-up question, and the question a person made of it."""

import hashlib
from dataclasses import replace
from pathlib import Path

from eval.datasets.beir import is_beir, read_beir
from eval.datasets.faults import OnFault, collected
from eval.datasets.lines import files_hash, json_rows, unique
from eval.datasets.model import Case, Dataset
from eval.datasets.rows import ConversationLine, QueryLine, RewriteLine, Said
from eval.errors import DatasetError
from ingest.language import language
from kb_assistant.model import Turn


def is_conversation_set(folder: Path) -> bool:
    """Tell whether the folder holds conversations or rewritten questions."""
    return (folder / "conversations.jsonl").exists() or (folder / "rewrites.jsonl").exists()


def read_conversation_set(folder: Path) -> Dataset:
    """Read a BEIR folder and add to each case its history, rewrite and answerability.

    Without judgements (a folder that holds only rewrites) the cases can be scored for rewriting.

    Raises:
        DatasetError: a row is broken or given twice.
    """
    with collected() as on_fault:
        told = _conversations(folder / "conversations.jsonl", on_fault)
        rewrites = _rewrites(folder, on_fault)
    extra = [folder / "conversations.jsonl", folder / "rewrites.jsonl"]
    extra.append(folder / "queries_rewrite.jsonl")
    present = [path for path in extra if path.exists()]
    if not is_beir(folder):
        cases = tuple(rewrites.values())
        if not cases:
            raise DatasetError(folder, 0, "there are neither judgements nor rewritten questions")
        sha256 = files_hash(present, root=folder)
        return Dataset(name=folder.resolve().name, path=folder, cases=cases, sha256=sha256)
    base = read_beir(folder)
    cases = tuple(_merged(case, told.get(case.id), rewrites.get(case.id)) for case in base.cases)
    refusals = tuple(
        _unanswerable(row, number)
        for number, row in told.values()
        if _answerable(row) is False and row.id not in {case.id for case in cases}
    )
    both = base.sha256 + files_hash(present, root=folder)
    sha256 = hashlib.sha256(both.encode()).hexdigest()
    return replace(base, cases=(*cases, *refusals), sha256=sha256)


def turns(said: tuple[Said, ...]) -> tuple[Turn, ...]:
    """Pair what the user said with the reply that followed, empty where none did."""
    paired: list[Turn] = []
    for one in said:
        if one.role == "user":
            paired.append(Turn(question=one.text, answer=""))
        elif paired:
            paired[-1] = replace(paired[-1], answer=one.text)
    return tuple(paired)


def _conversations(path: Path, on_fault: OnFault) -> dict[str, tuple[int, ConversationLine]]:
    if not path.exists():
        return {}
    given = json_rows(path, ConversationLine, on_fault)
    rows = unique(path, given, lambda row: row.id, on_fault)
    return {row.id: (number, row) for number, row in rows}


def _rewrites(folder: Path, on_fault: OnFault) -> dict[str, Case]:
    found: dict[str, Case] = {}
    path = folder / "rewrites.jsonl"
    if path.exists():
        given = json_rows(path, RewriteLine, on_fault)
        for number, row in unique(path, given, lambda row: row.id, on_fault):
            said = row.history or row.user_turns[:-1]
            found[row.id] = Case(
                id=row.id,
                question=row.last_turn.strip(),
                history=tuple(Turn(question=text, answer="") for text in said),
                rewrite=row.rewrite.strip(),
                slices={"language": language(row.rewrite)},
                place=f"{path.name}:{number}",
            )
    path = folder / "queries_rewrite.jsonl"
    if path.exists():
        queries = json_rows(path, QueryLine, on_fault)
        for number, query in unique(path, queries, lambda row: row.id, on_fault):
            alone = Case(
                id=query.id, question="", rewrite=query.text, place=f"{path.name}:{number}"
            )
            found.setdefault(query.id, alone)
    return found


def _merged(case: Case, told: tuple[int, ConversationLine] | None, rewritten: Case | None) -> Case:
    if rewritten is not None:
        history = case.history or rewritten.history
        case = replace(case, rewrite=rewritten.rewrite, history=history)
    if told is None:
        return case
    _, row = told
    return replace(
        case,
        history=turns(row.history),
        answerable=_answerable(row),
        answers=case.answers or (((row.reference_answer,),) if row.reference_answer else ()),
        slices={**case.slices, **row.slices(), "answerability": " ".join(row.answerability)},
    )


def _unanswerable(row: ConversationLine, number: int) -> Case:
    return Case(
        id=row.id,
        question=row.last_turn.strip(),
        history=turns(row.history),
        answerable=False,
        slices=row.slices() | {"answerability": " ".join(row.answerability)},
        place=f"conversations.jsonl:{number}",
    )


def _answerable(row: ConversationLine) -> bool | None:
    if row.answerability == ("ANSWERABLE",):
        return True
    return False if row.answerability == ("UNANSWERABLE",) else None
