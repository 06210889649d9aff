import gzip
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from eval.datasets.gold import check_gold
from eval.datasets.load import find, load
from eval.datasets.model import Case, CorpusRow
from eval.datasets.split import Split, part
from eval.errors import DatasetError
from ingest.model import Box
from kb_assistant.model import Turn

from .doubles import dataset

CORPUS = [
    {"_id": "d1", "title": "Leave", "text": "Annual leave is 25 days."},
    {"_id": "d2", "title": "Reise", "text": "差旅费每天500元。"},
]
QUERIES = [{"_id": "q1", "text": "How many days?"}, {"_id": "q2", "text": "差旅费多少？"}]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t2\n"


def jsonl(path: Path, rows: list[dict[str, object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "handbook"
    jsonl(folder / "corpus.jsonl", [dict(row) for row in CORPUS])
    jsonl(folder / "queries.jsonl", [dict(row) for row in QUERIES])
    jsonl(folder / "answers.jsonl", [{"query_id": "q1", "answers": ["25", "25 days"]}])
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text(QRELS, encoding="utf-8")
    return folder


def problem(path: Path) -> tuple[str, int, str]:
    with pytest.raises(DatasetError) as caught:
        load(path)
    return Path(caught.value.path).name, caught.value.line, caught.value.reason


def test_a_beir_folder_becomes_cases_over_a_corpus(beir: Path) -> None:
    dataset = load(beir)

    assert dataset.name == "handbook"
    assert dataset.corpus[0] == CorpusRow(id="d1", title="Leave", text="Annual leave is 25 days.")
    assert dataset.cases == (
        Case(
            id="q1",
            question="How many days?",
            relevant={"d1": 1},
            answers=(("25", "25 days"),),
            answerable=True,
            slices={"language": "en"},
            place="queries.jsonl:1",
        ),
        Case(
            id="q2",
            question="差旅费多少？",
            relevant={"d2": 2},
            answerable=True,
            slices={"language": "zh"},
            place="queries.jsonl:2",
        ),
    )


def test_a_packed_corpus_is_the_same_corpus(beir: Path) -> None:
    plain = load(beir).corpus
    path = beir / "corpus.jsonl"
    packed = gzip.compress(path.read_bytes())
    path.unlink()
    (beir / "corpus.jsonl.gz").write_bytes(packed)

    assert load(beir).corpus == plain


def test_a_packed_corpus_that_is_cut_off_is_named(beir: Path) -> None:
    path = beir / "corpus.jsonl"
    packed = gzip.compress(path.read_bytes())
    path.unlink()
    (beir / "corpus.jsonl.gz").write_bytes(packed[:-12])

    name, _, reason = problem(beir)

    assert (name, reason) == (
        "corpus.jsonl.gz",
        "the gzip file is cut off or damaged: fetch it again",
    )


@pytest.mark.parametrize(
    ("file", "text", "line", "reason"),
    [
        ("qrels/test.tsv", QRELS + "q1\tnowhere\t1\n", 4, 'the document "nowhere" is in no corpus'),
        ("qrels/test.tsv", QRELS + "q9\td1\t1\n", 4, 'the query "q9" is not in the queries file'),
        ("qrels/test.tsv", QRELS + "q1\td1\t1\n", 4, '"q1" and "d1" are judged twice'),
        ("qrels/test.tsv", QRELS + "q1\td2\n", 4, "2 fields where 3 are needed"),
        ("qrels/test.tsv", QRELS + "q1\td2\tyes\n", 4, 'the score "yes" is no whole number'),
        ("qrels/test.tsv", QRELS.replace("d1\t1", "d1\t0"), 2, 'the gold set of "q1" is empty'),
        ("qrels/test.tsv", "q1\td1\t1\n", 1, "the first line must name the columns query-id"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\n", 0, "there are no judgements"),
        ("corpus.jsonl", '{"_id": "d1", "text": "x"}\n{"_id": "d2"\n', 2, "not JSON: EOF"),
        (
            "corpus.jsonl",
            '{"_id": "d1", "text": "x"}\n\n{"text": "y"}\n',
            3,
            'the key "_id" is mis',
        ),
        ("corpus.jsonl", '{"_id": "d1", "txt": "x"}\n', 1, 'the key "text" is missing'),
        ("corpus.jsonl", '{"_id": "d1", "titel": "x", "text": "y"}\n', 1, 'did you mean "title"?'),
        ("corpus.jsonl", '{"_id": "d1", "text": ["x"]}\n', 1, 'the key "text": Input should be'),
        ("corpus.jsonl", '{"_id": "d", "text": "x"}\n' * 2, 2, '"d" was already given in line 1'),
        ("corpus.jsonl", "\n", 0, "the corpus is empty"),
        ("queries.jsonl", "[1, 2]\n", 1, "Input should be an object"),
        ("queries.jsonl", '{"_id": "q", "text": "x"}\n' * 2, 2, '"q" was already given in line 1'),
        ("answers.jsonl", '{"query_id": "q7", "answers": ["x"]}\n', 1, 'the query "q7" is not in'),
        ("answers.jsonl", '{"query_id": "q1", "answers": []}\n', 1, 'the key "answers": Tuple'),
    ],
)
def test_each_mistake_is_named_with_its_file_and_line(
    beir: Path, file: str, text: str, line: int, reason: str
) -> None:
    (beir / file).write_text(text, encoding="utf-8")

    found = problem(beir)

    assert found[:2] == (Path(file).name, line)
    assert reason in found[2]


def test_text_that_is_not_utf8_is_named_with_its_line(beir: Path) -> None:
    line = '{"_id": "q1", "text": "多少"}\n'
    (beir / "queries.jsonl").write_bytes(b'{"_id": "q0", "text": "x"}\n' + line.encode("gb18030"))

    assert problem(beir) == ("queries.jsonl", 2, "not UTF-8 text: save the file as UTF-8")


def test_a_byte_order_mark_is_no_mistake(beir: Path) -> None:
    path = beir / "queries.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert [case.id for case in load(beir).cases] == ["q1", "q2"]


def test_a_question_without_words_or_judgements_is_left_out_and_noted(beir: Path) -> None:
    jsonl(
        beir / "queries.jsonl", [{"_id": "q1", "text": " "}, QUERIES[1], {"_id": "q3", "text": "?"}]
    )

    dataset = load(beir)

    assert [case.id for case in dataset.cases] == ["q2"]
    assert dataset.notes == (
        "queries.jsonl:1: left out, the question has no words",
        "queries.jsonl: 1 queries without judgements are left out",
    )


def test_the_hash_follows_the_bytes_that_were_read(beir: Path) -> None:
    before = load(beir).sha256
    (beir / "README.md").write_text("not part of the data", encoding="utf-8")
    same = load(beir).sha256
    jsonl(beir / "answers.jsonl", [{"query_id": "q1", "answers": ["26"]}])

    assert same == before
    assert load(beir).sha256 != before


def squad(**changed: object) -> dict[str, object]:
    question = {
        "id": "1",
        "question": "How many?",
        "answers": [{"text": "25 days", "answer_start": 16}],
    }
    paragraph = {"context": "Annual leave is 25 days.", "qas": [question | changed]}
    return {"version": "1.1", "data": [{"title": "Leave", "paragraphs": [paragraph]}]}


def test_a_squad_file_becomes_paragraphs_and_questions(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "leave.json", [squad()])

    dataset = load(path)

    assert dataset.corpus == (CorpusRow(id="a0p0", title="Leave", text="Annual leave is 25 days."),)
    assert dataset.cases[0].answers == (("25 days",),)
    assert dataset.cases[0].relevant == {"a0p0": 1}


def test_an_impossible_squad_question_must_be_refused(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "leave.json", [squad(answers=[], is_impossible=True)])

    case = load(path).cases[0]

    assert (case.answerable, case.relevant, case.answers) == (False, {}, ())


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"answers": []}, 'the question "1" has no answer'),
        ({"answers": [{"text": "26", "answer_start": 16}]}, "the answer does not stand at 16"),
        ({"answers": "26"}, 'the key "data.0.paragraphs.0.qas.0.answers"'),
    ],
)
def test_a_wrong_squad_question_is_named_with_the_line_of_its_id(
    tmp_path: Path, changed: dict[str, object], reason: str
) -> None:
    path = tmp_path / "leave.json"
    path.write_text(json.dumps(squad(**changed), indent=1), encoding="utf-8")
    lines = path.read_text(encoding="utf-8").splitlines()

    name, line, told = problem(path)

    assert (name, lines[line - 1].strip()) == ("leave.json", '"id": "1",')
    assert reason in told


