"""Settings with some of them changed, by dotted key."""

from collections.abc import Mapping

from pydantic import BaseModel

from eval.errors import RunError
from kb_assistant.settings import Settings, known_keys

Value = bool | int | float | str
Changes = Mapping[str, Value]
"""Dotted key → value."""


def value_of(settings: Settings, key: str) -> Value:
    """Return the value of a setting; of a table as it is typed, "manuals=0.5,contracts=0.8".

    Raises:
        RunError: there is no such setting.
    """
    if key not in known_keys():
        raise RunError(f"{key} is no setting; `kb settings` lists them all")
    section, _, name = key.partition(".")
    value: Value | Mapping[str, Value] = getattr(getattr(settings, section), name)
    return typed(value) if isinstance(value, Mapping) else value


def typed(pairs: Mapping[str, Value]) -> str:
    """Return a table of a setting as it is typed: "manuals=0.5,contracts=0.8"."""
    return ",".join(f"{name}={value}" for name, value in sorted(pairs.items()))


def changed(settings: Settings, changes: Changes) -> Settings:
    """Return the settings with some values replaced, checked like any others.

    Raises:
        RunError: there is no such setting.
        ValidationError: a value cannot be.
    """
    for key, value in changes.items():
        section, _, name = key.partition(".")
        value_of(settings, key)
        old: BaseModel = getattr(settings, section)
        new = type(old).model_validate({**dict(old), name: value})
        settings = settings.model_copy(update={section: new})
    return settings
