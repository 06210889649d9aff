"""Where the values of the settings come from: the file, the environment, the command line.

They are read once at start-up; each value knows its source, so that a wrong one can be found.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import EnvSettingsSource, TomlConfigSettingsSource

from kb_assistant.errors import SettingsError
from kb_assistant.settings import PREFIX, Settings, environment_name, known_keys

NOT_SETTINGS = frozenset({"KB_HOME", "KB_CONFIG"})
"""Variables that say where the settings are; they are no settings themselves."""

Tree = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The settings, and for each dotted key that is not a default the source that set it."""

    settings: Settings
    origins: Mapping[str, str]


def _default_home() -> Path:
    """Return the data folder that is used when nobody names one."""
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "kb-assistant"


def load(
    *,
    home: Path | None = None,
    config: Path | None = None,
    overrides: Mapping[str, str] | None = None,
) -> Loaded:
    """Read the settings from file, environment and command line.

    `overrides` maps dotted keys ("llm.model") to values as typed. Raises SettingsError for a file
    that cannot be read, an unknown key (naming the nearest known one) or an impossible value.
    """
    folder, origin = _home(home)
    named = config or (Path(os.environ["KB_CONFIG"]) if os.environ.get("KB_CONFIG") else None)
    layers = [
        _file_layer(named, folder / "kb.toml"),
        ("environment", _environment()),
        ("command line", _nested(overrides or {})),
    ]
    origins: dict[str, str] = {"home": origin}
    merged: dict[str, object] = {}
    for source, tree in layers:
        flat = _flat(tree)
        _refuse_unknown(flat, source)
        origins |= dict.fromkeys(flat, source)
        merged = _merge(merged, tree)
    try:
        return Loaded(settings=Settings(home=folder, **merged), origins=origins)  # type: ignore[arg-type]  # pydantic checks the tree
    except ValidationError as error:
        raise SettingsError(_first_problem(error, origins)) from error


def _home(named: Path | None) -> tuple[Path, str]:
    if named:
        return named.expanduser().absolute(), "command line"
    if variable := os.environ.get("KB_HOME"):
        return Path(variable).expanduser().absolute(), "environment"
    return _default_home(), "default"


def _file_layer(named: Path | None, standard: Path) -> tuple[str, Tree]:
    path = named or standard
    if not path.exists():
        if named:
            raise SettingsError(f"{named}: there is no such settings file; check --config")
        return str(path), {}
    try:
        return str(path), TomlConfigSettingsSource(Settings, toml_file=path)()
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: cannot be read as TOML: {error}") from error


def _environment() -> Tree:
    known = {environment_name(key) for key in known_keys()}
    for name in os.environ:
        if name.startswith(PREFIX) and name not in known | NOT_SETTINGS:
            raise SettingsError(f"{name} in the environment is no setting{_nearest(name, known)}")
    tree = EnvSettingsSource(Settings)()
    return {section: value for section, value in tree.items() if section != "home"}


def _nested(overrides: Mapping[str, str]) -> Tree:
    tree: dict[str, object] = {}
    for key, value in overrides.items():
        section, dot, name = key.partition(".")
        tree = _merge(tree, {section: {name: value} if dot else value})
    return tree


def _flat(tree: Tree) -> dict[str, object]:
    flat: dict[str, object] = {}
    for section, values in tree.items():
        if not isinstance(values, Mapping):
            flat[section] = values
            continue
        flat |= {f"{section}.{key}": value for key, value in values.items()}
    return flat


def _merge(below: Tree, above: Tree) -> dict[str, object]:
    merged = dict(below)
    for section, values in above.items():
        under = merged.get(section)
        both = isinstance(values, Mapping) and isinstance(under, Mapping)
        merged[section] = {**under, **values} if both else values  # type: ignore[dict-item]  # both are mappings here
    return merged


def _refuse_unknown(flat: Mapping[str, object], source: str) -> None:
    known = known_keys()
    for key in flat:
        if key not in known:
            raise SettingsError(f"{key} ({source}) is no setting{_nearest(key, known)}")


def _nearest(name: str, known: set[str] | tuple[str, ...]) -> str:
    section, _, own = name.partition(".")
    siblings = [key.partition(".")[2] for key in known if key.startswith(f"{section}.")]
    if own and siblings:
        # Over all keys "retrieval.k" would be nearest to whatever is short.
        near = get_close_matches(own, siblings, n=1, cutoff=0.6)
        settings = ", ".join(siblings)
        return f"; did you mean {section}.{near[0]}?" if near else f"; {section} has: {settings}"
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    return f"; did you mean {close[0]}?" if close else "; `kb settings` lists them all"


def _first_problem(error: ValidationError, origins: Mapping[str, str]) -> str:
    problem = error.errors()[0]
    where = [str(part) for part in problem["loc"]]
    key = ".".join(where)
    source = origins.get(".".join(where[:2]), "default")
    return f"{key} ({source}) cannot be {problem['input']!r}: {problem['msg'].lower()}"
