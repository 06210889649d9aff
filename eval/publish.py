"""Putting settings into force in `kb.toml`, with every earlier version kept to go back to."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from eval.change import Changes, Value
from eval.errors import RunError
from kb_assistant.settings_sources import load

FILE = "kb.toml"
HISTORY = "config"
"""The folder below the data folder that keeps earlier versions: `kb.0001.toml`, `kb.0002.toml`…

Beside each lies what replaced it, `kb.0001.applied`, or, once taken back, `kb.0001.undone`.
"""
_APPLIED, _UNDONE = ".applied", ".undone"


def fragment(changes: Changes) -> str:
    """Return settings as TOML, to be read by people or merged into a `kb.toml`."""
    return edited("", changes)


def edited(text: str, changes: Changes) -> str:
    """Return the text of a `kb.toml` with some settings changed; all else stays as it is."""
    for key, value in changes.items():
        section, _, name = key.partition(".")
        text = _with(text, section, f"{name} = {_toml(value)}", name)
    return text


def publish(home: Path, changes: Changes) -> Path:
    """Change `kb.toml` in one step and return the kept earlier version.

    Raises:
        SettingsError: the result would be no valid settings; nothing was changed.
    """
    path = home / FILE
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    after = edited(before, changes)
    beside = home / f"{FILE}.new"
    beside.write_text(after, encoding="utf-8")
    load(home=home, config=beside)
    kept = _next(home / HISTORY)
    kept.with_suffix(_APPLIED).write_text(after, encoding="utf-8")
    kept.write_text(before, encoding="utf-8")
    beside.replace(path)
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What `undo` did: which version is in force again, and where the one it replaced was put.

    `by_hand` tells that the replaced one held changes that somebody made after it was applied.
    """

    version: Path
    replaced: Path
    by_hand: bool


def undo(home: Path) -> Undone:
    """Put the version before the last change back into force; what was in force is kept.

    Raises:
        RunError: there is none.
    """
    known = _versions(home / HISTORY)
    if not known:
        raise RunError(f"{home / HISTORY}: no earlier version is kept; nothing was changed")
    version, path = known[-1], home / FILE
    current = path.read_text(encoding="utf-8") if path.exists() else ""
    applied, replaced = version.with_suffix(_APPLIED), version.with_suffix(_UNDONE)
    by_hand = not applied.exists() or applied.read_text(encoding="utf-8") != current
    replaced.write_text(current, encoding="utf-8")
    applied.unlink(missing_ok=True)
    version.replace(path)
    return Undone(version=version, replaced=replaced, by_hand=by_hand)


def _with(text: str, section: str, line: str, name: str) -> str:
    lines = text.splitlines()
    header = f"[{section}]"
    places = [number for number, one in enumerate(lines) if one.split("#")[0].strip() == header]
    if not places:
        return "\n".join([*lines, *([""] if lines else []), header, line]) + "\n"
    start = places[0] + 1
    rest = (n for n in range(start, len(lines)) if lines[n].lstrip().startswith("["))
    end = next(rest, len(lines))
    given = re.compile(rf"\s*{re.escape(name)}\s*=")
    same = [number for number in range(start, end) if given.match(lines[number])]
    if same:
        lines[same[0]] = line
    else:
        lines.insert(start, line)
    return "\n".join(lines) + "\n"


def _toml(value: Value) -> str:
    # A JSON text is a TOML text too: both quote and escape alike, and write true and false so.
    return json.dumps(value, ensure_ascii=False)


def _versions(folder: Path) -> list[Path]:
    return sorted(folder.glob("kb.[0-9][0-9][0-9][0-9].toml"))


def _next(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    used = [int(one.name.split(".")[1]) for one in folder.glob("kb.[0-9][0-9][0-9][0-9].*")]
    number = max(used, default=0) + 1
    return folder / f"kb.{number:04d}.toml"
