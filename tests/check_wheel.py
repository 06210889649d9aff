"""Builds the wheel, installs it into an empty environment and imports every module from it."""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parents[1]
DATA = ("indexes/catalog/migrations/", "kb_assistant/web/")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        run(sys.executable, "-m", "pip", "wheel", "--no-deps", "-q", "-w", folder, str(ROOT))
        (wheel,) = Path(folder).glob("*.whl")
        names = ZipFile(wheel).namelist()
        missing = [data for data in DATA if not any(name.startswith(data) for name in names)]
        if missing:
            sys.exit(f"the wheel lacks {missing}")
        modules = sorted(module for name in names if (module := importable(name)))
        environment = Path(folder) / "environment"
        venv.create(environment, with_pip=True)
        python = str(environment / "bin" / "python")
        run(python, "-m", "pip", "install", "-q", "--no-deps", str(wheel))
        # Dependencies are those that the tests just ran with: our own files are in question.
        paths = [path for path in sys.path if path.endswith("site-packages")]
        code = f"import sys; sys.path += {paths}; import {', '.join(modules)}"
        run(python, "-c", code, cwd=folder)
        print(f"wheel: {len(modules)} modules import from {wheel.name}")  # noqa: T201


def importable(name: str) -> str:
    """Return the module that a file of the wheel is; migrations are scripts, not modules."""
    path = Path(name)
    if path.suffix != ".py" or "migrations" in path.parts:
        return ""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def run(*command: str, cwd: str | None = None) -> None:
    subprocess.run(command, check=True, cwd=cwd)


if __name__ == "__main__":
    main()
