"""The process of one reader: files in, one JSON line for each out."""

import logging
import sys
import warnings
from pathlib import Path
from time import process_time

from eval.peers.reading.protocol import PdfReader, ReadFile, read_file
from eval.peers.reading.readers import READERS, timed_path


def main(name: str, files: list[Path]) -> None:
    """Read the files one after the other with the reader of this name.

    A reader whose package is missing ends the process with the import's error.
    """
    # Readers talk on stdout and by warnings; the lines are for the benchmark alone.
    out = sys.stdout
    sys.stdout = sys.stderr
    logging.disable(logging.ERROR)
    warnings.simplefilter("ignore")
    reader = READERS[name].load()
    _read(reader, timed_path(files))
    for path in files:
        out.write(_read(reader, path).model_dump_json() + "\n")
        out.flush()


def _read(reader: PdfReader, path: Path) -> ReadFile:
    """Read one file; the seconds are those of the processor, whatever else the machine does."""
    started = process_time()
    try:
        found = reader(path)
    except ImportError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever a foreign reader raises is its result
        seconds = process_time() - started
        return ReadFile(file=str(path), seconds=seconds, error=f"{type(error).__name__}: {error}")
    return read_file(path, process_time() - started, found)


if __name__ == "__main__":
    main(sys.argv[1], [Path(line.strip()) for line in sys.stdin])
