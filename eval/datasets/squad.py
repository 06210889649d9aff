"""SQuAD files (also CMRC 2018, DRCD, XQuAD): paragraphs, questions, answers in their words."""

from pathlib import Path

from pydantic import ValidationError

from eval.datasets.lines import explained, files_hash
from eval.datasets.model import Case, CorpusRow, Dataset
from eval.datasets.rows import SquadFile, SquadQuestion
from eval.errors import DatasetError
from ingest.language import language


def read_squad(path: Path) -> Dataset:
    """Read a SQuAD 1.1 or 2.0 file; each paragraph is a document, "a<article>p<paragraph>".

    A question that is marked as impossible is a case that must be refused.

    Raises:
        DatasetError: the file is not SQuAD, a question is given twice or has no answer.
    """
    corpus: list[CorpusRow] = []
    cases: dict[str, Case] = {}
    for number, article in enumerate(_parsed(path).data):
        for index, paragraph in enumerate(article.paragraphs):
            document = f"a{number}p{index}"
            row = CorpusRow(id=document, title=article.title, text=paragraph.context)
            corpus.append(row)
            for question in paragraph.qas:
                if question.id in cases:
                    raise DatasetError(path, 0, f'the question "{question.id}" is given twice')
                cases[question.id] = _case(path, question, row)
    return Dataset(
        name=path.stem,
        path=path,
        cases=tuple(cases.values()),
        corpus=tuple(corpus),
        sha256=files_hash([path], root=path.parent),
    )


def _parsed(path: Path) -> SquadFile:
    try:
        return SquadFile.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise DatasetError(path, 0, explained(error)) from error
    except OSError as error:
        raise DatasetError(path, 0, f"cannot be read: {error.strerror or error}") from error


def _case(path: Path, row: SquadQuestion, document: CorpusRow) -> Case:
    texts = tuple(dict.fromkeys(answer.text for answer in row.answers if answer.text))
    place = f'{path.name}, question "{row.id}"'
    if not row.is_impossible and not texts:
        raise DatasetError(path, 0, f'the question "{row.id}" has no answer')
    for answer in row.answers:
        end = answer.answer_start + len(answer.text)
        if answer.answer_start >= 0 and document.text[answer.answer_start : end] != answer.text:
            reason = f'the question "{row.id}": the answer does not stand at {answer.answer_start}'
            raise DatasetError(path, 0, reason)
    return Case(
        id=row.id,
        question=row.question.strip(),
        relevant={} if row.is_impossible else {document.id: 1},
        answers=() if row.is_impossible else (texts,),
        answerable=not row.is_impossible,
        slices={"language": language(row.question)},
        place=place,
    )
