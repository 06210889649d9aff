"""Importing a package of ours, or asking for help, loads no heavy library."""

import subprocess
import sys

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
    show = f"{code}\nimport sys\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"

    ran = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True)

    assert HEAVY & set(ran.stdout.split()) == set()