def test_a_squad_question_given_twice_is_named_with_its_second_line(tmp_path: Path) -> None:
    path = tmp_path / "leave.json"
    path.write_text(json.dumps({"data": [squad()["data"][0]] * 2}, indent=1), encoding="utf-8")  # type: ignore[index]  # a list of articles

    _, line, told = problem(path)

    text = path.read_text(encoding="utf-8").splitlines()
    places = [number for number, one in enumerate(text, start=1) if '"id": "1"' in one]
    assert (line, told) == (places[1], 'the question "1" is given twice')


def test_a_squad_file_that_breaks_off_is_named_with_the_line_where_it_does(tmp_path: Path) -> None:
    path = tmp_path / "leave.json"
    path.write_text('{"data": [\n{"paragraphs": ', encoding="utf-8")

    name, line, told = problem(path)

    assert (name, line) == ("leave.json", 2)
    assert told.startswith("not JSON: EOF")


def test_all_faults_of_a_dataset_are_told_at_once(beir: Path) -> None:
    (beir / "corpus.jsonl").write_text(
        '{"_id": "d1", "text": "x"}\n{"_id": "d1", "text": "y"}\n{"_id": "d2", "text": "z"\n',
        encoding="utf-8",
    )
    (beir / "qrels" / "test.tsv").write_text(QRELS + "q9\td1\t1\n", encoding="utf-8")

    with pytest.raises(DatasetError) as caught:
        load(beir)

    first, second, third, fourth = str(caught.value).splitlines()
    assert first == f'{beir / "corpus.jsonl"}:2: "d1" was already given in line 1'
    assert second.startswith(f"{beir / 'corpus.jsonl'}:3: not JSON")
    assert third.endswith('test.tsv:3: the document "d2" is in no corpus')
    assert fourth.endswith('test.tsv:4: the query "q9" is not in the queries file')


