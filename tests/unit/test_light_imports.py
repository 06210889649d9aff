"""Importing a package of ours, asking for help or reading a PDF loads no library in vain."""

import subprocess
import sys
from pathlib import Path

import pymupdf
import pytest

HEAVY = {
    "alembic",
    "docx",
    "faiss",
    "gradio",
    "jieba",
    "llama_index",
    "matplotlib",
    "numpy",
    "onnxruntime",
    "openpyxl",
    "pandas",
    "pptx",
    "pymupdf",
    "sentence_transformers",
    "sqlalchemy",
    "tantivy",
    "torch",
    "transformers",
    "unstructured",
}


@pytest.mark.parametrize(
    "code",
    [
        "import ingest",
        "import ingest.read",
        "import indexes",
        "import kb_assistant",
        "from eval import *",
        "from kb_assistant.cli.main import build; build([])",
        "import kb_assistant.settings",
    ],
)
def test_a_light_import_loads_no_heavy_library(code: str) -> None:
    assert HEAVY & loaded_by(code) == set()


def test_reading_a_pdf_loads_no_layout_model(tmp_path: Path) -> None:
    document = pymupdf.open()
    document.new_page().insert_text((60, 90), "Visitors sign the book at the gate.")
    document.save(tmp_path / "a.pdf")
    code = (
        "from pathlib import Path; from ingest.read import read; "
        f"assert read(Path({str(tmp_path / 'a.pdf')!r})).elements"
    )

    assert HEAVY & loaded_by(code) == {"pymupdf"}


def loaded_by(code: str) -> set[str]:
    """Return the packages that a fresh process has loaded once it has run `code`."""
    show = f"{code}\nimport sys\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    ran = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())
