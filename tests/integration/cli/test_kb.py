"""The `kb` command on the samples: what other tools rely on, and what a person sees."""

import json
import shutil
from pathlib import Path

import pytest


def test_a_question_in_english_is_answered_with_document_and_page(samples) -> None:
    answer = samples("ask", "From which day of illness is a medical certificate needed?", "--json")

    assert answer.code == 0
    found = answer.json
    assert set(found) == {
        "question",
        "answer",
        "verdict",
        "official",
        "citations",
        "passages",
        "timings",
        "engine",
    }
    assert (found["verdict"], found["engine"]) == ("answered", "extractive")
    assert "fourth calendar day" in found["answer"]
    cited = found["citations"][0]
    assert (cited["document"], cited["page"]) == ("employee-handbook.pdf", 3)
    assert "fourth calendar day" in cited["quote"]
    assert cited["boxes"]
    assert set(cited["boxes"][0]) == {"page", "x0", "y0", "x1", "y1"}


def test_a_question_in_chinese_is_answered_with_document_and_page(samples) -> None:
    found = samples("ask", "中国区员工每周可以远程办公几天？", "--json").json

    assert "两天" in found["answer"]
    assert ("employee-handbook.pdf", 7) in _cited(found)


def test_a_cell_of_a_table_is_found_and_cited(samples) -> None:
    found = samples("ask", "What is the notice period after probation for grade G5?", "--json").json

    assert "3 months" in found["answer"]
    assert ("employee-handbook.pdf", 4) in _cited(found)


def test_what_the_documents_do_not_hold_is_not_answered(samples) -> None:
    found = samples("ask", "Who won the football world cup in 1998?", "--json").json

    assert (found["verdict"], found["citations"]) == ("not_found", [])
    kept = (samples.home / "questions.jsonl").read_text(encoding="utf-8")
    assert json.loads(kept)["verdict"] == "not_found"


def test_a_search_lists_passages_with_the_scores_of_each_stage(samples) -> None:
    found = samples("search", "notice period", "-k", "3", "--json").json

    assert [each["rank"] for each in found] == [1, 2, 3]
    assert set(found[0]) == {
        "rank",
        "score",
        "scores",
        "document",
        "title",
        "collection",
        "pages",
        "place",
        "boxes",
        "heading_path",
        "text",
    }
    assert set(found[0]["scores"]) == {"dense", "lexical", "fused"}
    assert found[0]["collection"] == "samples"


def test_explaining_a_search_shows_what_each_stage_saw(samples) -> None:
    question = "How many days of annual leave do I get?"

    told = samples("explain", question, "-k", "3")
    trace = samples("explain", question, "-k", "3", "--json").json

    assert "employee-handbook.pdf, p. 2" in told.out
    names = [stage["stage"] for stage in trace["stages"]]
    assert names == ["found", "fused", "reranked", "cross-encoded", "distinct", "shown"]
    assert len(trace["stages"][-1]["passages"]) == 3
    assert len(trace["stages"][0]["passages"]) > 3


def test_explaining_says_where_a_document_was_lost(samples) -> None:
    question = "How many days of annual leave do I get?"

    shown = samples("explain", question, "-d", "employee-handbook.pdf")
    missed = samples("explain", question, "-d", "faq.xlsx", "-k", "1", "--json")
    unknown = samples("explain", question, "-d", "nothing.pdf")

    assert "shown at rank 1" in shown.out
    assert missed.json["lost"] == "shown"
    assert unknown.code == 1
    assert "there is no document 'nothing.pdf'" in unknown.err


def test_a_question_may_come_from_standard_input(samples) -> None:
    answer = samples("ask", "-", stdin="How many characters must a password have?")

    assert "14 characters" in answer.out
    assert "security-guidelines.md" in answer.out


def test_a_collection_that_does_not_exist_holds_nothing(samples) -> None:
    assert samples("search", "notice period", "-c", "nowhere", "--json").json == []


@pytest.mark.parametrize(
    ("question", "says"), [("x" * 100_000, "100,000 characters"), (" \n ", "blank")]
)
def test_a_question_that_cannot_be_answered_is_refused_in_one_line(
    samples, question: str, says: str
) -> None:
    answer = samples("ask", "-", stdin=question)

    assert (answer.code, answer.out) == (1, "")
    assert says in answer.err
    assert answer.err.count("\n") == 1


def test_adding_the_same_folder_again_does_nothing_and_says_so(
    samples, sample_folder: Path
) -> None:
    before = samples("status", "--json").json

    added = samples("add", str(sample_folder), "--collection", "samples", "--json")

    assert added.code == 0
    assert added.json["counts"]["unchanged"] == added.json["files"] == 9
    assert samples("status", "--json").json == before


def test_files_are_cut_anew_when_chunks_are_to_have_another_length(empty, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "rules.txt").write_text("Umbrellas stand at the door. " * 12)
    folder = str(tmp_path / "docs")
    assert empty("add", folder, "--json").json["counts"]["added"] == 1

    shorter = [empty("--set", "chunk.max_tokens=32", "add", folder, "--json") for _ in range(2)]

    assert shorter[0].json["counts"]["updated"] == shorter[1].json["counts"]["unchanged"] == 1
    assert empty("status", "--json").json["chunks"] > 1