def test_of_many_faults_twenty_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    rows = "".join(f"Question {n}?,maybe\n" for n in range(50))

    told = problem(table(tmp_path, "question,answerable\n" + rows))[2].splitlines()

    assert len(told) == 21
    assert told[19].endswith('ours.csv:21: "maybe" is neither yes nor no')
    assert told[20] == "and 30 more faults"


def test_the_same_words_with_other_judgements_are_noted_in_a_public_set(beir: Path) -> None:
    jsonl(beir / "queries.jsonl", [QUERIES[0], QUERIES[1] | {"text": "How many days?"}])

    assert load(beir).notes == ("queries.jsonl:2: asked in line 1 too, with other judgements",)


def test_the_same_question_after_another_history_is_another_question(tmp_path: Path) -> None:
    text = "question,answer,history\nHow many?,25,Annual leave?\nHow many?,10,Sick leave?\n"

    assert len(load(table(tmp_path, text)).cases) == 2


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("question\nx\n", "answers", 'fill in the columns "answer", "document" or "answerable"'),
        ("question,answer\nx,y\n", "retrieval", 'label it: fill in the column "document"'),
        ("question,answer\nx,y\n", "refusal", '"no" in the column "answerable"'),
    ],
)
def test_questions_that_nobody_labelled_are_refused_with_what_to_fill_in(
    tmp_path: Path, text: str, kind: str, reason: str
) -> None:
    with pytest.raises(DatasetError, match=r"ours\.csv: ") as caught:
        check_gold(load(table(tmp_path, text)), kind)

    assert reason in str(caught.value)


PDF_ROW: dict[str, object] = {"id": "p1", "question": "How much?", "answer": "$5", "file": "a.pdf"}


@pytest.fixture
def pdf_set(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    (folder / "pdfs").mkdir(parents=True)
    (folder / "pdfs" / "a.pdf").write_bytes(b"%PDF-1.4")
    jsonl(
        folder / "questions.jsonl",
        [
            PDF_ROW | {"page": 3, "pages": [3, 4], "boxes": [[3, 1, 2, 3, 4]]},
            PDF_ROW
            | {"id": "p2", "kind": "unanswerable", "page": None, "answer": "Not answerable"},
            PDF_ROW | {"id": "p3", "pages": []},
        ],
    )
    return folder


def test_pdf_questions_carry_pages_and_boxes(pdf_set: Path) -> None:
    first, second, third = load(pdf_set).cases

    assert (first.relevant, first.pages) == ({"a.pdf": 1}, (3, 4))
    assert first.boxes == (Box(page=3, x0=1, y0=2, x1=3, y1=4),)
    assert (second.answerable, second.relevant, second.answers) == (False, {}, ())
    assert third.pages == ()
    assert load(pdf_set).notes == ("questions.jsonl:3: no gold page, counts for its document only",)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"file": "b.pdf"}, 'the file "b.pdf" is not in pdfs/'),
        ({"page": 0}, 'the key "page": Input should be greater than or equal to 1'),
        ({"pages": [0]}, "pages count from 1"),
        ({"anwser": "x"}, 'did you mean "answer"?'),
    ],
)
def test_a_wrong_pdf_question_is_named(
    pdf_set: Path, changed: dict[str, object], reason: str
) -> None:
    row = {
        key: value for key, value in PDF_ROW.items() if "anwser" not in changed or key != "answer"
    }
    jsonl(pdf_set / "questions.jsonl", [row | {"page": 1}, row | {"id": "p2", "page": 1} | changed])

    name, line, said = problem(pdf_set)

    assert (name, line) == ("questions.jsonl", 2)
    assert reason in said