def test_a_failed_file_is_listed_and_the_exit_code_is_1(empty, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "good.txt").write_text("Umbrellas stand at the door.")
    (tmp_path / "docs" / "bad.pdf").write_bytes(b"%PDF-1.4 broken")

    added = empty("add", str(tmp_path / "docs"))

    assert added.code == 1
    assert "2 files: 1 added, 1 failed" in added.out
    assert "bad.pdf" in added.err
    listed = {each["document"]: each["status"] for each in empty("list", "--json").json}
    assert listed == {"good.txt": "ready", "bad.pdf": "failed"}


def test_removing_takes_a_document_out(samples) -> None:
    removed = samples("remove", "employee-handbook.pdf", "--collection", "samples")

    assert (removed.code, removed.out) == (0, "1 file: 1 removed\n")
    found = samples("search", "notice period", "--json").json
    assert "employee-handbook.pdf" not in {each["document"] for each in found}


def test_removing_what_is_not_there_names_it(samples) -> None:
    removed = samples("remove", "nothing.pdf")

    assert removed.code == 1
    assert "nothing.pdf" in removed.err


def test_the_doctor_finds_nothing_wrong_here(samples) -> None:
    assert samples("doctor").code == 0


def test_the_doctor_names_a_model_server_that_is_down(samples) -> None:
    checked = samples(
        "doctor", "--json", "--set", "llm.base_url=http://127.0.0.1:9/v1", "--set", "llm.model=m"
    )

    assert checked.code == 1
    (wrong,) = [check for check in checked.json if not check["ok"]]
    assert wrong["check"] == "language model"
    assert "kb llm serve" in wrong["detail"]


def test_reading_prints_markdown_or_json(samples, sample_folder: Path) -> None:
    file = str(sample_folder / "travel-policy.docx")

    assert samples("read", file).out.startswith("# ")
    assert samples("read", file, "--format", "json").json["elements"]


def test_reading_shows_the_chunks_that_a_search_would_find(samples, sample_folder: Path) -> None:
    ran = samples("read", str(sample_folder / "price-list.xlsx"), "--format", "chunks")

    first, second = ran.out.split("\n\n")[0].splitlines(), ran.out.split("\n\n")[1].splitlines()
    assert first[0].startswith("1. Instruments 仪器 · sheet Instruments 仪器, A1:I")
    assert first[0].endswith(" tokens")
    assert first[1] == second[1]
    assert "chunks of " in ran.err


def test_reading_draws_what_it_found_on_the_pages_of_a_pdf(
    samples, sample_folder: Path, tmp_path: Path
) -> None:
    pdf = str(sample_folder / "product-manual.pdf")

    drawn = samples("read", pdf, "--format", "overlay", "-o", str(tmp_path / "pages"))
    nowhere = samples("read", pdf, "--format", "overlay")
    sheet = samples("read", str(sample_folder / "price-list.xlsx"), "-f", "overlay", "-o", "x")

    assert len(drawn.out.splitlines()) == len(list((tmp_path / "pages").iterdir())) == 9
    assert (nowhere.code, "-o DIR" in nowhere.err) == (2, True)
    assert (sheet.code, "only PDFs and pictures" in sheet.err) == (1, True)


def test_a_kill_in_the_middle_of_adding_leaves_nothing_half_done(
    empty, killed_after, samples, sample_folder: Path
) -> None:
    for seconds in (2.0, 4.0, 5.0):
        killed_after(seconds, sample_folder)

    ran = empty("add", str(sample_folder))

    assert ran.code == 0
    undisturbed = samples("status", "--json").json
    mended = empty("status", "--json").json
    assert mended | {"collections": {}} == undisturbed | {"collections": {}}
    for question in ("notice period", "年假", "error code E192"):
        assert _hits(empty, question) == _hits(samples, question)


def _cited(found: dict) -> set[tuple[str, int | None]]:
    return {(each["document"], each["page"]) for each in found["citations"]}


def _hits(kb, question: str) -> list[tuple[str, str]]:
    """Return what is found, best first; BM25's figures shift a little with the index's history."""
    found = kb("search", question, "--json").json
    return [(each["document"], each["text"]) for each in found]


def test_indexes_that_were_deleted_come_back_by_themselves(samples) -> None:
    before = _hits(samples, "notice period")
    shutil.rmtree(samples.home / "index")

    assert samples("verify").code == 0
    assert _hits(samples, "notice period") == before


def test_rebuilding_makes_the_same_indexes_from_the_catalog(samples) -> None:
    before = _hits(samples, "年假")

    rebuilt = samples("rebuild")

    assert (rebuilt.code, samples("verify").code) == (0, 0)
    assert _hits(samples, "年假") == before


def test_embedding_anew_with_a_model_that_is_not_there_names_it(samples) -> None:
    refused = samples("reembed", "--model", str(samples.home / "no-such-model"))

    assert refused.code == 1
    assert "no-such-model" in refused.err
    assert samples("ask", "How many characters must a password have?").code == 0