def test_a_refusal_set_gives_one_case_to_refuse_and_one_to_answer(beir: Path) -> None:
    row = {"id": "r1", "query": "几天？", "answer": [["25", "二十五"], "天"], "task": "refine"}
    jsonl(beir / "cases.jsonl", [row | {"positive": ["d1"], "negative": ["d2"]}])

    refuse, answer = load(beir, prefer="refusal").cases

    assert (refuse.answerable, refuse.sources, refuse.answers) == (False, ("d2",), ())
    assert (answer.answerable, answer.sources) == (True, ("d1", "d2"))
    assert answer.answers == (("25", "二十五"), ("天",))
    assert answer.slices["task"] == "refine"


def test_a_refusal_case_with_an_unknown_document_is_named(beir: Path) -> None:
    jsonl(beir / "cases.jsonl", [{"id": "r1", "query": "x", "answer": "y", "negative": ["d9"]}])

    with pytest.raises(DatasetError, match=r'cases\.jsonl:1: the document "d9" is in no corpus'):
        load(beir, prefer="refusal")


def test_conversations_bring_history_rewrite_and_answerability(beir: Path) -> None:
    said = [{"role": "user", "text": "Leave?"}, {"role": "agent", "text": "25 days."}]
    row = {"_id": "q1", "history": said, "last_turn": "How many days?"}
    lost = {"_id": "u1", "history": said, "last_turn": "And on Mars?"}
    jsonl(
        beir / "conversations.jsonl",
        [row | {"answerability": ["ANSWERABLE"]}, lost | {"answerability": ["UNANSWERABLE"]}],
    )
    rewrite = {"_id": "q1", "last_turn": "How many days?", "rewrite": "How many days of leave?"}
    jsonl(beir / "rewrites.jsonl", [rewrite])

    first, second, third = load(beir, prefer="conversation").cases

    assert first.history == (Turn(question="Leave?", answer="25 days."),)
    assert (first.rewrite, first.answerable) == ("How many days of leave?", True)
    assert (second.history, second.rewrite) == ((), "")
    assert (third.id, third.answerable, third.relevant) == ("u1", False, {})


CSV = 'Question,Answer,Document,Page,team\nHow many days?,25 | 25 days,leave.pdf,"3, 5-6",HR\n'


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "ours.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_teams_csv_becomes_cases(tmp_path: Path) -> None:
    dataset = load(table(tmp_path, CSV))

    assert dataset.cases == (
        Case(
            id="2",
            question="How many days?",
            relevant={"leave.pdf": 1},
            pages=(3, 5, 6),
            answers=(("25", "25 days"),),
            answerable=True,
            slices={"language": "en", "team": "HR"},
            place="ours.csv:2",
        ),
    )


def test_a_chinese_csv_as_excel_saves_it_is_read(tmp_path: Path) -> None:
    path = table(tmp_path, "问题;答案;可回答\r\n年假几天？;25天;是\r\n火星呢？;;否\r\n", "gb18030")

    first, second = load(path).cases

    assert (first.question, first.answers, first.answerable) == ("年假几天？", (("25天",),), True)
    assert second.answerable is False


def test_a_workbook_is_read_like_a_csv_with_its_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("question", "answer", "document", "page"), ("How many?", 25, "leave.pdf", 3)):
        book.active.append(row)
    book.save(tmp_path / "ours.xlsx")

    case = load(tmp_path / "ours.xlsx").cases[0]

    assert (case.answers, case.pages) == ((("25",),), (3,))


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("query,answer\nx,y\n", 1, 'must name a column "question"'),
        ("question,anwser\nx,y\n", 1, 'the column "anwser" is unknown: did you mean "answer"?'),
        ("question,问题\nx,y\n", 1, "columns given twice: question"),
        ("question,answer\n,25\n", 2, "the question is empty"),
        ("id,question\n1,x\n1,y\n", 3, 'the id "1" was already given in ours.csv:2'),
        ("question,answer\nHow  so?,1\nhow so?,2\n", 3, "the same question stands in ours.csv:2"),
        ("question,answer\nx,y,z\n", 2, "3 cells where the first row has 2"),
        ("question,answer,page\nx,y\n", 2, "2 cells where the first row has 3"),
        ("question,answer,answerable\nx,y,no\n", 2, 'has an answer although "answerable" says no'),
        ("question,document,page\nx,a.pdf,0\n", 2, '"0" is no page'),
        ("question,document,page\nx,a.pdf,iv\n", 2, '"iv" is no page'),
        ("question,page\nx,3\n", 2, "a page needs exactly one document"),
        ("question,answerable\nx,maybe\n", 2, '"maybe" is neither yes nor no'),
        ('question,answer\n"x,y\n', 2, "broken CSV"),
        ("question\n", 0, "there are no questions"),
        ("", 1, 'must name a column "question"'),
    ],
)
def test_a_mistake_in_a_table_is_named_with_its_row(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    found = problem(table(tmp_path, text))

    assert found[1] == line
    assert reason in found[2]


def test_a_file_that_only_claims_to_be_a_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ours.xlsx"
    path.write_bytes(b"question,answer\n")

    assert problem(path) == ("ours.xlsx", 0, "not an Excel workbook: save it as .xlsx")


def many(folder: Path) -> Path:
    documents = [f"d{number}" for number in range(40)]
    jsonl(folder / "corpus.jsonl", [{"_id": one, "text": one} for one in documents])
    queries = [(f"{one}-{turn}", one) for one in documents for turn in range(3)]
    jsonl(folder / "queries.jsonl", [{"_id": query, "text": query} for query, _ in queries])
    (folder / "qrels").mkdir()
    lines = "".join(f"{query}\t{one}\t1\n" for query, one in queries)
    text = f"query-id\tcorpus-id\tscore\n{lines}"
    (folder / "qrels" / "test.tsv").write_text(text, encoding="utf-8")
    return folder


def test_the_halves_share_no_question_and_no_gold_document(tmp_path: Path) -> None:
    dataset = load(many(tmp_path / "many"))

    tuning, judging = part(dataset, Split.TUNING), part(dataset, Split.JUDGING)

    assert len(tuning.cases) + len(judging.cases) == 120
    assert min(len(tuning.cases), len(judging.cases)) > 30
    gold = [{one for case in half.cases for one in case.relevant} for half in (tuning, judging)]
    assert not gold[0] & gold[1]
    assert len({dataset.sha256, tuning.sha256, judging.sha256}) == 3
    assert part(dataset, Split.ALL) == dataset


def test_questions_that_share_a_gold_document_or_their_words_stay_together() -> None:
    cases = [
        Case(id=f"{turn}{n}", question=f"{words} {n}?", relevant={one: 1 for one in gold})
        for n in range(0, 80, 2)
        for turn, words, gold in (
            ("a", "How long", (f"d{n}", f"d{n + 1}")),
            ("b", "How  LONG", (f"e{n}",)),
            ("c", "How far", (f"d{n + 1}", f"f{n}")),
        )
    ]

    halves = [part(dataset(*cases), split) for split in (Split.TUNING, Split.JUDGING)]

    assert [len(half.cases) % 3 for half in halves] == [0, 0]
    assert min(len(half.cases) for half in halves) > 30


def test_a_half_without_cases_is_refused(tmp_path: Path) -> None:
    dataset = load(table(tmp_path, "question\nx\n"))
    halves: list[Callable[[], object]] = [
        lambda: part(dataset, Split.TUNING),
        lambda: part(dataset, Split.JUDGING),
    ]

    refused = 0
    for half in halves:
        try:
            half()
        except DatasetError as error:
            refused += "too few cases" in str(error)

    assert refused == 1


def test_a_dataset_goes_by_name_or_path(beir: Path, tmp_path: Path) -> None:
    assert find("handbook", [tmp_path]) == beir
    assert find(str(beir), []) == beir
    with pytest.raises(DatasetError, match="no such dataset; known names: handbook"):
        find("hnadbook", [tmp_path, tmp_path / "missing"])


def test_a_name_that_two_folders_hold_is_refused(beir: Path, tmp_path: Path) -> None:
    (tmp_path / "other" / "handbook").mkdir(parents=True)

    with pytest.raises(DatasetError, match="several datasets have this name"):
        find("handbook", [tmp_path, tmp_path / "other"])


def test_a_folder_in_no_known_layout_is_refused_with_the_layouts(tmp_path: Path) -> None:
    assert "queries.jsonl + qrels/test.tsv" in problem(tmp_path)[2]
    assert "tables.jsonl, files.jsonl or layout.jsonl" in problem(tmp_path)[2]
    assert problem(tmp_path / "nowhere")[2] == "no such dataset"
